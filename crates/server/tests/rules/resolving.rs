//! Whom a token speaks of (RES).

use bonafide_domain::{email::EmailAddress, token::Claims};
use bonafide_store::users::{self, UserState};

use crate::{
    tokens::{claims, named},
    world::{World, on_both},
};

on_both! {
    fn res_1_the_holder_of_the_external_id_is_the_user_whatever_else_the_token_says(world) {
        let first = world.device().log_in(&world.token("usr_1")).unwrap();
        let email = EmailAddress::new("mara@shop.example").ok();
        let again = Claims { email, email_verified: Some(true), ..named("usr_1", "Hanna") };
        let again = world.device().log_in(&world.verified(&world.key.sign(&again))).unwrap();
        assert_eq!(again.user, first.user);
        assert_eq!(again.external_id.as_deref(), Some("usr_1"));
    }

    fn res_1_an_external_id_means_the_same_user_under_each_key(world) {
        let first = world.device().log_in(&world.token("usr_1")).unwrap();
        let other = world.make_key("app").unwrap();
        let again = world.device().log_in(&world.verified(&other.sign(&claims("usr_1")))).unwrap();
        assert_eq!(again.user, first.user);
    }

    fn res_3_an_unknown_external_id_makes_a_new_user(world) {
        let logged_in =
            world.device().log_in(&world.verified(&world.key.sign(&named("usr_1", "Mara")))).unwrap();
        let user = world.user(logged_in.user);
        assert_eq!((user.state, user.root, user.name.as_deref()), (UserState::Known, user.id, Some("Mara")));
        assert_eq!(
            (logged_in.name.as_deref(), logged_in.external_id.as_deref()),
            (Some("Mara"), Some("usr_1"))
        );
        assert!(!logged_in.joined);
        assert_eq!(logged_in.conversation, None);
    }

    fn tok_10_external_ids_that_look_alike_are_different_people(world) {
        let users: std::collections::HashSet<_> = ["usr_1", "USR_1", "usr_１", "u\u{17f}r_1"]
            .map(|external_id| world.device().log_in(&world.token(external_id)).unwrap().user)
            .into();
        assert_eq!(users.len(), 4);
    }

    fn res_6_an_external_id_stays_with_its_user(world) {
        let user = world.device().log_in(&world.token("usr_1")).unwrap().user;
        let mut device = world.device();
        device.say("before").unwrap();
        for external_id in ["usr_1", "usr_2", "usr_1"] {
            device.log_in(&world.token(external_id)).unwrap();
            let own = world.store(move |tx| users::find_external_id(tx, user));
            assert_eq!(own.as_deref(), Some("usr_1"));
        }
        assert_eq!(device.user(), user);
    }

    fn see_4_the_name_is_that_of_the_last_token_that_gave_one(world) {
        let mut device = world.device();
        let mut name = |token: String| device.log_in(&world.verified(&token)).unwrap().name;
        assert_eq!(name(world.key.sign(&claims("usr_1"))), None);
        assert_eq!(name(world.key.sign(&named("usr_1", "Mara"))).as_deref(), Some("Mara"));
        assert_eq!(name(world.key.sign(&claims("usr_1"))).as_deref(), Some("Mara"));
        assert_eq!(name(world.key.sign(&named("usr_1", "Mara Keller"))).as_deref(), Some("Mara Keller"));
    }

    fn res_7_of_two_logins_with_one_anonymous_session_the_second_finds_nothing_left(world) {
        let mut first = world.device();
        first.say("before").unwrap();
        let mut second = first.clone();
        let one = first.log_in(&world.token("usr_1")).unwrap();
        let two = second.log_in(&world.token("usr_1")).unwrap();
        assert_eq!((one.joined, two.joined), (true, false));
        assert_eq!((one.user, one.device), (two.user, two.device));
        assert_ne!(one.session, two.session);
        assert_eq!(second.words(), ["before"]);
        assert!(first.page().is_err(), "the device has one session");
    }

    fn res_7_of_two_people_with_one_anonymous_session_the_second_gets_nothing_of_it(world) {
        let mut first = world.device();
        first.say("before").unwrap();
        let mut second = first.clone();
        assert!(first.log_in(&world.token("usr_1")).unwrap().joined);
        assert!(!second.log_in(&world.token("usr_2")).unwrap().joined);
        assert_eq!(second.words(), [""; 0]);
    }
}
