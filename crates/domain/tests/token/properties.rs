//! What holds for any input.

use bonafide_domain::{
    email::EmailAddress,
    email::EmailVerified,
    text::{ExternalId, Name},
    time::Millis,
    token::{self, Check, Claims, KeySecret, Outcome},
};
use proptest::{collection::vec, option, prelude::*};

use crate::mint::{KEY, NOW, SECRET, encode, header, keys, sign_with, verify, watch, with_payload};

/// Claims that a token may have at [`NOW`], with times of whole seconds.
fn claims() -> impl Strategy<Value = Claims> {
    let external_id = "\\PC{1,40}".prop_filter_map("an external id", |text| ExternalId::new(&text).ok());
    let name = "\\PC{1,60}".prop_filter_map("a name", |text| Name::new(&text).ok());
    let email = "[A-Za-z0-9._%+-]{1,20}@[a-zA-Z0-9ü-]{1,12}\\.[a-z]{2,6}"
        .prop_filter_map("an address", |text| EmailAddress::new(&text).ok());
    let seconds = |from: i64, to: i64| {
        option::of((from..to).prop_map(|offset| Millis::new(NOW.as_i64() + offset * 1000)))
    };
    let times = (seconds(-59, 10_000_000), seconds(-10_000_000, 61), seconds(-10_000_000, 61));
    (external_id, option::of(name), option::of(email), option::of(any::<bool>()), times).prop_map(
        |(external_id, name, email, email_verified, (exp, nbf, iat))| Claims {
            name,
            email,
            email_verified,
            exp,
            nbf,
            iat,
            ..Claims::of(external_id)
        },
    )
}

/// What is done to one character of a token.
#[derive(Debug, Clone, Copy)]
enum Change {
    Insert,
    Replace,
    Remove,
}

/// Text that looks more or less like JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"scope\":\"user\"".to_owned()),
        Just("\"external_id\":\"u1\"".to_owned()),
        Just("\"exp\":".to_owned()),
        Just("\"\\u006bid\"".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        Just("null".to_owned()),
        "-?[0-9]{1,25}(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,3})?",
        "\"\\PC{0,5}\"",
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// The result and the record tell the same, and a refused token leaves no later check made.
fn assert_consistent(token: &str) {
    let (result, record) = watch(token);
    let failed = record.outcomes().find(|(_, outcome)| matches!(outcome, Outcome::Failed { .. }));
    match (&result, failed) {
        (Ok(_), None) => assert_eq!(record.outcome(Check::Email), &Outcome::Passed),
        (Err(refused), Some((failing, Outcome::Failed { reason, detail }))) => {
            assert_eq!((*reason, detail.as_ref()), (refused.reason(), refused.detail().as_ref()));
            for (check, outcome) in record.outcomes() {
                assert_eq!(*outcome == Outcome::Passed, check < failing, "{check}");
            }
        }
        (Ok(_) | Err(_), _) => panic!("{result:?} and {record:?}"),
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(token in any::<String>()) {
        assert_consistent(&token);
        prop_assert!(verify(&token).is_err());
    }

    #[test]
    fn any_bytes_in_the_form_of_a_token_are_answered(parts in vec(vec(any::<u8>(), 0..64), 0..6)) {
        let token = parts.iter().map(encode).collect::<Vec<_>>().join(".");
        assert_consistent(&token);
        prop_assert!(verify(&token).is_err());
    }

    #[test]
    fn any_header_is_answered(
        header in prop_oneof![nearly_json(), "\\{\"alg\":\"HS256\",\"kid\":\"\\PC{0,30}\"\\}"],
    ) {
        assert_consistent(&sign_with(SECRET.as_bytes(), header, "{}"));
    }

    #[test]
    fn any_signed_payload_is_answered(payload in vec(any::<u8>(), 0..64)) {
        assert_consistent(&with_payload(payload));
    }

    #[test]
    fn any_signed_payload_that_looks_like_json_is_answered(payload in nearly_json()) {
        assert_consistent(&with_payload(payload));
    }

    #[test]
    fn a_signature_by_any_other_secret_is_refused(secret in vec(any::<u8>(), 0..80)) {
        prop_assume!(secret != SECRET.as_bytes());
        let token = sign_with(&secret, header(), crate::mint::PAYLOAD);
        prop_assert!(verify(&token).is_err());
    }

    #[test]
    fn any_change_of_one_character_is_refused(
        claims in claims(),
        position in any::<prop::sample::Index>(),
        character in prop_oneof!["[A-Za-z0-9_.-]", "\\PC", any::<char>().prop_map(String::from)],
        how in prop::sample::select(&[Change::Insert, Change::Replace, Change::Remove][..]),
    ) {
        let token = token::sign(&claims, KEY, &keys()[0].secret);
        let (before, after) = token.split_at(position.index(token.len()));
        let changed = match how {
            Change::Insert => format!("{before}{character}{after}"),
            Change::Replace => format!("{before}{character}{}", &after[1..]),
            Change::Remove => format!("{before}{}", &after[1..]),
        };
        prop_assume!(changed != token);
        prop_assert!(verify(&changed).is_err(), "{changed}");
    }

    #[test]
    fn what_is_signed_is_what_is_verified(claims in claims()) {
        let signed = token::sign(&claims, KEY, &KeySecret::new(SECRET.as_bytes().to_vec()).unwrap());
        let token = verify(&signed).expect("it is good");
        prop_assert_eq!(token.key(), Some(KEY));
        prop_assert_eq!(token.external_id(), &claims.external_id);
        prop_assert_eq!(token.name(), claims.name.as_ref());
        prop_assert_eq!(token.email().map(|email| &email.address), claims.email.as_ref());
        prop_assert_eq!(token.email().map(|email| email.verified), claims.email.as_ref().map(|_| match claims.email_verified {
            Some(true) => EmailVerified::Yes,
            Some(false) => EmailVerified::No,
            None => EmailVerified::Unsaid,
        }));
        prop_assert_eq!((token.expires_at(), token.issued_at()), (claims.exp, claims.iat));
        prop_assert_eq!(token.warnings(), []);
    }
}
