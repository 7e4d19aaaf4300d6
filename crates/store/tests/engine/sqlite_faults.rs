//! SQLite at its limits: everything acknowledged is there, once, and nothing refused is (details 1).

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use bonafide_store::{Done, Pending, Result, StoreError, Tx};

use crate::{
    gate::Gate,
    world::{ACCOUNT, World, held, keep, keep_value, make_account, make_counter, tell},
};

/// Queues what `queue` asks for while the writer is held, so that all of it shares one batch.
fn in_one_batch<T>(world: &World, queue: impl FnOnce() -> T) -> T {
    let gate = Gate::default();
    let inside = gate.clone();
    let held_up = world.write(move |_| {
        inside.pass();
        Ok(())
    });
    gate.wait_until_reached();
    let queued = queue();
    gate.open();
    held_up.wait().unwrap();
    queued
}

/// Lets the file grow no further than it is now.
fn fill_disk(world: &World) {
    // A limit below the file's size is taken as its size.
    world.write(|tx| tx.rows("PRAGMA max_page_count = 1", &[])).wait().unwrap();
}

fn empty_disk(world: &World) {
    world.write(|tx| tx.rows("PRAGMA max_page_count = 4294967294", &[])).wait().unwrap();
}

/// A write that keeps `name` and says how often it ran.
fn counted(world: &World, name: &'static str) -> (Pending<()>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let run = Arc::clone(&runs);
    let answer = world.store.write(ACCOUNT, move |tx| {
        run.fetch_add(1, Ordering::SeqCst);
        keep(tx, name)?;
        Ok(Done { value: (), announcements: vec![tell(name.as_bytes()[0])] })
    });
    (answer, runs)
}

fn is_full<T: std::fmt::Debug>(answer: Result<T>) {
    match answer {
        Err(StoreError::Unavailable(words)) => assert!(words.contains("full"), "{words}"),
        other => panic!("{other:?}"),
    }
}

const LARGE: &[u8] = &[0; 1 << 20];

/// A plain INSERT that meets a full disk takes the whole transaction with it, its neighbours' rows too.
#[test]
fn when_a_full_disk_undoes_the_whole_batch_its_jobs_run_again_one_by_one() {
    let world = World::on_sqlite();
    fill_disk(&world);
    let panics = Arc::new(AtomicUsize::new(0));
    let (before, large, refused, after) = in_one_batch(&world, || {
        let before = counted(&world, "a");
        let run = Arc::clone(&panics);
        let refused = world.write::<()>(move |tx| {
            run.fetch_add(1, Ordering::SeqCst);
            keep(tx, "b")?;
            panic!("on purpose")
        });
        let large = world.write(|tx| keep_value(tx, "c", LARGE));
        let after = counted(&world, "d");
        (before, large, refused, after)
    });
    assert_eq!((before.0.wait(), after.0.wait()), (Ok(()), Ok(())));
    is_full(large.wait());
    assert_eq!(refused.wait(), Err(StoreError::Panicked));
    assert_eq!(panics.load(Ordering::SeqCst), 1, "what panicked is not run again");
    assert_eq!(before.1.load(Ordering::SeqCst), 2, "the batch was undone, or this test tests nothing");
    assert_eq!(after.1.load(Ordering::SeqCst), 1);
    assert_eq!(world.kept(), ["a", "d"]);
    assert_eq!(world.news(), b"ad");

    empty_disk(&world);
    world.write(|tx| keep_value(tx, "c", LARGE)).wait().unwrap();
    assert_eq!(world.kept(), ["a", "c", "d"]);
}

/// A closure that swallows the error must not go on in what is no transaction any more.
#[test]
fn after_a_full_disk_no_statement_commits_alone() {
    let world = World::on_sqlite();
    fill_disk(&world);
    let swallowed = world.write(|tx| {
        keep(tx, "a")?;
        drop(keep_value(tx, "b", LARGE));
        drop(keep(tx, "c"));
        Ok(())
    });
    is_full(swallowed.wait());
    assert_eq!(world.kept(), [""; 0]);
}

/// A statement that may change several rows is undone alone.
#[test]
fn when_a_full_disk_undoes_one_statement_only_its_own_job_is_undone() {
    let world = World::on_sqlite();
    fill_disk(&world);
    let (before, large, after) = in_one_batch(&world, || {
        let large = |tx: &mut Tx<'_>| {
            keep(tx, "b")?;
            let sql = "INSERT INTO installation (name, value)
                SELECT name || '-large', zeroblob(1048576) FROM installation WHERE name = 'b'
                UNION ALL SELECT 'b', value FROM installation";
            tx.execute(sql, &[])
        };
        (counted(&world, "a"), world.write(large), counted(&world, "c"))
    });
    assert_eq!((before.0.wait(), after.0.wait()), (Ok(()), Ok(())));
    is_full(large.wait());
    assert_eq!(before.1.load(Ordering::SeqCst), 2, "again in a savepoint, and not a third time alone");
    assert_eq!(world.kept(), ["a", "c"]);
}

#[test]
fn under_load_a_full_disk_loses_nothing_that_was_acknowledged() {
    let world = World::on_sqlite();
    // Room for about a quarter of what is coming.
    world.write(|tx| tx.rows("PRAGMA max_page_count = 600", &[])).wait().unwrap();
    let (kept, refused) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    thread::scope(|scope| {
        for worker in 0..16 {
            let (world, kept, refused) = (&world, &kept, &refused);
            scope.spawn(move || {
                for number in 0..32 {
                    let name = format!("{worker}-{number}");
                    let wanted = name.clone();
                    let size = if number % 3 == 0 { 40_000 } else { 10 };
                    match world.write(move |tx| keep_value(tx, &wanted, &vec![1; size])).wait() {
                        Ok(()) => assert!(held(kept).insert(name)),
                        Err(StoreError::Unavailable(_)) => drop(refused.fetch_add(1, Ordering::SeqCst)),
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        }
    });
    let kept = held(&kept);
    assert_eq!(world.kept().into_iter().collect::<BTreeSet<_>>(), *kept);
    assert!(refused.load(Ordering::SeqCst) > 0 && kept.len() > 16, "both must happen");
}

#[test]
fn under_load_a_panic_harms_no_neighbour() {
    let world = World::on_sqlite();
    let kept = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for worker in 0..8 {
            let (world, kept) = (&world, &kept);
            scope.spawn(move || {
                for number in 0..20 {
                    let name = format!("{worker}-{number}");
                    let wanted = name.clone();
                    let answer = world.write(move |tx| {
                        keep(tx, &wanted)?;
                        assert!(number % 4 != 0, "on purpose");
                        Ok(())
                    });
                    match answer.wait() {
                        Ok(()) => assert!(held(kept).insert(name)),
                        Err(error) => assert_eq!((error, number % 4), (StoreError::Panicked, 0)),
                    }
                }
            });
        }
    });
    assert_eq!(world.kept().into_iter().collect::<BTreeSet<_>>(), *held(&kept));
    assert_eq!(held(&kept).len(), 8 * 15);
}

/// A foreign key that is looked at only by COMMIT makes COMMIT itself fail.
#[test]
fn when_the_commit_fails_the_whole_batch_is_refused_and_nothing_is_told() {
    let world = World::on_sqlite();
    let (before, broken, after, refused) = in_one_batch(&world, || {
        let before = counted(&world, "a");
        let broken = world.write(|tx| {
            tx.execute("PRAGMA defer_foreign_keys = ON", &[])?;
            make_counter(tx, "without an account")
        });
        (before, broken, counted(&world, "b"), world.write(|tx| keep(tx, "a")))
    });
    for answer in [before.0.wait(), broken.wait(), after.0.wait(), refused.wait()] {
        match answer {
            Err(StoreError::Bug(words)) => assert!(words.contains("FOREIGN KEY"), "{words}"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(world.kept(), [""; 0]);
    assert_eq!(world.news(), [0; 0]);

    world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "with one"))).wait().unwrap();
    world.write(|tx| keep(tx, "a")).wait().unwrap();
    assert_eq!(world.kept(), ["a"]);
}

#[test]
fn while_another_process_writes_for_too_long_the_database_is_busy() {
    let mut world = World::on_sqlite();
    world.grow_impatient();
    let other = rusqlite::Connection::open(world.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; INSERT INTO installation VALUES ('other', x'');").unwrap();
    let refused = [world.write(|tx| keep(tx, "a")), world.write(|tx| keep(tx, "b"))];
    for answer in refused {
        assert_eq!(answer.wait(), Err(StoreError::Busy));
    }
    assert_eq!(world.kept(), [""; 0], "reads go on");
    other.execute_batch("COMMIT").unwrap();
    world.write(|tx| keep(tx, "c")).wait().unwrap();
    assert_eq!(world.kept(), ["c", "other"]);
}

/// Group commit: many jobs, one COMMIT. The file's change counter tells how many there were.
#[test]
fn jobs_that_wait_together_share_a_commit() {
    let world = World::on_sqlite();
    let other = rusqlite::Connection::open(world.file()).unwrap();
    let version = || other.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = version();
    let answers =
        in_one_batch(&world, || ["a", "b", "c", "d"].map(|name| world.write(move |tx| keep(tx, name))));
    for answer in answers {
        answer.wait().unwrap();
    }
    assert_eq!(version(), before + 1);
    assert_eq!(world.kept(), ["a", "b", "c", "d"]);
}
