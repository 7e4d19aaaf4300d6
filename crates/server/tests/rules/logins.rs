//! A login that is repeated because its answer was lost (details 18).

use bonafide_domain::time::Span;
use bonafide_server::use_cases::{Refused, sessions};

use crate::{
    tokens::named,
    world::{World, on_both, refusal},
};

on_both! {
    fn a_repeat_gives_the_same_session_with_a_new_secret(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let mut repeats = device.clone();
        let first = device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        let again = repeats.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        assert_eq!((again.session, again.user, again.device), (first.session, first.user, first.device));
        assert!(again.new_secret && again.joined && first.joined, "it is answered alike");
        assert_eq!(again.conversation, first.conversation);
        assert_eq!(refusal(device.page()), Refused::NoSession, "the older secret works no longer");
        repeats.say("after").unwrap();
        assert_eq!(repeats.words(), ["before", "after"]);
        assert_eq!(world.count("SELECT COUNT(*) FROM evidence WHERE account_id = $1"), 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM merges WHERE account_id = $1"), 1);
    }

    fn a_repeat_from_the_new_session_gives_it_again(world) {
        let mut device = world.device();
        let first = device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        let again = device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        assert_eq!((again.session, again.new_secret), (first.session, true));
        device.page().unwrap();
    }

    fn a_login_id_of_an_ended_session_is_refused(world) {
        let mut device = world.device();
        device.open().unwrap();
        let mut repeats = device.clone();
        let first = device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        let administrator = world.administrator.clone();
        world.write(move |tx| sessions::end_session(tx, &administrator, first.session)).unwrap();
        let again = repeats.log_in_under(&world.token("usr_1"), "login-id-1");
        assert_eq!(refusal(again), Refused::LoginIdUsed);
        repeats.log_in_under(&world.token("usr_1"), "login-id-2").unwrap();
    }

    fn a_login_id_of_an_expired_session_is_refused(world) {
        let mut device = world.device();
        device.log_in_under(&world.token_for("usr_1", Span::minutes(1)), "login-id-1").unwrap();
        world.clock.forward(Span::minutes(2));
        let again = device.log_in_under(&world.token("usr_1"), "login-id-1");
        assert_eq!(refusal(again), Refused::LoginIdUsed);
    }

    fn a_login_id_of_a_session_that_ended_with_all_of_its_users_is_refused(world) {
        let mut device = world.device();
        let user = device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap().user;
        let administrator = world.administrator.clone();
        world.write(move |tx| sessions::end_all_sessions(tx, &administrator, user, sessions::EarlierTokens::Accepted)).unwrap();
        let again = device.log_in_under(&world.token("usr_1"), "login-id-1");
        assert_eq!(refusal(again), Refused::LoginIdUsed);
    }

    fn a_login_id_gives_nobody_another_users_session(world) {
        let mut device = world.device();
        device.open().unwrap();
        let mut other = device.clone();
        device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        for user in ["usr_2", "usr_3"] {
            let theirs = other.log_in_under(&world.token(user), "login-id-1");
            assert_eq!(refusal(theirs), Refused::LoginIdUsed);
        }
        device.page().unwrap();
    }

    fn a_refused_repeat_makes_no_user(world) {
        let mut device = world.device();
        device.log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        let before = world.count("SELECT COUNT(*) FROM users WHERE account_id = $1");
        refusal(device.log_in_under(&world.token("usr_2"), "login-id-1"));
        assert_eq!(world.count("SELECT COUNT(*) FROM users WHERE account_id = $1"), before);
    }

    fn two_devices_may_make_up_the_same_login_id(world) {
        let one = world.device().log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        let two = world.device().log_in_under(&world.token("usr_1"), "login-id-1").unwrap();
        assert_ne!((one.session, one.device), (two.session, two.device));
    }

    fn ses_11_a_repeat_tells_whom_its_session_was_opened_for_whomever_they_were_merged_into(world) {
        let token = |external_id, name| world.verified(&world.key.sign(&named(external_id, name)));
        let bea = token("usr_b", "Bea");
        let (mut adas, mut beas) = (world.device(), world.device());
        let a = adas.log_in(&token("usr_a", "Ada")).unwrap().user;
        adas.say("Ada's").unwrap();
        let before = beas.log_in_under(&bea, "login-id-1").unwrap();
        world.merge(before.user, a).unwrap();
        let after = beas.log_in_under(&bea, "login-id-1").unwrap();
        assert_eq!(
            (after.user, after.name, after.external_id),
            (before.user, Some("Bea".to_owned()), Some("usr_b".to_owned()))
        );

        let mut device = world.device();
        device.open().unwrap();
        let mut repeats = device.clone();
        let first = device.log_in_under(&bea, "login-id-1").unwrap();
        assert_eq!(first.conversation.map(|it| it.0), Some(world.conversation_of(a).unwrap().id), "they share it");
        assert_eq!(repeats.log_in_under(&bea, "login-id-1").unwrap(), first);
        assert_eq!(repeats.page().unwrap().user, (first.user, first.name, first.external_id));
    }

    fn ses_11_a_login_id_gives_nobody_the_session_of_whom_they_are_one_person_with(world) {
        let (mut adas, mut beas) = (world.device(), world.device());
        let a = adas.log_in(&world.token("usr_a")).unwrap().user;
        let b = beas.log_in_under(&world.token("usr_b"), "login-id-1").unwrap().user;
        world.merge(b, a).unwrap();
        let as_ada = beas.clone().log_in_under(&world.token("usr_a"), "login-id-1");
        assert_eq!(refusal(as_ada), Refused::LoginIdUsed);
        beas.page().unwrap();
    }
}
