//! Both databases have the same tables, as they themselves describe them.

use std::collections::BTreeSet;

use postgres::Client;
use rusqlite::Connection;

use crate::world::World;

#[test]
fn both_databases_have_the_same_schema() {
    let (sqlite, postgres) = (World::on_sqlite(), World::on_postgres());
    let one = describe_sqlite(&Connection::open(sqlite.file()).unwrap());
    let other = describe_postgres(&mut postgres.beside());
    assert_eq!(one.difference(&other).collect::<Vec<_>>(), [""; 0], "only on SQLite");
    assert_eq!(other.difference(&one).collect::<Vec<_>>(), [""; 0], "only on PostgreSQL");
    for kind in ["column", "primary key", "unique index", "index", "FOREIGN KEY", "checks"] {
        assert!(one.iter().any(|line| line.contains(kind)), "no {kind} was compared");
    }
}

/// A line for each thing in the schema.
fn describe_sqlite(db: &Connection) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let tables =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND ?1 = ''";
    for table in strings(db, tables, "") {
        let columns = "SELECT (cid + 1) || ' column ' || name || ' ' ||
            CASE type WHEN 'BLOB' THEN 'bytea' WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' ELSE type END ||
            CASE \"notnull\" WHEN 1 THEN ' not null' ELSE '' END FROM pragma_table_info(?1)";
        let key = "SELECT 'primary key ' || group_concat(name, ', ' ORDER BY pk)
            FROM pragma_table_info(?1) WHERE pk > 0";
        let foreign =
            "SELECT 'FOREIGN KEY (' || group_concat(\"from\", ', ' ORDER BY seq) || ') REFERENCES ' ||
            \"table\" || '(' || group_concat(\"to\", ', ' ORDER BY seq) || ')'
            FROM pragma_foreign_key_list(?1) GROUP BY id";
        for sql in [columns, key, foreign] {
            lines.extend(strings(db, sql, &table).into_iter().map(|line| format!("{table}: {line}")));
        }
        let made = strings(db, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", &table);
        lines.insert(format!("{table}: {} checks", made.concat().matches("CHECK (").count()));
        for index in strings(db, "SELECT name FROM pragma_index_list(?1) WHERE origin = 'c'", &table) {
            let unique = "SELECT 'unique ' FROM sqlite_schema WHERE name = ?1 AND sql LIKE 'CREATE UNIQUE %'";
            let columns = "SELECT group_concat(name, ', ' ORDER BY seqno) FROM pragma_index_info(?1)";
            let made = strings(db, "SELECT sql FROM sqlite_schema WHERE name = ?1", &index).concat();
            let predicate = made.split_once(" WHERE ").map_or("", |(_, predicate)| predicate);
            lines.insert(format!(
                "{table}: {}index {index} ({}) {}",
                strings(db, unique, &index).concat(),
                strings(db, columns, &index).concat(),
                plain(predicate),
            ));
        }
    }
    lines
}

fn describe_postgres(db: &mut Client) -> BTreeSet<String> {
    // A column that was dropped leaves a number that no other gets.
    let columns = "SELECT table_name || ': ' ||
        row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position) || ' column ' ||
        column_name || ' ' || data_type ||
        CASE WHEN data_type = 'text' AND collation_name IS DISTINCT FROM 'C' THEN ' not by code point' ELSE '' END ||
        CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
        FROM information_schema.columns WHERE table_schema = 'public'";
    let foreign = "SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace";
    let checks = "SELECT c.relname || ': ' || count(k.oid) || ' checks' FROM pg_class c
        LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname";
    let mut lines: BTreeSet<String> = [columns, foreign, checks]
        .iter()
        .flat_map(|sql| db.query(*sql, &[]).unwrap())
        .map(|row| row.get(0))
        .collect();

    let indexes = "SELECT t.relname, i.relname, x.indisprimary, x.indisunique,
        (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.oid),
        COALESCE(pg_get_expr(x.indpred, x.indrelid), '')
        FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        WHERE t.relnamespace = 'public'::regnamespace";
    for row in db.query(indexes, &[]).unwrap() {
        let (table, name, columns, predicate): (String, String, String, String) =
            (row.get(0), row.get(1), row.get(4), row.get(5));
        let (primary, unique): (bool, bool) = (row.get(2), row.get(3));
        lines.insert(if primary {
            assert_eq!(name, format!("{table}_pkey"));
            format!("{table}: primary key {columns}")
        } else {
            let unique = if unique { "unique " } else { "" };
            format!("{table}: {unique}index {name} ({columns}) {}", plain(&predicate))
        });
    }
    lines
}

/// A predicate without what PostgreSQL adds when it writes one down.
fn plain(predicate: &str) -> String {
    predicate.replace("::text", "").replace(['(', ')'], "")
}

fn strings(db: &Connection, sql: &str, name: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([name], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}
