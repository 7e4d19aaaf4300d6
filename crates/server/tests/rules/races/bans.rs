//! A ban, or the end of all sessions, while others write and sign in (SES-7, SES-8): once it is answered nothing is
//! accepted, neither what begins then nor what was under way.

use std::sync::Arc;

use bonafide_domain::{id::UserId, session::SessionRefused, token::Reason};
use bonafide_server::use_cases::{Refused, post_message, sessions};
use bonafide_store::users;

use super::{Answered, everywhere, race, settled};
use crate::{
    device::{Device, client_id},
    world::World,
};

/// How many messages the user's conversation holds.
fn written(world: &World, user: UserId) -> i64 {
    world.conversation_of(user).map_or(0, |conversation| conversation.messages)
}

/// An administrator ends the session of a device while a message of it is under way: it is done before the answer, and nothing comes after.
fn is_ended_after_what_is_under_way(world: &World, phone: &Device<'_>) {
    let session = phone.token.as_ref().unwrap().session;
    let (written, ended) = (Arc::<Answered>::default(), Arc::<Answered>::default());
    race(|n| match n {
        0 => {
            let (draft, written, ended) =
                (phone.draft("under way"), Arc::clone(&written), Arc::clone(&ended));
            let said = world.write_on(n, move |tx| {
                let said = post_message::post_message(tx, &draft)?;
                written.now();
                // Long enough for an end that does not wait.
                for _ in 0..2_000 {
                    users::find(tx, draft.as_user)?;
                    assert!(!ended.is(), "it was answered while a message was under way");
                }
                Ok(said)
            });
            settled(said).unwrap();
        }
        1 => {
            while !written.is() {
                std::thread::yield_now();
            }
            let administrator = world.administrator.clone();
            settled(world.write_on(n, move |tx| sessions::end_session(tx, &administrator, session))).unwrap();
            ended.now();
            let after = settled(phone.clone().say("after")).map(drop);
            assert_eq!(after, Err(Refused::Session(SessionRefused::Ended)));
        }
        _ => {}
    });
}

everywhere! {
    fn ses_8_after_a_ban_nothing_is_accepted(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        phone.say("before").unwrap();
        let (user, banned) = (phone.user(), Answered::default());
        let at_the_answer = race(|n| {
            if n == 9 {
                settled(phone.clone().on(n).say("one of many")).unwrap();
                settled(world.ban(user)).unwrap();
                let written = written(world, user);
                banned.now();
                return Some(written);
            }
            for turn in 0..50 {
                let begun_after = banned.is();
                let outcome = if n % 4 == 0 {
                    settled(world.device_on(n).log_in(&token)).map(drop)
                } else {
                    settled(phone.clone().on(n).say(&format!("{n} {turn}"))).map(drop)
                };
                match outcome {
                    Ok(()) => assert!(!begun_after, "accepted after the ban was answered"),
                    Err(Refused::Login(Reason::UserBanned) | Refused::Session(SessionRefused::Banned)) => {
                        break;
                    }
                    Err(other) => panic!("{other:?}"),
                }
            }
            None
        });
        let at_the_answer = at_the_answer.into_iter().flatten().next().unwrap();
        assert_eq!(written(world, user), at_the_answer, "something was under way and came after the answer");
        assert_eq!(world.sessions_of(user), []);
    }

    fn ses_8_after_a_ban_not_even_a_first_message_is_accepted(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        let user = phone.user();
        let at_the_answer = race(|n| {
            if n == 2 {
                settled(world.ban(user)).unwrap();
                return Some(written(world, user));
            }
            let outcome = settled(phone.clone().on(n).say(&format!("{n}"))).map(drop);
            assert!(matches!(outcome, Ok(()) | Err(Refused::Session(SessionRefused::Banned))), "{outcome:?}");
            None
        });
        assert_eq!(Some(written(world, user)), at_the_answer.into_iter().flatten().next());
    }

    fn ses_7_after_all_sessions_were_ended_nothing_is_accepted_with_them(world) {
        let token = world.token(&client_id());
        let mut phone = world.device();
        phone.log_in(&token).unwrap();
        phone.say("before").unwrap();
        let user = phone.user();
        let at_the_answer = race(|n| {
            if n == 9 {
                let administrator = world.administrator.clone();
                let ended = world.write_on(n, move |tx| sessions::end_all_sessions(tx, &administrator, user, sessions::EarlierTokens::Accepted));
                settled(ended).unwrap();
                return Some(written(world, user));
            }
            for turn in 0..3 {
                let outcome = settled(phone.clone().on(n).say(&format!("{n} {turn}"))).map(drop);
                assert!(
                    matches!(outcome, Ok(()) | Err(Refused::Session(SessionRefused::Ended))),
                    "{outcome:?}"
                );
            }
            None
        });
        assert_eq!(Some(written(world, user)), at_the_answer.into_iter().flatten().next());
    }

    fn ses_7_an_administrators_end_of_a_session_waits_for_what_is_being_written_with_it(world) {
        let (mut signed_in, mut stranger) = (world.device(), world.device());
        signed_in.log_in(&world.token(&client_id())).unwrap();
        for phone in [&mut signed_in, &mut stranger] {
            phone.say("before").unwrap();
            is_ended_after_what_is_under_way(world, phone);
        }
    }

    /// Whichever comes first: a ban of somebody anonymous never passes to the one who signs in, and a ban of somebody
    /// who has signed in by then is that user's.
    fn ses_13_a_ban_of_somebody_who_is_signing_in_is_not_lost(world) {
        let token = world.token(&client_id());
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let outcomes = race(|n| match n {
            0 => settled(device.clone().on(n).log_in(&token)).map(|it| Some(it.joined)),
            1 => settled(world.ban(a)).map(|_| None),
            _ => settled(device.clone().on(n).say(&format!("{n}"))).map(|_| None),
        });
        let logged_in = outcomes[0].clone();
        assert!(outcomes[1].is_ok(), "{:?}", outcomes[1]);
        let banned = world.person(a).unwrap();
        assert!(banned.banned_at.is_some(), "whoever the id leads to is banned");
        match logged_in {
            Ok(Some(true)) => assert_ne!(banned.id, a),
            Ok(_) => assert_eq!(banned.id, a),
            Err(refused) => assert_eq!(refused, Refused::Login(Reason::UserBanned)),
        }
        assert_eq!(device.page().map(drop), Err(Refused::Session(SessionRefused::Banned).into()));
    }
}
