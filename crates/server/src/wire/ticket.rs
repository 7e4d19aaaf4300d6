//! Tickets and the inbox, as agents see them.

use bonafide_domain::{
    changed::Changed,
    id::{AgentId, ConversationId, QueueId, TicketId},
    metadata::Metadata,
    ticket::Status,
};
use bonafide_store::tickets;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Time,
    agent::{Colleague, Message},
    metadata::Field,
    person::Person,
    queue::TicketQueue,
};
use crate::use_cases::{conversation, inbox};

/// A ticket.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Ticket {
    /// Its id.
    #[schemars(with = "String")]
    id: TicketId,
    /// Its number in the account.
    number: i64,
    /// `new`, `open`, `pending`, `solved` or `closed`.
    status: &'static str,
    /// Higher goes first.
    priority: i64,
    /// The ticket it was merged into by a join.
    #[schemars(with = "Option<String>")]
    merged_into: Option<TicketId>,
    /// When something happened in it last.
    last_activity_at: Time,
    /// Whose work it is.
    assignee: Option<Colleague>,
    /// The queue it waits in, or waited in before somebody took it; null for one that everybody may take.
    queue: Option<TicketQueue>,
}

impl From<&tickets::Ticket> for Ticket {
    fn from(ticket: &tickets::Ticket) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            status: ticket.status.as_str(),
            priority: ticket.priority,
            merged_into: ticket.merged_into,
            last_activity_at: Time(ticket.last_activity_at),
            assignee: ticket.assignee.clone().map(Into::into),
            queue: ticket.queue.as_ref().map(Into::into),
        }
    }
}

/// A ticket with what the page has set on it (KEY-7). That comes from the page's own script and proves nothing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TicketDetails {
    /// The ticket.
    #[serde(flatten)]
    ticket: Ticket,
    /// Its fields, by id.
    fields: Vec<Field>,
    /// Its tags, in order.
    tags: Vec<String>,
}

impl From<&conversation::DetailedTicket> for TicketDetails {
    fn from(detailed: &conversation::DetailedTicket) -> Self {
        let Metadata { fields, tags } = &detailed.metadata;
        Self {
            ticket: (&detailed.ticket).into(),
            fields: fields.iter().map(Field::from).collect(),
            tags: tags.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What to change of a ticket; what is absent stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTicket {
    /// Where it is to stand. A closed ticket never opens again (TKT-1).
    pub status: Option<TicketStatus>,
    /// The id of whose work it is to be; null for nobody's.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub assignee: Changed<AgentId>,
    /// The id of the queue it is to wait in; null for none.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub queue: Changed<QueueId>,
    /// 0 to 100: higher goes first.
    pub priority: Option<i64>,
}

/// The ticket that an agent took by hand.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Taken {
    /// The ticket; null if none waits in the agent's queues.
    ticket: Option<Ticket>,
    /// The conversation it is worked in.
    #[schemars(with = "Option<String>")]
    conversation: Option<ConversationId>,
}

impl From<Option<tickets::Ticket>> for Taken {
    fn from(taken: Option<tickets::Ticket>) -> Self {
        let conversation = taken.as_ref().map(|ticket| ticket.conversation);
        Self { ticket: taken.as_ref().map(Into::into), conversation }
    }
}

/// Where an agent can put a ticket: anywhere but back to `new`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Waiting for an agent.
    Open,
    /// Waiting for the user.
    Pending,
    /// Answered.
    Solved,
    /// Never opens again.
    Closed,
}

impl From<TicketStatus> for Status {
    fn from(status: TicketStatus) -> Self {
        match status {
            TicketStatus::Open => Self::Open,
            TicketStatus::Pending => Self::Pending,
            TicketStatus::Solved => Self::Solved,
            TicketStatus::Closed => Self::Closed,
        }
    }
}

/// Which page of the inbox.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxAsked {
    /// Which of its tickets; all that are not closed without.
    pub view: Option<InboxView>,
    /// The id of a queue, in the place of a view: its tickets that are new, open or pending.
    #[schemars(with = "Option<String>")]
    pub queue: Option<QueueId>,
    /// The `next` of the page before; the first page without.
    pub before: Option<String>,
}

/// Which tickets of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxView {
    /// New, open and pending, given to whoever asks.
    Mine,
    /// New, open and pending, given to nobody.
    Unassigned,
    /// New, open and pending.
    Open,
    /// Solved.
    Solved,
}

impl From<InboxView> for inbox::View {
    fn from(view: InboxView) -> Self {
        match view {
            InboxView::Mine => Self::Mine,
            InboxView::Unassigned => Self::Unassigned,
            InboxView::Open => Self::Open,
            InboxView::Solved => Self::Solved,
        }
    }
}

/// A line of the inbox.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InboxLine {
    /// The ticket.
    #[serde(flatten)]
    ticket: Ticket,
    /// The conversation it is worked in.
    #[schemars(with = "String")]
    conversation: ConversationId,
    /// Whose it is.
    requester: Person,
    /// The last message of the conversation.
    last_message: Option<Message>,
    /// Where the last message that everybody sees is the user's: when the first one came that nobody has answered, of
    /// the last 50 messages.
    waiting_since: Option<Time>,
}

impl From<inbox::Line> for InboxLine {
    fn from(line: inbox::Line) -> Self {
        Self {
            ticket: (&line.ticket).into(),
            conversation: line.ticket.conversation,
            requester: line.requester.into(),
            last_message: line.last_message.as_ref().map(Into::into),
            waiting_since: line.waiting_since.map(Time),
        }
    }
}

/// A page of the inbox, the latest activity first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Inbox {
    /// The tickets of the view.
    pub tickets: Vec<InboxLine>,
    /// What to ask for the next page with; null on the last.
    pub next: Option<String>,
    /// How many tickets each view has.
    pub counts: InboxCounts,
}

/// How many tickets each view of the inbox has.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct InboxCounts {
    /// New, open and pending, given to whoever asks.
    mine: i64,
    /// New, open and pending, given to nobody.
    unassigned: i64,
    /// New, open and pending.
    open: i64,
    /// Solved.
    solved: i64,
}

impl From<tickets::Counts> for InboxCounts {
    fn from(counts: tickets::Counts) -> Self {
        let tickets::Counts { mine, unassigned, open, solved } = counts;
        Self { mine, unassigned, open, solved }
    }
}
