//! The contract of `keys`.

use bonafide_domain::{
    id::KeyId, namespace::Namespace, session::EndReason, setting::SettingKind, time::Millis,
};
use bonafide_store::{
    keys::{self, ListedKey, NewKey, VerifyingKey},
    params, sessions, users,
};

use crate::{
    furnish::{
        AGENT, DEVICE, HANNA, KEY, MARA, SETTING, TABLET, device, id, key, raise_setting_epoch, sign_in,
        texts,
    },
    world::{BEGIN, HOME, NOBODY, World, on_both},
};

fn listed(world: &World) -> Vec<ListedKey> {
    world.write(keys::all)
}

fn first() -> ListedKey {
    ListedKey {
        id: KEY,
        name: "key 1".to_owned(),
        first_six: "abc_-1".to_owned(),
        made_by: Some("Home agent".to_owned()),
        made_at: BEGIN,
        last_used: None,
        logins: 0,
        sessions: 0,
    }
}

on_both! {
    fn a_key_of_a_deleted_setting_verifies_nothing(world) {
        world.write(|tx| {
            let sql = "UPDATE authentication_settings SET deleted_at = 1 WHERE account_id = $1 AND id = $2";
            tx.execute(sql, params![&HOME, &SETTING])
        });
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), None);
    }

    fn key_5_lists_say_what_there_is_to_know_oldest_first(world) {
        world.later(1);
        world.write(|tx| {
            let by_command = NewKey {
                id: id(9),
                setting: SETTING,
                name: "by command",
                first_six: "",
                sealed_secret: &[],
                made_by: None,
            };
            keys::insert(tx, &by_command)?;
            key(tx, 8)
        });
        let list = listed(world);
        assert_eq!(list.iter().map(|key| key.id).collect::<Vec<_>>(), [KEY, id(8), id(9)]);
        assert_eq!(list[0], first());
        assert_eq!((&list[2].made_by, list[2].made_at), (&None, Millis::new(BEGIN.as_i64() + 1)));
        assert_eq!(world.elsewhere(keys::all).len(), 1);
        assert_eq!(world.try_in(NOBODY, keys::all), Ok(vec![]));
    }

    fn key_2_a_name_is_unique_among_live_keys(world) {
        let same_name = |tx: &mut bonafide_store::Tx<'_>| {
            let new = NewKey {
                id: id(2),
                setting: SETTING,
                name: "key 1",
                first_six: "",
                sealed_secret: &[1],
                made_by: Some(AGENT),
            };
            keys::insert(tx, &new)
        };
        assert_eq!(world.refused(same_name), "signing_keys_name");
        assert!(world.write(|tx| keys::delete(tx, KEY)));
        world.write(same_name);
        assert_eq!(world.refused(|tx| key(tx, 2)), "signing_keys_pkey");
    }

    fn a_key_is_called_anything_and_its_secret_is_any_bytes(world) {
        for (number, name) in (20_u8..).zip(texts()) {
            let name: String = name.chars().take(128).collect();
            let given = name.clone();
            let found = world.write(move |tx| {
                let new = NewKey {
                    id: id(number),
                    setting: SETTING,
                    name: &given,
                    first_six: "äöü-_1",
                    sealed_secret: &[0, 255, number],
                    made_by: None,
                };
                keys::insert(tx, &new)?;
                keys::find_verifying(tx, new.id)
            });
            let found = found.unwrap();
            assert_eq!((found.name, found.sealed_secret), (name, vec![0, 255, number]));
        }
    }

    fn a_key_belongs_to_a_setting_and_an_agent_that_are_there(world) {
        let strange = |setting, made_by| {
            world.impossible(move |tx| {
                let new =
                    NewKey { id: id(2), setting, name: "", first_six: "", sealed_secret: &[1], made_by };
                keys::insert(tx, &new)
            })
        };
        assert!(strange(id(99), None));
        assert!(strange(SETTING, Some(id(99))));
    }

    fn key_7_whether_a_key_was_ever_made_is_asked_of_deleted_ones_too(world) {
        world.write(|tx| keys::delete(tx, KEY));
        assert!(world.write(keys::any_was_made));
        assert_eq!(world.try_in(NOBODY, keys::any_was_made), Ok(false));
    }

    fn a_live_key_verifies(world) {
        let verifying = VerifyingKey {
            id: KEY,
            name: "key 1".to_owned(),
            sealed_secret: vec![1; 60],
            setting: SETTING,
            kind: SettingKind::SigningKeys,
            namespace: Namespace::Account,
        };
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), Some(verifying));
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KeyId::ZERO)), None);
        world.write(|tx| key(tx, 2));
        assert_eq!(world.elsewhere(|tx| keys::find_verifying(tx, id(2))), None);
    }

    fn key_6_a_deleted_key_verifies_nothing_and_its_secret_is_gone(world) {
        world.write(|tx| key(tx, 2));
        assert_eq!(world.write(keys::live_ids), [KEY, id(2)]);
        assert!(world.write(|tx| keys::delete(tx, KEY)));
        assert!(!world.write(|tx| keys::delete(tx, KEY)), "it is deleted once");
        assert!(!world.write(|tx| keys::delete(tx, KeyId::ZERO)));
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), None);
        assert_eq!(world.write(keys::live_ids), [id(2)]);
        assert_eq!(world.elsewhere(keys::live_ids), [KEY]);
        assert_eq!(listed(world).iter().map(|key| key.id).collect::<Vec<_>>(), [id(2)]);
        let kept: Option<Vec<u8>> = world.write(|tx| {
            let sql = "SELECT sealed_secret FROM signing_keys WHERE account_id = $1 AND id = $2";
            tx.row(sql, params![&HOME, &KEY])?.unwrap().get(0)
        });
        assert_eq!(kept, None);
    }

    fn key_5_the_sessions_that_still_count_are_counted(world) {
        world.write(|tx| {
            key(tx, 2)?;
            device(tx, 3)?;
            sign_in(tx, 20, MARA, DEVICE)?;
            sign_in(tx, 21, HANNA, TABLET)?;
            sign_in(tx, 22, HANNA, id(3))
        });
        let count = || listed(world).iter().map(|key| key.sessions).collect::<Vec<_>>();
        assert_eq!(count(), [3, 0]);
        world.write(|tx| sessions::end(tx, id(22), EndReason::Logout));
        assert_eq!(count(), [2, 0], "one was ended");
        world.write(|tx| users::end_sessions(tx, MARA));
        assert_eq!(count(), [1, 0], "one user's were ended");
        world.later(3_599_999);
        assert_eq!(count(), [1, 0]);
        world.later(1);
        assert_eq!(count(), [0, 0], "the last one expired");
    }

    fn key_5_sessions_that_ended_with_their_key_are_not_counted(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        world.write(|tx| keys::end_sessions(tx, KEY));
        assert_eq!(listed(world)[0].sessions, 0);
    }

    fn key_5_sessions_that_ended_with_their_setting_are_not_counted(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        world.write(raise_setting_epoch);
        assert_eq!(listed(world)[0].sessions, 0);
    }

    fn key_5_logins_add_up_and_the_last_use_never_goes_back(world) {
        world.write(|tx| key(tx, 2));
        let counted = |logins, at| {
            world.write(move |tx| keys::count_logins(tx, KEY, logins, Millis::new(at)));
            let list = listed(world);
            assert_eq!((list[1].logins, list[1].last_used), (0, None), "the other key was not used");
            (list[0].logins, list[0].last_used.map(Millis::as_i64))
        };
        assert_eq!(counted(2, 50), (2, Some(50)));
        assert_eq!(counted(1, 40), (3, Some(50)));
        assert_eq!(counted(0, 60), (3, Some(60)));
        assert_eq!(counted(i64::MAX - 3, i64::MAX), (i64::MAX, Some(i64::MAX)));
        world.write(|tx| keys::count_logins(tx, KeyId::ZERO, 1, Millis::new(1)));
    }
}
