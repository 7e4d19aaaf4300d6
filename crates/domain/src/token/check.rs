//! The checks of a token, in their one order, and who watches them being made.

use std::borrow::Cow;

use super::{prove::KeyOfSetting, reason::Reason, table::table, warning::Warning};
use crate::{code_setting::ActionKind, id::KeyId, setting::SettingKind, text::ExternalId};

table! {
    /// One check on the way from a token to a user, in the order in which they are made (details 23).
    ///
    /// Not every kind of setting makes each of them ([`is_made_of`](Self::is_made_of)), nor every token action. The first four are made
    /// of codes; where the action is to verify the ID token, those of a token follow.
    /// The last three are made after the token is verified, by the login.
    Check {
        Code "code" "OMN-11" "What was handed over is a code, alone or as a form with its verifier and its nonce."
        CodeUnused "code_unused" "OMN-13" "The code was not used before."
        Exchange "exchange" "OMN-11" "The token URL takes the code and answers with tokens."
        Action "action" "OMN-12" "The answer has the ID token, or the token action's URL answers."
        Size "size" "TOK-1" "The token is not longer than the channel allows: 8 KiB, or 32 KiB where public keys prove it."
        Parts "three_parts" "TOK-1" "The token has three parts with dots between them."
        Encoding "base64url" "TOK-1" "Each part is base64url, without padding, white space or spare bits."
        HeaderJson "header_json" "TOK-1" "The header is a JSON object in which no name is there twice."
        Alg "alg" "TOK-1" "The header's alg is one that the channel allows: HS256, or what a setting of public keys names."
        Typ "typ" "TOK-1" "The header's typ is JWT, if it is there."
        Crit "crit" "TOK-1" "The header has no crit."
        KeysThere "keys_there" "OMN-4" "The setting's public keys are at hand."
        KidThere "kid_there" "TOK-1" "The header's kid is a string, where a key must be named."
        KidKnown "kid_known" "TOK-1" "The kid names a live signing key of the account, or a usable public key of the setting."
        AlgOfKey "alg_of_key" "OMN-3" "The key is for the header's alg."
        Signature "signature" "TOK-1" "The signature is one that this key makes."
        PayloadJson "payload_json" "TOK-1" "The payload is a JSON object in which no name is there twice."
        Scope "scope" "TOK-3" "The scope is user."
        ExpThere "exp_there" "OMN-5" "The exp is there."
        Exp "exp" "TOK-7" "The exp lies in the future, if it is there."
        Nbf "nbf" "TOK-7" "The nbf does not lie in the future, if it is there."
        IatThere "iat_there" "CHT-2" "The iat is there."
        Iat "iat" "TOK-7" "The iat does not lie in the future, if it is there."
        IatNear "iat_near" "CHT-3" "The iat is within two minutes of the server's clock."
        Lifetime "lifetime" "CHT-3" "The exp is at most seven minutes after the iat, if it is there."
        GreatestAge "greatest_age" "TOK-7" "The token is not older than the account allows."
        Issuer "issuer" "OMN-5" "The iss is there, and the one that the setting names, if it names one."
        Audience "audience" "OMN-5" "The aud has the one that the setting names, if it names one."
        Nonce "nonce" "OMN-12" "The ID token's nonce is the one that the page handed over, or neither has one."
        ExternalId "external_id" "TOK-2" "The external_id, the sub, or the id that the token action names, is a string that can name a user."
        NameThere "name_there" "CHT-2" "The name is there."
        Name "name" "TOK-4" "The name is a string to show, if it is there."
        EmailThere "email_there" "CHT-2" "The email is there."
        Email "email" "TOK-5" "The email is an address, if it is there."
        Contexts "contexts" "OMN-7" "The context variables are a JSON string with an object of plain values, if they are there."
        Channel "channel" "OMN-18" "The channel accepts the key's setting."
        Ban "ban" "SES-13" "The user is not banned and the token not revoked."
        Resolution "resolution" "RES-1" "The external id and the address lead to one user."
    }
}

/// Someone who watches the checks of a token: nobody, the login log, or the token debugger.
pub trait Checks {
    /// The check was made and passed.
    fn passed(&mut self, check: Check);

    /// The check was made and failed; no later one is made. The detail is for administrators alone.
    fn failed(&mut self, check: Check, reason: Reason, detail: Cow<'static, str>);

    /// The check found something odd that is no reason to refuse (TOK-6, TOK-11).
    fn warned(&mut self, check: Check, warning: Warning);

    /// The token is to be proven by this key, which is of a setting of this kind. Whether it was made with it may not be
    /// proven yet.
    fn found_key(&mut self, key: KeyId, kind: SettingKind);

    /// The token names, or is to be proven by, this public key of a setting. It may still be refused.
    fn found_public_key(&mut self, key: &KeyOfSetting);

    /// The token, whose signature is good, names this external id. It may still be refused.
    fn found_external_id(&mut self, external_id: &ExternalId);
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Checks for Unwatched {
    fn passed(&mut self, _: Check) {}
    fn failed(&mut self, _: Check, _: Reason, _: Cow<'static, str>) {}
    fn warned(&mut self, _: Check, _: Warning) {}
    fn found_key(&mut self, _: KeyId, _: SettingKind) {}
    fn found_public_key(&mut self, _: &KeyOfSetting) {}
    fn found_external_id(&mut self, _: &ExternalId) {}
}

/// How a check went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was made and passed.
    Passed,
    /// It was made and failed.
    Failed {
        /// What the page is told.
        reason: Reason,
        /// What administrators are told besides.
        detail: Cow<'static, str>,
    },
    /// An earlier check failed, or it is yet to be made.
    NotReached,
}

/// All that was seen of the checks of one token: what the login log keeps and the debugger shows.
#[derive(Debug, Clone)]
pub struct CheckRecord {
    kind: SettingKind,
    action: Option<ActionKind>,
    outcomes: Vec<(Check, Outcome)>,
    warnings: Vec<(Check, Warning)>,
    key: Option<KeyId>,
    public_key: Option<KeyOfSetting>,
    external_id: Option<ExternalId>,
}

impl CheckRecord {
    /// Nothing was seen yet of a token that is for a channel with a setting of this kind.
    pub fn of(kind: SettingKind) -> Self {
        Self {
            kind,
            action: None,
            outcomes: Vec::new(),
            warnings: Vec::new(),
            key: None,
            public_key: None,
            external_id: None,
        }
    }

    /// Nothing was seen yet of a code, of whose exchange this action makes somebody.
    pub fn of_code(action: ActionKind) -> Self {
        Self { action: Some(action), ..Self::of(SettingKind::Code) }
    }

    /// The kind of setting that the token was judged by: its key's, or the channel's if no key was found.
    pub fn kind(&self) -> SettingKind {
        self.kind
    }

    /// Every check that tokens of this kind go through, in order, with how it went.
    pub fn outcomes(&self) -> impl Iterator<Item = (Check, &Outcome)> {
        let is_made = |check: &Check| {
            check.is_made_of(self.kind) && self.action.is_none_or(|action| check.is_made_by(action))
        };
        let made = Check::ALL.iter().copied().filter(is_made);
        made.map(|check| (check, self.outcome(check)))
    }

    /// How this check went.
    pub fn outcome(&self, check: Check) -> &Outcome {
        self.outcomes
            .iter()
            .find(|(made, _)| *made == check)
            .map_or(&Outcome::NotReached, |(_, outcome)| outcome)
    }

    /// The oddities that were found, each with the check that found it.
    pub fn warnings(&self) -> &[(Check, Warning)] {
        &self.warnings
    }

    /// The live key that the token is to be proven by, also when it is refused later.
    pub fn key(&self) -> Option<KeyId> {
        self.key
    }

    /// The public key that the token is to be proven by, also when it is refused later.
    pub fn public_key(&self) -> Option<&KeyOfSetting> {
        self.public_key.as_ref()
    }

    /// The external id of a token whose signature is good, also when the token is refused later. Never one
    /// from an unproven token (details 23).
    pub fn external_id(&self) -> Option<&ExternalId> {
        self.external_id.as_ref()
    }
}

impl Checks for CheckRecord {
    fn passed(&mut self, check: Check) {
        self.outcomes.push((check, Outcome::Passed));
    }

    fn failed(&mut self, check: Check, reason: Reason, detail: Cow<'static, str>) {
        self.outcomes.push((check, Outcome::Failed { reason, detail }));
    }

    fn warned(&mut self, check: Check, warning: Warning) {
        self.warnings.push((check, warning));
    }

    fn found_key(&mut self, key: KeyId, kind: SettingKind) {
        self.key = Some(key);
        self.kind = kind;
    }

    fn found_public_key(&mut self, key: &KeyOfSetting) {
        self.public_key = Some(key.clone());
    }

    fn found_external_id(&mut self, external_id: &ExternalId) {
        self.external_id = Some(external_id.clone());
    }
}
