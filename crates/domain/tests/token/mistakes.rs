//! The common mistakes that the debugger recognises (SEE-7).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::token::{
    Claim,
    mistake::{self, IdHint, Meant, Mistake},
};

use crate::mint::{
    KEY, OTHER_KEY, OTHER_SECRET, PAYLOAD, SECRET, header, keys, sign_with, verify, with_payload,
};

/// A token with the header of our key, signed with any bytes.
fn signed_with(secret: &[u8]) -> String {
    sign_with(secret, header(), PAYLOAD)
}

fn mistake_of(token: &str) -> Option<Mistake> {
    mistake::of_signature(token, Meant::Named(KEY), &keys())
}

#[test]
fn see_7_a_secret_that_was_decoded_is_recognised() {
    let decoded = BASE64_URL_SAFE_NO_PAD.decode(SECRET).unwrap();
    assert_eq!(mistake_of(&signed_with(&decoded)), Some(Mistake::DecodedSecret));
}

/// SECRET as `php -r 'echo bin2hex(base64_decode($secret));'` decodes it, which is what Ruby's
/// `Base64.decode64` does too.
const DECODED_BY_PHP: &str = "299efd05fb419ab1345b8a7433c3ef0b4aee03daa9be2d1c8f4cc37417f3";

#[test]
fn see_7_a_secret_that_was_decoded_with_the_older_alphabet_is_recognised() {
    let decoded: Vec<u8> = (0..DECODED_BY_PHP.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&DECODED_BY_PHP[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(mistake_of(&signed_with(&decoded)), Some(Mistake::DecodedSecret));
}

#[test]
fn see_7_white_space_behind_the_secret_is_recognised() {
    for space in ["\n", "\r\n", " "] {
        let token = signed_with(format!("{SECRET}{space}").as_bytes());
        assert_eq!(mistake_of(&token), Some(Mistake::WhiteSpace), "{space:?}");
    }
}

#[test]
fn see_7_another_key_of_the_account_is_named() {
    let token = signed_with(OTHER_SECRET.as_bytes());
    assert_eq!(mistake_of(&token), Some(Mistake::AnotherKey(OTHER_KEY)));
    assert!(Mistake::AnotherKey(OTHER_KEY).to_string().contains(&OTHER_KEY.kid()));
}

#[test]
fn see_7_what_is_no_common_mistake_is_none() {
    for token in [signed_with(b"a secret of nobody, 32 bytes long."), "nonsense".to_owned()] {
        assert_eq!(mistake_of(&token), None, "{token}");
    }
}

#[test]
fn see_7_an_external_id_that_looks_like_something_else_is_noted() {
    let hint = |external_id: &str, name: &str| {
        let payload = format!(r#"{{"scope":"user","external_id":"{external_id}","name":"{name}"}}"#);
        mistake::of_external_id(&verify(&with_payload(&payload)).expect("it is good"))
    };
    assert_eq!(hint("mara@shop.example", "Mara"), Some(IdHint::Address));
    for number in ["+4915112345678", "00491511234567", "+1(555)123-4567"] {
        assert_eq!(hint(number, "Mara"), Some(IdHint::Telephone), "{number}");
    }
    assert_eq!(hint("Mara", "Mara"), Some(IdHint::Name));
    for id in ["usr_1", "12345678", "+123", "auth0|5f7c", "8b3c3f0e-7d5c-4b7e-9a61-0d9f0a1b2c3d"] {
        assert_eq!(hint(id, "Mara"), None, "{id}");
    }
}

#[test]
fn see_7_a_refusal_that_is_a_common_mistake_is_recognised() {
    for (token, mistake) in [
        (r#"{"token":"a.b.c"}"#.to_owned(), Some(Mistake::WholeObject)),
        (with_payload(r#"{"scope":"user","external_id":12345}"#), Some(Mistake::NumberAsExternalId)),
        (with_payload(r#"{"external_id":"usr_1"}"#), Some(Mistake::NoScope)),
        (
            with_payload(r#"{"scope":"user","external_id":"usr_1","exp":1795360018000}"#),
            Some(Mistake::Milliseconds(Claim::Exp)),
        ),
        (
            with_payload(r#"{"scope":"user","external_id":"usr_1","iat":"1795360018"}"#),
            Some(Mistake::TimeAsText(Claim::Iat)),
        ),
        (with_payload(r#"{"scope":"admin","external_id":"usr_1"}"#), None),
        (with_payload(r#"{"scope":"user","external_id":true}"#), None),
        (with_payload(r#"{"scope":"user","external_id":"usr_1","exp":-1}"#), None),
        ("nonsense".to_owned(), None),
    ] {
        assert_eq!(mistake::of_refusal(&verify(&token).expect_err("it is refused")), mistake, "{token}");
    }
}
