//! Reading a conversation: its page of messages, and what happened since.

use bonafide_domain::{
    id::{ConversationId, MessageId},
    limits,
    metadata::Metadata,
    time::Millis,
};
use bonafide_store::{
    Tx,
    conversations::{self, Conversation},
    events::{self, Confirmation, Event, LoginRequest},
    follow_ups::{self, FollowUp},
    messages::{self, Message, MessageKind, Visibility},
    ticket_metadata,
    tickets::{self, Ticket},
    users,
};

use super::{
    Refused, Step, admission, answer_question,
    own_conversations::{self, Several},
    person::{self, Person},
    taking::until_held,
};
use crate::secrets::{AgentToken, SessionToken};

/// What a user's device sees of its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsersPage {
    /// Whom the session was opened for, by the name their token gave and the customer's own id.
    pub user: (bonafide_domain::id::UserId, Option<String>, Option<String>),
    /// The conversation; `None` until something was said.
    pub conversation: Option<Conversation>,
    /// All that they have, with the newest page, where they have several or may begin another (MRG-9).
    pub several: Option<Several>,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// When somebody who is not signed in was last asked to do so (SEE-10).
    pub login_requested_at: Option<Millis>,
    /// When the earlier conversation was last written to of which this session is asked whether it is theirs (MRG-11).
    pub asked: Option<Millis>,
}

/// A ticket with what the page has set on it (KEY-7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailedTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// Its fields and tags.
    pub metadata: Metadata,
}

/// What an agent sees of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentsPage {
    /// The conversation.
    pub conversation: Conversation,
    /// Whose it is.
    pub person: Person,
    /// The person's other conversations, each with its newest ticket, the one last written to first (MRG-9).
    pub others: Vec<(ConversationId, Ticket)>,
    /// Its tickets, oldest first.
    pub tickets: Vec<DetailedTicket>,
    /// Its messages, oldest first, notes included.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// When the person was asked to sign in, between these messages or after them, the latest first (SEE-10).
    pub login_requests: Vec<LoginRequest>,
    /// When the person said that an earlier conversation is theirs, between these messages or after them, the latest first
    /// (MRG-11).
    pub confirmations: Vec<Confirmation>,
    /// The mails among these messages, and how far they are (EML-11).
    pub follow_ups: Vec<FollowUp>,
}

/// Events after a number, or the word that there are too many or that they are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The events in order; `None` to read the conversation again instead.
    pub events: Option<Vec<Event>>,
    /// The number of the last event there is.
    pub head: i64,
}

/// The page of a user's own conversation before a message, or the newest. `wanted` is one of theirs; the one last written to
/// without.
pub fn read_own(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    wanted: Option<ConversationId>,
    before: Option<MessageId>,
) -> Step<UsersPage> {
    let actor = admission::admit(tx, token)?;
    // By the name and the id of their own token, also where they were merged into somebody.
    let name = users::find(tx, actor.author())?.and_then(|user| user.name);
    let external_id = users::find_external_id(tx, actor.author())?;
    let conversation = own_conversations::find(tx, &actor, wanted)?;
    let several = match before {
        Some(_) => None,
        None => own_conversations::several(tx, &actor)?,
    };
    let (messages, has_more) = match &conversation {
        Some(conversation) => page(tx, conversation.id, Visibility::All, before)?,
        None => (Vec::new(), false),
    };
    let login_requested_at = match (&conversation, actor.proof()) {
        (Some(conversation), None) => {
            let (since, until) = between(None, None);
            events::login_requests(tx, conversation.id, since, until, 1)?.first().map(|it| it.at)
        }
        (Some(_) | None, _) => None,
    };
    let question = match actor.proof() {
        Some(_) => answer_question::find_open(tx, actor.session())?,
        None => None, // whoever is not signed in is asked nothing
    };
    let asked = question.map(|question| question.written_at);
    let user = (actor.author(), name, external_id);
    Ok(UsersPage { user, conversation, several, messages, has_more, login_requested_at, asked })
}

/// The time from the first of two messages on and before the second.
fn between(first: Option<MessageId>, before: Option<MessageId>) -> (Millis, Millis) {
    let since = first.map_or(Millis::new(0), |message| message.made_at());
    let until = before.map_or(Millis::new(i64::MAX), |message| message.made_at());
    (since, until)
}

/// The page of a conversation before a message, or the newest, as an agent sees it. The id may be that of a
/// conversation that was joined into another.
pub fn read_as_agent(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    id: ConversationId,
    before: Option<MessageId>,
) -> Step<AgentsPage> {
    admission::admit_agent(tx, token)?;
    let conversation = find_root(tx, id)?;
    let (messages, has_more) = page(tx, conversation.id, Visibility::Agents, before)?;
    // What lies before the first message of all belongs to the page that shows it.
    let first = messages.first().filter(|_| has_more).map(|message| message.id);
    let (since, until) = between(first, before);
    Ok(AgentsPage {
        login_requests: events::login_requests(tx, conversation.id, since, until, limits::LOGIN_REQUESTS)?,
        confirmations: events::confirmations(tx, conversation.id, since, until, limits::CONFIRMATIONS)?,
        follow_ups: mails(tx, &messages)?,
        others: others(tx, &conversation)?,
        conversation,
        person: person::load(tx, conversation.user)?,
        tickets: detailed(tx, conversation.id)?,
        messages,
        has_more,
    })
}

/// The person's other conversations, as many as are shown.
fn others(tx: &mut Tx<'_>, shown: &Conversation) -> Step<Vec<(ConversationId, Ticket)>> {
    let theirs = conversations::of_user(tx, shown.user)?;
    let mut others = Vec::new();
    for other in theirs.iter().filter(|other| other.id != shown.id).take(limits::OTHER_CONVERSATIONS) {
        let newest = tickets::of_conversation(tx, other.id)?.pop();
        others.extend(newest.map(|newest| (other.id, newest)));
    }
    Ok(others)
}

fn mails(tx: &mut Tx<'_>, messages: &[Message]) -> Step<Vec<FollowUp>> {
    let mut mails = Vec::new();
    for message in messages.iter().filter(|message| message.kind == MessageKind::FollowUp) {
        mails.extend(follow_ups::find(tx, message.id)?);
    }
    Ok(mails)
}

fn detailed(tx: &mut Tx<'_>, root: ConversationId) -> Step<Vec<DetailedTicket>> {
    let mut detailed = Vec::new();
    for ticket in tickets::of_conversation(tx, root)? {
        detailed.push(DetailedTicket { metadata: ticket_metadata::find(tx, ticket.id)?, ticket });
    }
    Ok(detailed)
}

/// What happened in a user's own conversation after a number. `wanted` is as in [`read_own`].
pub fn missed_own(
    tx: &mut Tx<'_>,
    token: &SessionToken,
    wanted: Option<ConversationId>,
    after: i64,
) -> Step<Missed> {
    let actor = admission::admit(tx, token)?;
    match own_conversations::find(tx, &actor, wanted)? {
        Some(conversation) => missed(tx, &conversation, after),
        None => Ok(Missed { events: Some(Vec::new()), head: 0 }),
    }
}

/// What happened in a conversation after a number, for an agent.
pub fn missed_as_agent(tx: &mut Tx<'_>, token: &AgentToken, id: ConversationId, after: i64) -> Step<Missed> {
    admission::admit_agent(tx, token)?;
    let conversation = conversations::find(tx, id)?.ok_or(Refused::NotFound)?;
    missed(tx, &conversation, after)
}

/// What happened in a conversation after a number: at most [`limits::EVENTS_PAGE`] events, and none but a word if
/// the number is not one of this conversation's.
pub fn missed(tx: &mut Tx<'_>, conversation: &Conversation, after: i64) -> Step<Missed> {
    let head = conversation.last_seq;
    if after > head || after < 0 || after + 1 < conversation.readable_from {
        return Ok(Missed { events: None, head });
    }
    let events = events::after(tx, conversation, after, limits::EVENTS_PAGE)?;
    let gapless = events.first().map_or(after == head, |first| first.seq == after + 1);
    Ok(Missed { events: gapless.then_some(events), head })
}

pub(super) fn find_root(tx: &mut Tx<'_>, id: ConversationId) -> Step<Conversation> {
    let found = conversations::find(tx, id)?.ok_or(Refused::NotFound)?;
    Ok(conversations::find(tx, found.root)?.ok_or(Refused::NotFound)?)
}

/// Takes the conversation that an id leads to now. A join that commits while this waits leads further.
pub(super) fn take_root(tx: &mut Tx<'_>, id: ConversationId) -> Step<Conversation> {
    let mut id = conversations::find(tx, id)?.ok_or(Refused::NotFound)?.root;
    until_held(tx, |tx| {
        let taken = conversations::take(tx, id)?.ok_or(Refused::NotFound)?;
        id = taken.root;
        Ok((taken.root == taken.id).then_some(taken))
    })
}

pub(super) fn page(
    tx: &mut Tx<'_>,
    root: ConversationId,
    to: Visibility,
    before: Option<MessageId>,
) -> Step<(Vec<Message>, bool)> {
    let mut messages = messages::page(tx, root, to, before, limits::PAGE + 1)?;
    let has_more = messages.len() > usize::try_from(limits::PAGE).unwrap_or(usize::MAX);
    if has_more {
        messages.pop();
    }
    messages.reverse();
    Ok((messages, has_more))
}
