//! Statements on PostgreSQL.

use postgres::types::ToSql;

use super::{
    connection::{Connection, Hold},
    errors::{self, Aftermath, Failure},
    values,
};
use crate::{
    engine::job::Access,
    error::Result,
    tx::Driver,
    value::{Param, Row},
};

/// Runs the statements of one closure on a connection with an open transaction.
pub(super) struct PostgresDriver<'c> {
    connection: &'c mut Connection,
    access: Access,
    /// What follows from the first error, which is the only one: after it no statement is let through.
    aftermath: Aftermath,
}

impl<'c> PostgresDriver<'c> {
    pub(super) fn new(connection: &'c mut Connection, access: Access) -> Self {
        Self { connection, access, aftermath: Aftermath::Undo }
    }

    /// What follows if the closure failed.
    pub(super) fn aftermath(&self) -> Aftermath {
        self.aftermath
    }

    fn queried(&mut self, sql: &'static str, hold: Hold, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let run = self
            .connection
            .prepared(sql, hold)
            .and_then(|(client, statement)| client.query(statement, &by_reference(params)));
        self.explained(run)?.iter().map(values::read).collect()
    }

    fn explained<T>(&mut self, result: Result<T, postgres::Error>) -> Result<T> {
        result.map_err(|error| {
            let Failure { error, aftermath } = errors::explain(&error, self.access);
            self.aftermath = aftermath;
            error
        })
    }
}

impl Driver for PostgresDriver<'_> {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64> {
        let run = self
            .connection
            .prepared(sql, Hold::Nothing)
            .and_then(|(client, statement)| client.execute(statement, &by_reference(params)));
        self.explained(run)
    }

    fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.queried(sql, Hold::Nothing, params)
    }

    fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.queried(sql, Hold::Rows, params)
    }

    fn hold(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.queried(sql, Hold::Shared, params)
    }

    fn lock(&mut self, keys: &[(i64, bool)]) -> Result<()> {
        // A plain scan of the arrays takes the locks in their order, which is the same for everyone.
        let sql = "SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(key) ELSE pg_advisory_xact_lock(key) END
             FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BOOLEAN[])) AS keys (key, shared)";
        let (keys, shared): (Vec<i64>, Vec<bool>) = keys.iter().copied().unzip();
        let run = self
            .connection
            .prepared(sql, Hold::Nothing)
            .and_then(|(client, statement)| client.execute(statement, &[&keys, &shared]));
        self.explained(run).map(drop)
    }

    fn writes_alone(&self) -> bool {
        false
    }
}

fn by_reference<'p>(params: &'p [Param<'p>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}
