//! The agents' inbox: the tickets that are not closed.

use bonafide_domain::{
    id::{AgentId, QueueId, TicketId},
    limits,
    time::Millis,
};
use bonafide_store::{
    Tx,
    messages::{self, Message},
    tickets::{self, Counts, Ticket},
};

use super::{
    Step, admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// How many tickets a page of the inbox has.
pub const PAGE: i64 = 50;

/// A line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The ticket.
    pub ticket: Ticket,
    /// Whose it is.
    pub requester: Person,
    /// The last message of its conversation.
    pub last_message: Option<Message>,
    /// Since when the user waits for an answer.
    pub waiting_since: Option<Millis>,
}

/// Which tickets of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All that are not closed.
    All,
    /// New, open and pending, given to whoever asks.
    Mine,
    /// New, open and pending, given to nobody.
    Unassigned,
    /// New, open and pending.
    Open,
    /// Solved.
    Solved,
    /// New, open and pending, in a queue.
    Queue(QueueId),
}

impl View {
    /// The view as this agent has it.
    fn of(self, agent: AgentId) -> tickets::View {
        match self {
            Self::All => tickets::View::All,
            Self::Mine => tickets::View::Mine(agent),
            Self::Unassigned => tickets::View::Unassigned,
            Self::Open => tickets::View::Open,
            Self::Solved => tickets::View::Solved,
            Self::Queue(queue) => tickets::View::Queue(queue),
        }
    }
}

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxPage {
    /// Its lines, the latest activity first.
    pub lines: Vec<Line>,
    /// How many tickets each view has.
    pub counts: Counts,
}

/// The page of a view before a place in it, or the first.
pub fn inbox(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    view: View,
    before: Option<(Millis, TicketId)>,
) -> Step<InboxPage> {
    let agent = admission::admit_agent(tx, token)?;
    let mut lines = Vec::new();
    for line in tickets::inbox(tx, view.of(agent.id), before, PAGE)? {
        let last_message = match line.last_message {
            Some(id) => messages::find(tx, id)?,
            None => None,
        };
        let requester = person::load(tx, line.ticket.requester)?;
        let waiting_since = messages::waiting_since(tx, line.ticket.conversation, limits::WAITING_MESSAGES)?;
        lines.push(Line { ticket: line.ticket, requester, last_message, waiting_since });
    }
    Ok(InboxPage { lines, counts: tickets::count(tx, agent.id)? })
}
