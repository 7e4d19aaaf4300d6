//! How far a client has read, and what an event's number tells it.

use std::collections::BTreeMap;

/// The number of the last event that was read, for each conversation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heads(BTreeMap<String, i64>);

/// What to do with an event, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It was read before: drop it.
    Known,
    /// It is the next one.
    Next,
    /// Some before it are missing: ask for those after this number.
    Gap(i64),
}

impl Heads {
    /// How far a conversation was read: 0 if not at all.
    pub(crate) fn of(&self, conversation: &str) -> i64 {
        self.0.get(conversation).copied().unwrap_or_default()
    }

    /// Whether anything of the conversation was read.
    pub(crate) fn has(&self, conversation: &str) -> bool {
        self.0.contains_key(conversation)
    }

    /// What to do with event `number` of a conversation.
    pub(crate) fn judge(&self, conversation: &str, number: i64) -> Arrival {
        let read = self.of(conversation);
        match number {
            number if number <= read => Arrival::Known,
            number if number == read + 1 => Arrival::Next,
            _ => Arrival::Gap(read),
        }
    }

    /// Everything up to `number` was read.
    pub(crate) fn read(&mut self, conversation: &str, number: i64) {
        self.0.insert(conversation.to_owned(), number);
    }

    /// All of them, as the socket's first frame tells them.
    pub(crate) fn all(&self) -> &BTreeMap<String, i64> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_dropped_taken_or_shows_a_gap_by_its_number() {
        let mut heads = Heads::default();
        heads.read("c", 4);
        for (number, arrival) in
            [(3, Arrival::Known), (4, Arrival::Known), (5, Arrival::Next), (7, Arrival::Gap(4))]
        {
            assert_eq!(heads.judge("c", number), arrival, "event {number}");
        }
        assert_eq!(heads.judge("another", 1), Arrival::Next);
        assert_eq!(heads.judge("another", 2), Arrival::Gap(0));
    }
}
