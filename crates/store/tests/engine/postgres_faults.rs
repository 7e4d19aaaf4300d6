//! PostgreSQL going away: everything acknowledged is there, once, and nothing refused is (details 12).

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use bonafide_store::{Done, StoreError};

use crate::{
    gate::Gate,
    world::{ACCOUNT, World, count, held, keep, make_account, make_counter, tell},
};

const END_THE_OTHERS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn a_connection_lost_while_idle_is_replaced_and_nobody_notices() {
    let world = World::on_postgres();
    let mut beside = world.beside();
    for name in ["a", "b", "c"] {
        beside.execute(END_THE_OTHERS, &[]).unwrap();
        assert_eq!(world.write(move |tx| keep(tx, name)).wait(), Ok(()));
    }
    assert_eq!(world.kept(), ["a", "b", "c"]);
}

#[test]
fn a_connection_lost_on_the_way_undoes_the_transaction_in_flight() {
    let world = World::on_postgres();
    let gate = Gate::default();
    let inside = gate.clone();
    let answer = world.write(move |tx| {
        keep(tx, "a")?;
        inside.pass();
        keep(tx, "b")
    });
    gate.wait_until_reached();
    world.beside().execute(END_THE_OTHERS, &[]).unwrap();
    gate.open();
    assert!(matches!(answer.wait(), Err(StoreError::Unavailable(_))));
    world.write(|tx| keep(tx, "c")).wait().unwrap();
    assert_eq!(world.kept(), ["c"]);
}

/// A trigger that is looked at only by COMMIT ends the very session that commits.
#[test]
fn a_connection_lost_while_committing_is_unknown_and_not_run_again() {
    let world = World::on_postgres();
    world
        .beside()
        .batch_execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL;
             END $$;
             CREATE CONSTRAINT TRIGGER die AFTER INSERT ON installation DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW WHEN (NEW.name = 'fatal') EXECUTE FUNCTION die();",
        )
        .unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let answer = world.store.write(ACCOUNT, move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        keep(tx, "fatal")?;
        Ok(Done { value: (), announcements: vec![tell(1)] })
    });
    assert_eq!(answer.wait(), Err(StoreError::Unknown));
    assert_eq!(runs.load(Ordering::SeqCst), 1);

    let after = world.store.write(ACCOUNT, |tx| {
        keep(tx, "after")?;
        Ok(Done { value: (), announcements: vec![tell(2)] })
    });
    assert_eq!(after.wait(), Ok(()), "the one that was lost holds nobody up");
    assert_eq!(world.news(), [2]);
    assert_eq!(world.kept(), ["after"]);
}

#[test]
fn when_the_commit_is_refused_nothing_is_kept_and_nothing_is_told() {
    let world = World::on_postgres();
    let defer =
        "ALTER TABLE counters ALTER CONSTRAINT counters_account_id_fkey DEFERRABLE INITIALLY DEFERRED";
    world.beside().batch_execute(defer).unwrap();
    let broken = world.store.write(ACCOUNT, |tx| {
        keep(tx, "a")?;
        make_counter(tx, "without an account")?;
        Ok(Done { value: (), announcements: vec![tell(1)] })
    });
    match broken.wait() {
        Err(StoreError::Bug(words)) => assert!(words.contains("foreign key"), "{words}"),
        other => panic!("{other:?}"),
    }
    world.write(|tx| keep(tx, "b")).wait().unwrap();
    assert_eq!(world.kept(), ["b"]);
    assert_eq!(world.news(), [0; 0]);
}

#[test]
fn under_load_lost_connections_lose_nothing_that_was_acknowledged() {
    let mut world = World::on_postgres();
    let (kept, unknown) = (Mutex::new(BTreeSet::new()), Mutex::new(BTreeSet::new()));
    let (acknowledged, heard) = mpsc::channel();
    thread::scope(|scope| {
        for worker in 0..16 {
            let (world, kept, unknown, acknowledged) = (&world, &kept, &unknown, acknowledged.clone());
            scope.spawn(move || {
                let mut left = 60;
                for number in 0.. {
                    let name = format!("{worker}-{number}");
                    let wanted = name.clone();
                    match world.write(move |tx| keep(tx, &wanted)).wait() {
                        Ok(()) => {
                            assert!(held(kept).insert(name));
                            acknowledged.send(()).unwrap();
                            left -= 1;
                        }
                        Err(StoreError::Unknown) => assert!(held(unknown).insert(name)),
                        Err(StoreError::Unavailable(_)) => {}
                        Err(other) => panic!("{other}"),
                    }
                    if left == 0 {
                        return;
                    }
                }
            });
        }
        drop(acknowledged);
        let mut beside = world.beside();
        // Every so often all connections are cut, until everyone is through.
        while heard.iter().take(40).count() == 40 {
            beside.execute(END_THE_OTHERS, &[]).unwrap();
        }
    });
    // The threads that were cut off last may rest for a moment; new ones do not.
    world.reopen(|_| ());
    let there: BTreeSet<_> = world.kept().into_iter().collect();
    let (kept, unknown) = (held(&kept), held(&unknown));
    assert_eq!(kept.len(), 16 * 60);
    assert!(kept.is_subset(&there), "acknowledged and gone: {:?}", kept.difference(&there));
    let known: BTreeSet<_> = kept.union(&unknown).cloned().collect();
    assert!(there.is_subset(&known), "refused and there: {:?}", there.difference(&known));
}

#[test]
fn while_the_database_is_away_everything_is_refused_and_afterwards_it_goes_on() {
    let mut world = World::on_postgres();
    let (server, name) = world.address().rsplit_once('/').unwrap();
    let mut server = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls).unwrap();
    server.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).unwrap();
    let end_all = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1";
    server.execute(end_all, &[&name]).unwrap();
    for _ in 0..12 {
        assert!(matches!(world.write(|tx| keep(tx, "a")).wait(), Err(StoreError::Unavailable(_))));
        assert!(matches!(world.read(|_| Ok(())).wait(), Err(StoreError::Unavailable(_))));
    }
    server.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).unwrap();
    // Each thread rests a moment after it could not connect.
    while let Err(refusal) = world.write(|tx| keep(tx, "b")).wait() {
        assert!(matches!(refusal, StoreError::Unavailable(_)), "{refusal}");
    }
    world.reopen(|_| ());
    assert_eq!(world.kept(), ["b"]);
}

#[test]
fn of_two_that_wait_for_each_other_both_happen() {
    let mut world = World::on_postgres();
    let mut beside = world.beside();
    let name: String = beside.query_one("SELECT current_database()", &[]).unwrap().get(0);
    beside.batch_execute(&format!("ALTER DATABASE {name} SET deadlock_timeout = '20ms'")).unwrap();
    world.reopen(|_| ());
    world
        .write(|tx| {
            make_account(tx)?;
            make_counter(tx, "left")?;
            make_counter(tx, "right")
        })
        .wait()
        .unwrap();
    let (both, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let crossing = |first: &'static str, second: &'static str| {
        let (both, runs) = (Arc::clone(&both), Arc::clone(&runs));
        world.write(move |tx| {
            count(tx, first)?;
            // Only the first run of each meets the other.
            if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                both.wait();
            }
            count(tx, second)
        })
    };
    let (one, other) = (crossing("left", "right"), crossing("right", "left"));
    let mut counted = [one.wait().unwrap(), other.wait().unwrap()];
    counted.sort_unstable();
    assert_eq!(counted, [1, 2]);
    // Who gave way may get the row that the other waits for once more, before that one wakes: then they meet again.
    assert!(runs.load(Ordering::SeqCst) > 2, "one of them ran again");
}

#[test]
fn a_lock_that_is_not_given_in_time_is_busy() {
    let mut world = World::on_postgres();
    world.grow_impatient();
    let mut beside = world.beside();
    beside.batch_execute("BEGIN; INSERT INTO installation VALUES ('a', '')").unwrap();
    assert_eq!(world.write(|tx| keep(tx, "a")).wait(), Err(StoreError::Busy));
    beside.batch_execute("ROLLBACK").unwrap();
    assert_eq!(world.write(|tx| keep(tx, "a")).wait(), Ok(()));
}
