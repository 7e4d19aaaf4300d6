//! Signing keys that are made and deleted while others sign in (KEY-3, KEY-6).

use bonafide_domain::{key::KeyRefused, session::SessionRefused, token::Reason};
use bonafide_server::use_cases::{
    Refused,
    keys::{self, Sessions},
};

use super::{Answered, everywhere, race, settled};
use crate::{device::client_id, world::World};

everywhere! {
    fn key_3_administrators_who_make_the_tenth_at_once_make_ten(world) {
        let live = world.read(keys::list_keys).unwrap().keys;
        for key in live.iter().skip(5) {
            let id = key.key.id;
            world.write(move |tx| keys::delete_key(tx, None, id, Sessions::GoOn)).unwrap();
        }
        let free = 10 - live.len().min(5);
        let made = race(|_| settled(world.make_key(&client_id())));
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), free);
        for refused in made.into_iter().filter_map(Result::err) {
            assert!(matches!(refused, Refused::Key(KeyRefused::LimitReached { .. })), "{refused:?}");
        }
        assert_eq!(world.read(keys::list_keys).unwrap().keys.len(), 10);
    }

    fn key_2_of_many_who_give_one_name_one_makes_the_key(world) {
        let name = client_id();
        let made = race(|_| settled(world.make_key(&name)));
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1);
        for refused in made.into_iter().filter_map(Result::err) {
            assert_eq!(refused, Refused::Key(KeyRefused::NameTaken));
        }
    }

    fn key_6_after_a_leaked_key_was_deleted_nothing_is_accepted_with_it(world) {
        let key = world.make_key(&client_id()).unwrap();
        let token = world.verified(&key.sign(&crate::tokens::claims(&client_id())));
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        phone.say("before").unwrap();
        let deleted = Answered::default();
        race(|n| {
            if n == 9 {
                let id = key.id;
                settled(world.write_on(n, move |tx| keys::delete_key(tx, None, id, Sessions::End))).unwrap();
                deleted.now();
                return;
            }
            for turn in 0..50 {
                let begun_after = deleted.is();
                let outcome = match n % 4 {
                    0 => settled(world.device_on(n).log_in(&token)).map(drop),
                    1 => settled(phone.clone().on(n).log_in(&token)).map(drop),
                    _ => settled(phone.clone().on(n).say(&format!("{n} {turn}"))).map(drop),
                };
                match outcome {
                    Ok(()) => assert!(!begun_after, "accepted after the deletion was answered"),
                    Err(Refused::Login(Reason::KidUnknown) | Refused::Session(SessionRefused::Ended)) => {
                        break;
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
        assert_eq!(world.sessions_of(phone.user()), [], "no session was opened or renewed past it");
    }

    fn key_6_a_key_that_many_delete_is_deleted_once(world) {
        let id = world.make_key(&client_id()).unwrap().id;
        let deleted =
            race(|n| settled(world.write_on(n, move |tx| keys::delete_key(tx, None, id, Sessions::End))));
        assert_eq!(deleted.iter().filter(|deleted| deleted.is_ok()).count(), 1);
        assert!(deleted.into_iter().filter_map(Result::err).all(|refused| refused == Refused::NotFound));
    }
}
