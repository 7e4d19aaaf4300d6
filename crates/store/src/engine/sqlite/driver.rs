//! Statements on SQLite.

use rusqlite::{
    Statement, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::{super::job::Access, connection::Connection, errors, statements::Statements};
use crate::{
    error::{Result, StoreError},
    tx::Driver,
    value::{Param, Row, Value},
};

/// Runs the statements of closures on a connection with an open transaction, one closure after the other.
pub(super) struct SqliteDriver<'c> {
    connection: &'c Connection,
    statements: Statements<'c>,
}

impl Driver for SqliteDriver<'_> {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64> {
        let connection = self.connection;
        let changed = self.bound(sql, params)?.raw_execute().map_err(|error| connection.explain(&error))?;
        u64::try_from(changed).map_err(|error| StoreError::Bug(error.to_string()))
    }

    fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let connection = self.connection;
        let statement = self.bound(sql, params)?;
        let columns = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(|error| connection.explain(&error))? {
            let mut read = Row::with_room(columns);
            for column in 0..columns {
                let found = row.get_ref(column).map_err(|error| connection.explain(&error))?;
                read.push(value(column, found)?);
            }
            rows.push(read);
        }
        Ok(rows)
    }

    /// As it stands: the one writer holds the whole database.
    fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        match self.connection.access {
            Access::Write => self.rows(sql, params),
            Access::Read => Err(StoreError::Bug("a row is taken where nothing may be changed".into())),
        }
    }

    /// As [`take`](Self::take): nobody is beside the one writer.
    fn hold(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.take(sql, params)
    }

    /// Nothing: the one writer holds the whole database.
    fn lock(&mut self, _keys: &[(i64, bool)]) -> Result<()> {
        Ok(())
    }

    fn writes_alone(&self) -> bool {
        self.connection.access == Access::Write
    }
}

impl<'c> SqliteDriver<'c> {
    pub(super) fn of(connection: &'c Connection) -> Self {
        Self { connection, statements: Statements::default() }
    }

    /// The statement with its parameters, ready to run.
    fn bound(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<&mut Statement<'c>> {
        if self.connection.deadline.has_passed() {
            return Err(errors::out_of_time());
        }
        self.statements.bound(self.connection, sql, params)
    }
}

fn value(column: usize, found: ValueRef<'_>) -> Result<Value<'_>> {
    match found {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => match str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text)),
            Err(_) => Err(StoreError::Corrupt(format!("column {column} is not UTF-8"))),
        },
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes)),
        ValueRef::Real(_) => Err(StoreError::Bug(format!("column {column} is a fraction"))),
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Param::Null => ValueRef::Null,
            Param::Int(number) => ValueRef::Integer(number),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
