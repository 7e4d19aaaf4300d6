//! What is refused, and when the store ends.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bonafide_store::{Done, Store, StoreError};

use crate::{
    gate::Gate,
    world::{ACCOUNT, World, held, keep, on_both},
};

/// A statement that takes minutes.
const ENDLESS: &str = "WITH RECURSIVE numbers (n) AS (
        SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000000
    ) SELECT count(*) FROM numbers";

on_both! {
    fn what_takes_too_long_is_ended_alone(mut world) {
        world.reopen(|options| options.limits.time = Duration::from_millis(200));
        let read = world.read(|tx| tx.rows(ENDLESS, &[]));
        let before = world.write(|tx| keep(tx, "a"));
        let runs = Arc::new(AtomicUsize::new(0));
        let run = Arc::clone(&runs);
        let write = world.write(move |tx| {
            run.fetch_add(1, Ordering::SeqCst);
            keep(tx, "b").and_then(|()| tx.rows(ENDLESS, &[]))
        });
        let after = world.write(|tx| keep(tx, "c"));
        assert!(matches!(read.wait(), Err(StoreError::Unavailable(_))));
        assert!(matches!(write.wait(), Err(StoreError::Unavailable(_))));
        assert_eq!((before.wait(), after.wait()), (Ok(()), Ok(())));
        assert_eq!(world.kept(), ["a", "c"]);
        assert_eq!(runs.load(Ordering::SeqCst), 1, "it is not given the time again");
    }

    fn a_full_queue_refuses_at_once(mut world) {
        world.reopen(|options| {
            options.limits.queue = 1;
            options.limits.connections = 1;
        });
        let gate = Gate::default();
        let inside = gate.clone();
        let running = world.write(move |tx| {
            inside.pass();
            keep(tx, "a")
        });
        gate.wait_until_reached();
        let waiting = world.write(|tx| keep(tx, "b"));
        let refused = world.write(|tx| keep(tx, "c"));
        assert_eq!(refused.wait(), Err(StoreError::Busy));
        gate.open();
        assert_eq!((running.wait(), waiting.wait()), (Ok(()), Ok(())));
        assert_eq!(world.kept(), ["a", "b"]);
    }

    fn closing_finishes_what_waits_and_takes_no_more(mut world) {
        let gate = Gate::default();
        let inside = gate.clone();
        let mut answers = vec![world.write(move |tx| {
            inside.pass();
            keep(tx, "0")
        })];
        gate.wait_until_reached();
        for name in ["1", "2", "3"] {
            answers.push(world.write(move |tx| keep(tx, name)));
        }
        gate.open();
        world.store.close();
        let closed = StoreError::Unavailable("the store is closed".into());
        assert_eq!(world.write(|tx| keep(tx, "4")).wait(), Err(closed.clone()));
        assert_eq!(world.read(|_| Ok(())).wait(), Err(closed));
        for answer in answers {
            assert_eq!(answer.wait(), Ok(()));
        }
        world.reopen(|_| ());
        assert_eq!(world.kept(), ["0", "1", "2", "3"]);
    }

    fn an_answer_that_nobody_waits_for_is_carried_out_all_the_same(mut world) {
        drop(world.write(|tx| keep(tx, "a")));
        world.reopen(|_| ());
        assert_eq!(world.kept(), ["a"]);
    }

    /// The last one to hold a store may be a closure, which goes away on one of the store's own threads.
    fn a_store_may_be_closed_from_its_own_thread(world) {
        let own = Arc::new(Mutex::new(Some(Store::open(world.options()).unwrap())));
        let inner = Arc::clone(&own);
        let gate = Gate::default();
        let inside = gate.clone();
        let answer = held(&own).as_ref().unwrap().read(ACCOUNT, move |_| {
            inside.pass();
            drop(held(&inner).take());
            Ok(7)
        });
        gate.wait_until_reached();
        gate.open();
        assert_eq!(answer.wait(), Ok(7));
    }

    /// Opening and closing block, and nothing of it may disturb an async thread.
    fn a_store_is_at_home_in_async_code(world) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(world.options()).unwrap();
            let kept = store.write(ACCOUNT, |tx| keep(tx, "a").map(Done::quiet)).await;
            let account = store.read(ACCOUNT, |tx| Ok(tx.account())).await;
            assert_eq!((kept, account), (Ok(()), Ok(ACCOUNT)));
        });
        assert_eq!(world.kept(), ["a"]);
    }

    fn the_store_measures_what_it_does(mut world) {
        world.reopen(|_| ());
        let slow = Duration::from_millis(20);
        world.write(|tx| keep(tx, "a")).wait().unwrap();
        world.write(|tx| keep(tx, "a")).wait().unwrap_err();
        world.read(move |_| {
            let never = Gate::default();
            never.pass_after(slow);
            Ok(())
        }).wait().unwrap();
        let measures = world.store.measures();
        assert_eq!((measures.done, measures.failed, measures.waiting), (2, 1, 0));
        assert!(measures.commits >= 1, "{measures:?}");
        assert!(measures.longest >= slow, "{measures:?}");
        assert_eq!(world.store.measures().longest, Duration::ZERO, "begins anew each time");
    }
}

#[test]
fn without_room_on_the_disk_writes_are_refused_and_reads_go_on() {
    let mut world = World::on_sqlite();
    world.write(|tx| keep(tx, "a")).wait().unwrap();
    world.reopen(|options| options.limits.reserve = u64::MAX);
    match world.write(|tx| keep(tx, "b")).wait() {
        Err(StoreError::Unavailable(words)) => assert!(words.contains("MB of disk are free"), "{words}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.kept(), ["a"]);
    world.reopen(|options| options.limits.reserve = 1);
    world.write(|tx| keep(tx, "c")).wait().unwrap();
    assert_eq!(world.kept(), ["a", "c"]);
}
