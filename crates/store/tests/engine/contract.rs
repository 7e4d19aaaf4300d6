//! What a transaction promises.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bonafide_domain::{id::UserId, time::Millis};
use bonafide_store::StoreError;

use crate::world::{ACCOUNT, World, keep, on_both, refusal};

on_both! {
    fn what_was_answered_is_there(mut world) {
        assert_eq!(world.write(|tx| keep(tx, "a").map(|()| 7)).wait(), Ok(7));
        assert_eq!(world.kept(), ["a"]);
        world.reopen(|_| ());
        assert_eq!(world.kept(), ["a"]);
    }

    fn an_error_undoes_its_own_transaction_alone(world) {
        let before = world.write(|tx| keep(tx, "a"));
        let refused = world.write::<()>(|tx| keep(tx, "b").and(Err(refusal())));
        let after = world.write(|tx| keep(tx, "c"));
        assert_eq!((before.wait(), refused.wait(), after.wait()), (Ok(()), Err(refusal()), Ok(())));
        assert_eq!(world.kept(), ["a", "c"]);
    }

    fn a_panic_undoes_its_own_transaction_alone(world) {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let before = world.write(|tx| keep(tx, "a"));
        let panicked = world.write::<()>(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            keep(tx, "b")?;
            panic!("on purpose")
        });
        let after = world.write(|tx| keep(tx, "c"));
        assert_eq!((before.wait(), panicked.wait(), after.wait()), (Ok(()), Err(StoreError::Panicked), Ok(())));
        assert_eq!(world.kept(), ["a", "c"]);
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }

    /// After an error nothing more is done, and a closure that passes over it is undone all the same.
    fn an_error_poisons_its_transaction(world) {
        let answer = world.write(|tx| {
            keep(tx, "a")?;
            let twice = keep(tx, "a");
            let later = keep(tx, "b");
            assert_eq!((&twice, &later), (&conflict(), &conflict()));
            assert_eq!(tx.row("SELECT name FROM installation", &[]).map(drop), conflict());
            assert_eq!(tx.lock(&[]), conflict());
            Ok(())
        });
        assert_eq!(answer.wait(), conflict());
        assert_eq!(world.kept(), [""; 0]);
    }

    fn a_panic_on_a_reading_thread_leaves_it_in_order(world) {
        for _ in 0..5 {
            assert_eq!(world.read::<()>(|_| panic!("on purpose")).wait(), Err(StoreError::Panicked));
        }
        assert_eq!(world.kept(), [""; 0]);
    }

    /// A closure ends on the store's thread, and its captured values with it.
    fn a_panic_after_the_answer_leaves_the_thread_in_order(world) {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("on purpose");
            }
        }
        for name in ["a", "b", "c", "d", "e"] {
            let bomb = Bomb;
            let answer = world.write(move |tx| {
                let _captured = &bomb;
                keep(tx, name)
            });
            drop(answer.wait());
        }
        assert_eq!(world.kept(), ["a", "b", "c", "d", "e"]);
    }

    fn a_statement_says_how_many_rows_it_changed(world) {
        let changed = world.write(|tx| {
            keep(tx, "a")?;
            keep(tx, "b")?;
            let sql = "UPDATE installation SET value = value WHERE name <> 'schema'";
            let none = "INSERT INTO installation (name, value) SELECT name, value FROM installation WHERE true
                ON CONFLICT DO NOTHING";
            Ok((tx.execute(sql, &[])?, tx.execute(none, &[])?))
        });
        assert_eq!(changed.wait(), Ok((2, 0)));
    }

    fn time_and_ids_are_those_of_the_attempt(world) {
        let first = world.write(|tx| Ok((tx.now(), tx.id(), tx.id(), tx.account()))).wait().unwrap();
        let (now, id, next, account): (_, UserId, UserId, _) = first;
        assert_eq!((now, account), (world.store.now(), ACCOUNT));
        assert_eq!(id.made_at(), now);
        assert!(id < next);

        world.clock.0.fetch_sub(5_000, Ordering::SeqCst);
        let after_the_clock_went_back = world.store.new_id();
        assert!(next < after_the_clock_went_back, "ids only grow");

        world.clock.0.store(1_800_000_000_000, Ordering::SeqCst);
        let later: (_, UserId) = world.read(|tx| Ok((tx.now(), tx.id()))).wait().unwrap();
        assert_eq!((later.0, later.1.made_at()), (Millis::new(1_800_000_000_000), Millis::new(1_800_000_000_000)));
    }
}

fn conflict() -> Result<(), StoreError> {
    Err(StoreError::Conflict("installation_pkey"))
}
