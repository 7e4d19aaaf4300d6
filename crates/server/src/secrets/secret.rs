//! A secret of 256 bits: what sessions, one-time links and the like are proved with.

use std::{fmt, str::FromStr};

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::random::{self, Random};

/// How many characters a secret has outside.
pub const SECRET_CHARS: usize = 43;

/// 32 random bytes, shown once as 43 base64url characters and kept as their SHA-256 (SES-3).
///
/// A plain hash is enough: nobody guesses 256 bits, so there is nothing for a slow hash to slow down.
#[derive(Clone)]
pub struct Secret256(Zeroizing<[u8; 32]>);

impl Secret256 {
    /// A new secret.
    pub fn new(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random::array(random)))
    }

    /// The 43 characters that are handed out. They go to their owner and nowhere else.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// What is kept: the SHA-256 of the 32 bytes.
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, &*self.0).as_ref());
        hash
    }

    /// Whether this is the secret that was kept as `hash`, in constant time.
    #[must_use]
    pub fn matches(&self, hash: &[u8; 32]) -> bool {
        constant_time::verify_slices_are_equal(&self.hash(), hash).is_ok()
    }
}

impl fmt::Debug for Secret256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret256(hidden)")
    }
}

/// Not the 43 base64url characters of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret is 43 base64url characters")]
pub struct NotASecret;

impl FromStr for Secret256 {
    type Err = NotASecret;

    /// Reads the one canonical spelling: 43 characters, no padding, the two unused bits zero.
    fn from_str(text: &str) -> Result<Self, NotASecret> {
        if text.len() != SECRET_CHARS {
            return Err(NotASecret);
        }
        let mut bytes = Zeroizing::new([0; 32]);
        let written = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes).map_err(|_| NotASecret)?;
        if written == bytes.len() { Ok(Self(bytes)) } else { Err(NotASecret) }
    }
}
