//! Which messages are of conversations that stay apart (MRG-9).

use bonafide_domain::id::ConversationId;

use super::Truth;
use crate::{
    Kept, Refused, World,
    world::{Answer, Parted},
};

impl Truth {
    /// Notes what an event has made of conversations, and of the setting.
    pub(super) fn note_apart(&mut self, outcome: &Result<Answer, Refused>, before: &World, after: &World) {
        match outcome {
            Ok(Answer::Taken { message, conversation, repeated: false }) => {
                let beside = |(other, _): (_, &_)| self.apart.contains(&other);
                let is_apart = match before.kept.conversations.get(*conversation) {
                    Some(_) => before.kept.messages_in(*conversation).any(beside),
                    None => before.kept.multiple,
                };
                self.apart.extend(is_apart.then_some(*message));
            }
            Ok(Answer::LoggedIn(_) | Answer::Said { .. } | Answer::Merged { .. }) => {
                self.note_set_apart(before, after);
            }
            Ok(Answer::Parted(Parted { .. })) => self.note_moved(before, after),
            Ok(Answer::Done | Answer::Opened { .. } | Answer::Taken { repeated: true, .. }) | Err(_) => {}
        }
    }

    /// Two were found to be one: while it is switched on, what both have stays apart from then on.
    fn note_set_apart(&mut self, before: &World, after: &World) {
        let found = after.kept.merges.rows().nth(before.kept.merges.len()).filter(|_| before.kept.multiple);
        let Some(merge) = found else { return };
        for user in [merge.from, after.kept.root(merge.into)] {
            for conversation in before.kept.conversations_of(user) {
                self.apart.extend(of(&before.kept, conversation));
            }
        }
    }

    /// What goes to a conversation that is there already is as that one is.
    fn note_moved(&mut self, before: &World, after: &World) {
        let both = before.kept.messages.iter().zip(after.kept.messages.rows());
        let moved = both.filter(|((_, was), is)| was.conversation != is.conversation);
        let there = |id: ConversationId| before.kept.conversations.get(id).is_some();
        for ((id, _), _) in moved.filter(|(_, is)| there(is.conversation)) {
            self.apart.remove(&id);
        }
    }
}

/// The messages that belong to a conversation, without those that were joined into it.
fn of(kept: &Kept, conversation: ConversationId) -> impl Iterator<Item = bonafide_domain::id::MessageId> {
    let belong = move |message: &crate::Message| message.conversation == conversation;
    kept.messages.iter().filter(move |(_, message)| belong(message)).map(|(id, _)| id)
}
