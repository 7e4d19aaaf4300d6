//! `[secrets]`: where the master key is.

use std::path::PathBuf;

use super::key::Key;

/// Where the master key is. The key itself can only be given in the environment, as `BONAFIDE_MASTER_KEY`, and is
/// never part of a configuration.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The master key's file, or nothing for `master.key` in the data folder.
    pub master_key_file: Option<PathBuf>,
}

pub(super) const KEYS: &[Key] = &[Key {
    name: "secrets.master_key_file",
    default: "master.key in the data folder",
    says: "The file of the master key that all secrets are sealed under. Without one at the first start, it is made. \
           The same key is needed on every server of an installation, and it must not lie in the same backup as the \
           database. The variable BONAFIDE_MASTER_KEY goes before it: 32 bytes as 43 base64url characters.",
    set: |config, text| {
        if text.is_empty() {
            return Err("a file".to_owned());
        }
        config.secrets.master_key_file = Some(PathBuf::from(text));
        Ok(())
    },
}];
