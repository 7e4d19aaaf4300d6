//! What a token says of the user (TOK-2 to TOK-6, TOK-8, TOK-10, TOK-11).

use bonafide_domain::{
    email::EmailVerified,
    namespace::Namespace,
    text::TextRefused,
    token::{Claim, Reason, TextFault, TokenEmail, TokenRefused, Warning},
};

use crate::mint::{KEY, SETTING, assert_refused_with, good, verify, with_claims, with_payload};

const TOO_LONG: &str = "will not do: it is longer than 255 characters.";
const CHARACTER: &str = "will not do: it holds a character that is not allowed there.";

fn with_external_id(json: &str) -> String {
    with_payload(format!(r#"{{"scope":"user","external_id":{json}}}"#))
}

#[test]
fn a_good_token_says_who_it_is_and_what_proved_it() {
    let token = verify(&with_claims(
        r#""name":"Alice","email":"Alice@example.com","email_verified":true,
            "iat":1699999990,"exp":1700000600"#,
    ))
    .unwrap();
    assert_eq!((token.key(), token.setting(), token.namespace()), (Some(KEY), SETTING, Namespace::Account));
    assert_eq!(token.external_id().as_str(), "u1");
    assert_eq!(token.name().unwrap().as_str(), "Alice");
    let email = token.email().unwrap();
    assert_eq!((email.address.as_str(), email.verified), ("Alice@example.com", EmailVerified::Yes));
    assert_eq!(token.issued_at().unwrap().as_i64(), 1_699_999_990_000);
    assert_eq!(token.expires_at().unwrap().as_i64(), 1_700_000_600_000);
    assert_eq!(token.warnings(), []);
}

#[test]
fn evidence_names_the_sha_256_of_the_whole_token() {
    let token = good();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
    assert_eq!(verify(&token).unwrap().sha256(), digest.as_ref());
}

#[test]
fn tok_2_external_ids_are_taken_as_they_are() {
    let longest = "ü".repeat(255);
    for id in [
        "usr_12345",
        "brand1_a8dedg",
        "6f1c5b0e-7a0e-4c7e-9d8e-0f6f5b9f3a11",
        "auth0|x",
        "0",
        "ÄÖ",
        "用户",
        &longest,
    ] {
        let token = verify(&with_external_id(&format!("\"{id}\""))).unwrap();
        assert_eq!(token.external_id().as_str(), id);
    }
}

#[test]
fn tok_10_external_ids_are_not_normalised() {
    let id = |json| verify(&with_external_id(json)).unwrap().external_id().clone();
    for (one, other) in [
        (r#""u1""#, r#""U1""#),
        (r#""\u00e9""#, r#""e\u0301""#),
        (r#""1""#, r#""01""#),
        (r#""a""#, r#""\u0430""#),
    ] {
        assert_ne!(id(one), id(other));
    }
    assert_eq!(id(r#""\u00e9""#), id("\"é\""));
}

#[test]
fn tok_2_an_external_id_is_required() {
    let detail =
        "external_id is not there, or null, or empty: send the id of the user in your database, as a string.";
    let without = with_payload(r#"{"scope":"user","sub":"u1"}"#);
    for token in [without, with_external_id("null"), with_external_id(r#""""#)] {
        assert_refused_with(&token, Reason::ExternalIdMissing, detail);
    }
}

#[test]
fn tok_2_a_number_is_refused_and_so_is_all_that_cannot_name_a_user() {
    let too_long = format!("\"{}\"", "ü".repeat(256));
    for (json, fault) in [
        ("12345", "is a number, send a string."),
        ("1.5", "is a number, send a string."),
        ("true", "is a boolean, send a string."),
        (r#"["u1"]"#, "is a list, send a string."),
        (r#"{"id":"u1"}"#, "is an object, send a string."),
        (&too_long, TOO_LONG),
        (r#"" ""#, CHARACTER),
        (r#""u 1""#, CHARACTER),
        (r#"" u1""#, CHARACTER),
        (r#""u1\n""#, CHARACTER),
        (r#""u1\u0000""#, CHARACTER),
        (r#""u\u00a01""#, CHARACTER),
        (r#""u\u00851""#, CHARACTER),
        (r#""---""#, "will not do: it has no letter and no digit."),
    ] {
        assert_refused_with(
            &with_external_id(json),
            Reason::ExternalIdInvalid,
            &format!("external_id {fault}"),
        );
    }
}

#[test]
fn tok_3_the_scope_is_user() {
    for (member, fault) in [
        ("", "is not there, send the string user"),
        (r#""scope":"app","#, "is another string, send user"),
        (r#""scope":"User","#, "is another string, send user"),
        (r#""scope":"user ","#, "is another string, send user"),
        (r#""scope":"user\u0000","#, "is another string, send user"),
        (r#""scope":"user app","#, "is another string, send user"),
        (r#""scope":"","#, "is another string, send user"),
        (r#""scope":null,"#, "is null, send a string"),
        (r#""scope":["user"],"#, "is a list, send a string"),
        (r#""scope":{"user":true},"#, "is an object, send a string"),
        (r#""scope":1,"#, "is a number, send a string"),
        (r#""scope":true,"#, "is a boolean, send a string"),
    ] {
        let token = with_payload(format!(r#"{{{member}"external_id":"u1"}}"#));
        assert_refused_with(&token, Reason::ScopeInvalid, &format!("scope {fault}."));
    }
}

#[test]
fn tok_4_a_name_is_a_string_of_at_most_255_characters() {
    let longest = "ü".repeat(255);
    for name in ["Alice", "アリス", "O'Brien, Jr.", " Alice ", &longest] {
        let token = verify(&with_claims(&format!(r#""name":"{name}""#))).unwrap();
        assert_eq!(token.name().unwrap().as_str(), name);
    }
    let too_long = format!("\"{}\"", "ü".repeat(256));
    for (json, fault) in [
        ("7", "is a number, send a string."),
        ("false", "is a boolean, send a string."),
        ("[]", "is a list, send a string."),
        (r#"{"first":"Alice"}"#, "is an object, send a string."),
        (&too_long, TOO_LONG),
        (r#""Ali\u0000ce""#, CHARACTER),
        (r#""Ali\nce""#, CHARACTER),
        (r#""Ali\u001bce""#, CHARACTER),
    ] {
        let token = with_claims(&format!(r#""name":{json}"#));
        assert_refused_with(&token, Reason::NameInvalid, &format!("name {fault}"));
    }
}

#[test]
fn tok_5_an_email_is_an_address() {
    let not = "will not do: it is not an email address.";
    let too_long = format!("\"{}@example.com\"", "a".repeat(243));
    for (json, fault) in [
        ("7", "is a number, send a string."),
        ("true", "is a boolean, send a string."),
        (r#"["alice@example.com"]"#, "is a list, send a string."),
        ("{}", "is an object, send a string."),
        (r#""alice""#, not),
        (r#""alice@""#, not),
        (r#""a@b@example.com""#, not),
        (r#""alice@example..com""#, not),
        (r#""alice@example.com ""#, CHARACTER),
        (r#""alice@example.com\u0000""#, CHARACTER),
        (r#""Alice <alice@example.com>""#, CHARACTER),
        (r#""al\u200bice@example.com""#, CHARACTER),
        (&too_long, "will not do: it is longer than 254 bytes."),
    ] {
        let token = with_claims(&format!(r#""email":{json}"#));
        assert_refused_with(&token, Reason::EmailInvalid, &format!("email {fault}"));
    }
}

#[test]
fn tok_6_res_12_an_address_is_verified_only_by_the_json_value_true() {
    use EmailVerified::{No, Unsaid, Yes};
    let text = Warning::EmailVerifiedIsText;
    let empty = Warning::EmptyClaim(Claim::EmailVerified);
    for (member, verified, warning) in [
        ("", Unsaid, None),
        (r#","email_verified":true"#, Yes, None),
        (r#","email_verified":false"#, No, None),
        (r#","email_verified":"true""#, Unsaid, Some(text)),
        (r#","email_verified":"false""#, Unsaid, Some(text)),
        (r#","email_verified":"1""#, Unsaid, Some(text)),
        (r#","email_verified":1"#, Unsaid, None),
        (r#","email_verified":1.0"#, Unsaid, None),
        (r#","email_verified":[true]"#, Unsaid, None),
        (r#","email_verified":{"value":true}"#, Unsaid, None),
        (r#","email_verified":null"#, Unsaid, Some(empty)),
        (r#","email_verified":"""#, Unsaid, Some(empty)),
        (r#","Email_Verified":true"#, Unsaid, None),
        (r#","emailVerified":true"#, Unsaid, None),
    ] {
        let token = verify(&with_claims(&format!(r#""email":"a@example.com"{member}"#))).unwrap();
        assert_eq!(token.email().map(|email| email.verified), Some(verified), "{member}");
        assert_eq!(token.warnings(), warning.as_slice(), "{member}");
    }
}

#[test]
fn tok_6_email_verified_without_email_verifies_nothing() {
    assert_eq!(verify(&with_claims(r#""email_verified":true"#)).unwrap().email(), None);
    let token = verify(&with_claims(r#""email":"","email_verified":true"#)).unwrap();
    assert_eq!(token.email(), None::<&TokenEmail>);
}

#[test]
fn tok_8_claims_that_the_rules_do_not_name_are_ignored() {
    let token = verify(&with_claims(
        r#""sub":7,"iss":null,"aud":["x"],"External_Id":"u2","EXP":1,
            "phone":{"a":[1.5,{"b":"\u0000"}]},"__proto__":{}"#,
    ));
    assert_eq!(token.unwrap().external_id().as_str(), "u1");
}

#[test]
fn tok_11_an_optional_claim_that_is_null_or_empty_counts_as_absent_with_a_warning() {
    for claim in [Claim::Name, Claim::Email, Claim::EmailVerified, Claim::Exp, Claim::Nbf, Claim::Iat] {
        for empty in ["null", r#""""#, r#""  ""#] {
            let token = verify(&with_claims(&format!(r#""{claim}":{empty}"#))).unwrap();
            assert_eq!(token.warnings(), [Warning::EmptyClaim(claim)], "{claim}: {empty}");
            assert_eq!((token.name(), token.email()), (None, None));
            assert_eq!((token.expires_at(), token.issued_at()), (None, None));
        }
    }
    assert_eq!(Warning::EmptyClaim(Claim::Name).to_string(), "name is null or empty and counts as absent.");
}

#[test]
fn tok_11_warnings_come_in_the_order_of_the_checks() {
    let token = verify(&with_claims(
        r#""email_verified":"true","email":null,"name":"","iat":null,"nbf":null,"exp":null"#,
    ))
    .unwrap();
    let empty = [Claim::Exp, Claim::Nbf, Claim::Iat, Claim::Name, Claim::Email].map(Warning::EmptyClaim);
    assert_eq!(token.warnings(), [&empty[..], &[Warning::EmailVerifiedIsText]].concat());
}

#[test]
fn a_refusal_tells_code_what_exactly_was_wrong() {
    let refused = verify(&with_claims(r#""name":"\u0007""#)).unwrap_err();
    assert_eq!(refused, TokenRefused::NameInvalid(TextFault::Refused(TextRefused::Character)));
}
