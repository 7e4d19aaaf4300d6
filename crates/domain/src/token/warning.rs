//! What is odd about a token that is accepted all the same.

use super::claims::Claim;

/// Something the company's developers should look at, in a token that is good (TOK-6, TOK-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Warning {
    /// `email_verified` is a string and so does not count, even if it is the string `true` (TOK-6).
    #[error("email_verified is a string and does not count: send the JSON value true.")]
    EmailVerifiedIsText,
    /// An optional claim is there but null or empty, and so counts as absent (TOK-11).
    #[error("{0} is null or empty and counts as absent.")]
    EmptyClaim(Claim),
}

impl Warning {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerifiedIsText => "email_verified_is_text",
            Self::EmptyClaim(_) => "empty_claim",
        }
    }
}
