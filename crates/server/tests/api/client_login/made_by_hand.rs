//! Tokens that no library would make.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_testkit::backend::Key;
use serde_json::{Value, json};

/// One part of a token.
pub(crate) fn part(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with this header and payload as they are written, and a good signature.
pub(crate) fn signed(key: &Key, header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", part(header), part(payload));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, key.secret.as_bytes());
    format!("{signed}.{}", part(hmac::sign(&secret, signed.as_bytes())))
}

/// The header of a good token.
pub(crate) fn header(key: &Key) -> Value {
    json!({"alg": "HS256", "typ": "JWT", "kid": key.id})
}

/// A good header with one member changed.
pub(crate) fn header_with(key: &Key, name: &str, value: Value) -> String {
    let mut header = header(key);
    header[name] = value;
    header.to_string()
}
