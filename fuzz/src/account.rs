//! An account with a key, and tokens for it.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::{
    id::{Id, KeyId},
    namespace::Namespace,
    setting::SettingKind,
    time::Millis,
    token::{
        self, Check, CheckRecord, KeySecret, Outcome, TokenKey, TokenPolicy, TokenRefused, UnprovenId,
        VerifiedToken, mistake,
    },
};

/// The present: 14 November 2023.
pub const NOW: Millis = Millis::new(1_700_000_000_000);
/// The account's key.
pub const KEY: KeyId = KeyId::from_bytes([0x11; 12]);
/// Its secret.
pub(super) const SECRET: &[u8] = b"K_Z79BftBmrE0W4p0M8PvC0ruA9qpvi0cj_0zDdBfzY";

/// Bytes as a part of a token.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// The header of the key's tokens.
pub fn header() -> String {
    format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{}"}}"#, KEY.kid())
}

/// A token of these two parts, signed with the key's secret.
pub fn sign(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), signed.as_bytes());
    format!("{signed}.{}", encode(tag))
}

/// A token that is good.
pub fn good() -> String {
    sign(header(), r#"{"scope":"user","external_id":"u1","name":"Mara","exp":1700000600}"#)
}

/// Whether a token is accepted.
pub fn is_accepted(token: &str) -> bool {
    verify(token).is_ok()
}

/// Verifies a token, and holds what was seen of it against what came of it.
///
/// The checks are made in order, a refusal is the first that failed, and everything that explains a token has an
/// answer.
pub(super) fn verify(token: &str) -> Result<VerifiedToken, TokenRefused> {
    let key = TokenKey {
        id: KEY,
        setting: Id::from_bytes([0x33; 12]),
        kind: SettingKind::SigningKeys,
        namespace: Namespace::Account,
        secret: KeySecret::new(SECRET.to_vec()).expect("it is long enough"),
    };
    let keys = [key];
    let mut record = CheckRecord::of(SettingKind::SigningKeys);
    let result =
        token::verify(token, SettingKind::SigningKeys, &keys[..], &TokenPolicy::default(), NOW, &mut record);
    let failed = record.outcomes().find_map(|(check, outcome)| match outcome {
        Outcome::Failed { reason, detail } => Some((check, *reason, detail.to_string())),
        Outcome::Passed | Outcome::NotReached => None,
    });
    match (&result, &failed) {
        (Ok(_), None) => assert_eq!(record.outcome(Check::Email), &Outcome::Passed),
        (Err(refused), Some((failing, reason, detail))) => {
            assert_eq!((reason, detail.as_str()), (&refused.reason(), &*refused.detail()));
            assert!(token::Reason::ALL.contains(reason), "the reason is one of the list");
            for (check, outcome) in record.outcomes() {
                assert_eq!(*outcome == Outcome::Passed, check < *failing, "{check}");
            }
        }
        (Ok(_) | Err(_), _) => panic!("{result:?} and {record:?}"),
    }
    let _ = mistake::of_signature(token, mistake::Meant::Named(KEY), &keys);
    let _ = SettingKind::ALL.map(|kind| UnprovenId::of(token, kind, Namespace::Account));
    let _ = result.as_ref().map(mistake::of_external_id);
    result
}
