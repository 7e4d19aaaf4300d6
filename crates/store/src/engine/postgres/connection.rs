//! A connection, set up so that it behaves the same everywhere.

use std::collections::HashMap;

use postgres::{Client, Config, Error, Statement};

use super::{address, errors};
use crate::{
    engine::Limits,
    error::{Result, StoreError},
};

/// A client, and the statements it has prepared.
pub(super) struct Connection {
    pub(super) client: Client,
    statements: HashMap<(&'static str, Hold), Statement>,
}

/// Whether a statement keeps others away from the rows that it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Hold {
    /// It does not.
    Nothing,
    /// It locks them as an `UPDATE` that changes no key would, and writes nothing.
    Rows,
    /// It locks them beside others that do the same; whoever changes or takes them waits.
    Shared,
}

impl Hold {
    const fn clause(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Rows => " FOR NO KEY UPDATE",
            Self::Shared => " FOR SHARE",
        }
    }
}

impl Connection {
    pub(super) fn open(config: &Config, limits: Limits) -> Result<Self, Error> {
        let mut client = config.connect(address::tls())?;
        let (lock, statement) = (limits.patience.as_millis(), limits.time.as_millis());
        client.batch_execute(&format!(
            "SET lock_timeout = {lock};
             SET statement_timeout = {statement};
             SET idle_in_transaction_session_timeout = {statement};"
        ))?;
        // A plan is kept while its tables grow. One that reads a whole table is right for few rows only; one by an index
        // is as good with few and stays right. What has to be read whole is given a price by this for which plans
        // would be compiled, which takes longer than any of them.
        client.batch_execute("SET enable_seqscan = off; SET jit = off;")?;
        // Where the server does not wait for its disk, an answered commit could still be lost. Stricter
        // settings are left as they are.
        client.batch_execute(
            "SELECT set_config('synchronous_commit', 'on', false)
             WHERE current_setting('synchronous_commit') = 'off'",
        )?;
        Ok(Self { client, statements: HashMap::new() })
    }

    /// The prepared form of `sql`, and the client to run it on.
    pub(super) fn prepared(
        &mut self,
        sql: &'static str,
        hold: Hold,
    ) -> Result<(&mut Client, &Statement), Error> {
        let statement = match self.statements.entry((sql, hold)) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(self.client.prepare(&format!("{sql}{}", hold.clause()))?)
            }
        };
        Ok((&mut self.client, statement))
    }
}

/// Refuses a database whose texts are not UTF-8.
pub(super) fn check_encoding(client: &mut Client) -> Result<()> {
    let encoding = client.query_one("SHOW server_encoding", &[]).and_then(|row| row.try_get::<_, String>(0));
    match encoding.map_err(|error| errors::unavailable(&error))?.as_str() {
        "UTF8" => Ok(()),
        other => Err(StoreError::Unavailable(format!(
            "the database's encoding is {other} and must be UTF8: CREATE DATABASE … ENCODING 'UTF8'"
        ))),
    }
}
