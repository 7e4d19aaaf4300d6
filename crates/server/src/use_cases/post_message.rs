//! A user says something.

use bonafide_domain::{
    id::{ConversationId, EvidenceId, LoginAttemptId, MessageId, TicketId, UserId},
    identity::Kind,
    metadata::Metadata,
    place::{Place, PlaceRefused},
    post::{self, Composed, Thread, TypedAs},
    session::Actor,
    text::{ClientMadeId, Words},
    ticket::TicketStep,
    time::Span,
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx,
    conversations::{self, Conversation},
    events::{self, Happening},
    evidence::Evidence,
    login_log::{self, Attempt, Outcome},
    messages::{self, Author, Message, MessageKind, NewMessage, Visibility},
    post_terms::PostTerms,
    ticket_waits, tickets, users,
};

use super::{
    Refused, Step, admission, metadata,
    placing::{self, To},
    taking::until_held,
    waits_nowhere,
};
use crate::{http::ErrorCode, secrets::SessionToken};

/// A message as it comes from a device.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The session it is sent with.
    pub token: SessionToken,
    /// The id that the client made for it.
    pub client_id: ClientMadeId,
    /// Where it is to go.
    pub to: To,
    /// What is said.
    pub words: Words,
    /// The user it was typed as.
    pub as_user: UserId,
    /// Whether they were signed in while typing.
    pub composed_authenticated: bool,
    /// What the page says about the conversation (KEY-7).
    pub metadata: Metadata,
}

/// A message that was taken, now or before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The message.
    pub message: Message,
    /// The conversation, and the number of its last event.
    pub conversation: (ConversationId, i64),
    /// Whether this was a repeat.
    pub repeated: bool,
}

/// Writes a message, or gives the first answer again if the device sent it before (details 19).
pub fn post_message(tx: &mut Tx<'_>, draft: &Draft) -> Step<Done<Taken>> {
    let entry = enter(tx, &draft.token, &draft.client_id, &draft.to)?;
    if entry.terms.repeated {
        return repeated(tx, &entry.actor, &draft.client_id);
    }
    let typed = Typed {
        client_id: &draft.client_id,
        as_user: draft.as_user,
        composed_authenticated: draft.composed_authenticated,
        kind: MessageKind::Text,
        text: draft.words.as_str(),
    };
    let (done, ticket) = write(tx, entry, &typed)?;
    metadata::keep(tx, ticket, &draft.metadata)?;
    Ok(done)
}

/// What a user typed, words or a form.
pub(super) struct Typed<'a> {
    pub client_id: &'a ClientMadeId,
    pub as_user: UserId,
    pub composed_authenticated: bool,
    pub kind: MessageKind,
    pub text: &'a str,
}

/// Writes what a user typed into the conversation that was taken, or into their first, and says to which ticket it went.
pub(super) fn write(tx: &mut Tx<'_>, entry: Entry, typed: &Typed<'_>) -> Step<(Done<Taken>, TicketId)> {
    let Entry { actor, terms, place, is_first } = entry;
    let thread = Thread {
        messages: terms.conversation.map_or(0, |conversation| conversation.messages),
        ticket: terms.ticket,
    };
    let root = if typed.as_user == actor.author() {
        Some(actor.user())
    } else {
        users::find_root(tx, typed.as_user)?.map(|user| user.id)
    };
    let as_user = root.map(|root| TypedAs { user: typed.as_user, root });
    let composed = Composed { as_user, authenticated: typed.composed_authenticated };
    let login_required = terms.login_required.ok_or(Refused::NoChannel)?;
    let posted = post::post(&actor, composed, &thread, login_required)?;
    // After that: words of somebody else are theirs, wherever they were to go (SES-11).
    let place = place.map_err(Refused::Place)?;
    if posted.would_refuse.is_some() {
        report(tx, &actor)?;
    }

    let mut conversation = match (terms.conversation, place) {
        (Some(conversation), _) => conversation,
        (None, Place::Begins(kind)) => begin(tx, &actor, kind)?,
        (None, Place::Into(_)) => return Err(Refused::NotFound.into()),
    };
    let author = Author::User {
        user: posted.author,
        root: actor.user(),
        name: terms.name,
        session: actor.session(),
        device: actor.device(),
        evidence: mark(posted.evidence, terms.evidence)?,
    };
    let client_id = typed.client_id.as_str();
    let said = Said { author, client_id, visibility: Visibility::All, kind: typed.kind, text: typed.text };
    let (message, news) = say(tx, &mut conversation, said)?;
    let mut announcements = vec![news];
    // Whoever begins another conversation was asked in their first.
    let asks = terms.asks_for_contact && is_first;
    if typed.kind == MessageKind::Text && post::asks_for_contact(&actor, &thread, asks) {
        announcements.push(ask_for_contact(tx, &mut conversation)?);
    }
    let ticket = step_ticket(tx, posted.ticket, &conversation)?;
    announcements.extend(work(tx, posted.ticket, ticket)?);
    let conversation = (conversation.id, conversation.last_seq);
    Ok((Done { value: Taken { message, conversation, repeated: false }, announcements }, ticket))
}

/// A new ticket is to be routed (ROU-2), and one that was put aside waits again (ROU-4): only about that is asked where.
fn work(tx: &mut Tx<'_>, step: TicketStep, ticket: TicketId) -> Step<Option<Announcement>> {
    let is_work = match step {
        TicketStep::Create => ticket_waits::route_later(tx, ticket)?,
        TicketStep::Move(..) => {
            waits_nowhere::note_for_the_rules(tx, ticket)?;
            true
        }
        TicketStep::Keep(_) => false,
    };
    Ok(is_work.then_some(Announcement::WorkChanged))
}

/// SEE-5: the default reply, which asks for name and address.
fn ask_for_contact(tx: &mut Tx<'_>, conversation: &mut Conversation) -> Step<Announcement> {
    let asked = Said {
        author: Author::System,
        client_id: MessageKind::ContactAsked.as_str(),
        visibility: Visibility::All,
        kind: MessageKind::ContactAsked,
        text: "",
    };
    Ok(say(tx, conversation, asked)?.1)
}

/// SES-6: administrators are told who would have been refused, were it not only reported.
fn report(tx: &mut Tx<'_>, actor: &Actor) -> Step<()> {
    let id: LoginAttemptId = tx.id();
    let attempt = Attempt {
        id,
        channel: actor.channel(),
        address: String::new(),
        key: None,
        public_key: None,
        external_id: None,
        outcome: Outcome::WroteWithout { user: actor.author(), session: actor.session() },
        would_refuse: Some(ErrorCode::LoginRequired.as_str().to_owned()),
        detail: None,
        notes: Vec::new(),
        attempts: 1,
        at: tx.now(),
    };
    Ok(login_log::insert(tx, &attempt)?)
}

/// What the rules let mark the message, as it is kept: the evidence of the session, or nothing.
fn mark(given: Option<EvidenceId>, kept: Option<Box<Evidence>>) -> Step<Option<Box<Evidence>>> {
    let Some(given) = given else { return Ok(None) };
    let kept = kept.filter(|kept| kept.id == given);
    Ok(Some(kept.ok_or_else(|| StoreError::Corrupt(format!("no evidence {given}")))?))
}

/// The first answer again. A message of another user of this device is not shown, whatever its client id.
pub(super) fn repeated(tx: &mut Tx<'_>, actor: &Actor, client_id: &ClientMadeId) -> Step<Done<Taken>> {
    let message = messages::find_by_device(tx, actor.device(), client_id.as_str())?
        .ok_or_else(|| StoreError::Corrupt(format!("no message {}", client_id.as_str())))?;
    match &message.author {
        Author::User { root, .. } if *root == actor.user() => {}
        Author::User { .. } | Author::Agent { .. } | Author::System => {
            return Err(Refused::Post(post::PostRefused::WrongUser).into());
        }
    }
    let conversation = conversations::find(tx, message.root)?
        .ok_or_else(|| StoreError::Corrupt(format!("no conversation {}", message.root)))?;
    let conversation = (conversation.id, conversation.last_seq);
    Ok(Done::quiet(Taken { message, conversation, repeated: true }))
}

/// Who writes, and what that rests on.
pub(super) struct Entry {
    pub actor: Actor,
    pub terms: PostTerms,
    /// Where the message goes, or why it goes nowhere: a repeat gets its first answer all the same.
    pub place: Result<Place, PlaceRefused>,
    /// Whether its author had no conversation before.
    pub is_first: bool,
}

/// Takes the conversation that the message goes to, or its user if that is yet to begin, and only then asks who may act,
/// and whether this is a repeat: until the take, a login may join it elsewhere, a ban or a logout end it, or the first of
/// two be under way. A merge by hand, or the undoing of one, that commits while this waits leads further.
///
/// Where nobody else can write, nothing has to be taken, and a message that names no conversation asks for the terms alone.
pub(super) fn enter(tx: &mut Tx<'_>, token: &SessionToken, client_id: &ClientMadeId, to: &To) -> Step<Entry> {
    until_held(tx, |tx| {
        let taken = match to {
            To::Latest if tx.writes_alone() => None,
            To::Latest | To::Conversation(_) | To::BegunBy(_) => Some(take(tx, token, client_id, to)?),
        };
        let named = taken.as_ref().and_then(Taking::conversation);
        let (actor, mut terms) = admission::admit_writer(tx, token, client_id, named)?;
        let found = terms.conversation.map(|conversation| conversation.id);
        let place = match (taken, found) {
            (Some(taken), found) if taken.root == actor.user() && (named.is_none() || found == named) => {
                taken.place
            }
            (Some(_), _) => return Ok(None),
            (None, Some(latest)) => Ok(Place::Into(latest)),
            (None, None) => take(tx, token, client_id, to)?.place,
        };
        let is_first = found.is_none();
        if !matches!(place, Ok(Place::Into(_))) {
            (terms.conversation, terms.ticket) = (None, None);
        }
        Ok(Some(Entry { actor, terms, place, is_first }))
    })
}

/// Whom a session leads to, and where the message goes; both are held until the transaction ends.
struct Taking {
    root: UserId,
    place: Result<Place, PlaceRefused>,
}

impl Taking {
    /// The conversation that it goes into.
    fn conversation(&self) -> Option<ConversationId> {
        match self.place {
            Ok(Place::Into(conversation)) => Some(conversation),
            Ok(Place::Begins(_)) | Err(_) => None,
        }
    }
}

/// Takes whom and what a session leads to: the conversation, or the user, so that two devices do not begin one each.
fn take(tx: &mut Tx<'_>, token: &SessionToken, client_id: &ClientMadeId, to: &To) -> Step<Taking> {
    let way = admission::find_way(tx, token)?;
    let taking = Taking { root: way.root, place: placing::place(tx, token, &way, client_id, to)? };
    if let Some(conversation) = taking.conversation().filter(|_| !tx.writes_alone()) {
        conversations::take(tx, conversation)?;
    }
    Ok(taking)
}

fn begin(tx: &mut Tx<'_>, actor: &Actor, kind: Kind) -> Step<Conversation> {
    let id = tx.id();
    conversations::insert(tx, id, actor.user(), actor.channel(), kind)?;
    let made = conversations::take(tx, id)?;
    made.ok_or_else(|| StoreError::Corrupt(format!("no conversation {id}")).into())
}

/// What is said, by whomever.
pub(super) struct Said<'a> {
    pub author: Author,
    pub client_id: &'a str,
    pub visibility: Visibility,
    pub kind: MessageKind,
    pub text: &'a str,
}

/// Writes a message into a conversation that was taken, and the event that tells of it. What is written is what is told:
/// it is not read back.
pub(super) fn say(
    tx: &mut Tx<'_>,
    conversation: &mut Conversation,
    said: Said<'_>,
) -> Step<(Message, Announcement)> {
    let message = Message {
        id: id_after(tx, conversation.last_message),
        conversation: conversation.id,
        root: conversation.id,
        author: said.author,
        client_id: said.client_id.to_owned(),
        visibility: said.visibility,
        kind: said.kind,
        text: said.text.to_owned(),
        received_at: tx.now(),
    };
    messages::insert(tx, &NewMessage::from(&message))?;
    conversation.last_message = Some(message.id);
    conversation.messages += 1;
    let happening = Happening::Message(Box::new(message.clone()));
    let event = events::append(tx, conversation, said.visibility, happening)?;
    conversations::save(tx, conversation)?;
    Ok((message, Announcement::Happened(event)))
}

/// An id later than the conversation's last message, from however fast a clock that came: an answer never comes
/// before its question (details 6).
///
/// It is not the very next id: the node with the fast clock may have given that one to a message elsewhere. It is of
/// the millisecond after, with the tail that this node has just drawn.
fn id_after(tx: &Tx<'_>, last: Option<MessageId>) -> MessageId {
    let id: MessageId = tx.id();
    match last {
        Some(last) if id <= last => {
            let mut tail = [0; 8];
            tail[2..].copy_from_slice(&id.as_bytes()[6..]);
            MessageId::new(last.made_at().plus(Span::millis(1)), u64::from_be_bytes(tail))
        }
        Some(_) | None => id,
    }
}

/// TKT-1. A new ticket's number is taken here, with nothing but its fields and tags written after it.
pub(super) fn step_ticket(tx: &mut Tx<'_>, step: TicketStep, conversation: &Conversation) -> Step<TicketId> {
    let (id, status) = match step {
        TicketStep::Create => {
            let id = tx.id();
            tickets::insert(tx, id, conversation.id, conversation.user)?;
            return Ok(id);
        }
        TicketStep::Keep(id) => (id, None),
        TicketStep::Move(id, status) => (id, Some(status)),
    };
    tickets::touch(tx, id, status)?;
    Ok(id)
}
