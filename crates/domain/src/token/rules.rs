//! What the tokens of each kind of setting must be: one row per kind, and one machine that reads them.
//!
//! A token is judged by the row of the setting whose key proves it, never by what it says of itself. A kind whose tokens are
//! checked against public keys is one more row, and one more way to find the key.

use super::{check::Check, claims::SCOPE};
use crate::{limits, setting::SettingKind, time::Span};

/// What the tokens of one kind of setting must be.
#[derive(Debug)]
pub(super) struct Rules {
    /// How the key is found.
    pub key: FoundBy,
    /// What the scope must be; `None` where it is not looked at.
    pub scope: Option<&'static str>,
    /// How far the times may lie from our clock.
    pub leeway: Span,
    /// What the times must be.
    pub times: Times,
    /// Whether the name and the email must be there.
    pub profile: Profile,
}

/// How the key that proves a token is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundBy {
    /// The header's `kid` names it (TOK-1).
    Kid,
    /// The signature is made with it: a token need not name it (CHT-2).
    Signature,
}

/// What the times of a token must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// None need be there, and a token may live as long as it says; only what the account sets as the greatest age limits it
    /// (TOK-7).
    Optional,
    /// `iat` is there and near the present, and no token lives for longer than this after it (CHT-3).
    Short(Span),
}

/// Whether a name and an email must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// They may be (TOK-4, TOK-5).
    Optional,
    /// They must be (CHT-2).
    Required,
}

/// TOK-1 to TOK-7.
const SIGNING_KEYS: Rules = Rules {
    key: FoundBy::Kid,
    scope: Some(SCOPE),
    leeway: limits::LEEWAY,
    times: Times::Optional,
    profile: Profile::Optional,
};

/// CHT-2, CHT-3.
const SHARED_SECRET: Rules = Rules {
    key: FoundBy::Signature,
    scope: None,
    leeway: limits::CHAT_LEEWAY,
    times: Times::Short(limits::CHAT_TOKEN),
    profile: Profile::Required,
};

/// What the tokens of this kind of setting must be.
pub(super) const fn of(kind: SettingKind) -> &'static Rules {
    match kind {
        SettingKind::SigningKeys => &SIGNING_KEYS,
        SettingKind::SharedSecret => &SHARED_SECRET,
    }
}

impl Check {
    /// Whether the tokens of this kind of setting go through this check.
    pub fn is_made_of(self, kind: SettingKind) -> bool {
        let rules = of(kind);
        match self {
            Self::KidThere | Self::KidKnown => rules.key == FoundBy::Kid,
            Self::Scope => rules.scope.is_some(),
            Self::Iat | Self::GreatestAge => rules.times == Times::Optional,
            Self::IatThere | Self::IatNear | Self::Lifetime => matches!(rules.times, Times::Short(_)),
            Self::NameThere | Self::EmailThere => rules.profile == Profile::Required,
            Self::Size
            | Self::Parts
            | Self::Encoding
            | Self::HeaderJson
            | Self::Alg
            | Self::Typ
            | Self::Crit
            | Self::Signature
            | Self::PayloadJson
            | Self::Exp
            | Self::Nbf
            | Self::ExternalId
            | Self::Name
            | Self::Email
            | Self::Channel
            | Self::Ban
            | Self::Resolution => true,
        }
    }
}
