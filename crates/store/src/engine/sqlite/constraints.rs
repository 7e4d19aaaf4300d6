//! Constraints by name (details 4). SQLite says which columns were not unique; the schema says what that is
//! called.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{super::names::intern, errors};
use crate::error::{Result, StoreError};

/// From the columns as SQLite's words list them, `table.first, table.second`, to the name of the constraint.
pub(super) struct Constraints(HashMap<String, &'static str>);

/// What SQLite's words begin with when a row is not unique.
const NOT_UNIQUE: &str = "UNIQUE constraint failed: ";

impl Constraints {
    /// Reads the names out of the schema: `<table>_pkey` for primary keys, as on PostgreSQL, and the names of
    /// the unique indexes.
    pub(super) fn read(sqlite: &Connection) -> Result<Self> {
        let mut constraints = Self(HashMap::new());
        for table in
            texts(sqlite, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'", &[])?
        {
            let key =
                texts(sqlite, "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk", &[&table])?;
            constraints.add(&table, &key, &format!("{table}_pkey"))?;
            let uniques = "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" = 1 AND origin <> 'pk'";
            for index in texts(sqlite, uniques, &[&table])? {
                let columns =
                    texts(sqlite, "SELECT name FROM pragma_index_info(?1) ORDER BY seqno", &[&index])?;
                constraints.add(&table, &columns, &index)?;
            }
        }
        Ok(constraints)
    }

    /// The name that SQLite's words are about, if they say that a row is not unique.
    pub(super) fn name(&self, words: &str) -> Option<&'static str> {
        self.0.get(words.strip_prefix(NOT_UNIQUE)?).copied()
    }

    fn add(&mut self, table: &str, columns: &[String], name: &str) -> Result<()> {
        if columns.is_empty() {
            // SQLite's own tables have no key.
            return Ok(());
        }
        let columns: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
        match self.0.insert(columns.join(", "), intern(name)) {
            None => Ok(()),
            Some(other) => Err(StoreError::Bug(format!(
                "{other} and {name} have the same columns; nothing tells them apart"
            ))),
        }
    }
}

fn texts(sqlite: &Connection, sql: &str, params: &[&str]) -> Result<Vec<String>> {
    let read = || -> rusqlite::Result<Vec<String>> {
        sqlite.prepare(sql)?.query_map(rusqlite::params_from_iter(params), |row| row.get(0))?.collect()
    };
    read().map_err(|error| errors::unavailable(&error))
}
