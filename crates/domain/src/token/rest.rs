//! Keys and tokens of the REST API (7-rest). They say which program calls. They prove of nobody who they are: there is no way
//! from here to a [`VerifiedToken`](super::VerifiedToken).

use super::{
    claims::{self, TextFault},
    compact::{self, Bytes, Parts},
    header, json,
    key::KeySecret,
    refused::{Malformed, SignatureFault, TokenRefused, UnknownKid},
    times,
};
use crate::{id::KeyId, limits, time::Millis};

/// What such a token may be for. `user` is none of them: that token is for logging in alone.
const SCOPES: [&str; 3] = ["app", "account", "integration"];

/// A live key of the REST API.
#[derive(Debug, Clone)]
pub struct RestKey {
    /// Its id, which the token carries in `kid`.
    pub id: KeyId,
    /// Its secret, used as these very bytes.
    pub secret: KeySecret,
}

/// A token with which a program comes, read and not believed.
pub struct RestToken<'t> {
    parts: Parts<'t>,
    bytes: Bytes,
    header: json::Members,
}

impl<'t> RestToken<'t> {
    /// Reads the outside and the header of a compact JWS (RFC 7515, section 7.1).
    ///
    /// # Errors
    ///
    /// If it is larger than a token may be, or no such thing.
    pub fn read(token: &'t str) -> Result<Self, TokenRefused> {
        compact::size(token, limits::TOKEN_BYTES)?;
        let parts = compact::split(token)?;
        let bytes = parts.decode()?;
        let header = json::members(&bytes.header).map_err(Malformed::Header)?;
        Ok(Self { parts, bytes, header })
    }

    /// The key that its header names, if it names one.
    pub fn key(&self) -> Option<KeyId> {
        KeyId::from_kid(header::kid(&self.header).ok()?).ok()
    }

    /// Judges it by the key that it names: HS256 and no other, made with the secret, one of the scopes, and good now.
    ///
    /// # Errors
    ///
    /// The first check that fails, in the order in which they stand.
    pub fn judge(&self, key: &RestKey, now: Millis) -> Result<(), TokenRefused> {
        header::alg(&self.header)?;
        header::typ(&self.header)?;
        header::crit(&self.header)?;
        if self.key() != Some(key.id) {
            return Err(TokenRefused::KidUnknown(UnknownKid::NoSuchKey));
        }
        if !self.is_signed_with(&key.secret) {
            return Err(TokenRefused::SignatureInvalid(SignatureFault::Different));
        }
        let payload = json::members(&self.bytes.payload).map_err(Malformed::Payload)?;
        scope(&payload)?;
        times::is_now(&payload, limits::LEEWAY, now)
    }

    pub(super) fn is_signed_with(&self, secret: &KeySecret) -> bool {
        secret.signed(self.parts.signed.as_bytes(), &self.bytes.signature)
    }
}

fn scope(payload: &json::Members) -> Result<(), TokenRefused> {
    let none = Err(TokenRefused::ScopeInvalid(TextFault::Other));
    SCOPES.into_iter().map(|wanted| claims::scope(payload, wanted)).find(Result::is_ok).unwrap_or(none)
}
