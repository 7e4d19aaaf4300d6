//! What decides whether a session counts.

use bonafide_domain::{
    session::{EndReason, Surroundings},
    time::Millis,
};
use bonafide_store::{devices, keys, sessions, users};

use super::{HOLDS, find};
use crate::{
    furnish::{DEVICE, HANNA, KEY, MARA, TABLET, anonymous, id, key, open, raise_setting_epoch, sign_in},
    world::{BEGIN, on_both},
};

on_both! {
    fn ses_7_it_does_not_hold_after_its_users_sessions_were_ended(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        world.write(|tx| users::end_sessions(tx, HANNA));
        assert!(find(world, id(20)).around.epochs_hold);
        world.write(|tx| users::end_sessions(tx, MARA));
        assert!(!find(world, id(20)).around.epochs_hold);
        world.write(|tx| {
            sessions::end(tx, id(20), EndReason::Replaced).and_then(|_| sign_in(tx, 21, MARA, DEVICE))
        });
        assert!(find(world, id(21)).around.epochs_hold, "one opened since");
    }

    fn ses_7_an_anonymous_one_does_not_hold_either(world) {
        world.write(|tx| open(tx, 20, MARA, DEVICE));
        world.write(|tx| users::end_sessions(tx, MARA));
        assert!(!find(world, id(20)).around.epochs_hold);
    }

    fn key_6_it_does_not_hold_after_its_keys_sessions_were_ended(world) {
        world.write(|tx| {
            key(tx, 2)?;
            open(tx, 21, HANNA, TABLET)?;
            sign_in(tx, 20, MARA, DEVICE)
        });
        world.write(|tx| keys::end_sessions(tx, id(2)));
        assert!(find(world, id(20)).around.epochs_hold, "another key's");
        world.write(|tx| keys::delete(tx, KEY));
        assert!(find(world, id(20)).around.epochs_hold, "a deleted key's sessions go on");
        world.write(|tx| keys::end_sessions(tx, KEY));
        assert!(!find(world, id(20)).around.epochs_hold);
        assert!(find(world, id(21)).around.epochs_hold, "an anonymous one rests on no key");
    }

    fn it_does_not_hold_after_its_settings_sessions_were_ended(world) {
        world.write(|tx| {
            open(tx, 21, HANNA, TABLET)?;
            sign_in(tx, 20, MARA, DEVICE)
        });
        world.write(raise_setting_epoch);
        assert!(!find(world, id(20)).around.epochs_hold);
        assert!(find(world, id(21)).around.epochs_hold, "an anonymous one rests on no setting");
    }

    fn mrg_5_a_retired_users_session_leads_to_the_other(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            users::retire(tx, anyone, MARA)
        });
        assert_eq!(find(world, id(20)).around, Surroundings { root: MARA, ..HOLDS });
        assert_eq!(find(world, id(20)).session.user, id(20));
    }

    fn ses_8_a_ban_is_that_of_whom_the_user_turned_out_to_be(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            users::retire(tx, anyone, MARA)?;
            sign_in(tx, 21, HANNA, TABLET)?;
            users::set_banned(tx, MARA, Some(BEGIN))
        });
        assert!(find(world, id(20)).around.user_banned);
        assert!(!find(world, id(21)).around.user_banned);
        world.write(|tx| users::set_banned(tx, MARA, None));
        assert!(!find(world, id(20)).around.user_banned);
    }

    fn ses_13_a_devices_ban_bars_anonymous_sessions_only(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            devices::set_banned_of_user(tx, anyone, Some(BEGIN))
        });
        assert!(find(world, id(20)).around.device_banned);
        world.write(|tx| {
            sessions::end(tx, id(20), EndReason::Login)?;
            sign_in(tx, 21, MARA, DEVICE)
        });
        assert!(!find(world, id(21)).around.device_banned, "someone else's good login passes");
    }

    fn ses_13_a_device_on_which_somebody_banned_was_signed_in_is_barred(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Replaced)?;
            let anyone = anonymous(tx, 21)?;
            open(tx, 21, anyone, DEVICE)?;
            let anyone = anonymous(tx, 22)?;
            open(tx, 22, anyone, TABLET)?;
            users::set_banned(tx, MARA, Some(Millis::new(0)))
        });
        let around = find(world, id(21)).around;
        assert_eq!((around.device_banned, around.user_banned), (true, false));
        assert!(!find(world, id(22)).around.device_banned, "another device");
        world.write(|tx| users::set_banned(tx, MARA, None));
        assert!(!find(world, id(21)).around.device_banned);
    }

    fn ses_13_it_is_barred_by_whom_somebody_turned_out_to_be(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Login)?;
            users::retire(tx, anyone, MARA)?;
            let next = anonymous(tx, 21)?;
            open(tx, 21, next, DEVICE)?;
            users::set_banned(tx, MARA, Some(BEGIN))
        });
        assert!(find(world, id(21)).around.device_banned);
    }
}
