//! The shop as the portal of a live chat (OMN-1): it publishes a public key, and signs tokens for whoever is logged in there.

use aws_lc_rs::{
    digest,
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use bonafide_domain::time::Millis;
use serde_json::{Value, json};

use super::people::Customer;
use crate::{hex::hex, http::ApiError};

/// Where the portal publishes its key, at the shop and at [`PUBLISHED_AT`].
pub(super) const KEY_PATH: &str = "/_services/auth/publickey";
/// Where the live chat's setting says that the key is. Nobody has that name, so in a demo it is not called: what would be answered
/// there is known in this process.
pub(super) const PUBLISHED_AT: &str = "https://pebblewick.example/_services/auth/publickey";
/// The function of the shop's pages that gives tokens.
pub(super) const CLIENT_FUNCTION: &str = "auth.getAuthenticationToken";
/// Who issues the tokens.
pub(super) const ISSUER: &str = "https://pebblewick.example";

/// For how many seconds a token is good.
const GOOD_FOR: i64 = 5 * 60;

/// A pair of keys, made anew whenever the demo is started.
pub(super) struct Portal {
    pair: RsaKeyPair,
    kid: String,
    pem: String,
}

impl Portal {
    /// A portal with a new pair of keys.
    pub(super) fn new() -> Result<Self, ApiError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|error| ApiError::internal(&error))?;
        let der = public_key(&pair)?;
        let kid = hex(digest::digest(&digest::SHA256, &der).as_ref()).chars().take(16).collect();
        let body = BASE64_STANDARD.encode(&der);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
        Ok(Self { pair, kid, pem })
    }

    /// What it publishes: a list with its one key.
    pub(super) fn published(&self) -> String {
        json!([{ "kid": self.kid, "publicKey": BASE64_STANDARD.encode(&self.pem) }]).to_string()
    }

    /// A token that says who a customer is.
    pub(super) fn token(&self, customer: &Customer, now: Millis) -> Result<String, ApiError> {
        let now = now.as_i64() / 1000;
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid });
        let claims = json!({
            "sub": customer.id,
            "iss": ISSUER,
            "iat": now,
            "exp": now + GOOD_FOR,
            "name": customer.name,
            "email": customer.email,
        });
        let part = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|error| ApiError::internal(&error))?;
        Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(&signature)))
    }
}

/// The public key, in the form that certificates have it in (RFC 5280, 4.1).
fn public_key(pair: &RsaKeyPair) -> Result<Vec<u8>, ApiError> {
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|error| ApiError::internal(&error))?;
    Ok(der.as_ref().to_vec())
}
