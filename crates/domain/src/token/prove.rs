//! The key that a token is proven by, and that it was made with it.

use super::{
    check::{Check, Checks},
    compact::{Bytes, Parts},
    header,
    json::Members,
    key::{KnownKeys, TokenKey},
    refused::{SignatureFault, TokenRefused, UnknownKid},
    rules::{self, FoundBy},
    verify::Run,
};
use crate::{id::KeyId, limits, setting::SettingKind};

/// The length of an HS256 signature, in bytes.
const SIGNATURE_BYTES: usize = 32;

/// A token, as far as its signature goes.
pub(super) struct Signed<'a> {
    pub parts: &'a Parts<'a>,
    pub bytes: &'a Bytes,
}

/// Finds the key that made a token for a channel with a setting of this kind, and says that it did.
///
/// A token that another kind of channel would take is found out too, and then judged as what it is: that it is not for this
/// channel is what its sender is to be told, when all else about it is right.
pub(super) fn key<'k>(
    run: &mut Run<'_, impl Checks>,
    kind: SettingKind,
    header: &Members,
    signed: &Signed<'_>,
    keys: &'k (impl KnownKeys + ?Sized),
) -> Result<&'k TokenKey, TokenRefused> {
    let named = header::kid(header).and_then(|kid| known(kid, keys));
    match rules::of(kind).key {
        FoundBy::Kid => {
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
        FoundBy::Signature => {
            let named = named.ok().filter(|key| signed.is_by(key).is_ok());
            match signed.by_any(keys).or(named) {
                Some(key) => passed(run, key),
                None => run.check(Check::Signature, Err(signed.by_none())),
            }
        }
    }
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
    /// TOK-1: the key's secret made the signature.
    fn is_by(&self, key: &TokenKey) -> Result<(), TokenRefused> {
        if key.secret.signed(self.parts.signed.as_bytes(), &self.bytes.signature) {
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
        TokenRefused::SignatureInvalid(match self.bytes.signature.len() {
            0 => SignatureFault::Absent,
            SIGNATURE_BYTES => different,
            _ => SignatureFault::Length,
        })
    }
}
