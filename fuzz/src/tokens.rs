//! Whole tokens, and the JSON in them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::{
    email::EmailVerified,
    token::{JsonFault, Malformed, TokenRefused, VerifiedToken},
};
use serde_json::Value;

use super::account::{KEY, header, sign, verify};

/// A text is taken for a token only if it is, byte for byte, what the key's secret signed.
pub fn only_what_the_secret_signed_is_accepted(text: &[u8]) {
    let Ok(token) = std::str::from_utf8(text) else { return };
    if verify(token).is_err() {
        return;
    }
    let mut parts =
        token.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("it was accepted"));
    let (header, payload) = (parts.next().expect("a header"), parts.next().expect("a payload"));
    assert_eq!(token, sign(header, payload), "there is one spelling of it");
}

/// Two parts that somebody has the key sign: if they are accepted, then they say, read by somebody else, all that the token
/// is taken to say.
///
/// The first byte is the length of the header; nothing takes the key's own.
pub fn what_is_accepted_says_so(bytes: &[u8]) {
    let Some((&length, rest)) = bytes.split_first() else { return };
    let (before, payload) = rest.split_at(usize::from(length).min(rest.len()));
    let header = if before.is_empty() { header().into_bytes() } else { before.to_vec() };
    let signed = sign(&header, payload);
    let Ok(token) = verify(&signed) else { return };
    let header: Value = serde_json::from_slice(&header).expect("it was accepted");
    assert_eq!((&header["alg"], &header["kid"]), (&Value::from("HS256"), &Value::from(KEY.kid())));
    assert!(header.get("crit").is_none());
    says(&token, &serde_json::from_slice(payload).expect("it was accepted"));

    // With any one character exchanged it is nobody's word.
    let at = payload.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
    let at = at % signed.len();
    let other = if signed.as_bytes().get(at) == Some(&b'A') { "B" } else { "A" };
    let mut changed = signed.clone();
    changed.replace_range(at..=at, other);
    assert!(verify(&changed).is_err(), "{changed} in place of {signed}");
}

fn says(token: &VerifiedToken, claims: &Value) {
    let text = |name: &str| claims[name].as_str();
    assert_eq!(text("scope"), Some("user"));
    assert_eq!(text("external_id"), Some(token.external_id().as_str()));
    if let Some(name) = token.name() {
        assert_eq!(text("name"), Some(name.as_str()));
    }
    if let Some(email) = token.email() {
        assert_eq!(text("email"), Some(email.address.as_str()));
        assert_eq!(email.verified == EmailVerified::Yes, claims["email_verified"] == Value::Bool(true));
    }
    for (name, time) in [("exp", token.expires_at()), ("iat", token.issued_at())] {
        if let Some(time) = time {
            assert_eq!(claims[name].as_i64(), Some(time.as_i64() / 1000), "{name}");
        }
    }
}

/// What is taken for a payload is JSON to everybody, and what is refused as none is none to anybody, but for what our reading
/// alone refuses: names that are there twice, and depth.
pub fn json_is_read_as_by_anybody_else(bytes: &[u8]) {
    let refused = verify(&sign(header(), bytes)).err();
    let anybody: Result<Value, _> = serde_json::from_slice(bytes);
    match refused {
        Some(TokenRefused::Malformed(Malformed::Payload(fault))) => match fault {
            JsonFault::NotJson => assert!(anybody.is_err(), "{anybody:?}"),
            JsonFault::NotAnObject => assert!(anybody.is_ok_and(|value| !value.is_object())),
            // Found before the end was read, so that the rest may be anything.
            JsonFault::Duplicate | JsonFault::TooDeep => {}
        },
        // Too large to be read at all.
        Some(TokenRefused::TooLarge { .. }) => {}
        Some(_) | None => assert!(anybody.is_ok_and(|value| value.is_object())),
    }
}
