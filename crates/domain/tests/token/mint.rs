//! Tokens with any header and payload, honestly signed or not.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bonafide_domain::{
    id::{Id, KeyId, SettingId},
    namespace::Namespace,
    setting::SettingKind,
    time::Millis,
    token::{
        self, CheckRecord, KeySecret, Reason, TokenKey, TokenPolicy, TokenRefused, Unwatched, VerifiedToken,
    },
};

/// The present in all tests that do not move it: 14 November 2023.
pub const NOW: Millis = Millis::new(1_700_000_000_000);
/// The present in seconds.
pub const NOW_SECONDS: i64 = 1_700_000_000;
/// The secret of the account's first key.
pub const SECRET: &str = "K_Z79BftBmrE0W4p0M8PvC0ruA9qpvi0cj_0zDdBfzY";
/// The secret of the account's second key.
pub const OTHER_SECRET: &str = "BjGKzgtZDVibcd5YIN2OdcvW3XE0w51bPOZ1Nsuv7l8";

/// The id of the account's first key.
pub const KEY: KeyId = KeyId::from_bytes([0x11; 12]);
/// The id of the account's second key.
pub const OTHER_KEY: KeyId = KeyId::from_bytes([0x22; 12]);
/// The authentication setting that both belong to.
pub const SETTING: SettingId = Id::from_bytes([0x33; 12]);

/// The kind of setting that the channel has.
const KIND: SettingKind = SettingKind::SigningKeys;

/// The live signing keys of the account.
pub fn keys() -> [TokenKey; 2] {
    let key = |id, secret: &str| TokenKey {
        id,
        setting: SETTING,
        kind: SettingKind::SigningKeys,
        namespace: Namespace::Account,
        secret: KeySecret::new(secret.as_bytes().to_vec()).expect("it is long enough"),
    };
    [key(KEY, SECRET), key(OTHER_KEY, OTHER_SECRET)]
}

/// Any bytes in the encoding of a token's part.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with these two parts, signed with this secret.
pub fn sign_with(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", encode(tag))
}

/// A token with this header, which any payload would do for, signed with the secret of the first key.
pub fn with_header(header: impl AsRef<[u8]>) -> String {
    sign_with(SECRET.as_bytes(), header, PAYLOAD)
}

/// A token with this payload, signed as the first key's tokens are.
pub fn with_payload(payload: impl AsRef<[u8]>) -> String {
    sign_with(SECRET.as_bytes(), header(), payload)
}

/// A token with the least that is needed and these members besides (`"name":"Alice"`).
pub fn with_claims(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    with_payload(format!(r#"{{"scope":"user","external_id":"u1"{comma}{members}}}"#))
}

/// The least that a payload must say.
pub const PAYLOAD: &str = r#"{"scope":"user","external_id":"u1"}"#;

/// The header of the first key's tokens.
pub fn header() -> String {
    format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{}"}}"#, KEY.kid())
}

/// The header of the first key's tokens with further members (`"cty":"x"`).
pub fn header_and(members: &str) -> String {
    format!(r#"{{"alg":"HS256","kid":"{}",{members}}}"#, KEY.kid())
}

/// A token that is good.
pub fn good() -> String {
    with_claims("")
}

/// Verifies at [`NOW`], with no policy and nobody watching.
pub fn verify(token: &str) -> Result<VerifiedToken, TokenRefused> {
    token::verify(token, KIND, &keys()[..], &TokenPolicy::default(), NOW, &mut Unwatched)
}

/// Verifies at [`NOW`] and gives what was seen of it.
pub fn watch(token: &str) -> (Result<VerifiedToken, TokenRefused>, CheckRecord) {
    let mut record = CheckRecord::of(KIND);
    let result = token::verify(token, KIND, &keys()[..], &TokenPolicy::default(), NOW, &mut record);
    (result, record)
}

/// The token is refused for this reason.
#[track_caller]
pub fn assert_refused(token: &str, reason: Reason, what: &str) {
    assert_eq!(verify(token).map_err(|refused| refused.reason()), Err(reason), "{what}");
}

/// The token is refused for this reason, and administrators are told so.
#[track_caller]
pub fn assert_refused_with(token: &str, reason: Reason, detail: &str) {
    let refused = verify(token).expect_err(detail);
    assert_eq!((refused.reason(), refused.detail().as_ref()), (reason, detail));
}
