//! The outside of a token: size, parts, encoding, and the JSON of both parts (TOK-1, TOK-9).

use bonafide_domain::token::{Check, Outcome, Reason};

use crate::mint::{
    KEY, PAYLOAD, SECRET, assert_refused, assert_refused_with, encode, good, header, sign_with, verify,
    watch, with_header, with_payload,
};

const NOT_THREE: &str = "The token does not have three parts with dots between them.";
const WHITE_SPACE: &str = "There is white space in or around the token.";
const NOT_CANONICAL: &str = "A part of the token is not base64url: it was cut off or changed.";

/// A good token of exactly this many bytes. No length of the payload gives every size, so the header is made
/// longer too.
fn of_size(bytes: usize) -> String {
    let sized = |blanks: usize, filler: usize| {
        let payload = format!(r#"{{"scope":"user","external_id":"u1","x":"{}"}}"#, "x".repeat(filler));
        sign_with(SECRET.as_bytes(), format!("{}{}", header(), " ".repeat(blanks)), payload)
    };
    let room = (bytes - sized(0, 0).len()) * 3 / 4;
    (0..3)
        .flat_map(|blanks| (room - 9..=room).map(move |filler| (blanks, filler)))
        .map(|(blanks, filler)| sized(blanks, filler))
        .find(|token| token.len() == bytes)
        .expect("some header and payload give this size")
}

#[test]
fn tok_1_a_token_has_at_most_8_kib() {
    assert!(verify(&of_size(8192)).is_ok());
    assert_refused_with(&of_size(8193), Reason::TokenTooLarge, "The token has 8193 bytes; 8192 are allowed.");
    assert_refused(&".".repeat(10_000_000), Reason::TokenTooLarge, "ten million dots");
}

#[test]
fn tok_1_a_token_has_three_parts() {
    let token = good();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let object = format!(r#"{{"token":"{token}"}}"#);
    let serialised = r#"{"payload":"e30","protected":"e30","signature":"AA"}"#;
    let json = "This is a JSON object: send only the token, in its compact form.";
    for (token, detail) in [
        ("", "The token is empty."),
        ("a", NOT_THREE),
        (signed, NOT_THREE),
        (&format!("{token}.{signature}"), NOT_THREE),
        (&format!(".{token}"), NOT_THREE),
        (&format!("{token}."), NOT_THREE),
        (".", NOT_THREE),
        ("...", NOT_THREE),
        ("a.b.c.d.e", "The token has five parts, so it is encrypted: send a signed one."),
        ("....", "The token has five parts, so it is encrypted: send a signed one."),
        (serialised, json),
        (&format!(" {serialised}"), json),
        (&object, json),
        ("null", NOT_THREE),
        ("undefined", NOT_THREE),
        ("[object Promise]", NOT_THREE),
        ("\0", NOT_THREE),
    ] {
        assert_refused_with(token, Reason::TokenMalformed, detail);
    }
}

#[test]
fn tok_1_parts_are_canonical_base64url() {
    let token = good();
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let standard = "The token is in base64 and not in base64url: + and / are written - and _ there.";
    let padding = "The token's parts are padded with =: leave that out.";
    for (token, detail) in [
        (format!(" {token}"), WHITE_SPACE),
        (format!("{token} "), WHITE_SPACE),
        (format!("{token}\n"), WHITE_SPACE),
        (format!("{token}\r\n"), WHITE_SPACE),
        (format!("\u{a0}{token}"), WHITE_SPACE),
        (format!("Bearer {token}"), WHITE_SPACE),
        (format!("{header}. {payload}.{signature}"), WHITE_SPACE),
        (format!("{header}.{}\n{}.{signature}", &payload[..8], &payload[8..]), WHITE_SPACE),
        (format!("{token}="), padding),
        (format!("{header}=.{payload}.{signature}"), padding),
        (format!("{header}.{payload}==.{signature}"), padding),
        (format!("{header}.{payload}.{}+", &signature[..42]), standard),
        (format!("{header}.{payload}.{}/", &signature[..42]), standard),
        (format!("{token}AA"), NOT_CANONICAL),
        (format!("A.{payload}.{signature}"), NOT_CANONICAL),
        (format!("{token}\0"), NOT_CANONICAL),
        (format!("\"{token}\""), NOT_CANONICAL),
        (format!("{header}.{payload}é.{signature}"), NOT_CANONICAL),
        (format!("{header}.%{payload}.{signature}"), NOT_CANONICAL),
        (format!("\u{feff}{token}"), NOT_CANONICAL),
    ] {
        let refused = verify(&token).expect_err(detail);
        assert_eq!(
            (refused.reason(), refused.detail().as_ref()),
            (Reason::TokenMalformed, detail),
            "{token:?}"
        );
    }
}

#[test]
fn tok_1_the_last_character_of_a_part_has_one_spelling() {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let token = good();
    let last = token.chars().last().unwrap();
    let value = ALPHABET.find(last).unwrap();
    assert_eq!(value % 4, 0, "32 bytes leave two bits of the last character unused");
    for spare in 1..4 {
        let spelling = ALPHABET.chars().nth(value + spare).unwrap();
        let token = format!("{}{spelling}", &token[..token.len() - 1]);
        assert_refused_with(&token, Reason::TokenMalformed, NOT_CANONICAL);
    }
}

#[test]
fn tok_1_both_parts_are_json_objects_without_doubles() {
    let deep = "[".repeat(2_000);
    let nested = format!(r#"{{"a":{}1{}}}"#, "[".repeat(500), "]".repeat(500));
    for (part, fault) in [
        (&b""[..], "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"{\"a\":\"\xff\"}", "is not JSON"),
        (b"{\"a\":\"\xed\xa0\x80\"}", "is not JSON"),
        (br#"{"a":"\ud800"}"#, "is not JSON"),
        (br#"{"a":NaN}"#, "is not JSON"),
        (br#"{"a":1e999}"#, "is not JSON"),
        (b"{} {}", "is not JSON"),
        (b"{\"a\":1}\0", "is not JSON"),
        (b"\xef\xbb\xbf{}", "is not JSON"),
        (b"null", "is not a JSON object"),
        (b"\"x\"", "is not a JSON object"),
        (b"[]", "is not a JSON object"),
        (br#"{"a":1,"a":1}"#, "has a name twice in one object"),
        (br#"{"kid":"x","ki\u0064":"x"}"#, "has a name twice in one object"),
        (br#"{"external_id":"u1","\u0065xternal_id":"u2"}"#, "has a name twice in one object"),
        (br#"{"a":{"b":1,"b":2}}"#, "has a name twice in one object"),
        (br#"{"a":[{"b":1,"b":2}]}"#, "has a name twice in one object"),
        (deep.as_bytes(), "is nested too deep"),
        (nested.as_bytes(), "is nested too deep"),
    ] {
        assert_refused_with(&with_header(part), Reason::TokenMalformed, &format!("The header {fault}."));
        assert_refused_with(
            &with_payload(part),
            Reason::TokenMalformed,
            &format!("The signature is good, but the payload {fault}."),
        );
    }
}

#[test]
fn a_second_kid_or_claim_is_refused_even_if_it_is_the_same() {
    let kid = KEY.kid();
    for header in [
        format!(r#"{{"alg":"HS256","kid":"{kid}","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"HS256","kid":"{kid}","k\u0069d":"{kid}"}}"#),
        format!(r#"{{"alg":"none","alg":"HS256","kid":"{kid}"}}"#),
    ] {
        assert_refused(&with_header(&header), Reason::TokenMalformed, &header);
    }
    for payload in [
        r#"{"scope":"user","external_id":"u1","external_id":"u1"}"#,
        r#"{"scope":"app","scope":"user","external_id":"u1"}"#,
        r#"{"scope":"user","external_id":"u1","email_verified":false,"email_verified":true}"#,
    ] {
        assert_refused(&with_payload(payload), Reason::TokenMalformed, payload);
    }
}

#[test]
fn json_may_be_written_in_any_way_that_is_json() {
    let header = format!("\r\n\t {{ \"kid\" : \"\\u0061{}\",\n \"alg\":\"HS\\u003256\" }} ", &KEY.kid()[1..]);
    assert!(verify(&with_header(header)).is_ok());
    let payload = " { \"external_id\" : \"u\\u0031\" , \"scope\" : \"\\u0075ser\" } \n";
    assert_eq!(verify(&with_payload(payload)).unwrap().external_id().as_str(), "u1");
}

#[test]
fn tok_9_no_signature_is_computed_for_a_token_without_a_known_kid() {
    let unknown = header().replace("app_1", "app_2");
    for token in [
        "a.b".to_owned(),
        format!("{}.{}.", encode("{"), encode(PAYLOAD)),
        with_header(r#"{"alg":"HS256"}"#),
        with_header(unknown),
    ] {
        let (_, record) = watch(&token);
        assert_eq!(record.outcome(Check::Signature), &Outcome::NotReached, "{token}");
    }
}
