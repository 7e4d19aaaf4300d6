//! How the store sets up its sessions on PostgreSQL, and which databases it does not take.

use bonafide_store::{Location, Options, Result, Store, StoreError};

use crate::world::{World, keep};

#[test]
fn sessions_wait_within_limits_and_for_the_disk() {
    let mut world = World::on_postgres();
    let name = world.address().rsplit_once('/').unwrap().1.to_owned();
    // As an administrator may have set them for everyone.
    for setting in ["synchronous_commit = off", "statement_timeout = 0", "TimeZone = 'Asia/Tokyo'"] {
        world.beside().batch_execute(&format!("ALTER DATABASE {name} SET {setting}")).unwrap();
    }
    world.reopen(|_| ());
    for (setting, expected) in [
        ("SELECT current_setting('synchronous_commit')", "on"),
        ("SELECT current_setting('lock_timeout')", "5s"),
        ("SELECT current_setting('statement_timeout')", "10s"),
        ("SELECT current_setting('idle_in_transaction_session_timeout')", "10s"),
        ("SELECT current_setting('application_name')", "bonafide"),
        ("SELECT current_setting('enable_seqscan')", "off"),
        ("SELECT current_setting('jit')", "off"),
        ("SELECT current_setting('transaction_isolation')", "read committed"),
    ] {
        let told = world.write(move |tx| tx.row(setting, &[])?.expect("one row").get::<String>(0));
        assert_eq!(told.wait().unwrap(), expected, "{setting}");
    }
}

#[test]
fn a_stricter_commit_is_left_as_it_is() {
    let mut world = World::on_postgres();
    let name = world.address().rsplit_once('/').unwrap().1.to_owned();
    world
        .beside()
        .batch_execute(&format!("ALTER DATABASE {name} SET synchronous_commit = remote_apply"))
        .unwrap();
    world.reopen(|_| ());
    let setting = "SELECT current_setting('synchronous_commit')";
    let told = world.write(move |tx| tx.row(setting, &[])?.expect("one row").get::<String>(0));
    assert_eq!(told.wait().unwrap(), "remote_apply");
}

#[test]
fn a_database_that_does_not_keep_unicode_is_refused() {
    let world = World::on_postgres();
    let (server, name) = world.address().rsplit_once('/').unwrap();
    let other = format!("{name}_ascii");
    let mut beside = world.beside();
    beside
        .batch_execute(&format!(
            "CREATE DATABASE {other} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
        ))
        .unwrap();
    let refusal = open(&world, &format!("{server}/{other}"));
    beside.batch_execute(&format!("DROP DATABASE {other}")).unwrap();
    assert!(refusal.contains("SQL_ASCII and must be UTF8"), "{refusal}");
}

#[test]
fn a_database_that_is_not_there_is_refused_with_words() {
    let world = World::on_postgres();
    let (server, _) = world.address().rsplit_once('/').unwrap();
    assert!(open(&world, &format!("{server}/nobody")).contains("\"nobody\" does not exist"));
    assert!(open(&world, "postgres://bonafide@127.0.0.1:1/bonafide").contains("connecting to server"));
    assert!(open(&world, "postgres://bonafide@db.example/bonafide").contains("not encrypted"));
}

#[test]
fn an_address_is_not_written_into_logs() {
    let location = Location::Postgres("postgres://bonafide:secret@localhost/bonafide".into());
    assert_eq!(format!("{location:?}"), "Postgres(..)");
}

/// Why a store cannot be opened there.
fn open(world: &World, address: &str) -> String {
    let opened: Result<()> =
        Store::open(Options { location: Location::Postgres(address.into()), ..world.options() }).map(drop);
    match opened {
        Err(StoreError::Unavailable(words)) => words,
        other => panic!("{address}: {other:?}"),
    }
}

/// A new database is known to its planner long before PostgreSQL's own caretaker comes by.
#[test]
fn tables_that_fill_are_analysed() {
    let mut world = World::on_postgres();
    // The one thread goes on to the next only when it has analysed them.
    world.reopen(|options| options.limits.connections = 1);
    for number in 0..250 {
        world.write(move |tx| keep(tx, &format!("{number}"))).wait().unwrap();
    }
    let known = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'installation'";
    assert_ne!(world.beside().query_one(known, &[]).unwrap().get::<_, i64>(0), 0);
}
