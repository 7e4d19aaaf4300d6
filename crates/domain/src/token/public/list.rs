//! The older form of a list of keys: `[{"kid", "publicKey": base64 of the PEM, "expiry": unix seconds}]` (OMN-2).

use base64::Engine;

use super::{
    super::{
        json::{Json, Members},
        times,
    },
    key::PublicKey,
    pem,
    set::{Entry, Skipped, kid},
};
use crate::time::Millis;

pub(super) fn entry(item: &Json) -> Entry {
    let Json::Object(members) = item else { return Entry::broken(Skipped::NotAnObject) };
    let (kid, expires_at) = (kid(members), expiry(members));
    let key = key(members);
    Entry {
        kid: kid.as_ref().ok().cloned(),
        expires_at: expires_at.as_ref().ok().copied().flatten(),
        key: kid.and(expires_at).and(key),
    }
}

fn key(members: &Members) -> Result<PublicKey, Skipped> {
    let text = members.get("publicKey").ok_or(Skipped::NoKey)?.text().map_err(|_| Skipped::NoKey)?;
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let decoded = pem::BASE64.decode(text).map_err(|_| Skipped::NotBase64)?;
    pem::key(str::from_utf8(&decoded).map_err(|_| Skipped::NotPem)?)
}

/// The end of an entry; one that says none has none.
fn expiry(members: &Members) -> Result<Option<Millis>, Skipped> {
    match members.get("expiry") {
        None | Some(Json::Null) => Ok(None),
        Some(value) => times::seconds(value).map(Some).map_err(|_| Skipped::Expiry),
    }
}
