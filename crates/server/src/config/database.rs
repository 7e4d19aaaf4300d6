//! `[database]`: where data is kept.

use std::{fmt, path::PathBuf, str::FromStr};

use super::key::{Key, spoken};

/// Where data is kept.
#[derive(Debug, Clone)]
pub struct Database {
    /// The PostgreSQL database, or nothing for the embedded one in [`Database::data`].
    pub url: Option<DatabaseUrl>,
    /// The folder of this server's own files.
    pub data: PathBuf,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, data: PathBuf::from("data") }
    }
}

pub(super) const KEYS: &[Key] = &[
    Key {
        name: "database.data",
        default: "data",
        says: "The folder of the embedded database and of the master key. It is made if it is missing, readable by \
               its owner alone.",
        set: |config, text| {
            if text.is_empty() {
                return Err("a folder".to_owned());
            }
            config.database.data = PathBuf::from(text);
            Ok(())
        },
    },
    Key {
        name: "database.url",
        default: "none: the embedded database",
        says: "A PostgreSQL database, such as postgres://user:password@host/name, in place of the embedded one. \
               Needed where more than one server shares the data.",
        set: |config, text| spoken(text).map(|it| config.database.url = Some(it)),
    },
];

/// The address of a PostgreSQL database, which may hold a password and so is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address with everything in it, for the driver alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(hidden)")
    }
}

/// Not the address of a PostgreSQL database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address of a PostgreSQL database, such as postgres://user:password@host/name")]
pub struct NotADatabaseUrl;

impl FromStr for DatabaseUrl {
    type Err = NotADatabaseUrl;

    fn from_str(text: &str) -> Result<Self, NotADatabaseUrl> {
        let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if postgres { Ok(Self(text.to_owned())) } else { Err(NotADatabaseUrl) }
    }
}
