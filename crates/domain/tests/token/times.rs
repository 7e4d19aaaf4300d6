//! The times in a token (TOK-7), each edge to the millisecond.

use bonafide_domain::{
    limits,
    mode::Mode,
    setting::SettingKind,
    time::{Millis, Span},
    token::{self, Reason, TokenPolicy, TokenRefused, Unwatched, VerifiedToken},
};

use crate::mint::{NOW, NOW_SECONDS, assert_refused_with, keys, verify, with_claims};

/// Verifies when it is this many milliseconds after [`NOW`].
fn verify_at(token: &str, after: i64, greatest_age: Option<Span>) -> Result<VerifiedToken, TokenRefused> {
    let now = Millis::new(NOW.as_i64() + after);
    token::verify(
        token,
        SettingKind::SigningKeys,
        &keys()[..],
        &TokenPolicy { greatest_age, age_mode: Mode::Enforced },
        now,
        &mut Unwatched,
    )
}

fn reason_at(token: &str, after: i64, greatest_age: Option<Span>) -> Option<Reason> {
    verify_at(token, after, greatest_age).err().map(|refused| refused.reason())
}

#[test]
fn tok_7_a_token_is_good_until_60_s_after_its_exp() {
    let token = with_claims(&format!(r#""exp":{NOW_SECONDS}"#));
    for (after, reason) in [
        (-1, None),
        (0, None),
        (59_999, None),
        (60_000, Some(Reason::TokenExpired)),
        (60_001, Some(Reason::TokenExpired)),
        (i64::MAX - NOW.as_i64(), Some(Reason::TokenExpired)),
    ] {
        assert_eq!(reason_at(&token, after, None), reason, "{after} ms after");
    }
    let detail = verify_at(&token, 185_999, None).unwrap_err().detail().into_owned();
    assert_eq!(detail, "exp was 185 s ago.");
}

#[test]
fn tok_7_a_token_is_good_from_60_s_before_its_nbf_and_iat() {
    for claim in ["nbf", "iat"] {
        let token = with_claims(&format!(r#""{claim}":{NOW_SECONDS}"#));
        for (after, reason) in [
            (1, None),
            (0, None),
            (-60_000, None),
            (-60_001, Some(Reason::TokenNotYetValid)),
            (-NOW.as_i64(), Some(Reason::TokenNotYetValid)),
        ] {
            assert_eq!(reason_at(&token, after, None), reason, "{claim}, {after} ms after");
        }
        let detail = verify_at(&token, -90_000, None).unwrap_err().detail().into_owned();
        assert_eq!(detail, format!("{claim} is 90 s ahead of the server's clock."));
    }
}

#[test]
fn tok_7_the_greatest_age_works_like_an_exp() {
    let token = with_claims(&format!(r#""iat":{NOW_SECONDS}"#));
    let hour = Some(Span::minutes(60));
    for (after, reason) in [
        (0, None),
        (3_659_999, None),
        (3_660_000, Some(Reason::TokenTooOld)),
        (-60_000, None),
        (-60_001, Some(Reason::TokenNotYetValid)),
    ] {
        assert_eq!(reason_at(&token, after, hour), reason, "{after} ms after");
    }
    assert_eq!(reason_at(&token, 3_660_000, None), None, "no greatest age is set");
    let detail = verify_at(&token, 4_000_000, hour).unwrap_err().detail().into_owned();
    assert_eq!(detail, "iat was 4000 s ago.");
}

#[test]
fn tok_7_with_a_greatest_age_a_token_must_have_an_iat() {
    let hour = Some(Span::minutes(60));
    for claims in ["", r#""iat":null"#, r#""exp":1700000600"#] {
        let refused = verify_at(&with_claims(claims), 0, hour).unwrap_err();
        assert_eq!(refused.reason(), Reason::TokenTooOld, "{claims}");
        assert_eq!(refused.detail(), "There is no iat, and the account sets a greatest age for tokens.");
    }
}

#[test]
fn tok_7_a_greatest_age_that_only_reports_says_what_it_would_refuse() {
    let policy = TokenPolicy { greatest_age: Some(Span::minutes(60)), age_mode: Mode::ReportOnly };
    let verify = |claims: &str, after| {
        let now = Millis::new(NOW.as_i64() + after);
        let token = with_claims(claims);
        token::verify(&token, SettingKind::SigningKeys, &keys()[..], &policy, now, &mut Unwatched)
    };
    let issued = format!(r#""iat":{NOW_SECONDS}"#);
    let young = verify(&issued, 3_659_999).unwrap();
    assert_eq!((young.would_refuse(), young.warnings()), (None, &[][..]));
    for (claims, after, warning) in [
        (issued.as_str(), 3_660_000, "The token would be refused: iat was 3660 s ago."),
        (
            "",
            0,
            "The token would be refused: There is no iat, and the account sets a greatest age for tokens.",
        ),
    ] {
        let old = verify(claims, after).unwrap();
        assert_eq!(old.would_refuse(), Some(Reason::TokenTooOld));
        assert_eq!(old.warnings().iter().map(ToString::to_string).collect::<Vec<_>>(), [warning]);
    }
    // Every other check goes on refusing.
    let expired = verify(&format!(r#""iat":{NOW_SECONDS},"exp":{NOW_SECONDS}"#), 3_660_000);
    assert_eq!(expired.unwrap_err().reason(), Reason::TokenExpired);
    let ahead = verify(&issued, -60_001);
    assert_eq!(ahead.unwrap_err().reason(), Reason::TokenNotYetValid);
}

#[test]
fn tok_7_a_token_may_live_for_weeks_or_for_ever() {
    let weeks = NOW_SECONDS + Span::days(60).as_millis() / 1000;
    assert!(verify(&with_claims(&format!(r#""iat":{NOW_SECONDS},"exp":{weeks}"#))).is_ok());
    assert!(verify(&with_claims(r#""iat":0"#)).is_ok());
    assert_eq!(verify(&with_claims("")).unwrap().expires_at(), None);
    assert_eq!(limits::LEEWAY, Span::seconds(60));
}

#[test]
fn tok_7_a_time_is_a_whole_number_of_seconds() {
    let not_whole = "is not a whole number of seconds: send it without fraction and exponent.";
    let milliseconds = "looks like milliseconds, send seconds.";
    for claim in ["exp", "nbf", "iat"] {
        for (json, fault) in [
            ("1700000600000", milliseconds),
            ("100000000000", milliseconds),
            ("1700000600000000", milliseconds),
            ("9223372036854775807", milliseconds),
            ("9223372036854775808", not_whole),
            ("99999999999999999999999", not_whole),
            ("1700000600.0", not_whole),
            ("1700000600.5", not_whole),
            ("1.7e9", not_whole),
            ("1e3", not_whole),
            ("-0", not_whole),
            ("-1", "is negative, send the seconds since 1970."),
            ("-9223372036854775808", "is negative, send the seconds since 1970."),
            (r#""1700000600""#, "is a string, send a whole number of seconds."),
            (r#""2023-11-14T22:13:20Z""#, "is a string, send a whole number of seconds."),
            ("true", "is a boolean, send a whole number of seconds."),
            ("[1700000600]", "is a list, send a whole number of seconds."),
            (r#"{"$date":1700000600}"#, "is an object, send a whole number of seconds."),
        ] {
            let token = with_claims(&format!(r#""{claim}":{json}"#));
            assert_refused_with(&token, Reason::TokenMalformed, &format!("{claim} {fault}"));
        }
    }
}

#[test]
fn tok_7_the_largest_number_that_is_taken_for_seconds() {
    assert!(verify(&with_claims(r#""exp":99999999999"#)).is_ok());
    let refused = verify(&with_claims(r#""exp":0"#)).unwrap_err();
    assert_eq!(refused.reason(), Reason::TokenExpired);
}
