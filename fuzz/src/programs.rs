//! Tokens with which programs come.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::token::{KeySecret, RestKey, RestToken, mistake};
use serde_json::Value;

use super::account::{KEY, NOW, SECRET, is_accepted, sign};

fn key() -> RestKey {
    RestKey { id: KEY, secret: KeySecret::new(SECRET.to_vec()).expect("it is long enough") }
}

/// Whether a program is let in with this.
pub fn is_let_in(token: &str) -> bool {
    RestToken::read(token).is_ok_and(|token| token.judge(&key(), NOW).is_ok())
}

/// A program is let in only with what the key signed, byte for byte, for a program; and what lets one in is nobody's login, were the
/// two keys the same.
pub fn a_key_of_the_rest_api_lets_in_only_what_it_signed(text: &[u8]) {
    let Ok(token) = std::str::from_utf8(text) else { return };
    if !is_let_in(token) {
        let _ = mistake::of_rest_key(token, &[key()]);
        return;
    }
    let mut parts = token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("it was let in"));
    let (header, payload) = (parts.next().expect("a header"), parts.next().expect("a payload"));
    assert_eq!(token, sign(&header, &payload), "there is one spelling of it");
    let read = |part: &[u8]| serde_json::from_slice::<Value>(part).expect("it was let in");
    let (header, payload) = (read(&header), read(&payload));
    assert_eq!((&header["alg"], &header["kid"]), (&Value::from("HS256"), &Value::from(KEY.kid())));
    assert!(matches!(payload["scope"].as_str(), Some("app" | "account" | "integration")), "{payload}");
    assert!(!is_accepted(token));
    assert_eq!(mistake::of_rest_key(token, &[key()]), Some(mistake::Mistake::RestKey(KEY)));
}
