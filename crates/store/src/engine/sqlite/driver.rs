//! Statements on SQLite.

use rusqlite::{
    CachedStatement, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::{super::job::Access, connection::Connection, errors, places};
use crate::{
    error::{Result, StoreError},
    tx::Driver,
    value::{Param, Row, Value},
};

/// Runs the statements of one closure on a connection with an open transaction.
pub(super) struct SqliteDriver<'c>(pub(super) &'c Connection);

impl Driver for SqliteDriver<'_> {
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64> {
        let changed = self.bound(sql, params)?.raw_execute().map_err(|error| self.explain(&error))?;
        u64::try_from(changed).map_err(|error| StoreError::Bug(error.to_string()))
    }

    fn rows(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let mut statement = self.bound(sql, params)?;
        let columns = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(|error| self.explain(&error))? {
            let values = (0..columns).map(|column| {
                row.get_ref(column)
                    .map_err(|error| self.explain(&error))
                    .and_then(|value| read(column, value))
            });
            rows.push(Row::new(values.collect::<Result<_>>()?));
        }
        Ok(rows)
    }

    /// As it stands: the one writer holds the whole database.
    fn take(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        match self.0.access {
            Access::Write => self.rows(sql, params),
            Access::Read => Err(StoreError::Bug("a row is taken where nothing may be changed".into())),
        }
    }

    /// Nothing: the one writer holds the whole database.
    fn lock(&mut self, _keys: &[(i64, bool)]) -> Result<()> {
        Ok(())
    }

    fn writes_alone(&self) -> bool {
        self.0.access == Access::Write
    }
}

impl<'c> SqliteDriver<'c> {
    /// The statement with its parameters, ready to run.
    ///
    /// To SQLite `$1` is a name like any other and counts by where it first stands.
    fn bound(&self, sql: &'static str, params: &[Param<'_>]) -> Result<CachedStatement<'c>> {
        if self.0.deadline.has_passed() {
            return Err(errors::out_of_time());
        }
        let mut statement = self.0.sqlite.prepare_cached(sql).map_err(|error| self.explain(&error))?;
        let count = statement.parameter_count();
        if count != params.len() {
            return Err(StoreError::Bug(format!("{} parameters for a statement with {count}", params.len())));
        }
        for (index, place) in (1..).zip(self.0.places.of(sql, &statement)?.iter()) {
            let param = params.get(*place).ok_or_else(places::misnamed)?;
            statement.raw_bind_parameter(index, param).map_err(|error| self.explain(&error))?;
        }
        Ok(statement)
    }

    fn explain(&self, error: &rusqlite::Error) -> StoreError {
        errors::explain(error, self.0.access, &self.0.constraints)
    }
}

fn read(column: usize, value: ValueRef<'_>) -> Result<Value> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => match str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.into())),
            Err(_) => Err(StoreError::Corrupt(format!("column {column} is not UTF-8"))),
        },
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.into())),
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
