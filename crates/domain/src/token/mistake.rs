//! The common mistakes that a refused token comes from, and what is odd about who a token speaks of: the words of the
//! token debugger and of the login log, which nothing is decided by (SEE-6, SEE-7).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_URL_SAFE_NO_PAD,
};

use super::{
    claims::{Claim, TextFault},
    compact,
    json::JsonKind,
    key::{KeySecret, TokenKey},
    refused::{Malformed, PartsFault, TokenRefused},
    rest::{RestKey, RestToken},
    times::TimeFault,
    verify::VerifiedToken,
};
use crate::{
    email::EmailAddress,
    id::{KeyId, SettingId},
};

/// Base64 without padding, whose last character may have bits that belong to nothing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A common mistake in making or sending a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The secret was taken for base64 and decoded (KEY-4).
    #[error("The secret was decoded before it was used: sign with its characters as they are.")]
    DecodedSecret,
    /// White space came along when the secret was copied.
    #[error("The secret was used with a line break or a space at its end: leave it out.")]
    WhiteSpace,
    /// Another of the account's keys signed it.
    #[error("It was signed with the secret of {}, another of the account's keys: name that one in kid.", .0.kid())]
    AnotherKey(KeyId),
    /// A signing key made it, and the channel takes tokens made with its own secret (CHT-2).
    #[error("It was signed with the secret of the signing key {}: sign with the channel's own secret.", .0.kid())]
    SigningKey(KeyId),
    /// A key of the REST API made it: such a key says which program calls, and never who a person is.
    #[error(
        "It was made with {}, a key of the REST API: make a signing key, and sign logins with that one.", .0.kid()
    )]
    RestKey(KeyId),
    /// More than the token was sent: often an endpoint's whole answer.
    #[error("The whole JSON object was sent: send only the token that is in it.")]
    WholeObject,
    /// A number names the user (TOK-2).
    #[error("The external id is a number: send it as a string, in quotation marks.")]
    NumberAsExternalId,
    /// The scope was forgotten (TOK-3).
    #[error("The scope is missing: add the claim scope with the value user.")]
    NoScope,
    /// A time is in milliseconds (TOK-7).
    #[error("{0} is in milliseconds: divide by 1000 and send whole seconds.")]
    Milliseconds(Claim),
    /// A time is in quotation marks (TOK-7).
    #[error("{0} is a string: send it as a number, without quotation marks.")]
    TimeAsText(Claim),
}

impl Mistake {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DecodedSecret => "decoded_secret",
            Self::WhiteSpace => "white_space",
            Self::AnotherKey(_) => "another_key",
            Self::SigningKey(_) => "signing_key",
            Self::RestKey(_) => "rest_key",
            Self::WholeObject => "whole_object",
            Self::NumberAsExternalId => "number_as_external_id",
            Self::NoScope => "no_scope",
            Self::Milliseconds(_) => "milliseconds",
            Self::TimeAsText(_) => "time_as_text",
        }
    }
}

/// The common mistake that a token was refused for, as far as the refusal itself tells; what a signature that is not good comes
/// from is found by [`of_signature`].
pub fn of_refusal(refused: &TokenRefused) -> Option<Mistake> {
    use TokenRefused as Refused;
    match refused {
        Refused::Malformed(Malformed::Parts(PartsFault::JsonObject)) => Some(Mistake::WholeObject),
        Refused::Malformed(Malformed::Time(claim, fault)) => match fault {
            TimeFault::Milliseconds => Some(Mistake::Milliseconds(*claim)),
            TimeFault::Kind(JsonKind::Text) => Some(Mistake::TimeAsText(*claim)),
            TimeFault::Kind(_) | TimeFault::NotWhole | TimeFault::Negative => None,
        },
        Refused::ScopeInvalid(TextFault::Absent) => Some(Mistake::NoScope),
        Refused::ExternalIdInvalid(TextFault::Kind(JsonKind::Number))
        | Refused::SubInvalid(TextFault::Kind(JsonKind::Number))
        | Refused::IdInvalid(TextFault::Kind(JsonKind::Number)) => Some(Mistake::NumberAsExternalId),
        Refused::Malformed(_)
        | Refused::TooLarge { .. }
        | Refused::AlgNotAllowed(_)
        | Refused::KidMissing(_)
        | Refused::KidUnknown(_)
        | Refused::SignatureInvalid(_)
        | Refused::Expired(_)
        | Refused::NotYetValid(..)
        | Refused::TooOld(_)
        | Refused::ExpMissing
        | Refused::SubMissing
        | Refused::SubInvalid(_)
        | Refused::IssuerMismatch(_)
        | Refused::AudienceMismatch(_)
        | Refused::KeysUnavailable
        | Refused::ContextInvalid(_)
        | Refused::IatMissing
        | Refused::IatOutOfRange(_)
        | Refused::LifetimeTooLong(_)
        | Refused::ScopeInvalid(_)
        | Refused::ExternalIdMissing
        | Refused::ExternalIdInvalid(_)
        | Refused::NameMissing
        | Refused::NameInvalid(_)
        | Refused::EmailMissing
        | Refused::EmailInvalid(_)
        | Refused::AuthorizedPartyMismatch(_)
        | Refused::CodeInvalid(_)
        | Refused::CodeUsed
        | Refused::TokenEndpointFailed(..)
        | Refused::UserNotFound(_)
        | Refused::IdInvalid(_) => None,
    }
}

/// The keys that a token could have been made with.
#[derive(Debug, Clone, Copy)]
pub enum Meant {
    /// The one that its kid names (TOK-1).
    Named(KeyId),
    /// The live secrets of the channel's setting (CHT-1).
    OfSetting(SettingId),
}

impl Meant {
    fn is(self, key: &TokenKey) -> bool {
        match self {
            Self::Named(id) => key.id == id,
            Self::OfSetting(setting) => key.setting == setting,
        }
    }

    /// What it was that another of the account's keys made it.
    fn mistake(self, another: KeyId) -> Mistake {
        match self {
            Self::Named(_) => Mistake::AnotherKey(another),
            Self::OfSetting(_) => Mistake::SigningKey(another),
        }
    }
}

/// What a bad signature of `token`, which was to be made with the keys `meant`, comes from; `None` if it is none of the common
/// mistakes. `keys` are the account's live keys.
pub fn of_signature(token: &str, meant: Meant, keys: &[TokenKey]) -> Option<Mistake> {
    let parts = compact::split(token).ok()?;
    let signature = parts.decode().ok()?.signature;
    let is_by = |secret: &KeySecret| secret.signed(parts.signed.as_bytes(), &signature);
    let (own, others): (Vec<_>, Vec<_>) = keys.iter().partition(|key| meant.is(key));
    if own.iter().any(|key| key.secret.decoded().iter().any(is_by)) {
        Some(Mistake::DecodedSecret)
    } else if own.iter().any(|key| key.secret.with_white_space().iter().any(is_by)) {
        Some(Mistake::WhiteSpace)
    } else if own.is_empty() {
        None
    } else {
        others.into_iter().find(|key| is_by(&key.secret)).map(|key| meant.mistake(key.id))
    }
}

/// Whether a refusal is one that a token made with a key of the REST API gets: then its live keys are worth looking through.
pub const fn may_be_of_rest_key(refused: &TokenRefused) -> bool {
    matches!(refused, TokenRefused::KidUnknown(_) | TokenRefused::SignatureInvalid(_))
}

/// Whether a refused `token` comes from a key of the REST API: its kid names one, or its signature is made with the secret of
/// one. `keys` are the account's live ones.
pub fn of_rest_key(token: &str, keys: &[RestKey]) -> Option<Mistake> {
    let token = RestToken::read(token).ok()?;
    // Each is tried, whatever came of the others: how long that takes tells whoever was refused nothing.
    let signed: Vec<&RestKey> = keys.iter().filter(|key| token.is_signed_with(&key.secret)).collect();
    let named = keys.iter().find(|key| token.key() == Some(key.id));
    named.or_else(|| signed.first().copied()).map(|key| Mistake::RestKey(key.id))
}

impl KeySecret {
    /// The bytes that somebody gets who takes the secret for base64: for base64url, or for the older alphabet with a
    /// function that passes over what is not in it, as PHP's and Ruby's do.
    fn decoded(&self) -> Vec<Self> {
        let mut known: Vec<u8> = self.bytes().iter().copied().filter(|byte| !b"-_".contains(byte)).collect();
        // A last character by itself is not a whole byte.
        if known.len() % 4 == 1 {
            known.pop();
        }
        let ways = [BASE64_URL_SAFE_NO_PAD.decode(self.bytes()), LENIENT.decode(known)];
        ways.into_iter().flatten().map(Self::of_any_length).collect()
    }

    fn with_white_space(&self) -> Vec<Self> {
        let behind = ["\n", "\r\n", " "];
        behind.iter().map(|space| Self::of_any_length([self.bytes(), space.as_bytes()].concat())).collect()
    }
}

/// What is odd about the external id of a token that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdHint {
    /// It looks like an email address, which people change.
    #[error(
        "The external id looks like an email address: people change theirs. Send the id of the user in your database."
    )]
    Address,
    /// It looks like a telephone number, which goes from one person to another.
    #[error(
        "The external id looks like a telephone number: numbers pass to others. Send the id of the user in your database."
    )]
    Telephone,
    /// It is the name, which two people may have.
    #[error(
        "The external id is the same as the name: two people may have one name. Send the id of the user in your database."
    )]
    Name,
}

impl IdHint {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Address => "external_id_is_address",
            Self::Telephone => "external_id_is_telephone",
            Self::Name => "external_id_is_name",
        }
    }
}

/// What is odd about the external id of a token that is good, if anything.
pub fn of_external_id(token: &VerifiedToken) -> Option<IdHint> {
    let external_id = token.external_id().as_str();
    if EmailAddress::new(external_id).is_ok() {
        Some(IdHint::Address)
    } else if is_telephone(external_id) {
        Some(IdHint::Telephone)
    } else {
        token.name().is_some_and(|name| name.as_str() == external_id).then_some(IdHint::Name)
    }
}

/// A plus or two zeros, then at least seven digits, with the marks that people put between them.
fn is_telephone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+').or_else(|| text.strip_prefix("00")) else { return false };
    let digits = rest.chars().filter(char::is_ascii_digit).count();
    digits >= 7 && rest.chars().all(|c| c.is_ascii_digit() || "-./()".contains(c))
}
