//! What can be set: in a TOML file, in the environment (`BONAFIDE_…`), and with flags; the later of these wins.
//!
//! Each section is a file of its own with a table of its keys. A key has one reader, whichever way its value came,
//! and the reference is written from the same tables. Nothing set at all is a good configuration: everything in
//! `./data`, listening on this machine alone.

mod database;
mod error;
pub mod key;
mod limits;
mod mail;
mod outbound;
pub mod reference;
mod secrets;
mod server;
mod sessions;
mod sources;

pub use database::{Database, DatabaseUrl};
pub use error::ConfigError;
pub use limits::Limits;
pub use mail::{Mail, Password, Relay, Security};
pub use outbound::Outbound;
pub use secrets::Secrets;
pub use server::{PublicUrl, Server, TlsFiles};
pub use sessions::Sessions;
pub use sources::{Flag, Sources};

use key::Key;

/// Everything that can be set, read and checked.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where it listens and how it is reached.
    pub server: Server,
    /// Where data is kept.
    pub database: Database,
    /// Where the master key is.
    pub secrets: Secrets,
    /// How often things may be tried.
    pub limits: Limits,
    /// How sessions are watched.
    pub sessions: Sessions,
    /// How mail leaves.
    pub mail: Mail,
    /// Which addresses that administrators type are called.
    pub outbound: Outbound,
}

/// The keys of all sections, in the order of the reference.
pub const SECTIONS: &[&[Key]] =
    &[server::KEYS, database::KEYS, secrets::KEYS, limits::KEYS, sessions::KEYS, mail::KEYS, outbound::KEYS];

impl Config {
    /// Reads the sources over the defaults and checks the whole.
    pub fn read(sources: &Sources) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for setting in sources.settings()? {
            (setting.key.set)(&mut config, &setting.value).map_err(|wants| setting.refused(&wants))?;
        }
        config.server.tls()?;
        config.server.check_exposure()?;
        config.mail.relay()?;
        Ok(config)
    }
}
