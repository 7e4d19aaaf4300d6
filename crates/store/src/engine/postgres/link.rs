//! A connection that comes back after it was lost.

use std::time::{Duration, Instant};

use postgres::Config;

use super::{connection::Connection, errors};
use crate::{
    engine::{Limits, clock::steady},
    error::{Result, StoreError},
};

/// How long after the first failure to connect the next try is; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// How long the pause between two tries is at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// One thread's way to the database.
pub(super) struct Link {
    config: Config,
    limits: Limits,
    connection: Option<Connection>,
    rest: Option<Rest>,
}

/// Connecting failed: until then jobs are refused at once, and the database is left in peace.
struct Rest {
    until: Instant,
    pause: Duration,
    refusal: StoreError,
}

impl Link {
    pub(super) fn new(config: Config, limits: Limits) -> Self {
        Self { config, limits, connection: None, rest: None }
    }

    /// The connection, made anew if it was lost.
    pub(super) fn connection(&mut self) -> Result<&mut Connection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Lets go of a connection that cannot be used any more.
    pub(super) fn disconnect(&mut self) {
        self.connection = None;
    }

    fn connect(&mut self) -> Result<Connection> {
        if let Some(rest) = &self.rest
            && steady() < rest.until
        {
            return Err(rest.refusal.clone());
        }
        match Connection::open(&self.config, self.limits) {
            Ok(connection) => {
                self.rest = None;
                Ok(connection)
            }
            Err(error) => {
                let refusal = errors::unavailable(&error);
                tracing::warn!(%refusal, "no connection to the database");
                let pause =
                    self.rest.as_ref().map_or(FIRST_PAUSE, |rest| (rest.pause * 2).min(LONGEST_PAUSE));
                self.rest = Some(Rest { until: steady() + pause, pause, refusal: refusal.clone() });
                Err(refusal)
            }
        }
    }
}
