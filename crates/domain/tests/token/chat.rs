//! The tokens of a chat: made with the channel's one secret, short-lived, and sure of whom they speak (CHT-2, CHT-3).

use bonafide_domain::{
    id::{Id, KeyId, SettingId},
    limits,
    namespace::Namespace,
    setting::SettingKind,
    text::ExternalId,
    time::{Millis, Span},
    token::{
        self, Check, CheckRecord, Claims, KeySecret, Outcome, Reason, TokenKey, TokenPolicy, TokenRefused,
        Unwatched, VerifiedToken, Warning,
        mistake::{self, Meant, Mistake},
    },
};

use crate::mint::{KEY, NOW, NOW_SECONDS, SECRET, good, keys, sign_with};

const CHAT_SECRET: &str = "xX0q3Gd6s8m1vVbH2nQm5o9tYyWcR7uLk4jPzEaFhBg";
const OLD_SECRET: &str = "pP9wB1cD8eF7gH6iJ5kL4mN3oQ2rS1tU0vWxYzAaBbC";
const OTHER_CHAT: &str = "oO8vA2bC3dE4fG5hI6jK7lM8nP9qR0sT1uVwXyZzAaB";
const CHAT: SettingId = Id::from_bytes([0x44; 12]);
const OTHER_SETTING: SettingId = Id::from_bytes([0x55; 12]);

fn secret(id: u8, setting: SettingId, text: &str) -> TokenKey {
    TokenKey {
        id: KeyId::from_bytes([id; 12]),
        setting,
        kind: SettingKind::SharedSecret,
        namespace: Namespace::Account,
        secret: KeySecret::new(text.as_bytes().to_vec()).expect("it is long enough"),
    }
}

/// What the account has: the channel's secret and the one before it, the signing keys, and another chat's secret.
fn known() -> Vec<TokenKey> {
    let own = [secret(0x61, CHAT, CHAT_SECRET), secret(0x62, CHAT, OLD_SECRET)];
    own.into_iter().chain(keys()).chain([secret(0x63, OTHER_SETTING, OTHER_CHAT)]).collect()
}

fn verify_at(token: &str, after: i64) -> Result<VerifiedToken, TokenRefused> {
    let now = Millis::new(NOW.as_i64() + after);
    let (kind, policy) = (SettingKind::SharedSecret, TokenPolicy::default());
    token::verify(token, kind, &known()[..], &policy, now, &mut Unwatched)
}

fn reason_at(token: &str, after: i64) -> Option<Reason> {
    verify_at(token, after).err().map(|refused| refused.reason())
}

fn watch(token: &str, kind: SettingKind) -> (Result<VerifiedToken, TokenRefused>, CheckRecord) {
    let mut record = CheckRecord::of(kind);
    let result = token::verify(token, kind, &known()[..], &TokenPolicy::default(), NOW, &mut record);
    (result, record)
}

fn with_payload(payload: &str) -> String {
    sign_with(CHAT_SECRET.as_bytes(), r#"{"alg":"HS256"}"#, payload)
}

/// A token of somebody with these members besides.
fn with(members: &str) -> String {
    with_payload(&format!(r#"{{"external_id":"u1","name":"Mara","email":"mara@shop.example",{members}}}"#))
}

fn issued(after: i64) -> String {
    with(&format!(r#""iat":{}"#, NOW_SECONDS + after))
}

#[test]
fn cht_2_a_token_needs_no_kid_and_no_scope_and_any_live_secret_of_the_channel_makes_it() {
    for (made_with, key) in [(CHAT_SECRET, 0x61), (OLD_SECRET, 0x62)] {
        for header in [
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"JWT","kid":"mine"}"#,
            r#"{"alg":"HS256","kid":7}"#,
        ] {
            let payload = format!(
                r#"{{"external_id":"u1","name":"Mara","email":"m@shop.example","iat":{NOW_SECONDS}}}"#
            );
            let verified = verify_at(&sign_with(made_with.as_bytes(), header, payload), 0).unwrap();
            assert_eq!(
                (verified.key(), verified.setting()),
                (Some(KeyId::from_bytes([key; 12])), CHAT),
                "{header}"
            );
            assert_eq!(verified.kind(), SettingKind::SharedSecret);
            assert_eq!(verified.external_id().as_str(), "u1");
            assert_eq!(verified.issued_at(), Some(NOW));
        }
    }
}

#[test]
fn cht_2_hs256_alone_signs() {
    for alg in ["RS256", "ES256", "HS384", "HS512", "PS256", "EdDSA", "none", "hs256", ""] {
        let token = sign_with(CHAT_SECRET.as_bytes(), format!(r#"{{"alg":"{alg}"}}"#), "{}");
        assert_eq!(reason_at(&token, 0), Some(Reason::AlgNotAllowed), "{alg}");
    }
}

#[test]
fn cht_2_what_a_token_must_say() {
    let all = [
        (r#""external_id":"u1""#, Reason::ExternalIdMissing),
        (r#""name":"Mara""#, Reason::NameMissing),
        (r#""email":"mara@shop.example""#, Reason::EmailMissing),
        (r#""iat":1700000000"#, Reason::IatMissing),
    ];
    let without = |left_out: usize, instead: &str| {
        let rest = all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, (member, _))| *member);
        with_payload(&format!("{{{instead}{}}}", rest.collect::<Vec<_>>().join(",")))
    };
    assert!(verify_at(&without(all.len(), ""), 0).is_ok());
    for (at, (member, reason)) in all.iter().enumerate() {
        let name = member.split(':').next().unwrap();
        for instead in [String::new(), format!("{name}:null,"), format!("{name}:\"\",")] {
            assert_eq!(reason_at(&without(at, &instead), 0), Some(*reason), "{instead:?} for {member}");
        }
    }
    assert_eq!(reason_at(&without(1, r#""name":7,"#), 0), Some(Reason::NameInvalid));
    assert_eq!(reason_at(&without(2, r#""email":"mara","#), 0), Some(Reason::EmailInvalid));
    assert_eq!(reason_at(&without(0, r#""external_id":7,"#), 0), Some(Reason::ExternalIdInvalid));
    assert_eq!(reason_at(&without(3, r#""iat":"1700000000","#), 0), Some(Reason::TokenMalformed));
}

#[test]
fn cht_3_iat_differs_from_our_clock_by_two_minutes_at_most() {
    let token = issued(0);
    for (after, reason) in [
        (-120_001, Some(Reason::IatOutOfRange)),
        (-120_000, None),
        (0, None),
        (120_000, None),
        (120_001, Some(Reason::IatOutOfRange)),
        (i64::MAX - NOW.as_i64(), Some(Reason::IatOutOfRange)),
    ] {
        assert_eq!(reason_at(&token, after), reason, "{after} ms after");
    }
    let detail = |after| verify_at(&token, after).unwrap_err().detail().into_owned();
    assert_eq!(detail(150_000), "iat was 150 s ago.");
    assert_eq!(detail(-150_000), "iat is 150 s ahead of the server's clock.");
}

#[test]
fn cht_3_exp_is_judged_with_the_same_two_minutes() {
    // As early as it can be without its iat being out of range: it ended as it began.
    let token = with(&format!(r#""iat":{NOW_SECONDS},"exp":{NOW_SECONDS}"#));
    for (after, reason) in [(0, None), (119_999, None), (120_000, Some(Reason::TokenExpired))] {
        assert_eq!(reason_at(&token, after), reason, "{after} ms after");
    }
}

#[test]
fn cht_3_a_token_lives_for_seven_minutes_at_most_and_without_exp_for_just_these() {
    for (lifetime, reason) in [(0, None), (60, None), (420, None), (421, Some(Reason::LifetimeTooLong))] {
        for iat in [NOW_SECONDS - 120, NOW_SECONDS, NOW_SECONDS + 120] {
            let token = with(&format!(r#""iat":{iat},"exp":{}"#, iat + lifetime));
            let expired = (iat + lifetime + 120 <= NOW_SECONDS).then_some(Reason::TokenExpired);
            assert_eq!(reason_at(&token, 0), expired.or(reason), "{lifetime} s from {iat}");
        }
    }
    let too_long = verify_at(&with(&format!(r#""iat":{NOW_SECONDS},"exp":{}"#, NOW_SECONDS + 421)), 0);
    assert_eq!(too_long.unwrap_err().detail(), "exp is 421 s after iat; 420 are allowed.");

    let end = |token: &str| {
        let verified = verify_at(token, 0).unwrap();
        (verified.expires_at().unwrap(), verified.counts_until().unwrap())
    };
    let after = |seconds| NOW.plus(Span::seconds(seconds));
    assert_eq!(end(&issued(0)), (after(420), after(540)));
    assert_eq!(end(&issued(-100)), (after(320), after(440)));
    assert_eq!(
        end(&with(&format!(r#""iat":{NOW_SECONDS},"exp":{}"#, NOW_SECONDS + 60))),
        (after(60), after(180))
    );
    assert_eq!(end(&with(&format!(r#""iat":{NOW_SECONDS},"exp":null"#))), (after(420), after(540)));
    assert_eq!((limits::CHAT_TOKEN, limits::CHAT_LEEWAY), (Span::seconds(420), Span::seconds(120)));
}

#[test]
fn cht_3_nbf_counts_as_everywhere() {
    let token = |ahead: i64| with(&format!(r#""iat":{NOW_SECONDS},"nbf":{}"#, NOW_SECONDS + ahead));
    assert_eq!(reason_at(&token(120), 0), None);
    assert_eq!(reason_at(&token(121), 0), Some(Reason::TokenNotYetValid));
}

#[test]
fn cht_1_a_secret_that_is_not_the_channels_proves_nothing() {
    let forged = sign_with(b"attacker", r#"{"alg":"HS256"}"#, r#"{"external_id":"u1"}"#);
    let (result, record) = watch(&forged, SettingKind::SharedSecret);
    assert_eq!(result.unwrap_err().reason(), Reason::SignatureInvalid);
    assert_eq!((record.key(), record.external_id()), (None, None));
    let named = sign_with(b"attacker", crate::mint::header(), r#"{"external_id":"u1"}"#);
    assert_eq!(watch(&named, SettingKind::SharedSecret).1.key(), None);
}

#[test]
fn omn_18_a_token_is_judged_as_what_its_key_makes_it_whichever_channel_it_is_for() {
    // A chat's token on a messaging channel, a signing key's on a chat, and another chat's: all are good tokens of their kind.
    // The login finds that the channel does not take them.
    let of_another = sign_with(
        OTHER_CHAT.as_bytes(),
        r#"{"alg":"HS256","kid":"app_0"}"#,
        format!(r#"{{"external_id":"u1","name":"Mara","email":"m@shop.example","iat":{NOW_SECONDS}}}"#),
    );
    for (token, sent_to, key, kind) in [
        (issued(0), SettingKind::SigningKeys, KeyId::from_bytes([0x61; 12]), SettingKind::SharedSecret),
        (
            of_another.clone(),
            SettingKind::SigningKeys,
            KeyId::from_bytes([0x63; 12]),
            SettingKind::SharedSecret,
        ),
        (of_another, SettingKind::SharedSecret, KeyId::from_bytes([0x63; 12]), SettingKind::SharedSecret),
        (good(), SettingKind::SharedSecret, KEY, SettingKind::SigningKeys),
    ] {
        let (result, record) = watch(&token, sent_to);
        let verified = result.unwrap();
        assert_eq!((verified.key(), verified.kind()), (Some(key), kind));
        assert_eq!((record.key(), record.kind()), (Some(key), kind));
    }
    // Its own kind's rules refuse it first.
    let (result, _) = watch(&issued(500), SettingKind::SigningKeys);
    assert_eq!(result.unwrap_err().reason(), Reason::IatOutOfRange);
}

#[test]
fn see_7_the_list_of_a_chats_token_has_the_checks_that_are_made_of_it_in_order() {
    let (result, record) = watch(&issued(0), SettingKind::SharedSecret);
    assert!(result.is_ok());
    let names: Vec<_> = record.outcomes().map(|(check, _)| check.as_str()).collect();
    assert_eq!(
        names.join(" "),
        "size three_parts base64url header_json alg typ crit signature payload_json exp nbf iat_there iat_near \
         lifetime external_id name_there name email_there email channel ban resolution"
    );
    for (check, outcome) in record.outcomes() {
        let expected = if check < Check::Channel { Outcome::Passed } else { Outcome::NotReached };
        assert_eq!(*outcome, expected, "{check}");
    }
}

#[test]
fn cht_2_the_checks_are_made_in_their_order() {
    let late = NOW_SECONDS + 1000;
    let wrong = r#""external_id":7"#;
    for (check, payload) in [
        (Check::PayloadJson, "no JSON".to_owned()),
        (Check::Exp, format!(r#"{{"exp":1,"nbf":{late},{wrong}}}"#)),
        (Check::Nbf, format!(r#"{{"nbf":{late},{wrong}}}"#)),
        (Check::IatThere, format!("{{{wrong}}}")),
        (Check::IatNear, format!(r#"{{"iat":{late},"exp":{},{wrong}}}"#, late + 1000)),
        (Check::Lifetime, format!(r#"{{"iat":{NOW_SECONDS},"exp":{late},{wrong}}}"#)),
        (Check::ExternalId, format!(r#"{{"iat":{NOW_SECONDS},{wrong}}}"#)),
        (Check::NameThere, format!(r#"{{"iat":{NOW_SECONDS},"external_id":"u1"}}"#)),
        (Check::Name, format!(r#"{{"iat":{NOW_SECONDS},"external_id":"u1","name":7}}"#)),
        (Check::EmailThere, format!(r#"{{"iat":{NOW_SECONDS},"external_id":"u1","name":"M"}}"#)),
        (Check::Email, format!(r#"{{"iat":{NOW_SECONDS},"external_id":"u1","name":"M","email":7}}"#)),
    ] {
        let (result, record) = watch(&with_payload(&payload), SettingKind::SharedSecret);
        assert!(result.is_err(), "{payload}");
        for (made, outcome) in record.outcomes() {
            match outcome {
                Outcome::Passed => assert!(made < check, "{made} passed before {check} failed"),
                Outcome::Failed { .. } => assert_eq!(made, check, "{payload}"),
                Outcome::NotReached => assert!(made > check, "{made} was left out before {check}"),
            }
        }
    }
}

#[test]
fn cht_2_a_token_as_a_backend_signs_it_is_taken() {
    let secret = KeySecret::new(CHAT_SECRET.as_bytes().to_vec()).unwrap();
    let claims = Claims {
        name: Some(bonafide_domain::text::Name::new("Mara").unwrap()),
        email: Some(bonafide_domain::email::EmailAddress::new("mara@shop.example").unwrap()),
        email_verified: Some(true),
        iat: Some(NOW),
        ..Claims::of(ExternalId::new("u1").unwrap())
    };
    let verified = verify_at(&token::sign_for_chat(&claims, &secret), 0).unwrap();
    assert_eq!(verified.name().unwrap().as_str(), "Mara");
    assert_eq!(verified.warnings(), &[] as &[Warning]);
}

#[test]
fn see_7_how_a_chats_secret_is_mistaken_is_recognised() {
    let mistake = |made_with: &[u8]| {
        let token = sign_with(made_with, r#"{"alg":"HS256"}"#, "{}");
        mistake::of_signature(&token, Meant::OfSetting(CHAT), &known())
    };
    assert_eq!(mistake(format!("{OLD_SECRET}\n").as_bytes()), Some(Mistake::WhiteSpace));
    assert_eq!(mistake(SECRET.as_bytes()), Some(Mistake::SigningKey(KEY)));
    assert_eq!(mistake(b"a secret of nobody, 32 bytes long."), None);
    assert!(Mistake::SigningKey(KEY).to_string().contains(&KEY.kid()));
}
