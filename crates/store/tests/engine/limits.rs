//! What is refused, and when the store ends.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bonafide_store::{Store, StoreError};

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
        let write = world.write(|tx| keep(tx, "b").and_then(|()| tx.rows(ENDLESS, &[])));
        let after = world.write(|tx| keep(tx, "c"));
        assert!(matches!(read.wait(), Err(StoreError::Unavailable(_))));
        assert!(matches!(write.wait(), Err(StoreError::Unavailable(_))));
        assert_eq!((before.wait(), after.wait()), (Ok(()), Ok(())));
        assert_eq!(world.kept(), ["a", "c"]);
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

    fn an_answer_can_be_awaited(world) {
        let (set, woken) = (Arc::new(AtomicBool::new(false)), Gate::default());
        let waker = std::task::Waker::from(Arc::new(Flag(Arc::clone(&set), woken.clone())));
        let mut context = std::task::Context::from_waker(&waker);
        let gate = Gate::default();
        let inside = gate.clone();
        let mut answer = Box::pin(world.read(move |_| {
            inside.pass();
            Ok(7)
        }));
        assert!(answer.as_mut().poll(&mut context).is_pending());
        gate.open();
        woken.wait_until_reached();
        assert!(set.load(Ordering::SeqCst));
        assert_eq!(answer.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(7)));
    }
}

struct Flag(Arc<AtomicBool>, Gate);

impl std::task::Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
        self.1.open();
        self.1.pass();
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
