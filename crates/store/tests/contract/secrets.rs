//! The contract of `secrets`.

use bonafide_domain::{id::KeyId, time::Millis};
use bonafide_store::{
    keys, params,
    secrets::{self, ChatSecret},
};

use crate::{
    furnish::{DEVICE, KEY, MARA, SETTING, id, new_key, sign_in},
    world::{BEGIN, HOME, NOBODY, World, on_both},
};

fn after(millis: i64) -> Millis {
    Millis::new(BEGIN.as_i64() + millis)
}

fn listed(world: &World) -> Vec<ChatSecret> {
    world.write(|tx| secrets::of_setting(tx, SETTING))
}

fn ids(world: &World) -> Vec<KeyId> {
    listed(world).into_iter().map(|secret| secret.id).collect()
}

/// The bytes that are kept of a secret.
fn kept(world: &World, key: KeyId) -> Option<Vec<u8>> {
    world.write(move |tx| {
        let sql = "SELECT sealed_secret FROM signing_keys WHERE account_id = $1 AND id = $2";
        tx.row(sql, params![&HOME, &key])?.unwrap().get(0)
    })
}

on_both! {
    fn cht_1_a_new_secret_revokes_the_one_before_and_wipes_it(world) {
        world.write(|tx| secrets::replace(tx, &new_key(2, "the next"), None));
        assert_eq!(ids(world), [id(2)]);
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), None);
        assert_eq!(kept(world, KEY), None);
        assert_eq!(world.write(keys::live_ids), [id(2)]);
        assert_eq!(world.elsewhere(|tx| secrets::of_setting(tx, SETTING)).len(), 1);
        assert_eq!(world.try_in(NOBODY, |tx| secrets::of_setting(tx, SETTING)), Ok(vec![]));
    }

    fn cht_1_the_one_before_lives_on_for_as_long_as_was_said(world) {
        world.write(|tx| secrets::replace(tx, &new_key(2, "the next"), Some(after(10))));
        assert_eq!(ids(world), [id(2), KEY]);
        let until: Vec<_> = listed(world).into_iter().map(|secret| secret.valid_until).collect();
        assert_eq!(until, [None, Some(after(10))]);
        world.later(9);
        assert!(world.write(|tx| keys::find_verifying(tx, KEY)).is_some());
        assert_eq!(world.write(keys::live_ids), [KEY, id(2)]);
        world.later(1);
        assert_eq!(world.write(|tx| keys::find_verifying(tx, KEY)), None);
        assert_eq!(world.write(keys::live_ids), [id(2)]);
        assert_eq!(ids(world), [id(2)]);
    }

    fn cht_1_of_three_secrets_the_first_never_lives_on(world) {
        world.write(|tx| secrets::replace(tx, &new_key(2, "the next"), Some(after(1_000))));
        world.write(|tx| secrets::replace(tx, &new_key(3, "the third"), Some(after(10))));
        assert_eq!(ids(world), [id(3), id(2)]);
        assert_eq!(kept(world, KEY), None);
        world.write(|tx| secrets::replace(tx, &new_key(4, "the last"), None));
        assert_eq!(ids(world), [id(4)]);
    }

    fn cht_1_a_secret_at_its_end_is_wiped(world) {
        world.write(|tx| secrets::replace(tx, &new_key(2, "the next"), Some(after(10))));
        world.later(9);
        assert_eq!(world.write(|tx| secrets::wipe_ended(tx, 10)), 0);
        world.later(1);
        assert_eq!(world.write(|tx| secrets::wipe_ended(tx, 0)), 0);
        assert_eq!(world.write(|tx| secrets::wipe_ended(tx, 10)), 1);
        assert_eq!(world.write(|tx| secrets::wipe_ended(tx, 10)), 0);
        assert_eq!(kept(world, KEY), None);
        assert!(kept(world, id(2)).is_some());
    }

    fn cht_1_a_secret_is_shown_with_what_there_is_to_know(world) {
        world.later(5);
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            secrets::replace(tx, &new_key(2, "the next"), Some(after(10_000)))?;
            keys::count_logins(tx, KEY, 3, after(2))
        });
        let next = ChatSecret {
            id: id(2),
            name: "the next".to_owned(),
            first_six: "abc_-1".to_owned(),
            made_by: None,
            made_at: after(5),
            valid_until: None,
            last_used: None,
            sessions: 0,
        };
        let first = ChatSecret {
            id: KEY,
            name: "key 1".to_owned(),
            made_by: Some("Home agent".to_owned()),
            made_at: BEGIN,
            valid_until: Some(after(10_000)),
            last_used: Some(after(2)),
            sessions: 1,
            ..next.clone()
        };
        assert_eq!(listed(world), [next, first]);
    }

    fn a_secrets_name_is_unique_among_the_live_ones_of_its_setting(world) {
        assert_eq!(
            world.refused(|tx| secrets::replace(tx, &new_key(2, "key 1"), Some(after(10)))),
            "signing_keys_name"
        );
        world.write(|tx| secrets::replace(tx, &new_key(2, "key 1"), None));
    }
}
