//! A customer's portal: pairs of keys, the forms it publishes them in, and tokens made with them.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
        KeyPair, RsaKeyPair, RsaSignatureEncoding,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bonafide_domain::token::Algorithm;

use crate::mint::encode;

/// The pairs of keys of a portal.
pub struct Portal {
    pub rsa: RsaKeyPair,
    pub p256: EcdsaKeyPair,
    pub p384: EcdsaKeyPair,
    pub ed25519: Ed25519KeyPair,
}

/// The portal of the channel.
pub static OWN: LazyLock<Portal> = LazyLock::new(Portal::new);
/// Somebody else's.
pub static OTHER: LazyLock<Portal> = LazyLock::new(Portal::new);

impl Portal {
    fn new() -> Self {
        Self {
            rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
            p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap(),
            ed25519: Ed25519KeyPair::generate().unwrap(),
        }
    }

    /// The public key for an algorithm, as `SubjectPublicKeyInfo`.
    pub fn spki(&self, algorithm: Algorithm) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = match algorithm {
            Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 | Algorithm::Ps256 => {
                self.rsa.public_key().as_der().unwrap()
            }
            Algorithm::Es256 => self.p256.public_key().as_der().unwrap(),
            Algorithm::Es384 => self.p384.public_key().as_der().unwrap(),
            Algorithm::EdDsa => self.ed25519.public_key().as_der().unwrap(),
        };
        der.as_ref().to_vec()
    }

    /// The public key for an algorithm, as PEM.
    pub fn pem(&self, algorithm: Algorithm) -> String {
        pem(&self.spki(algorithm))
    }

    /// The public key for an algorithm as a JWK, with these members besides (`,"kid":"a"`).
    pub fn jwk(&self, algorithm: Algorithm, members: &str) -> String {
        let point = |point: &[u8], size: usize| {
            let (x, y) = (&point[1..=size], &point[size + 1..]);
            format!(r#""kty":"EC","crv":"P-{}","x":"{}","y":"{}""#, size * 8, encode(x), encode(y))
        };
        let key = match algorithm {
            Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 | Algorithm::Ps256 => {
                // RFC 8017, appendix A.1.1: a sequence of two numbers, of which a key of 2048 bits has 256 and 3 bytes.
                let der = self.rsa.public_key().as_ref();
                let (n, e) = (&der[9..265], &der[267..]);
                format!(r#""kty":"RSA","n":"{}","e":"{}""#, encode(n), encode(e))
            }
            Algorithm::Es256 => point(self.p256.public_key().as_ref(), 32),
            Algorithm::Es384 => point(self.p384.public_key().as_ref(), 48),
            Algorithm::EdDsa => {
                format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, encode(self.ed25519.public_key()))
            }
        };
        format!("{{{key}{members}}}")
    }

    /// An entry of a list of keys.
    pub fn listed(&self, algorithm: Algorithm, kid: &str, expiry: i64) -> String {
        let key = BASE64_STANDARD.encode(self.pem(algorithm));
        format!(r#"{{"kid":"{kid}","publicKey":"{key}","expiry":{expiry}}}"#)
    }

    /// A token with this header and payload, signed with this algorithm.
    pub fn sign(&self, algorithm: Algorithm, header: &str, payload: &str) -> String {
        let signed = format!("{}.{}", encode(header), encode(payload));
        let message = signed.as_bytes();
        let random = SystemRandom::new();
        let rsa = |encoding: &'static RsaSignatureEncoding| {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa.sign(encoding, &random, message, &mut signature).unwrap();
            signature
        };
        let signature = match algorithm {
            Algorithm::Rs256 => rsa(&signature::RSA_PKCS1_SHA256),
            Algorithm::Rs384 => rsa(&signature::RSA_PKCS1_SHA384),
            Algorithm::Rs512 => rsa(&signature::RSA_PKCS1_SHA512),
            Algorithm::Ps256 => rsa(&signature::RSA_PSS_SHA256),
            Algorithm::Es256 => self.p256.sign(&random, message).unwrap().as_ref().to_vec(),
            Algorithm::Es384 => self.p384.sign(&random, message).unwrap().as_ref().to_vec(),
            Algorithm::EdDsa => self.ed25519.sign(message).as_ref().to_vec(),
        };
        format!("{signed}.{}", encode(signature))
    }
}

/// PEM with the usual lines.
pub fn pem(spki: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(spki);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
