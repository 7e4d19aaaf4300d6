//! The statements of one connection, each ready to run again.

use std::collections::{HashMap, hash_map::Entry};

use rusqlite::{PrepFlags, Statement};

use super::connection::Connection;
use crate::{
    error::{Result, StoreError},
    value::Param,
};

/// Every statement that was run on the connection. What the library itself offers for this is found by all of a statement's
/// text, and copies that, each time it runs: of the statements of a message several thousand bytes.
#[derive(Default)]
pub(super) struct Statements<'c>(HashMap<Text, Ready<'c>>);

/// A statement's text by where it lies in the program, which is quicker to find than by what it says.
type Text = (usize, usize);

struct Ready<'c> {
    statement: Statement<'c>,
    /// For each of SQLite's parameters, in its own order, the place of ours in the list: to SQLite `$1` is a name like any
    /// other and counts by where it first stands.
    places: Box<[usize]>,
}

impl<'c> Statements<'c> {
    /// A statement with its parameters.
    pub(super) fn bound(
        &mut self,
        connection: &'c Connection,
        sql: &'static str,
        params: &[Param<'_>],
    ) -> Result<&mut Statement<'c>> {
        let Ready { statement, places } = match self.0.entry((sql.as_ptr().addr(), sql.len())) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Ready::prepare(connection, sql)?),
        };
        if places.len() != params.len() {
            let count = places.len();
            return Err(StoreError::Bug(format!("{} parameters for a statement with {count}", params.len())));
        }
        for (index, place) in (1..).zip(places.iter()) {
            let param = params.get(*place).ok_or_else(misnamed)?;
            statement.raw_bind_parameter(index, param).map_err(|error| connection.explain(&error))?;
        }
        Ok(statement)
    }
}

impl<'c> Ready<'c> {
    fn prepare(connection: &'c Connection, sql: &str) -> Result<Self> {
        let prepared = connection.sqlite.prepare_with_flags(sql, PrepFlags::SQLITE_PREPARE_PERSISTENT);
        let statement = prepared.map_err(|error| connection.explain(&error))?;
        let places = (1..=statement.parameter_count())
            .map(|index| place(statement.parameter_name(index)).ok_or_else(misnamed))
            .collect::<Result<_>>()?;
        Ok(Self { statement, places })
    }
}

fn place(name: Option<&str>) -> Option<usize> {
    name?.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)
}

fn misnamed() -> StoreError {
    StoreError::Bug("parameters are $1, $2 and so on".into())
}
