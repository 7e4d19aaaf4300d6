//! The store's SQL is written once for two databases, in what both understand alike (details 11).

mod rules;
mod words;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use self::{
    rules::faults,
    words::{string_literals, words},
};
use crate::world::World;

/// The engine and the migrations speak to one database at a time.
const OWN_SQL: [&str; 2] = ["engine", "migrate"];

#[test]
fn the_stores_sql_is_portable() {
    let nullable = nullable_columns();
    let (mut checked, mut found) = (0, Vec::new());
    for file in source_files() {
        for literal in string_literals(&fs::read_to_string(&file).unwrap()) {
            let sql = words(&literal);
            if is_sql(&sql) {
                checked += 1;
                found.extend(
                    faults(&sql, &nullable)
                        .iter()
                        .map(|fault| format!("{}: {fault}: {literal}", file.display())),
                );
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(checked > 50, "only {checked} statements were found");
}

/// Statements and their parts, which `concat!` may put together. Keywords in capitals tell them from prose.
fn is_sql(words: &[String]) -> bool {
    const KEYWORDS: [&str; 10] =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "FROM", "WHERE", "VALUES", "RETURNING", "ORDER", "JOIN"];
    const STARTS: [&str; 4] = ["select", "insert", "update", "delete"];
    words.iter().any(|word| KEYWORDS.contains(&word.as_str()))
        || words.first().is_some_and(|word| STARTS.contains(&word.as_str()) && words.len() > 4)
}

fn source_files() -> Vec<PathBuf> {
    fn add(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    add(&source, &mut files);
    files.retain(|file| OWN_SQL.iter().all(|own| !file.starts_with(source.join(own))));
    files
}

/// Table and column of each column that may be empty.
fn nullable_columns() -> BTreeSet<(String, String)> {
    let world = World::on_sqlite();
    let columns = world.read(|tx| {
        let sql = "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
            WHERE t.schema = 'main' AND c.\"notnull\" = 0";
        tx.rows(sql, &[])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
    });
    columns.wait().unwrap()
}
