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

/// OMN-8: context that is not signed proves nothing, and is refused in whatever way a page or a client hands it over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("customContextData is not signed, and proves nothing here: put it into the token as lwicontexts.")]
pub struct ContextNotSigned;

/// OMN-8: what a client hands over besides the token, by how many values there are.
pub const fn context_beside_the_token(values: usize) -> Result<(), ContextNotSigned> {
    if values == 0 { Ok(()) } else { Err(ContextNotSigned) }
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
    fn omn_8_context_beside_the_token_is_refused() {
        assert_eq!(context_beside_the_token(0), Ok(()));
        assert_eq!(context_beside_the_token(1), Err(ContextNotSigned));
    }
}
