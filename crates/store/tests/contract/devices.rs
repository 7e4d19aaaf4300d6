//! The contract of `devices`.

use bonafide_domain::id::DeviceId;
use bonafide_domain::{session::EndReason, time::Millis};
use bonafide_store::{devices, params, sessions, users};

use crate::{
    furnish::{CHANNEL, DEVICE, HANNA, MARA, TABLET, anonymous, id, open, sign_in, texts},
    world::{BEGIN, HOME, World, on_both},
};

fn is_banned(world: &World, device: DeviceId) -> bool {
    world.write(move |tx| devices::is_banned(tx, device))
}

on_both! {
    fn a_device_is_kept_with_what_it_says_of_itself(world) {
        for (number, text) in (20_u8..).zip(texts()) {
            let said = text.clone();
            let kept = world.write(move |tx| {
                let locale = (number % 2 == 0).then_some(said.as_str());
                devices::insert(tx, id(number), CHANNEL, &said, locale)?;
                let sql = "SELECT agent_text, locale, created_at, last_seen_at FROM devices
                    WHERE account_id = $1 AND id = $2";
                let row = tx.row(sql, params![&HOME, &id::<()>(number)])?.unwrap();
                Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?, row.get(2)?, row.get(3)?))
            });
            let locale = (number % 2 == 0).then(|| text.clone());
            assert_eq!(kept, (text, locale, BEGIN, BEGIN));
        }
    }

    fn a_device_is_made_once_and_on_a_channel_of_its_account(world) {
        let again = world.refused(|tx| devices::insert(tx, DEVICE, CHANNEL, "", None));
        assert_eq!(again, "devices_pkey");
        assert!(world.impossible(|tx| devices::insert(tx, id(20), id(99), "", None)));
    }

    fn rou_2_the_language_is_that_of_the_last_device_that_named_one(world) {
        let language = |world: &World| world.write(|tx| devices::language_of(tx, MARA));
        assert_eq!(language(world), None);
        world.write(|tx| {
            devices::insert(tx, id(20), CHANNEL, "", Some("en"))?;
            devices::insert(tx, id(21), CHANNEL, "", None)?;
            open(tx, 20, MARA, id(20))
        });
        assert_eq!(language(world).as_deref(), Some("en"));
        world.write(|tx| open(tx, 21, MARA, id(21)));
        assert_eq!(language(world).as_deref(), Some("en"));
        world.write(|tx| open(tx, 22, MARA, DEVICE));
        assert_eq!(language(world).as_deref(), Some("de-CH"));
        assert_eq!(world.write(|tx| devices::language_of(tx, HANNA)), None);
        assert_eq!(world.elsewhere(|tx| devices::language_of(tx, MARA)), None);
    }

    fn ses_8_banning_someone_anonymous_bans_their_device_and_no_other(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            devices::set_banned_of_user(tx, anyone, Some(BEGIN))
        });
        assert_eq!((is_banned(world, DEVICE), is_banned(world, TABLET)), (true, false));
        world.write(|tx| devices::set_banned_of_user(tx, id(20), None));
        assert!(!is_banned(world, DEVICE));
    }

    fn ses_8_a_ban_reaches_every_device_the_user_ever_had_a_session_on(world) {
        world.write(|tx| {
            for (number, device) in [(20, DEVICE), (21, TABLET)] {
                sign_in(tx, number, MARA, device)?;
            }
            sessions::end(tx, id(20), EndReason::Logout)?;
            devices::set_banned_of_user(tx, MARA, Some(Millis::new(i64::MAX)))
        });
        assert_eq!((is_banned(world, DEVICE), is_banned(world, TABLET)), (true, true));
    }

    fn a_ban_of_a_user_without_devices_bans_none(world) {
        world.write(|tx| devices::set_banned_of_user(tx, HANNA, Some(BEGIN)));
        assert_eq!((is_banned(world, DEVICE), is_banned(world, TABLET)), (false, false));
        assert!(!is_banned(world, DeviceId::ZERO), "a device that is not there");
    }

    fn ses_13_a_device_that_somebody_banned_was_signed_in_on_is_barred(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Login)?;
            sign_in(tx, 21, HANNA, DEVICE)?;
            users::set_banned(tx, MARA, Some(BEGIN))
        });
        assert_eq!((is_banned(world, DEVICE), is_banned(world, TABLET)), (true, false));
        world.write(|tx| users::set_banned(tx, MARA, None));
        assert!(!is_banned(world, DEVICE));
    }

    fn ses_13_a_device_is_barred_by_whom_its_user_turned_out_to_be(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            users::retire(tx, anyone, MARA)?;
            users::set_banned(tx, MARA, Some(BEGIN))
        });
        assert!(is_banned(world, DEVICE));
        assert!(!world.elsewhere(|tx| devices::is_banned(tx, DEVICE)));
    }

    fn ses_13_bans_are_lifted_of_whoever_was_banned_and_merged_since(world) {
        world.write(|tx| {
            for (number, device) in [(20, DEVICE), (21, TABLET)] {
                let anyone = anonymous(tx, number)?;
                open(tx, number, anyone, device)?;
                devices::set_banned_of_user(tx, anyone, Some(BEGIN))?;
            }
            users::set_banned(tx, id(20), Some(BEGIN))?;
            users::retire(tx, id(20), MARA)?;
            users::retire(tx, id(21), HANNA)
        });
        world.elsewhere(|tx| devices::lift_bans_of_user(tx, MARA));
        assert!(is_banned(world, DEVICE), "another account's");
        world.write(|tx| devices::lift_bans_of_user(tx, MARA));
        assert_eq!((is_banned(world, DEVICE), is_banned(world, TABLET)), (false, true));
        world.write(|tx| devices::lift_bans_of_user(tx, HANNA));
        assert!(is_banned(world, TABLET), "it was banned with somebody else");
    }
}
