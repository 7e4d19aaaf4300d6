//! A live chat, as pages and clients know it that were made for the system replaced (OMN).

use crate::ticket::{Standing, Status};

/// Where a chat stands, to those to whom it has a beginning and an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatState {
    /// Nobody works it yet.
    Open,
    /// Somebody does, or did until they asked something back.
    Active,
    /// It is at its end, though a word more would open it again.
    WrapUp,
    /// It is over.
    Closed,
}

impl ChatState {
    /// The state of a chat whose newest ticket stands so; `None` where nothing was said yet.
    pub const fn of(ticket: Option<&Standing>) -> Self {
        let Some(ticket) = ticket else { return Self::Open };
        match (ticket.status, ticket.assignee) {
            (Status::New, None) => Self::Open,
            (Status::New, Some(_)) | (Status::Open | Status::Pending, _) => Self::Active,
            (Status::Solved, _) => Self::WrapUp,
            (Status::Closed, _) => Self::Closed,
        }
    }

    /// The word of the client.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Active => "Active",
            Self::WrapUp => "WrapUp",
            Self::Closed => "Closed",
        }
    }
}

/// Context that a client hands over besides the token is not taken: where people can sign in it has to come signed (OMN-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "The channel has an authentication setting, and customContextData is not signed: put it into the token as lwicontexts."
)]
pub struct ContextNotSigned;

/// OMN-8: what a client hands over besides the token at the beginning of a chat, by how many values there are. Where nobody can
/// sign in, it is what the page says, as that of the widget is.
pub const fn context_beside_the_token(values: usize, has_setting: bool) -> Result<(), ContextNotSigned> {
    match (values, has_setting) {
        (0, _) | (_, false) => Ok(()),
        (_, true) => Err(ContextNotSigned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AgentId;

    #[test]
    fn a_chat_is_active_while_somebody_works_it_and_at_its_end_once_it_is_solved() {
        let jo = Some(AgentId::ZERO);
        for (status, assignee, state) in [
            (Status::New, None, ChatState::Open),
            (Status::New, jo, ChatState::Active),
            (Status::Open, None, ChatState::Active),
            (Status::Pending, jo, ChatState::Active),
            (Status::Solved, jo, ChatState::WrapUp),
            (Status::Closed, None, ChatState::Closed),
        ] {
            assert_eq!(ChatState::of(Some(&Standing { status, assignee })), state, "{status:?}");
        }
        assert_eq!(ChatState::of(None), ChatState::Open);
    }

    #[test]
    fn omn_8_context_beside_the_token_is_refused_where_there_is_a_setting() {
        assert_eq!(context_beside_the_token(1, true), Err(ContextNotSigned));
        for (values, has_setting) in [(0, true), (0, false), (1, false)] {
            assert_eq!(context_beside_the_token(values, has_setting), Ok(()));
        }
    }
}
