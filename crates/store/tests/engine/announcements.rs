//! News leaves after the commit, in commit order, or not at all.

use std::{sync::Arc, thread};

use bonafide_store::{Done, Options, Store, StoreError};

use crate::{
    gate::Gate,
    world::{ACCOUNT, World, count, keep, make_account, make_counter, on_both, refusal, tell},
};

on_both! {
    fn news_is_told_before_the_answer_is_given(world) {
        let answer = world.store.write(ACCOUNT, |tx| {
            keep(tx, "a")?;
            Ok(Done { value: (), announcements: vec![tell(1), tell(2)] })
        });
        assert_eq!(answer.wait(), Ok(()));
        assert_eq!(world.news(), [1, 2]);
    }

    fn nothing_is_told_before_the_commit(world) {
        let gate = Gate::default();
        let inside = gate.clone();
        let answer = world.store.write(ACCOUNT, move |tx| {
            keep(tx, "a")?;
            inside.pass();
            Ok(Done { value: (), announcements: vec![tell(1)] })
        });
        gate.wait_until_reached();
        assert_eq!(world.news(), [0; 0]);
        gate.open();
        answer.wait().unwrap();
        assert_eq!(world.news(), [1]);
    }

    fn what_is_undone_is_not_told(world) {
        let swallowed = world.store.write(ACCOUNT, |tx| {
            keep(tx, "a")?;
            drop(keep(tx, "a"));
            Ok(Done { value: (), announcements: vec![tell(1)] })
        });
        assert_eq!(swallowed.wait(), Err(StoreError::Conflict("installation_pkey")));
        let refused = world.store.write::<(), _>(ACCOUNT, |_| {
            drop(Done { value: (), announcements: vec![tell(2)] });
            Err(refusal())
        });
        assert_eq!(refused.wait(), Err(refusal()));
        assert_eq!(world.news(), [0; 0]);
    }

    /// Each transaction tells the number it took, and the numbers were taken in commit order.
    fn news_is_told_in_commit_order(mut world) {
        world.reopen(|options| options.limits.connections = 16);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "turn"))).wait().unwrap();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..12 {
                        let counted = world.store.write(ACCOUNT, |tx| {
                            let turn = u8::try_from(count(tx, "turn")?).map_err(|_| refusal())?;
                            Ok(Done { value: (), announcements: vec![tell(turn)] })
                        });
                        counted.wait().unwrap();
                    }
                });
            }
        });
        assert_eq!(world.news(), (1..=192).collect::<Vec<_>>());
    }

    fn a_listener_that_panics_does_not_stop_the_store(mut world) {
        world.store.close();
        let store = Store::open(Options { announce: Arc::new(|_, _| panic!("on purpose")), ..world.options() });
        world.store = store.unwrap();
        for name in ["a", "b"] {
            let answer = world.store.write(ACCOUNT, move |tx| {
                Ok(Done { value: keep(tx, name)?, announcements: vec![tell(1)] })
            });
            assert_eq!(answer.wait(), Ok(()));
        }
        assert_eq!(world.kept(), ["a", "b"]);
    }
}
