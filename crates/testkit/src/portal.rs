//! A customer's portal: it publishes its public keys at an address of its own, and signs tokens for whoever is logged in there.

mod server;

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};

pub use server::{KeyServer, Says};

/// A pair of keys of a portal.
#[derive(Debug)]
pub struct Pair(RsaKeyPair);

impl Pair {
    /// A new one, of 2048 bits.
    pub fn new() -> Self {
        Self(RsaKeyPair::generate(KeySize::Rsa2048).expect("the machine has randomness"))
    }

    /// The public key as a `SubjectPublicKeyInfo`.
    pub fn der(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().expect("it is a key");
        der.as_ref().to_vec()
    }

    /// The public key as PEM, with lines of 64 characters.
    pub fn pem(&self) -> String {
        let text = BASE64_STANDARD.encode(self.der());
        let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line)).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }

    /// The public key as an entry of a list.
    pub fn listed(&self, kid: &str, expiry: i64) -> Value {
        json!({"kid": kid, "publicKey": BASE64_STANDARD.encode(self.pem()), "expiry": expiry})
    }

    /// A token of somebody, good for ten minutes from `now`, in seconds, with these claims besides or in place of others.
    pub fn token(&self, kid: Option<&str>, sub: &str, now: i64, claims: &Value) -> String {
        let mut payload = json!({"sub": sub, "iss": "https://portal.example", "iat": now, "exp": now + 600});
        if let (Some(payload), Some(claims)) = (payload.as_object_mut(), claims.as_object()) {
            payload.extend(claims.clone());
        }
        let header = match kid {
            Some(kid) => json!({"alg": "RS256", "typ": "JWT", "kid": kid}),
            None => json!({"alg": "RS256", "typ": "JWT"}),
        };
        self.sign(&header, &payload)
    }

    /// A token with this header and payload, signed with RS256.
    pub fn sign(&self, header: &Value, payload: &Value) -> String {
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let signed =
            format!("{}.{}", encode(header.to_string().as_bytes()), encode(payload.to_string().as_bytes()));
        let mut signature = vec![0; self.0.public_modulus_len()];
        let made = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature);
        made.expect("the key can sign");
        format!("{signed}.{}", encode(&signature))
    }
}

impl Default for Pair {
    fn default() -> Self {
        Self::new()
    }
}
