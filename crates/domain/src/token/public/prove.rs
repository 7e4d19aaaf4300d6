//! That a token was made with one of the setting's public keys (OMN-2 to OMN-4).

use std::sync::Arc;

use super::{
    super::{
        check::{Check, Checks},
        header::{self, PublicAlgFault},
        json::Members,
        prove::{KeyOfSetting, ProvedBy, Proven, Signed},
        refused::{SignatureFault, TokenRefused, UnknownKid},
        verify::Run,
    },
    algorithm::Algorithms,
    key::PublicKey,
    set::{KeySet, SetForm},
};
use crate::{
    id::SettingId, mode::Mode, namespace::Namespace, public_key_setting::Party, setting::SettingKind,
    time::Millis,
};

/// What a setting of public keys takes.
#[derive(Debug, Clone)]
pub struct PublicKeys {
    /// The setting.
    pub setting: SettingId,
    /// The namespace of the external ids in its tokens (RES-13).
    pub namespace: Namespace,
    /// The algorithms that it allows.
    pub algorithms: Algorithms,
    /// What `iss` must be, if it names that.
    pub issuer: Option<Party>,
    /// What `aud` must have, if it names that.
    pub audience: Option<Party>,
    /// What they prove.
    pub tokens: TokensAre,
    /// The keys; `None` where none could be fetched, and the last good ones are too old to serve (OMN-4).
    pub set: Option<Arc<KeySet>>,
}

/// What is proven by public keys.
#[derive(Debug, Clone)]
pub enum TokensAre {
    /// Tokens that a page hands over.
    Signed {
        /// Whether malformed context variables refuse the login (OMN-7).
        contexts: Mode,
    },
    /// ID tokens that are exchanged for codes (OMN-12).
    IdTokens {
        /// The nonce that the page handed over, which it must have.
        nonce: Option<String>,
    },
}

impl PublicKeys {
    /// The kind of setting that has them.
    fn kind(&self) -> SettingKind {
        match self.tokens {
            TokensAre::Signed { .. } => SettingKind::PublicKeys,
            TokensAre::IdTokens { .. } => SettingKind::Code,
        }
    }
}

/// Makes the checks of the header, finds the key and checks the signature.
///
/// The keys are those of the channel's own setting and no others: a token of another setting is one with a kid that is unknown
/// here, or a signature that is not good.
pub(in super::super) fn prove<'k>(
    run: &mut Run<'_, impl Checks>,
    header: &Members,
    signed: &Signed<'_>,
    keys: Option<&'k PublicKeys>,
    now: Millis,
) -> Result<Proven<'k>, TokenRefused> {
    let allowed = keys.map(|keys| &keys.algorithms);
    let algorithm = run.check(Check::Alg, header::public_alg(header, allowed))?;
    run.check(Check::Typ, header::typ(header))?;
    run.check(Check::Crit, header::crit(header))?;

    let at_hand = keys.and_then(|keys| Some((keys, keys.set.as_deref()?)));
    let (keys, set) = run.check(Check::KeysThere, at_hand.ok_or(TokenRefused::KeysUnavailable))?;
    let kid = run.check(Check::KidThere, kid(header, set))?;
    let (key, name) = run.check(Check::KidKnown, find(kid, set, now))?;
    run.checks.found_public_key(&KeyOfSetting { setting: keys.setting, name: name.clone() });
    let other = || TokenRefused::AlgNotAllowed(PublicAlgFault::NotTheKeys.into());
    let is_good = key.signed(algorithm, signed.message(), signed.signature());
    let is_good = run.check(Check::AlgOfKey, is_good.ok_or_else(other))?;
    let is_good = if is_good { Ok(()) } else { Err(fault(signed)) };
    run.check(Check::Signature, is_good)?;
    Ok(Proven {
        by: ProvedBy::PublicKey(name),
        kind: keys.kind(),
        setting: keys.setting,
        namespace: keys.namespace,
        public: Some(keys),
    })
}

/// OMN-2: with a list the token's kid is required even if one key is left; the one key of a PEM needs no name.
fn kid<'h>(header: &'h Members, set: &KeySet) -> Result<Option<&'h str>, TokenRefused> {
    match set.form() {
        SetForm::Pem => Ok(None),
        SetForm::List | SetForm::Jwks => header::kid(header).map(Some),
    }
}

/// The key, and what it is called in evidence: its kid, or the beginning of its SHA-256.
fn find<'k>(
    kid: Option<&str>,
    set: &'k KeySet,
    now: Millis,
) -> Result<(&'k PublicKey, String), TokenRefused> {
    let found = match kid {
        Some(kid) => set.find(kid, now).map(|key| (key, kid.to_owned())),
        None => set.only().map(|key| (key, fingerprint(key))),
    };
    found.ok_or(TokenRefused::KidUnknown(UnknownKid::NotInTheSet))
}

fn fingerprint(key: &PublicKey) -> String {
    let first = key.sha256().first_chunk().copied().unwrap_or_default();
    format!("sha256:{:016x}", u64::from_be_bytes(first))
}

fn fault(signed: &Signed<'_>) -> TokenRefused {
    let fault =
        if signed.signature().is_empty() { SignatureFault::Absent } else { SignatureFault::NotThePublicKeys };
    TokenRefused::SignatureInvalid(fault)
}
