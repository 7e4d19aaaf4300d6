//! What the tokens of each kind of setting must be: one row per kind, and one machine that reads them.
//!
//! A token is judged by the row of the setting whose key proves it, never by what it says of itself.

use super::{
    check::Check,
    claims::{Claim, SCOPE},
};
use crate::{code_setting::ActionKind, limits, setting::SettingKind, time::Span};

/// What the tokens of one kind of setting must be.
#[derive(Debug)]
pub(super) struct Rules {
    /// How long it may be, in bytes.
    pub bytes: usize,
    /// How the key is found.
    pub key: FoundBy,
    /// What the scope must be; `None` where it is not looked at.
    pub scope: Option<&'static str>,
    /// How far the times may lie from our clock.
    pub leeway: Span,
    /// What the times must be.
    pub times: Times,
    /// The claim that names the user.
    pub subject: Subject<'static>,
    /// Whether the name and the email must be there.
    pub profile: Profile,
}

/// The claim that names the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject<'a> {
    /// `external_id` (TOK-2).
    ExternalId,
    /// `sub` (OMN-6).
    Sub,
    /// `sub` of the ID token that was exchanged for a code (OMN-12).
    SubOfIdToken,
    /// The member of this name in the answer of a token action (OMN-12).
    OfAction(&'a str),
}

impl<'a> Subject<'a> {
    /// The claim's name.
    pub const fn name(self) -> &'a str {
        match self {
            Self::ExternalId => Claim::ExternalId.as_str(),
            Self::Sub | Self::SubOfIdToken => Claim::Sub.as_str(),
            Self::OfAction(name) => name,
        }
    }
}

/// How the key that proves a token is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundBy {
    /// The header's `kid` names it (TOK-1).
    Kid,
    /// The signature is made with it: a token need not name it (CHT-2).
    Signature,
    /// It is one of the public keys of the channel's setting: the header's `kid` names it, or it is the only one there is
    /// (OMN-2). Who issued the token and whom it is for are looked at then, and its context variables (OMN-5, OMN-7).
    PublicKey,
}

/// What the times of a token must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// None need be there, and a token may live as long as it says; only what the account sets as the greatest age limits it
    /// (TOK-7).
    Optional,
    /// `iat` is there and near the present, and no token lives for longer than this after it (CHT-3).
    Short(Span),
    /// `iat` and `exp` are there (OMN-5).
    Required,
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
    bytes: limits::TOKEN_BYTES,
    key: FoundBy::Kid,
    scope: Some(SCOPE),
    leeway: limits::LEEWAY,
    times: Times::Optional,
    subject: Subject::ExternalId,
    profile: Profile::Optional,
};

/// CHT-2, CHT-3.
const SHARED_SECRET: Rules = Rules {
    bytes: limits::TOKEN_BYTES,
    key: FoundBy::Signature,
    scope: None,
    leeway: limits::CHAT_LEEWAY,
    times: Times::Short(limits::CHAT_TOKEN),
    subject: Subject::ExternalId,
    profile: Profile::Required,
};

/// OMN-2 to OMN-7.
const PUBLIC_KEYS: Rules = Rules {
    bytes: limits::PUBLIC_KEY_TOKEN_BYTES,
    key: FoundBy::PublicKey,
    scope: None,
    leeway: limits::LEEWAY,
    times: Times::Required,
    subject: Subject::Sub,
    profile: Profile::Optional,
};

/// OMN-12: the ID tokens that codes are exchanged for.
const CODES: Rules = Rules { subject: Subject::SubOfIdToken, ..PUBLIC_KEYS };

/// What the tokens of this kind of setting must be.
pub(super) const fn of(kind: SettingKind) -> &'static Rules {
    match kind {
        SettingKind::SigningKeys => &SIGNING_KEYS,
        SettingKind::SharedSecret => &SHARED_SECRET,
        SettingKind::PublicKeys => &PUBLIC_KEYS,
        SettingKind::Code => &CODES,
    }
}

impl Check {
    /// Whether the tokens of this kind of setting go through this check.
    pub fn is_made_of(self, kind: SettingKind) -> bool {
        let rules = of(kind);
        match self {
            Self::KidThere | Self::KidKnown => rules.key != FoundBy::Signature,
            Self::KeysThere | Self::AlgOfKey | Self::Issuer | Self::Audience => {
                rules.key == FoundBy::PublicKey
            }
            Self::Contexts => kind == SettingKind::PublicKeys,
            Self::Code | Self::CodeUnused | Self::Exchange | Self::Action | Self::Nonce => {
                kind == SettingKind::Code
            }
            Self::Scope => rules.scope.is_some(),
            Self::ExpThere => rules.times == Times::Required,
            Self::Iat => !matches!(rules.times, Times::Short(_)),
            Self::GreatestAge => rules.times == Times::Optional,
            Self::IatThere => rules.times != Times::Optional,
            Self::IatNear | Self::Lifetime => matches!(rules.times, Times::Short(_)),
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

    /// Whether a code whose exchange goes through this action goes through this check, of those that are made of codes.
    pub fn is_made_by(self, action: ActionKind) -> bool {
        let of_all = [
            Self::Code,
            Self::CodeUnused,
            Self::Exchange,
            Self::Action,
            Self::ExternalId,
            Self::Name,
            Self::Email,
            Self::Channel,
            Self::Ban,
            Self::Resolution,
        ];
        match action {
            ActionKind::IdToken => true,
            ActionKind::UserInfo | ActionKind::Introspection | ActionKind::Endpoint => of_all.contains(&self),
        }
    }
}
