//! The contract of `single_use`.

use bonafide_domain::time::{Millis, Span};
use bonafide_store::{Result, Tx, single_use};

use crate::world::{BEGIN, NOBODY, World, on_both};

const HASH: [u8; 32] = [5; 32];

fn until(millis: i64) -> Millis {
    BEGIN.plus(Span::millis(millis))
}

fn spend(world: &World) -> bool {
    world.write(|tx| {
        let unspent = single_use::is_unspent(tx, "setup", &HASH)?;
        let spent = single_use::spend(tx, "setup", &HASH)?;
        assert_eq!(unspent, spent, "looking tells what spending does");
        Ok(spent)
    })
}

fn link(tx: &mut Tx<'_>) -> Result<()> {
    single_use::insert(tx, "setup", &HASH, until(10))
}

on_both! {
    fn it_is_used_once(world) {
        world.write(link);
        assert!(spend(world));
        assert!(!spend(world));
    }

    fn looking_does_not_use_it(world) {
        world.write(link);
        for _ in 0..2 {
            assert!(world.write(|tx| single_use::is_unspent(tx, "setup", &HASH)));
        }
        assert!(spend(world));
    }

    fn it_is_too_old_from_its_end_on(world) {
        world.write(link);
        world.later(9);
        world.write(|tx| single_use::insert(tx, "setup", &[6; 32], until(9)));
        assert!(!world.write(|tx| single_use::spend(tx, "setup", &[6; 32])));
        assert!(spend(world));
    }

    fn what_is_unknown_is_not_used(world) {
        assert!(!spend(world));
        world.write(link);
        assert!(!world.write(|tx| single_use::spend(tx, "other", &HASH)));
        assert!(!world.write(|tx| single_use::spend(tx, "setup", &[0; 32])));
        assert!(!world.elsewhere(|tx| single_use::spend(tx, "setup", &HASH)));
        assert!(!world.elsewhere(|tx| single_use::is_unspent(tx, "setup", &HASH)));
        assert!(spend(world));
    }

    fn one_hash_is_kept_once_per_kind(world) {
        world.write(link);
        assert_eq!(world.refused(link), "single_use_pkey");
        world.write(|tx| single_use::insert(tx, "other", &HASH, Millis::new(i64::MAX)));
        assert!(world.write(|tx| single_use::spend(tx, "other", &HASH)));
        assert!(world.try_in(NOBODY, link).is_err());
    }

    fn what_is_withdrawn_works_no_longer(world) {
        world.write(|tx| {
            link(tx)?;
            single_use::insert(tx, "setup", &[6; 32], until(10))?;
            single_use::insert(tx, "other", &HASH, until(10))?;
            single_use::withdraw(tx, "setup")
        });
        assert!(!spend(world));
        assert!(!world.write(|tx| single_use::spend(tx, "setup", &[6; 32])));
        assert!(world.write(|tx| single_use::spend(tx, "other", &HASH)), "another kind stays");
    }

    fn what_was_used_stays_used_when_the_rest_is_withdrawn(world) {
        world.write(link);
        assert!(spend(world));
        world.write(|tx| single_use::withdraw(tx, "setup"));
        assert_eq!(world.refused(link), "single_use_pkey");
    }
}
