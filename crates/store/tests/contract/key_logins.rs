//! The contract of `key_logins`.

use bonafide_domain::{
    id::{AccountId, KeyId},
    time::Day,
};
use bonafide_store::{
    key_logins::{self, DayLogins},
    keys,
};

use crate::{
    furnish::{KEY, id, key},
    world::{HOME, NOBODY, OTHER, World, on_both},
};

const TODAY: Day = Day::new(19_675);

const fn on(days_ago: i64, key: KeyId, logins: i64) -> DayLogins {
    DayLogins { key, day: TODAY.minus(days_ago), logins }
}

fn add(world: &World, more: DayLogins) {
    world.write(move |tx| key_logins::add(tx, &more));
}

fn since(world: &World, account: AccountId, days_ago: i64) -> Vec<DayLogins> {
    world.try_in(account, move |tx| key_logins::since(tx, TODAY.minus(days_ago))).unwrap()
}

on_both! {
    fn key_5_logins_add_up_by_key_and_day(world) {
        world.write(|tx| key(tx, 2));
        for more in [on(0, KEY, 2), on(1, KEY, 5), on(0, KEY, 1), on(0, id(2), 7)] {
            add(world, more);
        }
        let all = [on(1, KEY, 5), on(0, KEY, 3), on(0, id(2), 7)];
        assert_eq!(since(world, HOME, 1), all, "the oldest day first");
        assert_eq!(since(world, HOME, 0), all[1..], "from that day on");
        assert_eq!(since(world, HOME, -1), []);
        assert_eq!(since(world, OTHER, 1), [], "another account's are its own");
        assert_eq!(since(world, NOBODY, 1), []);
    }

    fn key_5_a_deleted_keys_logins_are_kept_as_long_as_a_live_ones(world) {
        add(world, on(0, KEY, 1));
        assert!(world.write(|tx| keys::delete(tx, KEY)));
        add(world, on(0, KEY, 1));
        assert_eq!(since(world, HOME, 0), [on(0, KEY, 2)], "what was summed up before is counted after");
    }

    fn key_5_days_that_are_over_go(world) {
        world.furnish_elsewhere(|tx| key_logins::add(tx, &on(9, KEY, 1)));
        for days_ago in 0..5 {
            add(world, on(days_ago, KEY, 1));
        }
        let forget = || world.write(|tx| key_logins::forget(tx, TODAY.minus(2)));
        assert_eq!([forget(), forget()], [2, 0]);
        assert_eq!(since(world, HOME, 9), [on(2, KEY, 1), on(1, KEY, 1), on(0, KEY, 1)]);
        assert_eq!(world.try_in(NOBODY, |tx| key_logins::forget(tx, TODAY)), Ok(0));
    }

    fn a_day_has_logins_of_a_key_that_is_there(world) {
        assert!(world.impossible(|tx| key_logins::add(tx, &on(0, KeyId::ZERO, 1))));
        assert!(world.impossible(|tx| key_logins::add(tx, &on(0, KEY, 0))));
    }
}
