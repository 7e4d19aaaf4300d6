//! What a transaction promises.

use bonafide_store::{Announcement, Done, StoreError};

use crate::world::{ACCOUNT, World, keep, on_both, refusal};

on_both! {
    fn what_was_answered_is_there(world) {
        let answer = world.store.write(ACCOUNT, |tx| keep(tx, "a").map(|()| Done::quiet(7))).wait();
        assert_eq!(answer, Ok(7));
        assert_eq!(world.kept(), ["a"]);
    }

    fn an_error_undoes_its_own_transaction_alone(world) {
        let before = world.store.write(ACCOUNT, |tx| keep(tx, "a").map(Done::quiet));
        let refused = world.store.write::<(), _>(ACCOUNT, |tx| keep(tx, "b").and(Err(refusal())));
        let after = world.store.write(ACCOUNT, |tx| keep(tx, "c").map(Done::quiet));
        assert_eq!((before.wait(), refused.wait(), after.wait()), (Ok(()), Err(refusal()), Ok(())));
        assert_eq!(world.kept(), ["a", "c"]);
    }
}
