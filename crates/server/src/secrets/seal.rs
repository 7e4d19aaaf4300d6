//! Sealing: a value at rest that only its key opens, and only where it was put (KEY-8, details 26).

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use bonafide_domain::id::AccountId;
use zeroize::Zeroizing;

use super::random::{self, Random};

/// What every sealed value begins with, so that another way of sealing can come beside this one.
const VERSION: u8 = 1;

/// The cell of a table where a sealed value is kept. It is bound to it: copied to another row, column or account,
/// it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// The rest of the row's primary key, after the account.
    pub id: &'a [u8],
}

/// A value that cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// It is too short to be a sealed value.
    #[error("a sealed value is cut off")]
    Truncated,
    /// It was sealed in a way this version does not know.
    #[error("a sealed value has the unknown version {0}")]
    Version(u8),
    /// It was sealed under another key, for another cell, or changed since.
    #[error("a sealed value does not open with this key in this place")]
    Refused,
}

/// A key for AES-256-GCM. AWS-LC wipes it when it is dropped.
pub(super) struct SealKey(LessSafeKey);

impl SealKey {
    #[expect(clippy::expect_used, reason = "32 bytes are what AES-256 takes")]
    pub(super) fn new(bytes: &[u8; 32]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).expect("32 bytes make a key")))
    }

    /// Version, nonce, ciphertext and tag. The nonce is random: at 2^32 values under one key the chance that two are
    /// equal is still below 2^-32 (NIST SP 800-38D, section 8.3), and an account seals some dozens.
    #[expect(clippy::expect_used, reason = "AES-GCM seals everything shorter than 64 GiB")]
    pub(super) fn seal(
        &self,
        account: AccountId,
        cell: Cell<'_>,
        plain: &[u8],
        random: &dyn Random,
    ) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random::array(random);
        // Room for all of it at once: growing would leave copies of the plain text behind.
        let mut body = Vec::with_capacity(plain.len() + AES_256_GCM.tag_len());
        body.extend_from_slice(plain);
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                associated(account, cell),
                &mut body,
            )
            .expect("the value is sealed");
        [&[VERSION], nonce.as_slice(), &body].concat()
    }

    /// What was sealed.
    pub(super) fn open(
        &self,
        account: AccountId,
        cell: Cell<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let (version, rest) = sealed.split_first().ok_or(Unopened::Truncated)?;
        if *version != VERSION {
            return Err(Unopened::Version(*version));
        }
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(Unopened::Truncated)?;
        if body.len() < AES_256_GCM.tag_len() {
            return Err(Unopened::Truncated);
        }
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), associated(account, cell), &mut body)
            .map_err(|_| Unopened::Refused)?
            .len();
        body.truncate(plain);
        Ok(body)
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey(hidden)")
    }
}

/// Account and cell in one way only: names hold no zero byte, the account has a fixed length, the id comes last.
fn associated(account: AccountId, cell: Cell<'_>) -> Aad<Vec<u8>> {
    let Cell { table, column, id } = cell;
    Aad::from([account.as_bytes(), table.as_bytes(), &[0], column.as_bytes(), &[0], id].concat())
}
