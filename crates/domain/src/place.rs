//! Which of their conversations a message of a user goes to (MRG-9).

use crate::{id::ConversationId, identity::Kind, limits};

/// Where the client wants a message to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It names none.
    Latest,
    /// A conversation that is the user's.
    Theirs(ConversationId),
    /// A conversation that is not there, or not theirs.
    NotTheirs,
    /// One that begins with this message.
    New,
}

/// The user, and the channel that they write on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// The conversation that they last wrote to, if they have any.
    pub latest: Option<ConversationId>,
    /// How many they have.
    pub conversations: usize,
    /// Whether they are signed in.
    pub signed_in: bool,
    /// Whether their channel has `multiple conversations` on.
    pub multiple: bool,
}

/// Where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into a conversation of theirs.
    Into(ConversationId),
    /// Into one that begins with it.
    Begins(Kind),
}

/// Why it goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceRefused {
    /// There is no such conversation, as far as they may know.
    NotTheirs,
    /// They have as many as one may begin.
    TooMany {
        /// How many that is.
        limit: usize,
    },
}

/// Decides where a message goes.
///
/// A new conversation is begun only where the setting is on. Where it was switched off meanwhile, the words go to the one that
/// was last written to: nothing is lost, nothing is joined, and whoever has several keeps them.
pub fn place(wanted: Wanted, writer: &Writer) -> Result<Place, PlaceRefused> {
    let begins = Place::Begins(Kind::One.on(writer.multiple));
    let limit = if writer.signed_in { limits::CONVERSATIONS } else { limits::ANONYMOUS_CONVERSATIONS };
    match (wanted, writer.latest) {
        (Wanted::Theirs(id), _) => Ok(Place::Into(id)),
        (Wanted::NotTheirs, _) => Err(PlaceRefused::NotTheirs),
        (Wanted::Latest, Some(latest)) => Ok(Place::Into(latest)),
        (Wanted::New, Some(latest)) if !writer.multiple => Ok(Place::Into(latest)),
        (Wanted::New, Some(_)) if writer.conversations >= limit => Err(PlaceRefused::TooMany { limit }),
        (Wanted::Latest | Wanted::New, None) | (Wanted::New, Some(_)) => Ok(begins),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATEST: ConversationId = ConversationId::from_bytes([1; 12]);
    const OTHER: ConversationId = ConversationId::from_bytes([2; 12]);

    fn writer(conversations: usize, multiple: bool) -> Writer {
        Writer { latest: (conversations > 0).then_some(LATEST), conversations, signed_in: true, multiple }
    }

    #[test]
    fn mrg_9_where_a_message_goes() {
        let (one, apart) = (Place::Begins(Kind::One), Place::Begins(Kind::Apart));
        // what is wanted, how many there are, whether the setting is on
        let table = [
            (Wanted::Latest, 0, false, one),
            (Wanted::Latest, 0, true, apart),
            (Wanted::Latest, 2, false, Place::Into(LATEST)),
            (Wanted::Latest, 2, true, Place::Into(LATEST)),
            (Wanted::Theirs(OTHER), 2, false, Place::Into(OTHER)),
            (Wanted::Theirs(OTHER), 2, true, Place::Into(OTHER)),
            (Wanted::New, 0, false, one),
            (Wanted::New, 0, true, apart),
            (Wanted::New, 1, true, apart),
        ];
        for (wanted, conversations, multiple, expected) in table {
            let placed = place(wanted, &writer(conversations, multiple));
            assert_eq!(placed, Ok(expected), "{wanted:?} of {conversations}, setting on {multiple}");
        }
    }

    #[test]
    fn mrg_9_with_the_setting_off_nobody_begins_another_and_the_words_are_not_lost() {
        assert_eq!(place(Wanted::New, &writer(3, false)), Ok(Place::Into(LATEST)));
    }

    #[test]
    fn mrg_9_nothing_goes_to_a_conversation_of_somebody_else() {
        for (conversations, multiple) in [(0, false), (0, true), (2, false), (2, true)] {
            let refused = place(Wanted::NotTheirs, &writer(conversations, multiple));
            assert_eq!(refused, Err(PlaceRefused::NotTheirs));
        }
    }

    #[test]
    fn mrg_9_how_many_may_be_begun_is_limited_and_for_the_anonymous_more_so() {
        for (signed_in, limit) in [(true, limits::CONVERSATIONS), (false, limits::ANONYMOUS_CONVERSATIONS)] {
            let with = |conversations| Writer { signed_in, ..writer(conversations, true) };
            assert_eq!(place(Wanted::New, &with(limit)), Err(PlaceRefused::TooMany { limit }));
            assert!(place(Wanted::New, &with(limit - 1)).is_ok());
            assert!(place(Wanted::Latest, &with(limit)).is_ok(), "those they have are written to");
        }
    }
}
