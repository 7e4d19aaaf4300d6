//! Who cannot answer the question, and what makes it void (MRG-11).

use bonafide_domain::{
    email::EmailAddress, id::UserId, identity::Answer, limits, text::Name, time::Span, token::Claims,
};
use bonafide_server::use_cases::{Refused, emails, keys, sessions};

use super::{is_asked, is_not_asked};
use crate::{
    tokens::claims,
    world::{World, on_both, refusal},
};

on_both! {
    fn mrg_11_only_the_session_that_was_asked_can_answer(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        let mut phone = world.device();
        assert_eq!(phone.log_in(&world.token("usr_1")).unwrap().asked, None);
        is_not_asked(&phone);
        is_not_asked(&world.signed_in("usr_2", "another"));
        is_not_asked(&world.anonymous("nobody"));
        world.is_left_with(&a);
        assert!(device.asked().is_some());
    }

    fn mrg_11_a_second_person_on_the_device_never_gets_the_question_of_the_first(world) {
        for (case, how) in ["on top", "with A's old session", "after a logout", "after the end"].into_iter().enumerate() {
            let (mut device, a) = world.long_ago("before");
            let as_a = device.clone();
            is_asked(&mut device, &world.token(&format!("usr_{case}")));
            let first = device.clone();
            match how {
                "on top" => {}
                "with A's old session" => device = as_a,
                "after a logout" => device.log_out().unwrap(),
                _ => world.clock.forward(limits::SESSION),
            }
            let second = device.log_in(&world.token(&format!("second_{case}"))).unwrap();
            assert_eq!((second.asked, second.joined, second.conversation), (None, false, None), "{how}");
            is_not_asked(&device);
            assert!(first.answer(Answer::Mine).is_err(), "{how}");
            assert!(first.page().is_err(), "{how}");
            assert_eq!(device.words(), [""; 0], "{how}");
            world.is_left_with(&a);
        }
    }

    fn mrg_11_the_end_of_the_session_is_the_end_of_the_question(world) {
        for (case, how) in ["a logout", "an administrator", "the key", "a ban"].into_iter().enumerate() {
            let (mut device, a) = world.long_ago("before");
            let external_id = format!("usr_{case}");
            is_asked(&mut device, &world.token(&external_id));
            let first = device.clone();
            let administrator = world.administrator.clone();
            let (user, key, by) = (device.user(), world.key.id, world.person_of_agent());
            match how {
                "a logout" => device.log_out().unwrap(),
                "an administrator" => {
                    world.write(move |tx| sessions::end_all_sessions(tx, &administrator, user, sessions::EarlierTokens::Accepted)).unwrap();
                }
                "the key" => world.write(move |tx| keys::end_sessions(tx, by, key)).unwrap(),
                _ => {
                    world.ban(user).unwrap();
                    world.lift_ban(user).unwrap();
                }
            }
            for said in Answer::ALL {
                assert!(matches!(refusal(first.answer(said)), Refused::Session(_)), "{how}");
            }
            let again = device.log_in(&world.token(&external_id)).unwrap();
            assert_eq!((again.asked, again.joined), (None, false), "{how}");
            is_not_asked(&device);
            world.is_left_with(&a);
        }
    }

    fn mrg_11_whatever_becomes_of_either_makes_the_question_void(world) {
        let cases = ["A is banned", "A's ban is lifted", "A is known", "A is merged", "somebody is merged into A", "U is merged"];
        for (case, what) in cases.into_iter().enumerate() {
            let (mut device, a) = world.long_ago("before");
            is_asked(&mut device, &world.token(&format!("usr_{case}")));
            match what {
                "A is banned" => {
                    world.ban(a.user).unwrap();
                }
                "A's ban is lifted" => {
                    world.ban(a.user).unwrap();
                    world.lift_ban(a.user).unwrap();
                }
                "A is known" => adopts(world, a.user),
                "A is merged" => {
                    world.merge(a.user, world.signed_in("usr_9", "another").user()).unwrap();
                }
                "somebody is merged into A" => {
                    world.merge(world.anonymous("of another").user(), a.user).unwrap();
                }
                _ => {
                    world.merge(device.user(), world.signed_in("usr_8", "another").user()).unwrap();
                }
            }
            is_not_asked(&device);
            assert!(!device.words().contains(&"before".to_owned()), "{what}");
        }
    }

    fn mrg_11_nobody_is_asked_about_whom_they_were_taken_for_who_wrote_there(world) {
        // Two who are anonymous are made one by mistake; somebody signs in where the first of them wrote.
        let another = world.anonymous("on another device").user();
        let (mut device, a) = world.long_ago("before");
        let mistake = world.merge(a.user, another).unwrap().id;
        world.clock.forward(Span::millis(1));
        is_asked(&mut device, &world.token("usr_1"));
        world.undo(mistake).unwrap();
        is_not_asked(&device);
        assert_eq!(device.words(), [""; 0]);
        assert_eq!(world.root(a.user), a.user);
    }

    fn res_11_a_question_that_was_void_is_not_asked_again_once_somebody_is_erased(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        let another = world.anonymous("of another").user();
        let mistake = world.merge(another, a.user).unwrap().id;
        world.undo(mistake).unwrap();
        is_not_asked(&device);
        world.erase(another).unwrap();
        is_not_asked(&device);
        world.do_jobs();
        is_not_asked(&device);
    }

    fn res_11_the_question_is_forgotten_with_either(world) {
        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_1"));
        world.erase(a.user).unwrap();
        is_not_asked(&device);
        world.do_jobs();
        is_not_asked(&device);

        let (mut device, a) = world.long_ago("before");
        is_asked(&mut device, &world.token("usr_2"));
        world.erase(device.user()).unwrap();
        assert!(matches!(refusal(device.answer(Answer::Mine)), Refused::Session(_)));
        assert_eq!(world.count("SELECT COUNT(*) FROM questions WHERE account_id = $1"), 0);
        world.is_left_with(&a);
    }
}

/// A gets an external id, as by an adoption (RES-2).
fn adopts(world: &World, user: UserId) {
    let address = EmailAddress::new("adopted@shop.example").unwrap();
    let (agent, attached) = (world.agent.clone(), address.clone());
    let how = Name::new("By telephone").unwrap();
    world
        .write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, Some(&how)), user, &attached))
        .unwrap();
    let said = Claims { email: Some(address), email_verified: Some(true), ..claims("adopted") };
    let adopted = world.device().log_in(&world.verified(&world.key.sign(&said))).unwrap();
    assert_eq!(adopted.user, user);
}
