//! The contract of `users`.

use bonafide_domain::{
    email::EmailAddress, id::UserId, identity::ExternalIds, namespace::Namespace, time::Millis,
};
use bonafide_store::{
    emails::{self, Grounds},
    evidence, params,
    users::{self, ExternalIdHolder, User, UserState},
};

use crate::{
    furnish::{DEVICE, HANNA, MARA, SETTING, anonymous, evidence_of, id, texts},
    world::{BEGIN, HOME, NOBODY, World, on_both},
};

fn find(world: &World, id: UserId) -> User {
    world.write(move |tx| users::find(tx, id)).expect("the user is there")
}

fn root(world: &World, id: UserId) -> UserId {
    world.write(move |tx| users::find_root(tx, id)).expect("the user is there").id
}

fn new(id: UserId, state: UserState) -> User {
    User { id, root: id, state, name: None, banned_at: None, session_epoch: 0, tokens_from: None }
}

/// Somebody who has an external id and was not merged.
fn own(user: UserId) -> ExternalIdHolder {
    ExternalIdHolder { user, root: user }
}

on_both! {
    fn a_new_user_is_their_own_root_and_nothing_is_known_of_them(world) {
        for (number, state) in (20..).zip(UserState::ALL) {
            world.write(move |tx| users::insert(tx, id(number), state));
            assert_eq!(find(world, id(number)), new(id(number), state));
        }
        assert_eq!(world.refused(|tx| users::insert(tx, MARA, UserState::Known)), "users_pkey");
    }

    fn an_unknown_user_is_not_found(world) {
        assert_eq!(world.write(|tx| users::find(tx, UserId::ZERO)), None);
        assert_eq!(world.write(|tx| users::find_root(tx, UserId::ZERO)), None);
        assert_eq!(world.write(|tx| users::take(tx, UserId::ZERO)), None);
        world.write(|tx| anonymous(tx, 20));
        assert_eq!(world.elsewhere(|tx| users::find(tx, id(20))), None);
        assert_eq!(world.elsewhere(|tx| users::find_root(tx, id(20))), None);
        assert_eq!(world.try_in(NOBODY, |tx| users::take(tx, MARA)), Ok(None));
    }

    fn taking_a_user_gives_them_and_changes_nothing_to_be_seen(world) {
        assert_eq!(world.write(|tx| users::take(tx, MARA)), Some(new(MARA, UserState::Known)));
        assert_eq!(find(world, MARA), new(MARA, UserState::Known));
    }

    fn mrg_5_a_retired_user_leads_to_the_other(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            users::retire(tx, anyone, MARA)
        });
        let retired = find(world, id(20));
        assert_eq!((retired.root, retired.state), (MARA, UserState::Retired));
        assert_eq!(root(world, id(20)), MARA);
        assert_eq!(find(world, MARA), new(MARA, UserState::Known));
    }

    fn somebody_was_first_seen_when_the_first_of_those_they_were_was(world) {
        let first_seen = |user| world.write(move |tx| users::first_seen(tx, user));
        world.later(7);
        world.write(|tx| anonymous(tx, 20));
        world.later(1);
        world.write(|tx| anonymous(tx, 21));
        let after = |millis| Some(Millis::new(BEGIN.as_i64() + millis));
        assert_eq!(first_seen(MARA), after(0));
        assert_eq!(first_seen(id(21)), after(8));
        world.write(|tx| users::retire(tx, id(20), id(21)));
        assert_eq!(first_seen(id(21)), after(7));
        assert_eq!(first_seen(id(20)), None, "retired");
        assert_eq!(first_seen(UserId::ZERO), None);
        assert_eq!(world.elsewhere(|tx| users::first_seen(tx, id(21))), None);
    }

    fn mrg_5_whoever_led_to_a_retired_user_leads_further(world) {
        world.write(|tx| {
            for number in 20..24 {
                anonymous(tx, number)?;
            }
            users::retire(tx, id(20), id(21))?;
            users::retire(tx, id(22), id(21))?;
            users::retire(tx, id(21), id(23))?;
            users::retire(tx, id(23), MARA)
        });
        for number in 20..24 {
            assert_eq!(root(world, id(number)), MARA);
            assert_eq!(find(world, id(number)).state, UserState::Retired);
        }
        assert_eq!(root(world, HANNA), HANNA);
    }

    fn see_4_a_name_stays_with_the_evidence_that_gave_it(world) {
        world.write(|tx| evidence::insert(tx, &evidence_of(20, MARA, DEVICE)));
        for name in texts() {
            let given = name.clone();
            world.write(move |tx| users::set_name(tx, MARA, &given, id(20)));
            assert_eq!(find(world, MARA).name, Some(name));
        }
        let source: Vec<u8> = world.write(|tx| {
            let sql = "SELECT name_evidence_id FROM users WHERE account_id = $1 AND id = $2";
            tx.row(sql, params![&HOME, &MARA])?.unwrap().get(0)
        });
        assert_eq!(source, [20; 12]);
        assert_eq!(find(world, HANNA).name, None);
    }

    fn ses_7_all_sessions_of_a_user_end_and_of_everyone_merged_into_them(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            users::retire(tx, anyone, MARA)?;
            users::end_sessions(tx, MARA)
        });
        let epochs = [MARA, id(20), HANNA].map(|user| find(world, user).session_epoch);
        assert_eq!(epochs, [1, 1, 0]);
        world.write(|tx| users::end_sessions(tx, id(20)));
        assert_eq!(find(world, id(20)).session_epoch, 1, "nobody leads to a retired user");
    }

    fn ses_8_a_ban_is_placed_and_lifted(world) {
        let at = Millis::new(i64::MAX);
        world.write(move |tx| users::set_banned(tx, MARA, Some(at)));
        assert_eq!(find(world, MARA).banned_at, Some(at));
        assert_eq!(find(world, HANNA).banned_at, None);
        world.write(|tx| users::set_banned(tx, MARA, None));
        assert_eq!(find(world, MARA).banned_at, None);
        world.write(|tx| users::set_banned(tx, UserId::ZERO, Some(Millis::new(1))));
    }

    fn res_2_somebody_anonymous_becomes_known(world) {
        world.write(|tx| anonymous(tx, 20));
        world.write(|tx| users::set_known(tx, id(20)));
        assert_eq!(find(world, id(20)), new(id(20), UserState::Known));
    }

    fn res_13_external_ids_are_here_elsewhere_or_none(world) {
        let seen = |user, namespace| world.write(move |tx| users::external_ids(tx, user, namespace));
        let setting = Namespace::Setting(SETTING);
        assert_eq!(seen(HANNA, Namespace::Account), ExternalIds::None);
        world.write(|tx| anonymous(tx, 20));
        world.write(|tx| users::insert_external_id(tx, Namespace::Account, "usr_20", id(20)));
        world.write(|tx| users::retire(tx, id(20), HANNA));
        assert_eq!(seen(HANNA, Namespace::Account), ExternalIds::Here, "of whom she was");
        assert_eq!(seen(HANNA, setting), ExternalIds::Elsewhere);
        world.write(move |tx| users::insert_external_id(tx, setting, "usr_21", HANNA));
        assert_eq!(seen(HANNA, Namespace::Account), ExternalIds::Here);
        assert_eq!(seen(HANNA, setting), ExternalIds::Here);
        assert_eq!(world.elsewhere(|tx| users::external_ids(tx, HANNA, Namespace::Account)), ExternalIds::None);
    }

    fn ses_14_earlier_tokens_are_refused_from_a_moment_on_until_that_is_lifted(world) {
        let from = Millis::new(i64::MAX);
        world.write(move |tx| users::set_tokens_from(tx, MARA, Some(from)));
        assert_eq!(find(world, MARA).tokens_from, Some(from));
        assert_eq!(find(world, HANNA).tokens_from, None);
        world.write(|tx| users::set_tokens_from(tx, MARA, None));
        assert_eq!(find(world, MARA).tokens_from, None);
    }

    fn res_6_one_holder_for_an_external_id_and_one_id_for_a_holder(world) {
        world.write(|tx| users::insert_external_id(tx, Namespace::Account, "usr_1", MARA));
        let again = world.refused(|tx| users::insert_external_id(tx, Namespace::Account, "usr_1", HANNA));
        assert_eq!(again, "external_ids_pkey");
        let second = world.refused(|tx| users::insert_external_id(tx, Namespace::Account, "usr_2", MARA));
        assert_eq!(second, "external_ids_user");
        assert!(world.impossible(|tx| users::insert_external_id(tx, Namespace::Account, "usr_3", id(99))));
    }

    fn res_13_each_namespace_has_its_own_external_ids(world) {
        let other = Namespace::Setting(SETTING);
        world.write(move |tx| {
            users::insert_external_id(tx, Namespace::Account, "usr_1", MARA)?;
            users::insert_external_id(tx, other, "usr_1", HANNA)?;
            users::insert_external_id(tx, other, "usr_2", MARA)
        });
        let holder = |namespace, value: &'static str| {
            world.write(move |tx| users::find_by_external_id(tx, namespace, value))
        };
        assert_eq!(holder(Namespace::Account, "usr_1"), Some(own(MARA)));
        assert_eq!(holder(other, "usr_1"), Some(own(HANNA)));
        assert_eq!(holder(Namespace::Account, "usr_2"), None);
    }

    fn tok_10_external_ids_are_compared_byte_for_byte(world) {
        let values = ["usr", "Usr", "us\u{17f}", "é", "e\u{301}", "'"];
        world.write(move |tx| {
            for (number, value) in (20..).zip(values) {
                let user = anonymous(tx, number)?;
                users::insert_external_id(tx, Namespace::Account, value, user)?;
            }
            Ok(())
        });
        for (number, value) in (20..).zip(values) {
            let found = world.write(move |tx| users::find_by_external_id(tx, Namespace::Account, value));
            assert_eq!(found, Some(own(id(number))), "{value}");
        }
        assert_eq!(world.write(|tx| users::find_by_external_id(tx, Namespace::Account, "usr ")), None);
        assert_eq!(world.elsewhere(|tx| users::find_by_external_id(tx, Namespace::Account, "usr")), None);
    }

    fn tok_2_the_longest_external_id_is_kept(world) {
        let longest = "\u{1f469}".repeat(255);
        let found = world.write(move |tx| {
            users::insert_external_id(tx, Namespace::Account, &longest, MARA)?;
            Ok((
                users::find_by_external_id(tx, Namespace::Account, &longest)?,
                users::find_external_id(tx, MARA)?,
            ))
        });
        assert_eq!(found, (Some(own(MARA)), Some("\u{1f469}".repeat(255))));
    }

    fn res_10_an_external_id_of_a_merged_user_leads_to_the_other(world) {
        world.write(|tx| {
            users::insert_external_id(tx, Namespace::Account, "usr_1", MARA)?;
            users::insert_external_id(tx, Namespace::Account, "usr_2", HANNA)?;
            users::retire(tx, HANNA, MARA)
        });
        let holder = world.write(|tx| users::find_by_external_id(tx, Namespace::Account, "usr_2"));
        assert_eq!(holder, Some(ExternalIdHolder { user: HANNA, root: MARA }));
        let own = world.write(|tx| users::find_external_id(tx, MARA));
        assert_eq!(own.as_deref(), Some("usr_1"), "never an alias");
    }

    fn a_users_own_external_id_is_first_that_of_the_account(world) {
        assert_eq!(world.write(|tx| users::find_external_id(tx, MARA)), None);
        world.write(|tx| users::insert_external_id(tx, Namespace::Setting(SETTING), "a", MARA));
        assert_eq!(world.write(|tx| users::find_external_id(tx, MARA)).as_deref(), Some("a"));
        world.write(|tx| users::insert_external_id(tx, Namespace::Account, "z", MARA));
        assert_eq!(world.write(|tx| users::find_external_id(tx, MARA)).as_deref(), Some("z"));
        assert_eq!(world.elsewhere(|tx| users::find_external_id(tx, MARA)), None);
    }

    fn res_13_an_external_id_is_told_in_its_own_namespace_alone(world) {
        let told = |world: &World, namespace| world.write(move |tx| users::external_id_in(tx, MARA, namespace));
        world.write(|tx| users::insert_external_id(tx, Namespace::Setting(SETTING), "a", MARA));
        assert_eq!(told(world, Namespace::Account), None);
        assert_eq!(told(world, Namespace::Setting(SETTING)).as_deref(), Some("a"));
        world.write(|tx| users::insert_external_id(tx, Namespace::Account, "z", MARA));
        assert_eq!(told(world, Namespace::Account).as_deref(), Some("z"));
        assert_eq!(world.elsewhere(|tx| users::external_id_in(tx, MARA, Namespace::Account)), None);
    }

    fn res_6_an_erased_user_is_nobody_and_their_external_ids_are_free(world) {
        let setting = Namespace::Setting(SETTING);
        world.write(|tx| {
            evidence::insert(tx, &evidence_of(20, MARA, DEVICE))?;
            users::set_name(tx, MARA, "Mara", id(20))?;
            users::set_banned(tx, MARA, Some(Millis::new(5)))?;
            users::set_tokens_from(tx, MARA, Some(Millis::new(5)))?;
            anonymous(tx, 20)?;
            users::retire(tx, id(20), MARA)
        });
        world.write(move |tx| {
            users::insert_external_id(tx, Namespace::Account, "usr_1", MARA)?;
            users::insert_external_id(tx, setting, "usr_1", id(20))?;
            users::insert_external_id(tx, Namespace::Account, "usr_2", HANNA)
        });
        let all = world.write(|tx| users::all_external_ids(tx, MARA));
        assert_eq!(all, [(Namespace::Account, "usr_1".to_owned()), (setting, "usr_1".to_owned())]);
        world.write(|tx| users::erase(tx, MARA));
        let erased = User { session_epoch: 1, banned_at: Some(Millis::new(5)), ..new(MARA, UserState::Erased) };
        assert_eq!(find(world, MARA), erased);
        assert_eq!(find(world, id(20)), User { root: MARA, session_epoch: 1, ..new(id(20), UserState::Erased) });
        assert_eq!(world.write(|tx| users::all_external_ids(tx, MARA)), []);
        assert_eq!(world.write(|tx| users::find_by_external_id(tx, Namespace::Account, "usr_1")), None);
        assert_eq!(world.write(|tx| users::find_by_external_id(tx, Namespace::Account, "usr_2")), Some(own(HANNA)));
        world.write(|tx| {
            let another = anonymous(tx, 21)?;
            users::insert_external_id(tx, Namespace::Account, "usr_1", another)
        });
    }

    fn res_11_an_erased_user_and_whoever_was_merged_into_them_hold_no_address(world) {
        let holders = || [MARA, id(20), HANNA].map(|user| world.write(move |tx| emails::of_user(tx, user)).len());
        world.write(|tx| {
            evidence::insert(tx, &evidence_of(20, MARA, DEVICE))?;
            anonymous(tx, 20)?;
            for (user, text) in [(MARA, "mara@shop.example"), (id(20), "m@shop.example"), (HANNA, "hanna@shop.example")] {
                emails::insert(tx, user, &EmailAddress::new(text).unwrap(), Grounds::Verified(id(20)))?;
            }
            Ok(())
        });
        assert_eq!(holders(), [1, 1, 1]);
        world.write(|tx| users::retire(tx, id(20), MARA));
        world.elsewhere(|tx| users::erase(tx, id(99)));
        world.write(|tx| users::erase(tx, MARA));
        assert_eq!(holders(), [0, 0, 1]);
    }

    fn mrg_12_somebody_who_was_merged_stands_for_themselves_again(world) {
        world.write(|tx| {
            users::insert_external_id(tx, Namespace::Account, "usr_1", HANNA)?;
            let anyone = anonymous(tx, 20)?;
            users::retire(tx, HANNA, MARA)?;
            users::retire(tx, anyone, MARA)
        });
        for (user, state) in [(HANNA, UserState::Known), (id(20), UserState::Anonymous)] {
            world.elsewhere(move |tx| users::revive(tx, id(99)));
            assert_eq!((root(world, user), find(world, user).state), (MARA, UserState::Retired));
            world.write(move |tx| users::set_root(tx, user, user).and_then(|()| users::revive(tx, user)));
            assert_eq!((root(world, user), find(world, user).state), (user, state));
        }
        assert!(world.impossible(|tx| users::set_root(tx, HANNA, id(99))));
    }
}
