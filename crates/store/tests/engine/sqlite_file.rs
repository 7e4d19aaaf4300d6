//! The file itself: who may read it, how it is written, and more than one process on it.

use std::{fs, os::unix::fs::PermissionsExt, thread};

use bonafide_store::{Location, Options, Store, StoreError};

use crate::world::{World, keep, keep_value};

#[test]
fn only_the_owner_may_read_the_file_and_those_beside_it() {
    let world = World::on_sqlite();
    world.write(|tx| keep(tx, "a")).wait().unwrap();
    let folder = world.file().parent().unwrap();
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "the database, its log and the log's index: {files:?}");
    for file in files {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}

#[test]
fn a_commit_is_on_the_disk_before_it_is_answered() {
    let world = World::on_sqlite();
    for (pragma, expected) in [
        ("PRAGMA journal_mode", "wal"),
        ("PRAGMA synchronous", "2"),
        ("PRAGMA foreign_keys", "1"),
        ("PRAGMA temp_store", "2"),
        ("PRAGMA query_only", "0"),
    ] {
        let told = world.write(move |tx| {
            let row = tx.row(pragma, &[])?.expect("one row");
            row.get::<i64>(0).map(|number| number.to_string()).or_else(|_| row.get(0))
        });
        assert_eq!(told.wait().unwrap(), expected, "{pragma}");
    }
}

/// The store's own thread copies the log, long before the writer would have to.
#[test]
fn what_was_written_is_copied_from_the_log_beside_the_writer() {
    let world = World::on_sqlite();
    let before = fs::metadata(world.file()).unwrap().len();
    let copied = (0..20_000).any(|number| {
        world.write(move |tx| keep(tx, &format!("{number}"))).wait().unwrap();
        fs::metadata(world.file()).unwrap().len() > before
    });
    assert!(copied, "the file is as long as it was");
    assert!(log_bytes(&world) < 32 << 20, "the writer has copied it: {}", log_bytes(&world));
}

#[test]
fn however_much_is_written_the_log_stays_within_its_bounds() {
    const LARGE: usize = 100_000;
    let world = World::on_sqlite();
    for number in 0..30 {
        let written: Vec<_> = (0..50)
            .map(|more| world.write(move |tx| keep_value(tx, &format!("{number}-{more}"), &vec![7; LARGE])))
            .collect();
        for one in written {
            one.wait().unwrap();
        }
        assert!(log_bytes(&world) < 96 << 20, "{} bytes after {number}", log_bytes(&world));
    }
}

fn log_bytes(world: &World) -> u64 {
    fs::metadata(world.file().with_extension("db-wal")).unwrap().len()
}

#[test]
fn tables_are_strict_and_ordered_by_their_keys() {
    let world = World::on_sqlite();
    let loose = world.read(|tx| {
        let sql = "SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND name NOT GLOB 'sqlite_*' AND NOT (strict AND wr)";
        tx.rows(sql, &[])?.iter().map(|row| row.get::<String>(0)).collect()
    });
    assert_eq!(loose.wait(), Ok(Vec::<String>::new()));
}

#[test]
fn a_file_that_an_administrator_analysed_opens_as_before() {
    let mut world = World::on_sqlite();
    rusqlite::Connection::open(world.file()).unwrap().execute_batch("ANALYZE").unwrap();
    world.reopen(|_| ());
    world.write(|tx| keep(tx, "a")).wait().unwrap();
    assert_eq!(world.kept(), ["a"]);
}

#[test]
fn a_missing_folder_and_a_file_that_is_no_database_are_refused_with_words() {
    let world = World::on_sqlite();
    let missing = world.file().with_file_name("missing").join("bonafide.db");
    let other = world.file().with_file_name("other.db");
    fs::write(&other, "This is a letter, and it is longer than the header of a database file is, by far.")
        .unwrap();
    for (path, words) in [(missing, "cannot be made"), (other, "not a database")] {
        let opened = Store::open(Options { location: Location::Sqlite(path), ..world.options() });
        match opened.map(drop) {
            Err(StoreError::Unavailable(why)) => assert!(why.contains(words), "{why}"),
            other => panic!("{other:?}"),
        }
    }
}

/// Details 13: a command beside a running server opens the database too.
#[test]
fn two_stores_on_one_file_both_write() {
    let world = World::on_sqlite();
    let command = Store::open(world.options()).unwrap();
    thread::scope(|scope| {
        for (store, name) in [(&world.store, "server"), (&command, "command")] {
            scope.spawn(move || {
                for number in 0..100 {
                    let name = format!("{name}-{number}");
                    let answer = store.write(crate::world::ACCOUNT, move |tx| {
                        Ok(bonafide_store::Done::quiet(keep(tx, &name)?))
                    });
                    answer.wait().unwrap();
                }
            });
        }
    });
    assert_eq!(world.kept().len(), 200);
}
