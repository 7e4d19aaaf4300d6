//! What holds of every event of several conversations (MRG-9), and of the question whether an earlier one is theirs (MRG-11).

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    id::{ConversationId, MessageId, SessionId},
    identity::Answer as Said,
};

use super::{on_the_way::Way, sights::found};
use crate::{Answer, Draft, Event, Kept, To, event::Act};

pub(super) const APART: &str = "what is of several conversations is never put together with anything else";
pub(super) const NAMED: &str = "words go to the conversation that they name, or else to the one last written to; what begins one is alone in it";
pub(super) const ASKED: &str = "only who is asked says whether it is theirs, and once";
pub(super) const NO: &str =
    "a no, what was said before, and what is said too late change nothing but what is kept of the answer";

/// The sentence that an event breaks.
pub(super) fn broken(way: &Way<'_>) -> Option<&'static str> {
    let breaks = |broken: bool, sentence| broken.then_some(sentence);
    let of_an_answer = match way.event {
        Event::At(b, Act::Answer(said)) => way.before.client(*b).session.and_then(|session| {
            breaks(!is_asked(way, session, *said), ASKED)
                .or_else(|| breaks(!changes_nothing(way, session, *said), NO))
        }),
        Event::At(..)
        | Event::To(..)
        | Event::EndSession(_)
        | Event::ReleaseAddress(..)
        | Event::Policy(_)
        | Event::JoinPolicy(_)
        | Event::Multiple(_)
        | Event::Merge(..)
        | Event::Undo(_)
        | Event::FinishErasures
        | Event::Wait(_) => None,
    };
    of_an_answer
        .or_else(|| breaks(puts_together(way), APART))
        .or_else(|| breaks(!goes_where_it_is_for(way), NAMED))
}

/// MRG-9: what is found in one conversation and was not, of which something stays apart.
fn puts_together(way: &Way<'_>) -> bool {
    let mut were: BTreeMap<ConversationId, (BTreeSet<ConversationId>, bool)> = BTreeMap::new();
    for (id, message) in way.before.kept.messages.iter().filter(|(_, message)| !message.deleted) {
        let root = |kept: &Kept, at: ConversationId| kept.conversations[at].root;
        let was = root(&way.before.kept, message.conversation);
        let is = root(&way.after.kept, way.after.kept.messages[id].conversation);
        let (found, is_apart) = were.entry(is).or_default();
        found.insert(was);
        *is_apart |= way.after.truth.apart.contains(&id);
    }
    were.values().any(|(found, is_apart)| *is_apart && found.len() > 1)
}

/// MRG-9: of what was sent with a draft.
fn goes_where_it_is_for(way: &Way<'_>) -> bool {
    let (
        Event::At(b, Act::Send | Act::Repeat | Act::Say(_)),
        Ok(Answer::Taken { message, repeated: false, .. }),
    ) = (way.event, way.outcome)
    else {
        return true;
    };
    let Some(draft) = way.after.client(*b).sent else { return true };
    let (before, after) = (&way.before.kept, &way.after.kept);
    let root = after.conversations[after.messages[*message].conversation].root;
    let is_here = |other: MessageId| before.conversations[before.messages[other].conversation].root == root;
    match draft.to {
        To::Conversation(id) => before.conversations[id].root == root,
        To::BegunBy(first) if first != draft.client_id => {
            begun_by(way, &draft, *message, first).is_some_and(is_here)
        }
        To::BegunBy(_) if before.multiple => after.messages_in(root).count() == 1,
        To::BegunBy(_) | To::Latest => {
            let session = after.messages[*message].written.map(|written| written.session);
            let user = session.map(|session| after.root(after.sessions[session].session.user));
            // Whoever was not there before had nothing.
            let had = user.filter(|user| before.users.get(*user).is_some()).map(|user| found(before, user));
            had.and_then(|had| had.last().copied()).is_none_or(is_here)
        }
    }
}

/// The message with a client id of the very device.
fn begun_by(way: &Way<'_>, draft: &Draft, message: MessageId, first: u32) -> Option<MessageId> {
    let kept = &way.after.kept;
    let device = |id: MessageId| {
        let written = kept.messages[id].written?;
        Some((written.client_id, kept.sessions[written.session].session.device))
    };
    let (_, here) = device(message).filter(|(client_id, _)| *client_id == draft.client_id)?;
    let mut earlier = way.before.kept.messages.iter().map(|(id, _)| id);
    earlier.find(|id| device(*id) == Some((first, here)))
}

/// MRG-11: whoever was answered was asked, and had said nothing else.
fn is_asked(way: &Way<'_>, session: SessionId, said: Said) -> bool {
    let Ok(Answer::Said { joined, .. }) = way.outcome else { return true };
    let asked = way.before.truth.asked.get(&session);
    let may_say = asked.is_some_and(|asked| asked.is_open(way.before.now) || asked.said == Some(said));
    may_say && *joined == (said == Said::Mine)
}

fn changes_nothing(way: &Way<'_>, session: SessionId, said: Said) -> bool {
    let (before, after) = (&way.before.kept, &way.after.kept);
    let asked = way.before.truth.asked.get(&session);
    let is_new = asked.is_some_and(|asked| asked.said.is_none());
    match (way.outcome, said) {
        (Ok(_), Said::Mine) if is_new => true,
        (Ok(_), Said::NotMine) if is_new => {
            Kept { questions: before.questions.clone(), ..after.clone() } == *before
        }
        (Ok(_) | Err(_), _) => before == after,
    }
}
