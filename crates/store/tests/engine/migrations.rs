//! How a database comes to have its tables.

use std::thread;

use bonafide_store::{Location, Options, Store, StoreError};
use rusqlite::Connection;

use crate::world::{ACCOUNT, World, keep, on_both};

on_both! {
    fn a_database_of_a_newer_server_is_refused(world) {
        set_version(&world, b"9999");
        match Store::open(world.options()).map(drop) {
            Err(StoreError::Unavailable(words)) => assert!(words.contains("newer version of the server"), "{words}"),
            other => panic!("{other:?}"),
        }
    }

    fn a_version_that_is_no_number_is_refused(world) {
        set_version(&world, b"one");
        assert!(matches!(Store::open(world.options()).map(drop), Err(StoreError::Corrupt(_))));
    }

    fn servers_that_start_at_once_do_not_collide(mut world) {
        let empty = world.elsewhere();
        thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|number| {
                    let (world, location) = (&world, empty.clone());
                    scope.spawn(move || {
                        let store = Store::open(Options { location, ..world.options() }).unwrap();
                        let answer = store.write(ACCOUNT, move |tx| {
                            keep(tx, &number.to_string()).map(bonafide_store::Done::quiet)
                        });
                        answer.wait().unwrap();
                    })
                })
                .collect();
            for start in starts {
                start.join().unwrap();
            }
        });
    }

    fn a_migration_that_fails_leaves_nothing_behind(mut world) {
        let taken = world.elsewhere();
        run(&taken, "CREATE TABLE sessions (id BIGINT)");
        match Store::open(Options { location: taken.clone(), ..world.options() }).map(drop) {
            Err(StoreError::Unavailable(words)) => {
                assert!(words.contains("migration failed") && words.contains("sessions"), "{words}");
            }
            other => panic!("{other:?}"),
        }
        run(&taken, "DROP TABLE sessions");
        Store::open(Options { location: taken, ..world.options() }).unwrap();
    }
}

fn set_version(world: &World, version: &'static [u8]) {
    let changed = world.write(move |tx| {
        let sql = "UPDATE installation SET value = $1 WHERE name = 'schema'";
        tx.execute(sql, bonafide_store::params![version])
    });
    assert_eq!(changed.wait(), Ok(1));
}

/// Runs a statement on a database without opening a store on it.
fn run(location: &Location, sql: &str) {
    match location {
        Location::Sqlite(path) => Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        Location::Postgres(address) => {
            postgres::Client::connect(address, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}
