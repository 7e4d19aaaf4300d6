//! Why a token is refused: a reason for the page, and the exact fault for administrators.

use std::{borrow::Cow, fmt};

use super::{
    claims::{Claim, PartyFault, TextFault},
    code::{CodeFault, EndpointFault, NoUser, Place},
    context::ContextFault,
    header::{AlgFault, KidFault},
    json::JsonFault,
    reason::Reason,
    times::TimeFault,
};
use crate::time::Span;

/// Why [`verify`](super::verify) refuses a token: one variant per reason, with what exactly was wrong.
///
/// Shown as text it is the reason's name and nothing more, so that no page learns what only administrators
/// may: that is in [`detail`](Self::detail).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefused {
    /// Not one signed token in its compact form (TOK-1), or a time in it is no whole number of seconds
    /// (TOK-7).
    Malformed(Malformed),
    /// Longer than the channel allows (TOK-1, OMN-5).
    TooLarge {
        /// So many bytes.
        bytes: usize,
        /// And so many are allowed.
        most: usize,
    },
    /// `alg` is not `HS256` (TOK-1), or not one that the setting allows and the key is for (OMN-3).
    AlgNotAllowed(AlgFault),
    /// There is no `kid` that could name a key (TOK-1).
    KidMissing(KidFault),
    /// The `kid` names no live signing key of the account (TOK-1).
    KidUnknown(UnknownKid),
    /// The key's secret did not make this signature (TOK-1).
    SignatureInvalid(SignatureFault),
    /// `exp` was this long ago (TOK-7).
    Expired(Span),
    /// `nbf` or `iat` is this far ahead (TOK-7).
    NotYetValid(Claim, Span),
    /// Older than the account's greatest age, or it does not say how old it is (TOK-7).
    TooOld(AgeFault),
    /// There is no `exp`, or it is null or empty (OMN-5).
    ExpMissing,
    /// There is no `iat`, or it is null or empty (CHT-2, OMN-5).
    IatMissing,
    /// `iat` is this long ago, or ahead where that is negative (CHT-3).
    IatOutOfRange(Span),
    /// `exp` is this long after `iat` (CHT-3).
    LifetimeTooLong(Span),
    /// `scope` is not `user` (TOK-3).
    ScopeInvalid(TextFault),
    /// There is no `external_id`, or it is null or the empty string (TOK-2).
    ExternalIdMissing,
    /// `external_id` cannot name a user (TOK-2).
    ExternalIdInvalid(TextFault),
    /// There is no `sub`, or it is null or the empty string (OMN-5).
    SubMissing,
    /// `sub` cannot name a user (OMN-6).
    SubInvalid(TextFault),
    /// `iss` is not there, or another (OMN-5).
    IssuerMismatch(PartyFault),
    /// `aud` is not there, or another (OMN-5).
    AudienceMismatch(PartyFault),
    /// An ID token that is for several, or was made at the wish of another (OMN-12).
    AuthorizedPartyMismatch(PartyFault),
    /// There are no public keys to check it with (OMN-4).
    KeysUnavailable,
    /// The context variables are malformed (OMN-7).
    ContextInvalid(ContextFault),
    /// There is no `name`, or it is null or empty (CHT-2).
    NameMissing,
    /// `name` cannot be shown (TOK-4).
    NameInvalid(TextFault),
    /// There is no `email`, or it is null or empty (CHT-2).
    EmailMissing,
    /// `email` is not an address (TOK-5).
    EmailInvalid(TextFault),
    /// The code is none, or the identity provider does not take it (OMN-11).
    CodeInvalid(CodeFault),
    /// The code was used before (OMN-13).
    CodeUsed,
    /// An address did not answer as it should (OMN-11, OMN-12).
    TokenEndpointFailed(Place, EndpointFault),
    /// Nobody is named (OMN-12).
    UserNotFound(NoUser),
    /// What the token action names cannot name a user (OMN-12).
    IdInvalid(TextFault),
}

/// What makes a token malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// It has no three parts.
    #[error(transparent)]
    Parts(PartsFault),
    /// A part is not base64url.
    #[error(transparent)]
    Encoding(EncodingFault),
    /// The header cannot be read.
    #[error("The header {0}.")]
    Header(JsonFault),
    /// `typ` is there and not `JWT`.
    #[error("The header's typ is not JWT: this may be a token made for something else.")]
    Typ,
    /// `crit` is there.
    #[error("The header has crit, which asks for extensions that no token here may need.")]
    Crit,
    /// The payload cannot be read.
    #[error("The signature is good, but the payload {0}.")]
    Payload(JsonFault),
    /// A time is no whole number of seconds.
    #[error("{0} {1}.")]
    Time(Claim, TimeFault),
}

/// Why a token does not have three parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartsFault {
    /// There is nothing.
    #[error("The token is empty.")]
    Empty,
    /// JSON: often an endpoint's whole answer, or a token in its JSON serialisation.
    #[error("This is a JSON object: send only the token, in its compact form.")]
    JsonObject,
    /// Five parts: RFC 7516.
    #[error("The token has five parts, so it is encrypted: send a signed one.")]
    Encrypted,
    /// Any other number.
    #[error("The token does not have three parts with dots between them.")]
    NotThree,
}

/// Why a part is not base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodingFault {
    /// A space or a line break, often around the token.
    #[error("There is white space in or around the token.")]
    WhiteSpace,
    /// `+` or `/`.
    #[error("The token is in base64 and not in base64url: + and / are written - and _ there.")]
    StandardAlphabet,
    /// `=`
    #[error("The token's parts are padded with =: leave that out.")]
    Padding,
    /// Another character, a length that cannot be, or a last character with bits that belong to nothing.
    #[error("A part of the token is not base64url: it was cut off or changed.")]
    NotCanonical,
}

/// Why a `kid` names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownKid {
    /// It is not of the form of a key id.
    #[error("The kid is not a key id: those are app_ and 24 of the characters 0-9 a-f.")]
    NotAKeyId,
    /// It is of that form, and no live key of the account has it.
    #[error("The kid names no signing key of this account, or a deleted one.")]
    NoSuchKey,
    /// The setting has no usable public key of that name (OMN-2).
    #[error(
        "The kid names none of the setting's public keys that can be used now: its page says which there are."
    )]
    NotInTheSet,
}

/// Why a signature does not verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The third part is empty.
    #[error("The token has no signature.")]
    Absent,
    /// The third part is not 32 bytes long.
    #[error("The signature does not have the length of HS256: it was cut off or made in another way.")]
    Length,
    /// Another secret made it, or something was changed since.
    #[error("The signature was not made with this key's secret, or the token was changed since.")]
    Different,
    /// None of the channel's secrets made it, or something was changed since (CHT-2).
    #[error("The signature was not made with the channel's secret, or the token was changed since.")]
    NotTheChannels,
    /// The public key did not make it, or something was changed since (OMN-2).
    #[error(
        "The signature was not made with the private key of the setting's public key, or the token was changed since."
    )]
    NotThePublicKeys,
}

/// Why a token is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AgeFault {
    /// Issued this long ago.
    #[error("iat was {} s ago.", seconds(*.0))]
    Issued(Span),
    /// The account sets a greatest age and the token has no `iat`.
    #[error("There is no iat, and the account sets a greatest age for tokens.")]
    NoIat,
}

impl TokenRefused {
    /// The reason, as the page is told it.
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Malformed(_) => Reason::TokenMalformed,
            Self::TooLarge { .. } => Reason::TokenTooLarge,
            Self::AlgNotAllowed(_) => Reason::AlgNotAllowed,
            Self::KidMissing(_) => Reason::KidMissing,
            Self::KidUnknown(_) => Reason::KidUnknown,
            Self::SignatureInvalid(_) => Reason::SignatureInvalid,
            Self::Expired(_) => Reason::TokenExpired,
            Self::NotYetValid(..) => Reason::TokenNotYetValid,
            Self::TooOld(_) => Reason::TokenTooOld,
            Self::ExpMissing => Reason::ExpMissing,
            Self::SubMissing => Reason::SubMissing,
            Self::IssuerMismatch(_) => Reason::IssuerMismatch,
            Self::AudienceMismatch(_) | Self::AuthorizedPartyMismatch(_) => Reason::AudienceMismatch,
            Self::KeysUnavailable => Reason::KeysUnavailable,
            Self::ContextInvalid(_) => Reason::ContextInvalid,
            Self::IatMissing => Reason::IatMissing,
            Self::IatOutOfRange(_) => Reason::IatOutOfRange,
            Self::LifetimeTooLong(_) => Reason::LifetimeTooLong,
            Self::ScopeInvalid(_) => Reason::ScopeInvalid,
            Self::ExternalIdMissing => Reason::ExternalIdMissing,
            Self::ExternalIdInvalid(_) | Self::SubInvalid(_) | Self::IdInvalid(_) => {
                Reason::ExternalIdInvalid
            }
            Self::NameMissing => Reason::NameMissing,
            Self::NameInvalid(_) => Reason::NameInvalid,
            Self::EmailMissing => Reason::EmailMissing,
            Self::EmailInvalid(_) => Reason::EmailInvalid,
            Self::CodeInvalid(_) => Reason::CodeInvalid,
            Self::CodeUsed => Reason::CodeUsed,
            Self::TokenEndpointFailed(..) => Reason::TokenEndpointFailed,
            Self::UserNotFound(_) => Reason::UserNotFound,
        }
    }

    /// What exactly was wrong, in a sentence for administrators.
    ///
    /// It quotes nothing from the token: of what is not proven by the signature only its kind is told, of
    /// what is proven also how far a time is off.
    pub fn detail(&self) -> Cow<'static, str> {
        match self {
            Self::Malformed(fault) => fault.to_string(),
            Self::TooLarge { bytes, most } => format!("The token has {bytes} bytes; {most} are allowed."),
            Self::AlgNotAllowed(fault) => fault.to_string(),
            Self::KidMissing(fault) => fault.to_string(),
            Self::KidUnknown(fault) => fault.to_string(),
            Self::SignatureInvalid(fault) => fault.to_string(),
            Self::Expired(ago) => format!("exp was {} s ago.", seconds(*ago)),
            Self::NotYetValid(claim, ahead) => {
                format!("{claim} is {} s ahead of the server's clock.", seconds(*ahead))
            }
            Self::TooOld(fault) => fault.to_string(),
            Self::IatMissing => {
                return "iat is not there, or null, or empty: send the time of signing, as a number of seconds.".into();
            }
            Self::IatOutOfRange(ago) if ago.as_millis() < 0 => {
                format!("iat is {} s ahead of the server's clock.", -seconds(*ago))
            }
            Self::IatOutOfRange(ago) => format!("iat was {} s ago.", seconds(*ago)),
            Self::LifetimeTooLong(lifetime) => {
                format!("exp is {} s after iat; 420 are allowed.", seconds(*lifetime))
            }
            Self::ExpMissing => {
                return "exp is not there, or null, or empty: send the time when the token ends, as a number of seconds."
                    .into();
            }
            Self::SubMissing => {
                return "sub is not there, or null, or empty: send the id of the user in your database, as a string.".into();
            }
            Self::SubInvalid(fault) => format!("sub {fault}."),
            Self::IssuerMismatch(fault) => format!("iss {fault}."),
            Self::AudienceMismatch(fault) => format!("aud {fault}."),
            Self::KeysUnavailable => {
                return "The setting's public keys could not be fetched, and there are none from before that may still serve."
                    .into();
            }
            Self::ContextInvalid(fault) => fault.to_string(),
            Self::ScopeInvalid(fault) => format!("scope {fault}."),
            Self::ExternalIdMissing => {
                return "external_id is not there, or null, or empty: send the id of the user in your database, \
                        as a string."
                    .into();
            }
            Self::ExternalIdInvalid(fault) => format!("external_id {fault}."),
            Self::NameMissing => {
                return "name is not there, or null, or empty: send the user's name, as a string.".into();
            }
            Self::NameInvalid(fault) => format!("name {fault}."),
            Self::EmailMissing => {
                return "email is not there, or null, or empty: send the user's address, as a string.".into();
            }
            Self::EmailInvalid(fault) => format!("email {fault}."),
            Self::AuthorizedPartyMismatch(fault) => format!("azp {fault}."),
            Self::CodeInvalid(fault) => fault.to_string(),
            Self::CodeUsed => return "The code was used before, or its first use is not known to have ended.".into(),
            // What a call says of itself ends with a full stop.
            Self::TokenEndpointFailed(place, fault @ EndpointFault::Call(_)) => format!("{place} {fault}"),
            Self::TokenEndpointFailed(place, fault) => format!("{place} {fault}."),
            Self::UserNotFound(fault) => fault.to_string(),
            Self::IdInvalid(fault) => format!("The id {fault}."),
        }
        .into()
    }
}

/// Whole seconds, for people.
fn seconds(span: Span) -> i64 {
    span.as_millis() / 1000
}

impl fmt::Display for TokenRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason().as_str())
    }
}

impl std::error::Error for TokenRefused {}

impl From<Malformed> for TokenRefused {
    fn from(fault: Malformed) -> Self {
        Self::Malformed(fault)
    }
}
