//! Sixteen threads at once.

use std::{sync::Mutex, thread};

use bonafide_store::{LockKey, Options, Result, StoreError, Tx, params};

use crate::world::{ACCOUNT, World, count, held, make_account, make_counter, on_both, refusal};

on_both! {
    fn numbers_that_are_taken_are_taken_once(mut world) {
        world.reopen(sixteen_connections);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "n"))).wait().unwrap();
        let taken = Mutex::new(Vec::new());
        race(|| {
            let number = world.write(|tx| count(tx, "n")).wait().unwrap();
            held(&taken).push(number);
        });
        let mut taken = taken.into_inner().unwrap();
        taken.sort_unstable();
        assert_eq!(taken, (1..=320).collect::<Vec<_>>());
    }

    /// Read, then write what was read plus one: without the lock, two would read the same.
    fn what_is_done_under_a_lock_is_done_by_one_at_a_time(mut world) {
        world.reopen(sixteen_connections);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "n"))).wait().unwrap();
        race(|| world.write(count_slowly).wait().unwrap());
        assert_eq!(world.read(now).wait(), Ok(320));
    }

    /// The same for a row that is there: whoever takes it reads what the one before has written.
    fn what_was_taken_is_decided_about_by_one_at_a_time(mut world) {
        world.reopen(sixteen_connections);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "n"))).wait().unwrap();
        race(|| world.write(take_and_count).wait().unwrap());
        assert_eq!(world.read(now).wait(), Ok(320));
    }

    /// Several hold it at once, and whoever takes it waits until the last has ended.
    fn what_is_held_stays_as_it_is(mut world) {
        world.reopen(sixteen_connections);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "n"))).wait().unwrap();
        race(|| {
            world.write(take_and_count).wait().unwrap();
            let holding = |tx: &mut Tx<'_>| {
                let held: i64 = tx.hold(NOW, params![&ACCOUNT])?.ok_or_else(refusal)?.get(0)?;
                Ok((held, now(tx)?, now(tx)?))
            };
            let (held, first, second) = world.write(holding).wait().unwrap();
            assert_eq!((first, second), (held, held));
        });
        assert_eq!(world.read(now).wait(), Ok(320));
    }

    fn nothing_is_taken_or_held_where_nothing_may_be_changed(world) {
        let taken = world.read(|tx| tx.take(NOW, params![&ACCOUNT]).map(drop)).wait();
        assert!(matches!(taken, Err(StoreError::Bug(_))), "{taken:?}");
        let held = world.read(|tx| tx.hold(NOW, params![&ACCOUNT]).map(drop)).wait();
        assert!(matches!(held, Err(StoreError::Bug(_))), "{held:?}");
    }

    /// What rests on a setting shares its lock, and whoever changes the setting has it alone: nobody sees it half changed.
    fn a_shared_lock_is_held_by_many_or_by_one_alone(mut world) {
        world.reopen(sixteen_connections);
        world.write(|tx| make_account(tx).and_then(|()| make_counter(tx, "n"))).wait().unwrap();
        race(|| {
            world.write(count_slowly).wait().unwrap();
            let sharing = |tx: &mut Tx<'_>| {
                let own = LockKey { kind: "test", value: b"a" };
                tx.lock_sharing(LockKey { kind: "counter", value: b"n" }, &[own])?;
                Ok((now(tx)?, now(tx)?))
            };
            let (first, second) = world.write(sharing).wait().unwrap();
            assert_eq!(first, second);
        });
        assert_eq!(world.read(now).wait(), Ok(320));
    }

    /// Whoever asks for several locks gets them in one order, so that nobody waits in a circle.
    fn locks_in_any_order_do_not_wait_for_each_other(mut world) {
        world.reopen(sixteen_connections);
        race(|| {
            for keys in [[b"a", b"b", b"c"], [b"c", b"b", b"a"], [b"b", b"c", b"a"]] {
                let locked = world.write(move |tx| tx.lock(&keys.map(|value| LockKey { kind: "test", value })));
                assert_eq!(locked.wait(), Ok(()));
            }
        });
    }
}

fn sixteen_connections(options: &mut Options) {
    options.limits.connections = 16;
}

/// Runs `step` twenty times on each of sixteen threads.
fn race(step: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| (0..20).for_each(|_| step()));
        }
    });
}

const NOW: &str = "SELECT value FROM counters WHERE account_id = $1 AND name = 'n'";

fn now(tx: &mut Tx<'_>) -> Result<i64> {
    tx.row(NOW, params![&ACCOUNT])?.ok_or_else(refusal)?.get(0)
}

fn take_and_count(tx: &mut Tx<'_>) -> Result<()> {
    let taken: i64 = tx.take(NOW, params![&ACCOUNT])?.ok_or_else(refusal)?.get(0)?;
    set(tx, taken + 1)
}

fn count_slowly(tx: &mut Tx<'_>) -> Result<()> {
    tx.lock(&[LockKey { kind: "counter", value: b"n" }])?;
    let next = now(tx)? + 1;
    set(tx, next)
}

fn set(tx: &mut Tx<'_>, next: i64) -> Result<()> {
    let sql = "UPDATE counters SET value = $2 WHERE account_id = $1 AND name = 'n'";
    tx.execute(sql, params![&ACCOUNT, next]).map(drop)
}
