//! The contract of `rest_keys`.

use bonafide_domain::{id::KeyId, time::Millis};
use bonafide_store::{
    params,
    rest_keys::{self, ListedRestKey, NewRestKey, SealedRestKey},
};

use crate::{
    furnish::{id, rest_key as insert, texts},
    world::{BEGIN, NOBODY, World, on_both},
};

const FIRST: KeyId = id(60);

fn last_used(world: &World) -> Option<Millis> {
    world.write(rest_keys::all)[0].last_used
}

on_both! {
    fn lists_say_what_there_is_to_know_oldest_first(world) {
        world.write(|tx| insert(tx, 61, "billing"));
        world.later(1);
        world.write(|tx| {
            let new = NewRestKey { id: FIRST, name: "by command", first_six: "", sealed_secret: &[1], made_by: None };
            rest_keys::insert(tx, &new)
        });
        let by_command = ListedRestKey {
            id: FIRST,
            name: "by command".to_owned(),
            first_six: String::new(),
            made_by: None,
            made_at: Millis::new(BEGIN.as_i64() + 1),
            last_used: None,
        };
        let billing = ListedRestKey {
            id: id(61),
            name: "billing".to_owned(),
            first_six: "abc_-1".to_owned(),
            made_by: Some("Home agent".to_owned()),
            made_at: BEGIN,
            last_used: None,
        };
        assert_eq!(world.write(rest_keys::all), [by_command, billing]);
        assert_eq!(world.elsewhere(rest_keys::all), []);
        assert_eq!(world.try_in(NOBODY, rest_keys::all), Ok(vec![]));
    }

    fn a_name_is_unique_among_live_keys(world) {
        world.write(|tx| insert(tx, 60, "billing"));
        assert_eq!(world.refused(|tx| insert(tx, 61, "billing")), "rest_keys_name");
        assert!(world.write(|tx| rest_keys::delete(tx, FIRST)));
        world.write(|tx| insert(tx, 61, "billing"));
        assert_eq!(world.refused(|tx| insert(tx, 61, "another")), "rest_keys_pkey");
    }

    fn a_key_is_called_anything_and_its_secret_is_any_bytes(world) {
        for (number, name) in (60_u8..).zip(texts()) {
            let name: String = name.chars().take(128).collect();
            let given = name.clone();
            let (found, all) = world.write(move |tx| {
                insert(tx, number, &given)?;
                Ok((rest_keys::find(tx, id(number))?, rest_keys::all(tx)?))
            });
            assert_eq!(found, Some(SealedRestKey { id: id(number), sealed_secret: vec![0, 255, number], last_used: None }));
            assert_eq!(all.last().map(|key| &key.name), Some(&name));
        }
    }

    fn a_deleted_key_lets_nobody_in_and_its_secret_is_gone(world) {
        world.write(|tx| insert(tx, 60, "billing"));
        world.write(|tx| insert(tx, 61, "shipping"));
        let secrets = |world: &World| world.write(rest_keys::sealed_secrets).len();
        assert_eq!(secrets(world), 2);
        assert_eq!(world.elsewhere(rest_keys::sealed_secrets), []);
        assert!(!world.elsewhere(|tx| rest_keys::delete(tx, FIRST)));
        assert!(world.write(|tx| rest_keys::delete(tx, FIRST)));
        assert!(!world.write(|tx| rest_keys::delete(tx, FIRST)));
        assert_eq!(secrets(world), 1);
        assert_eq!(world.write(|tx| rest_keys::find(tx, FIRST)), None);
        assert_eq!(world.elsewhere(|tx| rest_keys::find(tx, id(61))), None);
        let kept = world.write(|tx| {
            let sql = "SELECT sealed_secret FROM rest_keys WHERE account_id = $1 AND id = $2";
            let account = tx.account();
            tx.row(sql, params![&account, &FIRST])?.unwrap().get::<Option<Vec<u8>>>(0)
        });
        assert_eq!(kept, None);
    }

    fn a_key_tells_when_it_was_last_used(world) {
        world.write(|tx| insert(tx, 60, "billing"));
        world.later(7);
        world.elsewhere(|tx| rest_keys::note_use(tx, FIRST));
        assert_eq!(last_used(world), None);
        world.write(|tx| rest_keys::note_use(tx, FIRST));
        let now = Some(Millis::new(BEGIN.as_i64() + 7));
        assert_eq!(last_used(world), now);
        assert_eq!(world.write(|tx| rest_keys::find(tx, FIRST)).unwrap().last_used, now);
        assert_eq!(world.write(rest_keys::sealed_secrets)[0].last_used, now);
    }
}
