//! What a store is opened with.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use bonafide_domain::id::AccountId;

use super::clock::Clock;
use crate::announcement::Announcement;

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file, made if it is missing. Its folder must exist.
    Sqlite(PathBuf),
    /// The address of a PostgreSQL database, as `postgres://user:password@host:port/name` or in libpq's
    /// `key=value` form.
    Postgres(String),
}

impl fmt::Debug for Location {
    /// Without the address of PostgreSQL, which may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.debug_tuple("Postgres").finish_non_exhaustive(),
        }
    }
}

/// Gives 64 random bits.
pub type Random = Box<dyn Fn() -> u64 + Send + Sync>;

/// Is told the news of one account after its transaction was committed. It is called on a thread of the engine,
/// in commit order, and holds up what commits next: it only passes on.
pub type Announce = Arc<dyn Fn(AccountId, Vec<Announcement>) + Send + Sync>;

/// What a [`Store`](super::Store) is opened with.
pub struct Options {
    /// Where the data is.
    pub location: Location,
    /// Where times come from.
    pub clock: Arc<dyn Clock>,
    /// Where the starts of ids and the lengths of pauses come from.
    pub random: Random,
    /// Where the news goes.
    pub announce: Announce,
    /// How long and how much.
    pub limits: Limits,
}

impl Options {
    /// What has no default, with the default limits.
    pub fn new(location: Location, clock: Arc<dyn Clock>, random: Random, announce: Announce) -> Self {
        Self { location, clock, random, announce, limits: Limits::default() }
    }
}

/// How long the engine waits and how much it takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long to wait for a lock that another transaction or process holds, before `StoreError::Busy`.
    /// Default: 5 s.
    pub patience: Duration,
    /// How long one closure on SQLite, or one statement on PostgreSQL, may take before it is ended with
    /// `StoreError::Unavailable`. Default: 10 s.
    pub time: Duration,
    /// After how much work a batch on SQLite is committed, however many wait, so that nobody waits long for
    /// their neighbours (details 14). Default: 5 ms.
    pub batch_time: Duration,
    /// How many may wait for a thread before `StoreError::Busy`. Default: 10 000.
    pub queue: usize,
    /// How many connections to PostgreSQL, each with a thread. Default: 4.
    pub connections: usize,
    /// How many bytes must be free on the disk of a SQLite file; with less, writes are refused and reads go on
    /// (details 14). Default: 200 MB.
    pub reserve: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(5),
            time: Duration::from_secs(10),
            batch_time: Duration::from_millis(5),
            queue: 10_000,
            connections: 4,
            reserve: 200_000_000,
        }
    }
}
