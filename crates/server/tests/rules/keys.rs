//! Signing keys (KEY).

use bonafide_domain::{
    id::KeyId,
    key::{KeyRefused, LoginsPerDay, Rotation},
    session::SessionRefused,
    text::KeyName,
    time::{Millis, Span},
    token::Reason,
};
use bonafide_server::{
    key_making,
    use_cases::{
        Refused, Step,
        keys::{self, Sessions},
    },
};
use bonafide_store::{accounts, key_logins, keys as kept, keys::ListedKey, params};

use crate::{
    still::BEGIN,
    tokens::claims,
    world::{World, on_both, refusal, run},
};

fn list(world: &World) -> Vec<ListedKey> {
    world.read(keys::list_keys).unwrap().keys.into_iter().map(|shown| shown.key).collect()
}

fn delete(world: &World, id: KeyId, sessions: Sessions) -> Step<i64> {
    world.write(move |tx| keys::delete_key(tx, None, id, sessions))
}

on_both! {
    fn key_2_two_live_keys_do_not_share_a_name(world) {
        assert_eq!(refusal(world.make_key(" shop ")), Refused::Key(KeyRefused::NameTaken));
        world.make_key("Shop").unwrap();
        delete(world, world.key.id, Sessions::GoOn).unwrap();
        world.make_key("shop").unwrap();
    }

    fn key_3_the_eleventh_is_refused_and_says_which_were_never_or_longest_not_used(world) {
        let keys: Vec<KeyId> = (2..=10).map(|n| world.make_key(&format!("key {n}")).unwrap().id).collect();
        let used = [world.key.id].into_iter().chain(keys.iter().copied()).zip(100..).skip(5);
        for (id, at) in used {
            world.store(move |tx| kept::count_logins(tx, id, 1, Millis::new(at)));
        }
        let Refused::Key(KeyRefused::LimitReached { least_used_first }) = refusal(world.make_key("key 11"))
        else {
            panic!("refused for another reason");
        };
        let names: Vec<_> = least_used_first.iter().map(|key| key.name.as_str()).collect();
        let expected =
            ["shop", "key 2", "key 3", "key 4", "key 5", "key 6", "key 7", "key 8", "key 9", "key 10"];
        assert_eq!(names, expected);

        delete(world, keys[0], Sessions::GoOn).unwrap();
        world.make_key("key 11").unwrap();
    }

    fn key_5_lists_say_what_there_is_to_know(world) {
        let administrator = world.administrator.clone();
        let account = world.account;
        let (creation, secret) =
            run(key_making::make(&world.nodes[0], account, KeyName::new("by Jo").unwrap())).unwrap();
        world
            .write(move |tx| {
                let by = bonafide_server::use_cases::admission::admit_administrator(tx, &administrator)?;
                keys::create_key(tx, Some(by.id), &creation)
            })
            .unwrap();
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        world.nodes[0].tally.login(account, world.key.id, BEGIN);
        run(world.nodes[0].tally.flush(&world.nodes[0].store)).unwrap();

        let keys = list(world);
        let shop = &keys[0];
        assert_eq!((shop.name.as_str(), shop.made_by.as_deref(), shop.made_at), ("shop", None, BEGIN));
        assert_eq!((shop.logins, shop.last_used, shop.sessions), (1, Some(BEGIN), 1));
        let by_jo = &keys[1];
        assert_eq!(by_jo.first_six, secret[..6]);
        assert_eq!(by_jo.made_by.as_deref(), Some("administrator"));
        assert_eq!((by_jo.logins, by_jo.last_used, by_jo.sessions), (0, None, 0));
    }

    fn key_5_logins_are_counted_by_the_day_and_kept_as_long_as_they_are_shown(world) {
        let tally = &world.nodes[0].tally;
        let midnight = BEGIN.day().minus(-1).as_i64() * Span::days(1).as_millis();
        for at in [midnight - 1, midnight, midnight + 1] {
            tally.login(world.account, world.key.id, Millis::new(at));
        }
        run(tally.flush(&world.nodes[0].store)).unwrap();
        let shown = || {
            let shown = world.read(keys::list_keys).unwrap().keys.remove(0);
            (shown.key.logins, shown.logins_per_day.as_slice().to_vec())
        };
        let on_days = |days: &[(usize, i64)]| {
            let mut all = vec![0; 30];
            for (day, logins) in days {
                all[*day] = *logins;
            }
            (3, all)
        };
        world.clock.forward(Millis::new(midnight).since(BEGIN));
        assert_eq!(shown(), on_days(&[(28, 1), (29, 2)]), "a day ends at midnight in UTC");
        world.clock.forward(Span::days(29));
        assert_eq!(shown(), on_days(&[(0, 2)]));
        let kept = |world: &World| {
            let first = LoginsPerDay::first(BEGIN.day());
            world.store(move |tx| key_logins::since(tx, first)).len()
        };
        world.do_jobs();
        assert_eq!(kept(world), 2, "the clock of another node may be behind");
        world.clock.forward(Span::days(1));
        world.do_jobs();
        assert_eq!((kept(world), shown()), (1, on_days(&[])));
        world.clock.forward(Span::days(1));
        world.do_jobs();
        assert_eq!(kept(world), 0);
    }

    fn key_5_a_rotation_is_seen_from_its_beginning_until_the_old_key_is_gone(world) {
        let rotation = || world.read(keys::list_keys).unwrap().rotation;
        let used = |key: KeyId| {
            world.nodes[0].tally.login(world.account, key, world.nodes[0].now());
            run(world.nodes[0].tally.flush(&world.nodes[0].store)).unwrap();
        };
        let from = world.key.id;
        used(from);
        assert_eq!(rotation(), None, "there is one key");
        world.clock.forward(Span::days(1));
        let to = world.make_key("shop-2027").unwrap().id;
        assert_eq!(rotation(), Some(Rotation::Waiting { from: Some(from), to }));
        used(to);
        assert_eq!(rotation(), Some(Rotation::Moving { from, to }));
        world.clock.forward(Span::days(12));
        used(to);
        assert_eq!(rotation(), Some(Rotation::Moving { from, to }));
        world.clock.forward(Span::days(1));
        assert_eq!(rotation(), Some(Rotation::Done { from, to }));
        delete(world, from, Sessions::GoOn).unwrap();
        assert_eq!(rotation(), None);
    }

    fn key_6_a_deleted_keys_tokens_are_refused_from_that_moment_on(world) {
        let token = world.token("usr_1");
        let mut device = world.device();
        device.log_in(&token).unwrap();
        assert_eq!(delete(world, world.key.id, Sessions::GoOn), Ok(1));

        // The token was verified before: the login itself asks for the key again.
        assert_eq!(refusal(world.device().log_in(&token)), Refused::Login(Reason::KidUnknown));
        assert_eq!(refusal(device.log_in(&token)), Refused::Login(Reason::KidUnknown), "no renewal either");
        world.clock.forward(Span::seconds(1));
        let later = run(world.nodes[0].judge(world.account, world.channel, &world.key.sign(&claims("usr_1")))).unwrap();
        assert_eq!(later.outcome.unwrap_err().reason(), Reason::KidUnknown);
        device.say("Sessions opened before go on").unwrap();
    }

    fn key_6_the_sessions_of_a_leaked_key_end_with_it(world) {
        let other = world.make_key("app").unwrap();
        let (mut leaked, mut good, mut anyone) = (world.device(), world.device(), world.device());
        leaked.log_in(&world.token("usr_1")).unwrap();
        good.log_in(&world.verified(&other.sign(&claims("usr_1")))).unwrap();
        anyone.open().unwrap();
        assert_eq!(delete(world, world.key.id, Sessions::End), Ok(1));
        assert_eq!(refusal(leaked.say("no")), Refused::Session(SessionRefused::Ended));
        assert_eq!(refusal(leaked.page()), Refused::Session(SessionRefused::Ended));
        good.say("signed in with another key").unwrap();
        anyone.say("not signed in").unwrap();
        assert_eq!(list(world)[0].sessions, 1);
    }

    fn key_6_a_key_is_deleted_once(world) {
        delete(world, world.key.id, Sessions::GoOn).unwrap();
        assert_eq!(refusal(delete(world, world.key.id, Sessions::End)), Refused::NotFound);
        assert_eq!(refusal(delete(world, KeyId::ZERO, Sessions::End)), Refused::NotFound);
    }

    fn key_7_the_first_key_turns_on_conversation_metadata_and_no_later_one_does(world) {
        assert!(world.store(accounts::has_conversation_metadata));
        world.store(|tx| {
            let account = tx.account();
            tx.execute("UPDATE accounts SET conversation_metadata = 0 WHERE id = $1", params![&account])
        });
        world.make_key("second").unwrap();
        assert!(!world.store(accounts::has_conversation_metadata), "an administrator had turned it off");
    }

    fn key_7_the_first_key_after_all_were_deleted_is_not_the_first(world) {
        delete(world, world.key.id, Sessions::GoOn).unwrap();
        world.store(|tx| {
            let account = tx.account();
            tx.execute("UPDATE accounts SET conversation_metadata = 0 WHERE id = $1", params![&account])
        });
        world.make_key("another").unwrap();
        assert!(!world.store(accounts::has_conversation_metadata));
    }

    fn key_8_the_secret_is_in_no_row(world) {
        let (creation, secret) =
            run(key_making::make(&world.nodes[0], world.account, KeyName::new("sealed").unwrap())).unwrap();
        let id = creation.id;
        world.write(move |tx| keys::create_key(tx, None, &creation)).unwrap();
        let sealed = world.store(move |tx| kept::find_verifying(tx, id)).unwrap().sealed_secret;
        let found =
            sealed.windows(6).any(|part| secret.as_bytes().windows(6).any(|of_secret| part == of_secret));
        assert!(!found, "six bytes of the secret in a row");
    }
}
