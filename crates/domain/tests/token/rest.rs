//! Keys and tokens of the REST API: which program calls (7-rest), and logins that were signed with one (SEE-7).

use bonafide_domain::{
    id::KeyId,
    token::{
        KeySecret, Reason, RestKey, RestToken, TokenRefused, UnknownKid,
        mistake::{self, Mistake},
    },
};

use crate::mint::{KEY, NOW, NOW_SECONDS, OTHER_SECRET, PAYLOAD, SECRET, header, sign_with, verify};

/// The key of a program.
const REST_KEY: KeyId = KeyId::from_bytes([0x44; 12]);
const REST_SECRET: &str = "Qw3rTy-of-the-REST-API-43-characters-long-00";

fn key() -> RestKey {
    RestKey { id: REST_KEY, secret: KeySecret::new(REST_SECRET.as_bytes().to_vec()).unwrap() }
}

fn head(alg: &str, kid: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{kid}"}}"#)
}

fn signed(header: &str, payload: &str) -> String {
    sign_with(REST_SECRET.as_bytes(), header, payload)
}

fn judged(token: &str) -> Result<(), Reason> {
    RestToken::read(token).and_then(|token| token.judge(&key(), NOW)).map_err(|refused| refused.reason())
}

#[test]
fn a_program_is_let_in_with_one_of_three_scopes_and_never_with_that_of_a_person() {
    let of_scope = |scope: &str| signed(&head("HS256", &REST_KEY.kid()), &format!(r#"{{"scope":{scope}}}"#));
    for scope in [r#""app""#, r#""account""#, r#""integration""#] {
        assert_eq!(judged(&of_scope(scope)), Ok(()), "{scope}");
    }
    for scope in [r#""user""#, r#""App""#, r#""appUser""#, r#"["app"]"#, "null", "1"] {
        assert_eq!(judged(&of_scope(scope)), Err(Reason::ScopeInvalid), "{scope}");
    }
    assert_eq!(judged(&signed(&head("HS256", &REST_KEY.kid()), "{}")), Err(Reason::ScopeInvalid));
}

#[test]
fn a_program_proves_itself_with_hs256_and_the_secret_of_the_key_that_it_names() {
    const SCOPE: &str = r#"{"scope":"app"}"#;
    let kid = REST_KEY.kid();
    for alg in ["none", "HS384", "HS512", "RS256", "hs256"] {
        assert_eq!(judged(&signed(&head(alg, &kid), SCOPE)), Err(Reason::AlgNotAllowed), "{alg}");
    }
    let unsigned = format!("{}.", signed(&head("HS256", &kid), SCOPE).rsplit_once('.').unwrap().0);
    assert_eq!(judged(&unsigned), Err(Reason::SignatureInvalid));
    let by_another = sign_with(OTHER_SECRET.as_bytes(), head("HS256", &kid), SCOPE);
    assert_eq!(judged(&by_another), Err(Reason::SignatureInvalid));
    for other in [KEY.kid(), "billing".to_owned(), String::new()] {
        assert_eq!(judged(&signed(&head("HS256", &other), SCOPE)), Err(Reason::KidUnknown), "{other}");
    }
    let critical = format!(r#"{{"alg":"HS256","kid":"{kid}","crit":["exp"]}}"#);
    assert_eq!(judged(&signed(&critical, SCOPE)), Err(Reason::TokenMalformed));
    for nonsense in ["", "a", "a.b.c", &"a".repeat(9_000)] {
        assert!(RestToken::read(nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn a_programs_token_ends_and_begins_when_it_says() {
    let at = |claim: &str, seconds: i64| {
        let payload = format!(r#"{{"scope":"app","{claim}":{}}}"#, NOW_SECONDS + seconds);
        judged(&signed(&head("HS256", &REST_KEY.kid()), &payload))
    };
    assert_eq!(at("exp", -59), Ok(()));
    assert_eq!(at("exp", -60), Err(Reason::TokenExpired));
    for claim in ["nbf", "iat"] {
        assert_eq!(at(claim, 60), Ok(()), "{claim}");
        assert_eq!(at(claim, 61), Err(Reason::TokenNotYetValid), "{claim}");
    }
}

#[test]
fn see_7_a_login_that_was_signed_with_a_key_of_the_rest_api_is_recognised() {
    let of_program = signed(&head("HS256", &REST_KEY.kid()), PAYLOAD);
    assert!(matches!(verify(&of_program), Err(TokenRefused::KidUnknown(UnknownKid::NoSuchKey))));
    let under_our_kid = sign_with(REST_SECRET.as_bytes(), header(), PAYLOAD);
    for token in [of_program, under_our_kid] {
        let mistake = mistake::of_rest_key(&token, &[key()]);
        assert_eq!(mistake, Some(Mistake::RestKey(REST_KEY)), "{token}");
        assert!(mistake.unwrap().to_string().contains(&REST_KEY.kid()));
        assert_eq!(mistake::of_rest_key(&token, &[]), None);
    }
    // The kid goes before the signature.
    let another = RestKey { id: KeyId::from_bytes([0x45; 12]), ..key() };
    let of_program = signed(&head("HS256", &REST_KEY.kid()), PAYLOAD);
    assert_eq!(mistake::of_rest_key(&of_program, &[another, key()]), Some(Mistake::RestKey(REST_KEY)));
    for token in [sign_with(SECRET.as_bytes(), header(), PAYLOAD), "nonsense".to_owned()] {
        assert_eq!(mistake::of_rest_key(&token, &[key()]), None, "{token}");
    }
}
