//! The master key: the one secret that is not in the database (KEY-8, details 26).

use std::{
    io,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::{
    private,
    random::{self, Random},
    seal::SealKey,
};

/// The variable that can hold the key in place of a file.
pub const VARIABLE: &str = "BONAFIDE_MASTER_KEY";

/// The key that all data keys are wrapped with. It cannot be printed.
#[derive(Debug)]
pub struct MasterKey(pub(super) SealKey);

/// Where the master key is to be found.
pub enum MasterKeySource {
    /// In the environment: its 43 base64url characters.
    Text(Zeroizing<String>),
    /// In a file with those characters.
    File(PathBuf),
}

/// Why there is no master key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// What is there is no key. What it is instead is not repeated.
    #[error("the master key in {0} is not 32 bytes as 43 base64url characters")]
    Malformed(String),
    /// The file cannot be read or made.
    #[error("the master key's file {path} cannot be {what}: {why}")]
    File {
        /// Which file.
        path: String,
        /// What was tried.
        what: &'static str,
        /// What the operating system said.
        why: String,
    },
    /// The database has secrets, and there is no key for them.
    #[error(
        "this database was set up with a master key, and {0} does not exist: put the file back, or set {VARIABLE}; \
         without the key the secrets in the database are lost"
    )]
    Missing(String),
    /// The key is another one than the database was set up with.
    #[error(
        "the master key in {0} is not the one this database was set up with: use that one; without it the secrets in \
         the database are lost"
    )]
    Wrong(String),
}

impl MasterKeySource {
    /// What is said when something is wrong with it.
    pub fn place(&self) -> String {
        match self {
            Self::Text(_) => VARIABLE.to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Reads the key; nothing if its file does not exist.
    pub fn find(&self) -> Result<Option<MasterKey>, MasterKeyError> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::File(path) => match private::read(path).map_err(failed(path, "read"))? {
                Some(text) => text,
                None => return Ok(None),
            },
        };
        let mut bytes = Zeroizing::new([0; 32]);
        match BASE64_URL_SAFE_NO_PAD.decode_slice(text.trim(), &mut *bytes) {
            Ok(32) => Ok(Some(MasterKey(SealKey::new(&bytes)))),
            Ok(_) | Err(_) => Err(MasterKeyError::Malformed(self.place())),
        }
    }

    /// Makes a key in the file, which must not exist, and which only its owner can read. Two processes that start at
    /// once make one key: the second fails.
    pub fn create(&self, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
        let Self::File(path) = self else { return Err(MasterKeyError::Malformed(self.place())) };
        let bytes = Zeroizing::new(random::array::<32>(random));
        let text = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(*bytes));
        private::create(path, text.as_bytes()).map_err(failed(path, "made"))?;
        Ok(MasterKey(SealKey::new(&bytes)))
    }
}

fn failed(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> MasterKeyError {
    move |error| MasterKeyError::File { path: path.display().to_string(), what, why: error.to_string() }
}
