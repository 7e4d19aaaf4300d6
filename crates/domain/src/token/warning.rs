//! What is odd about a token that is accepted all the same.

use super::{claims::Claim, context::ContextFault, refused::AgeFault};
use crate::id::UserId;

/// Something the company's developers should look at, in a token that is good (TOK-6, TOK-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Warning {
    /// `email_verified` is a string and so does not count, even if it is the string `true` (TOK-6).
    #[error("email_verified is a string and does not count: send the JSON value true.")]
    EmailVerifiedIsText,
    /// `email_verified` is `true` and does not count: the setting's addresses are not trusted (RES-12).
    #[error(
        "email_verified does not count: an administrator has not said that this channel's addresses are to be trusted."
    )]
    AddressNotTrusted,
    /// `email_verified` is `true` and does not count: introspection or an endpoint of the company's says so (RES-12).
    #[error(
        "email_verified does not count: only an ID token or the user information can say that an address is verified."
    )]
    AddressOfAction,
    /// An optional claim is there but null or empty, and so counts as absent (TOK-11).
    #[error("{0} is null or empty and counts as absent.")]
    EmptyClaim(Claim),
    /// The context variables are malformed, and the setting only reports that so far (OMN-7).
    #[error("The token would be refused, and its context variables are left out. {0}")]
    ContextsLeftOut(ContextFault),
    /// The token is older than the account allows, and the account only reports that so far (TOK-7).
    #[error("The token would be refused: {0}")]
    TooOld(AgeFault),
    /// Somebody else has the address, and the account only reports that so far (RES-4).
    #[error("The login would be refused: the user {0} has this email address, and it gives no identity.")]
    AddressOfAnother(UserId),
}

impl Warning {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerifiedIsText => "email_verified_is_text",
            Self::AddressNotTrusted => "address_not_trusted",
            Self::AddressOfAction => "address_of_action",
            Self::EmptyClaim(_) => "empty_claim",
            Self::TooOld(_) => "token_too_old",
            Self::ContextsLeftOut(_) => "context_invalid",
            Self::AddressOfAnother(_) => "email_conflict",
        }
    }

    /// What it is about: the claim, or the user's id.
    pub fn about(&self) -> Option<String> {
        match self {
            Self::EmptyClaim(claim) => Some(claim.to_string()),
            Self::AddressOfAnother(user) => Some(user.to_string()),
            Self::EmailVerifiedIsText
            | Self::AddressNotTrusted
            | Self::AddressOfAction
            | Self::ContextsLeftOut(_)
            | Self::TooOld(_) => None,
        }
    }
}
