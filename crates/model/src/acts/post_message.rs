//! A user says something.

use bonafide_domain::{
    id::{ConversationId, SessionId, TicketId},
    place::Place,
    post::{self, Composed, PostRefused, Thread, TypedAs},
    session::{self, Actor},
    ticket::{Status, TicketStep},
    time::Millis,
};

use super::placing;
use crate::{
    Answer, Draft, E, Kept, Message, Refused, Ticket,
    rows::{Conversation, Written},
};

/// Writes a message, or gives the first answer again if the device sent it before (details 19).
pub fn post_message(
    kept: &mut Kept,
    now: Millis,
    session: SessionId,
    draft: &Draft,
) -> Result<Answer, Refused> {
    let actor = enter(kept, now, session)?;
    if let Some(again) = repeated(kept, &actor, draft)? {
        return Ok(again);
    }
    write(kept, now, &actor, draft, None)
}

/// Whoever may write with a session.
pub(crate) fn enter(kept: &Kept, now: Millis, session: SessionId) -> Result<Actor, Refused> {
    let with = &kept.sessions[session];
    Ok(session::admit(&with.session, &kept.around(with), now)?)
}

/// Writes what a user typed, words or the address of a form, into the conversation that it is for, or into one that begins
/// with it.
pub(super) fn write(
    kept: &mut Kept,
    now: Millis,
    actor: &Actor,
    draft: &Draft,
    form: Option<E>,
) -> Result<Answer, Refused> {
    let place = placing::place(kept, actor, draft);
    let conversation = match place {
        Ok(Place::Into(conversation)) => Some(conversation),
        Ok(Place::Begins(_)) | Err(_) => None,
    };
    let thread = match conversation {
        Some(id) => Thread { messages: kept.conversations[id].messages, ticket: kept.live_ticket(id) },
        None => Thread::EMPTY,
    };
    let user = draft.as_user;
    let as_user = kept.users.get(user).map(|kept| TypedAs { user, root: kept.root });
    let composed = Composed { as_user, authenticated: draft.authenticated };
    let posted = post::post(actor, composed, &thread, None)?;

    // After that: words of somebody else are theirs, wherever they were to go (SES-11).
    let conversation = match place? {
        Place::Into(conversation) => conversation,
        Place::Begins(kind) => {
            let (user, root) = (actor.user(), kept.conversations.next());
            kept.conversations.add(Conversation { user, root, kind, messages: 0, erased: false })
        }
    };
    let written = Written {
        author: posted.author,
        session: actor.session(),
        evidence: posted.evidence,
        client_id: draft.client_id,
        form,
    };
    let message = say(kept, now, conversation, Some(written));
    step_ticket(kept, posted.ticket, conversation);
    Ok(Answer::Taken { message, conversation, repeated: false })
}

/// The first answer again. A message of another user of this device is not shown.
fn repeated(kept: &Kept, actor: &Actor, draft: &Draft) -> Result<Option<Answer>, Refused> {
    let same = |message: &Message| {
        let written = message.written.filter(|_| !message.deleted);
        written.is_some_and(|written| {
            written.client_id == draft.client_id
                && kept.sessions[written.session].session.device == actor.device()
        })
    };
    let Some((message, row)) = kept.messages.iter().find(|(_, message)| same(message)) else {
        return Ok(None);
    };
    if row.written.is_none_or(|written| kept.root(written.author) != actor.user()) {
        return Err(PostRefused::WrongUser.into());
    }
    let conversation = kept.conversations[row.conversation].root;
    Ok(Some(Answer::Taken { message, conversation, repeated: true }))
}

/// Writes a message into a conversation.
pub(super) fn say(
    kept: &mut Kept,
    now: Millis,
    conversation: ConversationId,
    written: Option<Written>,
) -> bonafide_domain::id::MessageId {
    kept.conversations[conversation].messages += 1;
    kept.messages.add(Message { conversation, written, at: now, deleted: false })
}

/// TKT-1; gives the ticket that it is about.
pub(super) fn step_ticket(kept: &mut Kept, step: TicketStep, conversation: ConversationId) -> TicketId {
    match step {
        TicketStep::Create => {
            let requester = kept.conversations[conversation].user;
            let status = Status::New;
            kept.tickets.add(Ticket {
                conversation,
                requester,
                status,
                priority: 0,
                assignee: None,
                merged_into: None,
                deleted: false,
            })
        }
        TicketStep::Keep(id) => id,
        TicketStep::Move(id, status) => {
            kept.tickets[id].status = status;
            id
        }
    }
}
