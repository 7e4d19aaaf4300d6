//! The checks are made in the order of the list, and whoever watches sees each (details 23).

use bonafide_domain::{
    setting::SettingKind,
    text::ExternalId,
    time::Span,
    token::{self, Check, CheckRecord, Outcome, Reason, TokenPolicy, Warning},
};

use crate::mint::{
    KEY, NOW, NOW_SECONDS, SECRET, encode, good, keys, sign_with, watch, with_claims, with_payload,
};

/// Tokens that fail one check less each: in every one, all that a later check looks at is wrong too.
fn one_fault_less_each() -> Vec<(Check, Reason, String)> {
    let header = |members: &str| encode(format!("{{{members}}}"));
    let payload = encode("no JSON");
    let kid = KEY.kid();
    let unsigned = |members: &str| format!("{}.{payload}.AA", header(members));
    let signed =
        |members: &str| sign_with(SECRET.as_bytes(), crate::mint::header(), format!("{{{members}}}"));
    let late = NOW_SECONDS + 1000;
    let wrong = r#""external_id":7,"name":7,"email":7"#;
    let old = format!(r#""scope":"user","iat":{}"#, NOW_SECONDS - 1000);
    vec![
        (Check::Size, Reason::TokenTooLarge, "?".repeat(9000)),
        (Check::Parts, Reason::TokenMalformed, "?".into()),
        (Check::Encoding, Reason::TokenMalformed, format!("?.{payload}.AA")),
        (Check::HeaderJson, Reason::TokenMalformed, format!("{payload}.{payload}.AA")),
        (Check::Alg, Reason::AlgNotAllowed, unsigned(r#""alg":"none","typ":"x","crit":[]"#)),
        (Check::Typ, Reason::TokenMalformed, unsigned(r#""alg":"HS256","typ":"x","crit":[]"#)),
        (Check::Crit, Reason::TokenMalformed, unsigned(r#""alg":"HS256","crit":[]"#)),
        (Check::KidThere, Reason::KidMissing, unsigned(r#""alg":"HS256""#)),
        (Check::KidKnown, Reason::KidUnknown, unsigned(r#""alg":"HS256","kid":"x""#)),
        (Check::Signature, Reason::SignatureInvalid, unsigned(&format!(r#""alg":"HS256","kid":"{kid}""#))),
        (Check::PayloadJson, Reason::TokenMalformed, with_payload("no JSON")),
        (
            Check::Scope,
            Reason::ScopeInvalid,
            signed(&format!(r#""scope":"x","exp":1,"nbf":{late},"iat":{late},{wrong}"#)),
        ),
        (
            Check::Exp,
            Reason::TokenExpired,
            signed(&format!(r#""scope":"user","exp":1,"nbf":{late},"iat":{late},{wrong}"#)),
        ),
        (
            Check::Nbf,
            Reason::TokenNotYetValid,
            signed(&format!(r#""scope":"user","nbf":{late},"iat":{late},{wrong}"#)),
        ),
        (Check::Iat, Reason::TokenNotYetValid, signed(&format!(r#""scope":"user","iat":{late},{wrong}"#))),
        (Check::GreatestAge, Reason::TokenTooOld, signed(&format!("{old},{wrong}"))),
        (
            Check::ExternalId,
            Reason::ExternalIdInvalid,
            signed(&format!(r#""scope":"user","iat":{NOW_SECONDS},{wrong}"#)),
        ),
        (
            Check::Name,
            Reason::NameInvalid,
            signed(&format!(r#""scope":"user","iat":{NOW_SECONDS},"external_id":"u1","name":7,"email":7"#)),
        ),
        (
            Check::Email,
            Reason::EmailInvalid,
            signed(&format!(r#""scope":"user","iat":{NOW_SECONDS},"external_id":"u1","email":7"#)),
        ),
    ]
}

#[test]
fn each_fault_is_found_by_its_own_check_before_any_later_fault() {
    let policy = TokenPolicy { greatest_age: Some(Span::minutes(10)), ..TokenPolicy::default() };
    let faults = one_fault_less_each();
    let found: Vec<_> = faults.iter().map(|(check, ..)| *check).collect();
    let login = [Check::Channel, Check::Ban, Check::Resolution];
    let of_the_kind = Check::ALL.iter().copied().filter(|check| check.is_made_of(SettingKind::SigningKeys));
    assert_eq!(
        [&found[..], &login].concat(),
        of_the_kind.collect::<Vec<_>>(),
        "every check of a token has its fault here"
    );

    for (failing, reason, token) in faults {
        let mut record = CheckRecord::of(SettingKind::SigningKeys);
        let result = token::verify(&token, SettingKind::SigningKeys, &keys()[..], &policy, NOW, &mut record);
        assert_eq!(result.map_err(|refused| refused.reason()), Err(reason), "{failing}");
        for (check, outcome) in record.outcomes() {
            match outcome {
                Outcome::Passed => assert!(check < failing, "{check} passed before {failing} failed"),
                Outcome::Failed { reason: failed, .. } => assert_eq!((check, *failed), (failing, reason)),
                Outcome::NotReached => assert!(check > failing, "{check} was left out before {failing}"),
            }
        }
    }
}

#[test]
fn a_good_token_passes_every_check_up_to_the_logins_own() {
    let (result, record) = watch(&good());
    assert!(result.is_ok());
    for (check, outcome) in record.outcomes() {
        let expected = if check < Check::Channel { Outcome::Passed } else { Outcome::NotReached };
        assert_eq!(*outcome, expected, "{check}");
    }
}

#[test]
fn see_7_the_record_tells_what_failed_and_why() {
    let (_, record) = watch(&with_payload(r#"{"scope":"user","external_id":12345}"#));
    let expected = Outcome::Failed {
        reason: Reason::ExternalIdInvalid,
        detail: "external_id is a number, send a string.".into(),
    };
    assert_eq!(record.outcome(Check::ExternalId), &expected);
}

#[test]
fn tok_6_the_record_tells_what_was_odd_even_of_a_refused_token() {
    let (result, record) = watch(&with_claims(r#""name":null,"email_verified":"true","email":7"#));
    assert_eq!(result.unwrap_err().reason(), Reason::EmailInvalid);
    let name = Warning::EmptyClaim(token::Claim::Name);
    assert_eq!(record.warnings(), [(Check::Name, name), (Check::Email, Warning::EmailVerifiedIsText)]);
}

#[test]
fn see_6_the_record_names_the_key_once_it_is_known_and_the_external_id_once_it_is_proven() {
    let forged = sign_with(b"attacker", crate::mint::header(), r#"{"scope":"user","external_id":"u1"}"#);
    let unknown = sign_with(b"attacker", r#"{"alg":"HS256","kid":"x"}"#, r#"{"external_id":"u1"}"#);
    for (token, key, external_id) in [
        (unknown, None, None),
        (forged, Some(KEY), None),
        (with_claims(r#""exp":1"#), Some(KEY), Some("u1")),
        (with_payload(r#"{"external_id":"u1"}"#), Some(KEY), Some("u1")),
        (with_payload(r#"{"scope":"user","external_id":7}"#), Some(KEY), None),
        (good(), Some(KEY), Some("u1")),
    ] {
        let (_, record) = watch(&token);
        assert_eq!(record.key(), key);
        assert_eq!(record.external_id().map(ExternalId::as_str), external_id);
    }
}

#[test]
fn later_checks_are_recorded_by_whoever_makes_them() {
    use bonafide_domain::token::Checks;

    let (_, mut record) = watch(&good());
    record.passed(Check::Channel);
    record.failed(Check::Ban, Reason::UserBanned, "banned by an agent".into());
    assert_eq!(record.outcome(Check::Channel), &Outcome::Passed);
    assert!(matches!(record.outcome(Check::Ban), Outcome::Failed { reason: Reason::UserBanned, .. }));
    assert_eq!(record.outcome(Check::Resolution), &Outcome::NotReached);
}
