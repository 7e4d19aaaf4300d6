//! Bans (SES-8, SES-13).

use bonafide_domain::{id::UserId, mark::PersonMark, session::SessionRefused, token::Reason};
use bonafide_server::use_cases::Refused;

use crate::{
    still::BEGIN,
    world::{World, on_both, refusal},
};

const BANNED: Refused = Refused::Session(SessionRefused::Banned);

on_both! {
    fn ses_8_a_ban_holds_on_every_device_and_refuses_later_logins(world) {
        let (mut phone, mut tablet) = (world.device(), world.device());
        phone.log_in(&world.token("usr_1")).unwrap();
        tablet.log_in(&world.token("usr_1")).unwrap();
        phone.say("before").unwrap();
        let person = world.ban(phone.user()).unwrap();
        assert_eq!((person.mark, person.banned_at), (PersonMark::Banned, Some(BEGIN)));
        for device in [&mut phone, &mut tablet] {
            assert_eq!(refusal(device.say("no")), BANNED);
            assert_eq!(refusal(device.page()), BANNED);
            assert_eq!(refusal(device.log_in(&world.token("usr_1"))), Refused::Login(Reason::UserBanned));
        }
        let elsewhere = world.device().log_in(&world.token("usr_1"));
        assert_eq!(refusal(elsewhere), Refused::Login(Reason::UserBanned));
        assert_eq!(world.sessions_of(phone.user()), []);
    }

    fn ses_13_a_banned_user_does_not_fall_back_to_anonymous(world) {
        let (mut device, mut fresh) = (world.device(), world.device());
        device.log_in(&world.token("usr_1")).unwrap();
        world.ban(device.user()).unwrap();
        assert_eq!(refusal(device.clone().open()), BANNED);
        assert_eq!(refusal(fresh.log_in(&world.token("usr_1"))), Refused::Login(Reason::UserBanned));
    }

    fn ses_13_a_device_that_logs_out_after_the_ban_is_barred_by_the_session_it_shows(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        world.ban(device.user()).unwrap();
        let mut keeps_its_session = device.clone();
        device.log_out().unwrap();
        assert_eq!(refusal(keeps_its_session.open()), BANNED);
    }

    fn ses_13_somebody_anonymous_on_a_device_that_a_banned_user_had_is_barred(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.clone();
        let mara = device.log_in(&world.token("usr_1")).unwrap().user;
        device.log_in(&world.token("usr_2")).unwrap();
        world.ban(mara).unwrap();
        device.say("Hanna's good login passes").unwrap();
        assert_eq!(refusal(a.page()), BANNED);
    }

    fn ses_8_banning_someone_anonymous_bans_the_device(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        world.ban(a).unwrap();
        assert_eq!(refusal(device.say("no")), BANNED);
        assert_eq!(refusal(device.open()), BANNED);
        world.device().say("others may").unwrap();
    }

    fn ses_13_a_devices_ban_bars_anonymous_use_only(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        world.ban(a).unwrap();
        let logged_in = device.log_in(&world.token("usr_1")).unwrap();
        assert!(!logged_in.joined, "nothing passes to the one who signs in");
        assert_eq!(world.root(a), a);
        device.say("signed in").unwrap();
        assert_eq!(device.words(), ["signed in"]);
        assert_eq!(world.person(logged_in.user).unwrap().banned_at, None);
    }

    fn ses_8_a_ban_is_lifted(world) {
        let (mut device, mut anyone) = (world.device(), world.device());
        device.log_in(&world.token("usr_1")).unwrap();
        anyone.say("before").unwrap();
        let (known, a) = (device.user(), anyone.user());
        world.ban(known).unwrap();
        world.ban(a).unwrap();
        assert_eq!(world.lift_ban(known).unwrap().banned_at, None);
        assert_eq!(
            refusal(device.say("no")),
            Refused::Session(SessionRefused::Ended),
            "the session had ended"
        );
        device.log_in(&world.token("usr_1")).unwrap();
        device.say("again").unwrap();

        assert_eq!(refusal(anyone.clone().open()), BANNED);
        world.lift_ban(a).unwrap();
        anyone.open().unwrap();
        anyone.say("again").unwrap();
    }

    fn ses_8_a_ban_by_the_id_of_somebody_merged_is_that_of_the_other(world) {
        let mut device = world.device();
        device.say("before").unwrap();
        let a = device.user();
        let u = device.log_in(&world.token("usr_1")).unwrap().user;
        assert_eq!(world.ban(a).unwrap().id, u);
        assert_eq!(refusal(device.page()), BANNED);
        assert_eq!(world.lift_ban(a).unwrap().banned_at, None);
    }

    fn ses_8_a_ban_placed_again_keeps_its_time(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        world.ban(device.user()).unwrap();
        world.clock.forward(bonafide_domain::time::Span::days(1));
        assert_eq!(world.ban(device.user()).unwrap().banned_at, Some(BEGIN));
    }

    fn ses_8_nobody_is_banned_who_is_not_there(world) {
        assert_eq!(refusal(world.ban(UserId::ZERO)), Refused::NotFound);
        assert_eq!(refusal(world.lift_ban(UserId::ZERO)), Refused::NotFound);
    }

    fn ses_8_what_was_written_stays(world) {
        let mut device = world.device();
        device.log_in(&world.token("usr_1")).unwrap();
        let said = device.say("before").unwrap();
        world.ban(device.user()).unwrap();
        assert_eq!(world.messages(said.conversation.0), [said.message]);
    }
}
