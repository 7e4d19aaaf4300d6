//! Logins that race (RES-7, details 18).

use std::collections::HashSet;

use bonafide_server::use_cases::{Refused, sessions};

use super::{Answered, RACERS, everywhere, race, settled};
use crate::{device::client_id, world::World};

everywhere! {
    fn res_7_one_new_external_id_makes_one_user(world) {
        let external_id = client_id();
        let token = world.token(&external_id);
        let logged_in = race(|n| {
            let mut device = world.device_on(n);
            settled(device.log_in(&token)).unwrap()
        });
        let users: HashSet<_> = logged_in.iter().map(|it| it.user).collect();
        let sessions: HashSet<_> = logged_in.iter().map(|it| it.session).collect();
        assert_eq!((users.len(), sessions.len()), (1, RACERS));
    }

    fn res_7_everyone_who_wrote_before_is_joined_into_the_one_user(world) {
        let external_id = client_id();
        let token = world.token(&external_id);
        let logged_in = race(|n| {
            let mut device = world.device_on(n);
            settled(device.say(&format!("before {n}"))).unwrap();
            (settled(device.log_in(&token)).unwrap(), settled(device.say(&format!("after {n}"))).unwrap())
        });
        let user = logged_in[0].0.user;
        assert!(logged_in.iter().all(|(it, _)| it.user == user && it.joined));
        let conversation = world.conversation_of(user).unwrap().id;
        let words: Vec<_> = world.messages(conversation).into_iter().map(|message| message.text).collect();
        assert_eq!(words.len(), 2 * RACERS);
        assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
    }

    fn res_7_of_many_logins_with_one_anonymous_session_one_joins_and_all_succeed(world) {
        let external_id = client_id();
        let token = world.token(&external_id);
        let mut device = world.device();
        device.say("before").unwrap();
        let logged_in = race(|n| settled(device.clone().on(n).log_in(&token)).unwrap());
        assert_eq!(logged_in.iter().filter(|it| it.joined).count(), 1);
        let devices: HashSet<_> = logged_in.iter().map(|it| (it.user, it.device)).collect();
        assert_eq!(devices.len(), 1);
        let conversation = world.conversation_of(logged_in[0].user).unwrap();
        assert_eq!(conversation.messages, 1);
        assert_eq!(world.sessions_of(logged_in[0].user).len(), 1);
    }

    fn res_7_of_many_people_with_one_anonymous_session_one_gets_what_was_written(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let external_ids: Vec<_> = (0..RACERS).map(|_| client_id()).collect();
        let tokens: Vec<_> = external_ids.iter().map(|external_id| world.token(external_id)).collect();
        let logged_in = race(|n| settled(device.clone().on(n).log_in(&tokens[n])).unwrap());
        let joined: Vec<_> = logged_in.iter().filter(|it| it.joined).collect();
        assert_eq!(joined.len(), 1);
        assert_eq!(world.root(a), joined[0].user);
    }

    fn ses_10_many_people_on_one_device_are_signed_in_one_after_the_other(world) {
        let tokens: Vec<_> = (0..RACERS).map(|_| world.token(&client_id())).collect();
        let mut device = world.device();
        device.log_in(&tokens[0]).unwrap();
        device.say("the first").unwrap();
        race(|n| {
            let mut mine = device.clone().on(n);
            for token in [&tokens[n], &tokens[(n + 1) % RACERS]] {
                settled(mine.log_in(token)).unwrap();
            }
        });
    }

    fn details_18_a_login_that_is_repeated_at_once_opens_one_session(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.open().unwrap();
        let login_id = client_id();
        let logged_in = race(|n| settled(device.clone().on(n).log_in_under(&token, &login_id)).unwrap());
        let sessions: HashSet<_> = logged_in.iter().map(|it| it.session).collect();
        assert_eq!(sessions.len(), 1);
    }

    fn ses_5_a_logout_and_a_login_on_one_device_come_one_after_the_other(world) {
        let (mara, hanna) = (world.token(&client_id()), world.token(&client_id()));
        let mut device = world.device();
        device.log_in(&mara).unwrap();
        let said = device.say("Mara's").unwrap();
        let outcomes = race(|n| {
            let mut mine = device.clone().on(n);
            if n % 2 == 0 {
                settled(mine.log_out()).map(|()| None)
            } else {
                settled(mine.log_in(&hanna)).map(Some)
            }
        });
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let happenings = world.happenings(said.conversation.0);
        assert_eq!(happenings, ["message", "signed_out"], "Mara signed out once");
    }

    fn ses_5_what_was_written_before_a_logout_is_not_joined_after_it(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let gone = Answered::default();
        let outcomes = race(|n| {
            let mut mine = device.clone().on(n);
            let was_gone = gone.is();
            if n == 3 {
                settled(mine.log_out()).unwrap();
                gone.now();
                return None;
            }
            Some((was_gone, settled(mine.log_in(&token)).unwrap()))
        });
        for (was_gone, logged_in) in outcomes.into_iter().flatten() {
            assert!(!(was_gone && logged_in.joined), "joined after the logout was answered");
        }
        let ended: Option<String> = world.store(move |tx| {
            let account = tx.account();
            let sql = "SELECT ended_why FROM sessions WHERE account_id = $1 AND user_id = $2";
            tx.row(sql, bonafide_store::params![&account, &a])?.unwrap().get(0)
        });
        let joined = world.root(a) != a;
        assert_eq!(ended.as_deref(), Some(if joined { "login" } else { "logout" }));
    }

    fn an_anonymous_session_that_is_asked_for_again_at_once_is_one(world) {
        let mut device = world.device();
        device.open().unwrap();
        let opened = race(|n| settled(device.clone().on(n).open()));
        assert!(opened.iter().all(Result::is_ok), "{opened:?}");
        let refused: Vec<Refused> = opened.into_iter().filter_map(Result::err).collect();
        assert_eq!(refused, []);
    }

    fn ses_7_what_was_written_before_an_administrator_ended_the_session_is_not_joined_after_it(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.say("before").unwrap();
        let (a, session) = (device.user(), device.token.as_ref().unwrap().session);
        let outcomes = race(|n| {
            if n == 3 {
                let administrator = world.administrator.clone();
                let ended = world.write_on(n, move |tx| sessions::end_session(tx, &administrator, session));
                return Err(settled(ended));
            }
            Ok(settled(device.clone().on(n).log_in(&token)).unwrap().joined)
        });
        let ended = outcomes[3].clone().unwrap_err();
        let joined = outcomes.contains(&Ok(true));
        assert_eq!(ended, if joined { Err(Refused::NotFound) } else { Ok(()) });
        assert_eq!(world.root(a) != a, joined);
    }
}
