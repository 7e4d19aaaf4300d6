//! What a client was told before its queue is looked at.

use std::collections::HashMap;

use bonafide_domain::id::ConversationId;

/// Of which conversations a socket tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hears {
    /// Of every one whose events reach its queue, those included that begin later.
    All,
    /// Of those that were read for it and not forgotten since.
    Read,
}

/// How far the database was read for a client. The queue began to fill before that, so that nothing is missed; what
/// it holds of the same events is not told twice (details 21).
#[derive(Debug)]
pub(super) struct Told {
    hears: Hears,
    read: HashMap<ConversationId, i64>,
}

impl Told {
    /// Nothing was read yet.
    pub(super) fn nothing(hears: Hears) -> Self {
        Self { hears, read: HashMap::new() }
    }

    /// The events of a conversation were read up to this number.
    pub(super) fn up_to(&mut self, c: ConversationId, n: i64) {
        self.read.insert(c, n);
    }

    /// The client wants to hear nothing more of a conversation.
    pub(super) fn forget(&mut self, c: ConversationId) {
        self.read.remove(&c);
    }

    /// Whether the client is still to be told an event from the queue.
    pub(super) fn lacks(&self, c: ConversationId, n: i64) -> bool {
        match (self.read.get(&c), self.hears) {
            (Some(read), Hears::All | Hears::Read) => n > *read,
            (None, Hears::All) => true,
            (None, Hears::Read) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: ConversationId = ConversationId::ZERO;

    #[test]
    fn what_was_read_is_not_told_again_and_what_came_later_is() {
        for hears in [Hears::All, Hears::Read] {
            let mut told = Told::nothing(hears);
            told.up_to(READ, 5);
            assert_eq!([4, 5, 6].map(|n| told.lacks(READ, n)), [false, false, true], "{hears:?}");
        }
    }

    #[test]
    fn a_conversation_that_was_not_read_is_told_to_those_who_hear_all() {
        let other = READ.next();
        for (hears, lacks) in [(Hears::All, true), (Hears::Read, false)] {
            let mut told = Told::nothing(hears);
            told.up_to(READ, 5);
            assert_eq!(told.lacks(other, 1), lacks, "{hears:?}");
        }
    }

    #[test]
    fn what_waits_of_a_forgotten_conversation_is_not_told() {
        let mut told = Told::nothing(Hears::Read);
        told.up_to(READ, 5);
        told.forget(READ);
        assert!(!told.lacks(READ, 6));
        told.up_to(READ, 6);
        assert_eq!([6, 7].map(|n| told.lacks(READ, n)), [false, true]);
    }
}
