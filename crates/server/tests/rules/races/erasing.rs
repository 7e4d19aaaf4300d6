//! A person is erased while they sign in, write and are answered (RES-7, RES-11): whatever comes second sees all of it.

use bonafide_domain::{id::UserId, session::SessionRefused};
use bonafide_server::use_cases::Refused;
use bonafide_store::{messages::Visibility, users::UserState};

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, world::World};

const ENDED: Refused = Refused::Session(SessionRefused::Ended);

/// How many messages are found in a conversation of the user, seen or not.
fn found(world: &World, user: UserId) -> usize {
    world.conversation_of(user).map_or(0, |conversation| world.messages(conversation.id).len())
}

everywhere! {
    fn res_11_whoever_signs_in_is_ended_or_is_somebody_new(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        phone.say("before").unwrap();
        let erased = phone.user();
        let outcomes = race(|n| {
            if n == 5 {
                settled(world.erase_on(n, erased)).unwrap();
                return None;
            }
            let mut device = world.device_on(n);
            let logged_in = settled(device.log_in(&token)).unwrap();
            Some((logged_in.user, device))
        });
        let after = world.device().log_in(&token).unwrap().user;
        assert_ne!(after, erased);
        for (user, device) in outcomes.into_iter().flatten() {
            if user == erased {
                assert_eq!(settled(device.page()).map(drop), Err(ENDED));
            } else {
                assert_eq!(user, after, "one external id is one new user");
                settled(device.page()).unwrap();
            }
        }
        world.do_jobs();
        assert_eq!(world.user(erased).state, UserState::Erased);
    }

    fn res_11_nothing_is_written_after_the_answer_and_nothing_stays(world) {
        let mut phone = world.device();
        phone.log_in(&world.token(&client_id())).unwrap();
        let conversation = phone.say("before").unwrap().conversation.0;
        let user = phone.user();
        race(|n| {
            let outcome = match n {
                3 => settled(world.erase_on(n, user)).map(drop),
                _ if n % 4 == 0 => settled(world.answer(conversation, Visibility::All, &format!("answer {n}"))).map(drop),
                _ => settled(phone.clone().on(n).say(&format!("{n}"))).map(drop),
            };
            assert!(matches!(outcome, Ok(()) | Err(ENDED | Refused::NotFound)), "{outcome:?}");
        });
        assert_eq!(found(world, user), 0);
        world.do_jobs();
        let left = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages m JOIN conversations c
                    ON c.account_id = m.account_id AND c.id = m.root_id
                    WHERE m.account_id = $1 AND c.erased_at IS NOT NULL";
        assert_eq!(world.count(left), 0);
    }

    /// Whichever comes first: the anonymous user is erased and the login opens a session of its own, or they were joined,
    /// and whoever asks is told to look again.
    fn res_11_somebody_anonymous_is_erased_while_they_sign_in(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let outcomes = race(|n| match n {
            0 => settled(device.clone().on(n).log_in(&token)).map(|it| Some(it.joined)),
            1 => settled(world.erase_on(n, a)).map(|_| None),
            _ => settled(device.clone().on(n).page()).map(|_| None),
        });
        let joined = outcomes[0].clone().unwrap();
        match (joined, outcomes[1].clone()) {
            (Some(true), Err(Refused::UserMerged)) => assert_ne!(world.root(a), a),
            (Some(false), Ok(None)) => assert_eq!(world.user(a).state, UserState::Erased),
            other => panic!("{other:?}"),
        }
    }

    fn res_11_of_many_who_erase_one_does(world) {
        let mut phone = world.device();
        phone.log_in(&world.token(&client_id())).unwrap();
        phone.say("before").unwrap();
        let user = phone.user();
        let erased = race(|n| settled(world.erase_on(n, user)));
        assert_eq!(erased.iter().filter(|it| it.is_ok()).count(), 1);
        assert_eq!(erased.iter().filter(|it| **it == Err(Refused::NotFound)).count(), RACERS - 1);
    }

    fn details_14_many_nodes_do_each_piece_once(world) {
        let mut phone = world.device();
        phone.log_in(&world.token(&client_id())).unwrap();
        for n in 0..20 {
            phone.say(&format!("{n}")).unwrap();
        }
        let id = world.erase(phone.user()).unwrap();
        race(|n| {
            for _ in 0..4 {
                settled(world.write_on(n, bonafide_server::use_cases::erase::erase_piece)).unwrap();
            }
        });
        let erasure = world.erasure(id);
        assert_eq!((erasure.counts.messages, erasure.finished_at.is_some()), (20, true));
    }
}
