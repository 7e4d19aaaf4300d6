//! Keys as the verification of tokens needs them: signing keys, and the secrets of chats.

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use zeroize::Zeroizing;

use super::public::PublicKeys;
use crate::{
    id::{KeyId, SettingId},
    namespace::Namespace,
    setting::SettingKind,
};

/// The shortest secret, in bytes: as many as HS256's digest has (RFC 7518, section 3.2).
const SECRET_BYTES: usize = 32;

/// The secret of a signing key: used as these very bytes, never decoded (KEY-4), shown to nobody, wiped
/// from memory when it is dropped.
#[derive(Clone)]
pub struct KeySecret(Zeroizing<Vec<u8>>);

/// The secret is shorter than 32 bytes, so it, or the signatures made with it, could be guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret has at least 32 bytes")]
pub struct SecretTooShort;

impl KeySecret {
    /// The secret with these bytes.
    ///
    /// A short secret, above all the empty one that a deleted key leaves behind, must never verify anything:
    /// anyone could sign with it.
    pub fn new(bytes: Vec<u8>) -> Result<Self, SecretTooShort> {
        let bytes = Zeroizing::new(bytes);
        if bytes.len() < SECRET_BYTES { Err(SecretTooShort) } else { Ok(Self(bytes)) }
    }

    /// Whether `signature` is the HMAC with SHA-256 of `message`, in a time that tells nothing.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.key(), message, signature).is_ok()
    }

    /// The HMAC with SHA-256 of `message`.
    pub(super) fn sign(&self, message: &[u8]) -> hmac::Tag {
        hmac::sign(&self.key(), message)
    }

    /// Whether this text is the secret, in a time that tells nothing.
    pub fn is(&self, text: &str) -> bool {
        constant_time::verify_slices_are_equal(&self.0, text.as_bytes()).is_ok()
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that a secret was mistaken for: they explain a signature and accept none.
    pub(super) fn of_any_length(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeySecret(..)")
    }
}

/// A live key.
#[derive(Debug, Clone)]
pub struct TokenKey {
    /// Its id, which tokens of the kinds that name their key carry in `kid`.
    pub id: KeyId,
    /// The authentication setting it belongs to.
    pub setting: SettingId,
    /// The kind of that setting: what is asked of its tokens.
    pub kind: SettingKind,
    /// The namespace of the external ids in its tokens (RES-13).
    pub namespace: Namespace,
    /// Its secret.
    pub secret: KeySecret,
}

/// The live keys of one account, as they are looked for on one channel.
pub trait KnownKeys {
    /// The key with this id, unless it is deleted or another account's.
    fn find(&self, id: KeyId) -> Option<&TokenKey>;

    /// All of them, those of the channel's own settings first.
    fn all(&self) -> impl Iterator<Item = &TokenKey>;

    /// The public keys of the channel's own setting, if it has some.
    fn public(&self) -> Option<&PublicKeys> {
        None
    }
}

impl KnownKeys for [TokenKey] {
    fn find(&self, id: KeyId) -> Option<&TokenKey> {
        self.iter().find(|key| key.id == id)
    }

    fn all(&self) -> impl Iterator<Item = &TokenKey> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn key_4_a_secret_has_at_least_256_bits() {
        for (bytes, taken) in [(0, false), (31, false), (32, true), (43, true)] {
            assert_eq!(KeySecret::new(vec![b's'; bytes]).is_ok(), taken, "{bytes} bytes");
        }
    }

    #[test]
    fn key_9_a_secret_is_recognised_as_it_is_and_no_other_text() {
        let secret = KeySecret::new(vec![b's'; 43]).expect("it is long enough");
        assert!(secret.is(&"s".repeat(43)));
        for text in ["", "s", &"s".repeat(42), &"s".repeat(44), &"S".repeat(43)] {
            assert!(!secret.is(text), "{text}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let secret = KeySecret::new(vec![b's'; 43]).expect("it is long enough");
        assert_eq!(format!("{secret:?}"), "KeySecret(..)");
    }

    /// RFC 7515, appendix A.1.
    #[test]
    fn the_standards_example_of_hs256_is_verified() {
        let decode = |text| BASE64_URL_SAFE_NO_PAD.decode(text).expect("it is base64url");
        let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let secret = KeySecret::new(decode(secret)).expect("it is long enough");
        let message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

        assert!(secret.signed(message.as_bytes(), &signature));
        assert_eq!(secret.sign(message.as_bytes()).as_ref(), signature);
        assert!(!secret.signed(message.as_bytes(), &signature[..31]));
        assert!(!secret.signed(message.as_bytes(), &[]));
    }
}
