//! The mails that are due (EML-11): one is claimed, sent outside of any transaction, and how that ended is kept.

use bonafide_domain::{
    email::EmailAddress,
    follow_up::{self, Fate, LEASE, Obstacle},
    id::{ConversationId, MessageId},
    mark,
    text::{Subject, Words},
};
use bonafide_store::{
    Announcement, Done, StoreError, Tx,
    conversations::{self, Conversation},
    emails,
    events::{self, Happening},
    follow_ups::{self, FollowUp, State},
    messages::{self, Message, Visibility},
    users,
};

use super::{Refused, Step, Stop, address_lock::address_lock, conversation};
use crate::mail::Letter;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Nothing is due.
    Nothing,
    /// One was not to be sent, or another server has it. There may be more.
    More,
    /// This one is to be sent.
    Letter(Box<Letter>),
}

/// Claims the mail that has been due for longest, if it may still be sent: whoever has the address, and what is known of it,
/// is read again.
pub fn claim(tx: &mut Tx<'_>) -> Step<Done<Due>> {
    let Some(due) = follow_ups::next_due(tx)? else { return Ok(Done::quiet(Due::Nothing)) };
    let to = address(&due)?;
    tx.lock(&[address_lock(to.key().as_str())])?;
    let message = messages::find(tx, due.message)?.ok_or_else(|| gone(&due))?;
    let conversation = take(tx, message.root)?;
    let Some(claimed) = follow_ups::claim(tx, due.message, tx.now().plus(LEASE))? else {
        return Ok(Done::quiet(Due::More));
    };
    let goes = match conversation {
        None => Err(Obstacle::Erased), // RES-11
        Some(_) => still_goes(tx, &claimed, &to)?,
    };
    match goes {
        Ok(()) => Ok(Done::quiet(Due::Letter(Box::new(letter(&claimed, to, &message)?)))),
        Err(obstacle) => {
            let Done { announcements, .. } = settle(tx, due.message, claimed.attempts, Err(obstacle))?;
            Ok(Done { value: Due::More, announcements })
        }
    }
}

fn still_goes(tx: &mut Tx<'_>, due: &FollowUp, to: &EmailAddress) -> Step<Result<(), Obstacle>> {
    let user = users::find_root(tx, due.user)?.map(|user| user.id);
    let held = emails::find(tx, to.key().as_str())?.filter(|held| Some(held.root) == user);
    Ok(follow_up::still_goes(due.mark, held.map(|held| mark::of_email(held.standing, held.root))))
}

fn letter(due: &FollowUp, to: EmailAddress, message: &Message) -> Step<Letter> {
    Ok(Letter {
        message: due.message,
        attempt: due.attempts,
        to,
        subject: Subject::new(&due.subject).map_err(|_| gone(due))?,
        words: Words::new(&message.text).map_err(|_| gone(due))?,
        written_at: due.written_at,
    })
}

fn address(due: &FollowUp) -> Step<EmailAddress> {
    let address = due.address.as_deref().and_then(|address| EmailAddress::new(address).ok());
    Ok(address.ok_or_else(|| gone(due))?)
}

fn gone(due: &FollowUp) -> StoreError {
    StoreError::Corrupt(format!("the mail of message {} is not whole", due.message))
}

/// Takes the conversation that a message is found in; `None` if it was erased (RES-11).
fn take(tx: &mut Tx<'_>, root: ConversationId) -> Step<Option<Conversation>> {
    match conversation::take_root(tx, root) {
        Ok(taken) => Ok(Some(taken)),
        Err(Stop::Refused(Refused::NotFound)) => Ok(None),
        Err(stop) => Err(stop),
    }
}

/// Keeps how an attempt ended, and tells the agents. Of an attempt that took so long that somebody else has the mail since,
/// nothing is kept.
pub fn settle(
    tx: &mut Tx<'_>,
    message: MessageId,
    attempt: i64,
    outcome: Result<(), Obstacle>,
) -> Step<Done<()>> {
    let now = tx.now();
    let state = match outcome {
        Ok(()) => State::Sent { at: now },
        Err(obstacle) => match obstacle.fate(attempt, now) {
            Fate::Again(due_at) => State::Waiting { obstacle: Some(obstacle), due_at },
            Fate::Failed => State::Failed { obstacle, at: now },
        },
    };
    let root = messages::find(tx, message)?.map(|message| message.root);
    let conversation = match root {
        Some(root) => take(tx, root)?,
        None => None,
    };
    let settled = follow_ups::settle(tx, message, attempt, state)?;
    let (Some(mut conversation), Some(settled)) = (conversation, settled) else {
        return Ok(Done::quiet(()));
    };
    let happening = Happening::FollowUp(Box::new(settled));
    let event = events::append(tx, &mut conversation, Visibility::Agents, happening)?;
    conversations::save(tx, &conversation)?;
    Ok(Done { value: (), announcements: vec![Announcement::Happened(event)] })
}
