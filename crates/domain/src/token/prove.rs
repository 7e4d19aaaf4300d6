//! What a token is proven by, and that it was made with it.

use super::{
    check::{Check, Checks},
    compact::{Bytes, Parts},
    header,
    json::Members,
    key::{KnownKeys, TokenKey},
    public::{self, PublicKeys},
    refused::{SignatureFault, TokenRefused, UnknownKid},
    rules::{self, FoundBy},
    verify::Run,
};
use crate::{
    code_setting::ActionKind,
    id::{KeyId, SettingId},
    limits,
    namespace::Namespace,
    setting::SettingKind,
    time::Millis,
};

/// The length of an HS256 signature, in bytes.
const SIGNATURE_BYTES: usize = 32;

/// A token, as far as its signature goes.
pub(super) struct Signed<'a> {
    pub parts: &'a Parts<'a>,
    pub bytes: &'a Bytes,
}

/// What a token was found to be made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvedBy {
    /// One of our keys: a signing key, or a chat's secret.
    Key(KeyId),
    /// A public key of the setting's, by its kid or the beginning of its SHA-256.
    PublicKey(String),
    /// What was exchanged for a code, by this action.
    Code(ActionKind),
}

/// One of the public keys of a setting.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyOfSetting {
    /// The setting.
    pub setting: SettingId,
    /// The key within its set: its kid, or the beginning of its SHA-256.
    pub name: String,
}

/// A token whose signature is good: what made it, and whose it is.
pub(super) struct Proven<'k> {
    pub by: ProvedBy,
    pub kind: SettingKind,
    pub setting: SettingId,
    pub namespace: Namespace,
    /// What its setting takes besides, if that has public keys.
    pub public: Option<&'k PublicKeys>,
}

/// Makes the checks of the header, and finds what made a token for a channel with a setting of this kind.
///
/// A token of ours that another kind of channel would take is found out too, and then judged as what it is: that it is not for
/// this channel is what its sender is to be told, when all else about it is right.
pub(super) fn prove<'k>(
    run: &mut Run<'_, impl Checks>,
    kind: SettingKind,
    header: &Members,
    signed: &Signed<'_>,
    keys: &'k (impl KnownKeys + ?Sized),
    now: Millis,
) -> Result<Proven<'k>, TokenRefused> {
    let key = match rules::of(kind).key {
        FoundBy::PublicKey => return public::prove(run, header, signed, keys.public(), now),
        FoundBy::Kid => by_kid(run, header, signed, keys),
        FoundBy::Signature => by_signature(run, header, signed, keys),
    }?;
    let TokenKey { id, kind, setting, namespace, .. } = *key;
    Ok(Proven { by: ProvedBy::Key(id), kind, setting, namespace, public: None })
}

/// TOK-1: the header names the key.
fn by_kid<'k>(
    run: &mut Run<'_, impl Checks>,
    header: &Members,
    signed: &Signed<'_>,
    keys: &'k (impl KnownKeys + ?Sized),
) -> Result<&'k TokenKey, TokenRefused> {
    of_header(run, header)?;
    let named = header::kid(header).and_then(|kid| known(kid, keys));
    let found = if named.is_err() { signed.by_any(keys) } else { None };
    if let Some(key) = found {
        return passed(run, key);
    }
    let kid = run.check(Check::KidThere, header::kid(header))?;
    let key = run.check(Check::KidKnown, known(kid, keys))?;
    run.checks.found_key(key.id, key.kind);
    run.check(Check::Signature, signed.is_by(key))?;
    Ok(key)
}

/// CHT-2: the signature tells the key.
fn by_signature<'k>(
    run: &mut Run<'_, impl Checks>,
    header: &Members,
    signed: &Signed<'_>,
    keys: &'k (impl KnownKeys + ?Sized),
) -> Result<&'k TokenKey, TokenRefused> {
    of_header(run, header)?;
    let named = header::kid(header).and_then(|kid| known(kid, keys));
    let named = named.ok().filter(|key| signed.is_by(key).is_ok());
    match signed.by_any(keys).or(named) {
        Some(key) => passed(run, key),
        None => run.check(Check::Signature, Err(signed.by_none())),
    }
}

/// The checks of the header where a shared secret signs.
fn of_header(run: &mut Run<'_, impl Checks>, header: &Members) -> Result<(), TokenRefused> {
    run.check(Check::Alg, header::alg(header))?;
    run.check(Check::Typ, header::typ(header))?;
    run.check(Check::Crit, header::crit(header))
}

fn passed<'k>(run: &mut Run<'_, impl Checks>, key: &'k TokenKey) -> Result<&'k TokenKey, TokenRefused> {
    run.checks.found_key(key.id, key.kind);
    run.check(Check::Signature, Ok(key))
}

/// TOK-1: the `kid` names a live signing key of the account.
fn known<'k>(kid: &str, keys: &'k (impl KnownKeys + ?Sized)) -> Result<&'k TokenKey, TokenRefused> {
    let id = KeyId::from_kid(kid).map_err(|_| TokenRefused::KidUnknown(UnknownKid::NotAKeyId))?;
    keys.find(id).ok_or(TokenRefused::KidUnknown(UnknownKid::NoSuchKey))
}

impl Signed<'_> {
    /// What the signature covers.
    pub fn message(&self) -> &[u8] {
        self.parts.signed.as_bytes()
    }

    /// The signature.
    pub fn signature(&self) -> &[u8] {
        &self.bytes.signature
    }

    /// TOK-1: the key's secret made the signature.
    fn is_by(&self, key: &TokenKey) -> Result<(), TokenRefused> {
        if key.secret.signed(self.message(), self.signature()) {
            return Ok(());
        }
        Err(self.fault(SignatureFault::Different))
    }

    /// CHT-2: the secret that made it, of those that tokens need not name; as many are tried as there may be.
    fn by_any<'k>(&self, keys: &'k (impl KnownKeys + ?Sized)) -> Option<&'k TokenKey> {
        let unnamed = keys.all().filter(|key| rules::of(key.kind).key == FoundBy::Signature);
        unnamed.take(limits::SECRETS_TRIED).find(|key| self.is_by(key).is_ok())
    }

    fn by_none(&self) -> TokenRefused {
        self.fault(SignatureFault::NotTheChannels)
    }

    /// Why the signature is not good; `different` where it could be one.
    fn fault(&self, different: SignatureFault) -> TokenRefused {
        TokenRefused::SignatureInvalid(match self.signature().len() {
            0 => SignatureFault::Absent,
            SIGNATURE_BYTES => different,
            _ => SignatureFault::Length,
        })
    }
}
