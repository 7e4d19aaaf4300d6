//! Making tokens, as a company's backend does: for `bonafide token sign`, for tests and for the demo.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, Serializer};

use super::{claims::SCOPE, key::KeySecret};
use crate::{
    email::EmailAddress,
    id::KeyId,
    text::{ExternalId, Name},
    time::Millis,
};

/// What a token says of a user. `scope` is added when it is signed with a signing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// The customer's own id of the user (TOK-2).
    pub external_id: ExternalId,
    /// The user's name (TOK-4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The user's address (TOK-5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// Whether the address is the user's; absent when `None` (TOK-6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// When the token ends, cut to the second (TOK-7).
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_seconds")]
    pub exp: Option<Millis>,
    /// When the token begins, cut to the second.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_seconds")]
    pub nbf: Option<Millis>,
    /// When the token was issued, cut to the second.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_seconds")]
    pub iat: Option<Millis>,
}

impl Claims {
    /// The least that a token must say.
    pub fn of(external_id: ExternalId) -> Self {
        Self { external_id, name: None, email: None, email_verified: None, exp: None, nbf: None, iat: None }
    }
}

/// The claims with their scope (TOK-3).
#[derive(Serialize)]
struct Payload<'a> {
    scope: &'static str,
    #[serde(flatten)]
    claims: &'a Claims,
}

/// A token with these claims, signed by HS256 with the key's secret.
pub fn sign(claims: &Claims, key: KeyId, secret: &KeySecret) -> String {
    let header = format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{}"}}"#, key.kid());
    compact(&header, &Payload { scope: SCOPE, claims }, secret)
}

/// A token for a chat with these claims, signed by HS256 with the channel's secret: it names no key and has no scope (CHT-2).
pub fn sign_for_chat(claims: &Claims, secret: &KeySecret) -> String {
    compact(r#"{"alg":"HS256","typ":"JWT"}"#, claims, secret)
}

fn compact(header: &str, payload: &impl Serialize, secret: &KeySecret) -> String {
    let payload = serde_json::to_vec(payload).expect("texts and integers are JSON");
    let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(&payload));
    let signature = encode(secret.sign(signed.as_bytes()).as_ref());
    format!("{signed}.{signature}")
}

#[expect(clippy::ref_option, reason = "serde passes fields by reference")]
fn as_seconds<S: Serializer>(time: &Option<Millis>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_i64().div_euclid(1000)).serialize(serializer)
}
