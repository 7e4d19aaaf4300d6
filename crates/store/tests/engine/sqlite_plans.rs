//! What SQLite's planner is told, so that a plan is the same for the first row and the ten millionth.

use std::fs;

use bonafide_store::{Location, Options, Store};
use rusqlite::Connection;

use crate::world::{ACCOUNT, World, keep};

/// Asks for a page of a conversation's messages, which a planner without statistics finds by walking the account.
const HOT: &str = "EXPLAIN QUERY PLAN SELECT author_kind, received_at FROM messages
    WHERE account_id = zeroblob(12) AND root_id = zeroblob(12) AND visibility = 'all' ORDER BY id DESC LIMIT 50";

#[test]
fn every_index_has_its_statistics_and_nothing_is_sampled() {
    let world = World::on_sqlite();
    let file = beside(&world);
    let without = "SELECT i.name FROM sqlite_schema t, pragma_index_list(t.name) i
        WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND NOT EXISTS (
            SELECT 1 FROM sqlite_stat1 s
            WHERE s.tbl = t.name AND s.idx = CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END
              AND length(s.stat) - length(replace(s.stat, ' ', '')) =
                  (SELECT count(*) + 1 FROM pragma_index_info(i.name)))";
    assert_eq!(texts(&file, without), [""; 0], "no number for each of its columns");
    assert_eq!(number(&file, "SELECT count(*) > 40 FROM sqlite_stat1"), 1);
    assert_eq!(number(&file, "SELECT count(*) FROM sqlite_stat4"), 0);
    assert_eq!(statistic(&file, "sessions"), "1000000 1000000 1 noskipscan");
    assert_eq!(statistic(&file, "sessions_user"), "1000000 1000000 10 noskipscan");
    assert_eq!(statistic(&file, "messages_root"), "1000000 1000000 10 10 noskipscan");
    assert_eq!(statistic(&file, "tickets_standing"), "1000000 1000000 1000000 10 noskipscan");
    assert_eq!(statistic(&file, "accounts"), "1000000 1 noskipscan");
}

#[test]
fn plans_use_them_from_the_first_opening_on() {
    let world = World::on_sqlite();
    assert!(plan(&world).contains("messages_root (account_id=? AND root_id=?)"), "{}", plan(&world));
}

/// A list of more than two words in a CHECK makes a table of its own for every row that is written.
#[test]
fn no_row_is_checked_by_way_of_a_table_of_its_own() {
    let world = World::on_sqlite();
    let file = beside(&world);
    let tables =
        texts(&file, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'");
    assert!(tables.len() > 30, "{tables:?}");
    for table in tables {
        let mut program = file.prepare(&format!("EXPLAIN INSERT INTO {table} DEFAULT VALUES")).unwrap();
        let steps: Vec<String> =
            program.query_map([], |row| row.get("opcode")).unwrap().map(Result::unwrap).collect();
        assert!(!steps.iter().any(|step| step == "OpenEphemeral"), "{table}: {steps:?}");
    }
}

/// An administrator's ANALYZE of a file with few rows would have accounts walked again.
#[test]
fn what_analyze_found_is_forgotten_at_the_next_start() {
    let mut world = World::on_sqlite();
    let before = everything(&beside(&world));
    world.write(crate::world::make_account).wait().unwrap();
    beside(&world).execute_batch("ANALYZE").unwrap();
    assert_ne!(everything(&beside(&world)), before);
    assert_eq!(number(&beside(&world), "SELECT count(*) > 0 FROM sqlite_stat4"), 1);
    world.reopen(|_| ());
    assert_eq!(everything(&beside(&world)), before);
    assert_eq!(number(&beside(&world), "SELECT count(*) FROM sqlite_stat4"), 0);
    assert!(plan(&world).contains("messages_root"));
}

/// A command beside a running server must not have the server plan its statements anew.
#[test]
fn another_start_leaves_the_schema_as_it_is() {
    let world = World::on_sqlite();
    let cookie = || number(&beside(&world), "PRAGMA schema_version");
    let before = cookie();
    Store::open(world.options()).unwrap();
    assert_eq!(cookie(), before);
}

#[test]
fn a_file_of_an_older_version_gets_its_indexes_and_statistics_and_keeps_its_rows() {
    let world = World::on_sqlite();
    let older = world.file().with_file_name("older.db");
    made_by_version_2(&older);
    let store =
        Store::open(Options { location: Location::Sqlite(older.clone()), ..world.options() }).unwrap();
    let write = store.write(ACCOUNT, |tx| keep(tx, "a").map(bonafide_store::Done::quiet));
    write.wait().unwrap();
    let file = Connection::open(&older).unwrap();
    let fresh = beside(&world);
    let indexes = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    assert_eq!(texts(&file, indexes), texts(&fresh, indexes));
    assert_eq!(everything(&file), everything(&fresh));
    assert_eq!(texts(&file, "SELECT value FROM external_ids"), ["usr_1"]);
}

/// A file with the first two steps and a row in a table whose index is made anew.
fn made_by_version_2(path: &std::path::Path) {
    let file = Connection::open(path).unwrap();
    for step in ["0001_core.sql", "0002_screens.sql"] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/");
        let shared = fs::read_to_string(format!("{folder}{step}")).unwrap();
        let own = shared
            .replace("BYTEA", "BLOB")
            .replace("BIGINT", "INTEGER")
            .replace("\n);", "\n) STRICT, WITHOUT ROWID;");
        file.execute_batch(&own).unwrap();
    }
    file.execute_batch(
        "INSERT INTO installation (name, value) VALUES ('schema', CAST('2' AS BLOB));
         INSERT INTO accounts (id, name, email_policy, session_limit, conversation_metadata, created_at)
         VALUES (x'01', 'Old', 'verified_only', 1, 1, 1);
         INSERT INTO users (account_id, id, root_id, state, session_epoch, version, created_at)
         VALUES (x'01', x'02', x'02', 'known', 0, 0, 1);
         INSERT INTO external_ids (account_id, namespace, value, user_id, created_at)
         VALUES (x'01', x'00', 'usr_1', x'02', 1);",
    )
    .unwrap();
}

/// A connection that does not go through the store.
fn beside(world: &World) -> Connection {
    Connection::open(world.file()).unwrap()
}

/// The plan of [`HOT`], made by the store's own connection.
fn plan(world: &World) -> String {
    let lines = world.read(|tx| tx.rows(HOT, &[])?.iter().map(|row| row.get(3)).collect());
    lines.wait().map(|lines: Vec<String>| lines.join("\n")).unwrap()
}

fn everything(file: &Connection) -> Vec<String> {
    texts(
        file,
        "SELECT tbl || ' ' || idx || ' ' || stat FROM sqlite_stat1 WHERE idx IS NOT NULL ORDER BY tbl, idx",
    )
}

fn statistic(file: &Connection, index: &str) -> String {
    file.query_row("SELECT stat FROM sqlite_stat1 WHERE idx = ?1", [index], |row| row.get(0)).unwrap()
}

fn texts(file: &Connection, sql: &str) -> Vec<String> {
    let mut statement = file.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn number(file: &Connection, sql: &str) -> i64 {
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}
