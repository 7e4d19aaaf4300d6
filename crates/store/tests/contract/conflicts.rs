//! The contract of `conflicts`.

use bonafide_domain::{email::EmailAddress, id::ConflictId, namespace::Namespace, time::Millis};
use bonafide_store::conflicts::{self, Conflict, Refused};

use crate::{
    furnish::{CHANNEL, SETTING},
    world::{BEGIN, NOBODY, World, on_both},
};

/// A login of `external_id` is refused.
fn note(world: &World, external_id: &'static str, email: &'static str, name: Option<&'static str>) {
    in_namespace(world, Namespace::Account, external_id, email, name);
}

fn in_namespace(
    world: &World,
    namespace: Namespace,
    external_id: &'static str,
    email: &'static str,
    name: Option<&'static str>,
) {
    world.write(move |tx| {
        let address = EmailAddress::new(email).unwrap();
        let verified = name.is_some();
        conflicts::note(
            tx,
            &Refused { address: &address, verified, namespace, external_id, name, channel: CHANNEL },
        )
    });
}

fn open(world: &World) -> Vec<Conflict> {
    world.write(|tx| conflicts::page(tx, None, 99))
}

on_both! {
    fn res_8_what_was_refused_alike_is_one_conflict_with_the_last_of_it(world) {
        note(world, "usr_1", "mara@shop.example", None);
        world.later(5);
        note(world, "usr_1", "Mara@Shop.example", Some("Mara"));
        let [conflict] = open(world).try_into().unwrap();
        let expected = Conflict {
            id: conflict.id,
            address: "Mara@Shop.example".to_owned(),
            key: "mara@shop.example".to_owned(),
            verified: true,
            namespace: Namespace::Account,
            external_id: "usr_1".to_owned(),
            name: Some("Mara".to_owned()),
            channel: CHANNEL,
            refused: 2,
            first_at: BEGIN,
            last_at: Millis::new(BEGIN.as_i64() + 5),
        };
        assert_eq!(conflict, expected);
        let id = conflict.id;
        assert_eq!(world.write(move |tx| conflicts::find(tx, id)), Some(expected));
        assert_eq!(world.elsewhere(move |tx| conflicts::find(tx, id)), None);
        assert_eq!(world.elsewhere(|tx| conflicts::page(tx, None, 99)), []);
        assert_eq!(world.try_in(NOBODY, |tx| conflicts::page(tx, None, 99)), Ok(vec![]));
    }

    fn res_8_another_address_external_id_or_namespace_is_another_conflict(world) {
        note(world, "usr_1", "mara@shop.example", None);
        note(world, "usr_2", "mara@shop.example", None);
        note(world, "usr_1", "hanna@shop.example", None);
        in_namespace(world, Namespace::Setting(SETTING), "usr_1", "mara@shop.example", None);
        assert_eq!(open(world).len(), 4);
    }

    fn conflicts_come_newest_first_and_pages_follow_without_gaps(world) {
        for external_id in ["usr_1", "usr_2", "usr_3"] {
            note(world, external_id, "mara@shop.example", None);
        }
        let ids: Vec<String> = open(world).into_iter().map(|conflict| conflict.external_id).collect();
        assert_eq!(ids, ["usr_3", "usr_2", "usr_1"]);
        let first = world.write(|tx| conflicts::page(tx, None, 2));
        let last = first[1].id;
        let rest = world.write(move |tx| conflicts::page(tx, Some(last), 2));
        assert_eq!(rest.len(), 1);
        assert_eq!(rest[0].external_id, "usr_1");
    }

    fn res_8_a_conflict_that_was_closed_is_open_no_more_and_the_next_refusal_opens_another(world) {
        note(world, "usr_1", "mara@shop.example", None);
        let id = open(world)[0].id;
        world.elsewhere(move |tx| conflicts::close(tx, id));
        assert_eq!(open(world).len(), 1, "another account's");
        world.write(move |tx| conflicts::close(tx, id));
        assert_eq!(open(world), []);
        assert_eq!(world.write(move |tx| conflicts::find(tx, id)), None);
        note(world, "usr_1", "mara@shop.example", None);
        assert_eq!(open(world)[0].refused, 1);
        assert_ne!(open(world)[0].id, id);
        world.write(|tx| conflicts::close(tx, ConflictId::ZERO));
    }

    fn res_11_conflicts_over_an_address_and_of_an_external_id_are_closed(world) {
        note(world, "usr_1", "mara@shop.example", None);
        note(world, "usr_1", "other@shop.example", None);
        note(world, "usr_2", "mara@shop.example", None);
        in_namespace(world, Namespace::Setting(SETTING), "usr_1", "hanna@shop.example", None);
        let left = || open(world).into_iter().map(|it| (it.external_id, it.key)).collect::<Vec<_>>();
        let pair = |id: &str, key: &str| (id.to_owned(), key.to_owned());
        world.write(|tx| conflicts::close_over_address(tx, "mara@shop.example"));
        assert_eq!(left(), [pair("usr_1", "hanna@shop.example"), pair("usr_1", "other@shop.example")]);
        world.write(|tx| conflicts::close_of_external_id(tx, Namespace::Account, "usr_1"));
        assert_eq!(left(), [pair("usr_1", "hanna@shop.example")]);
    }
}
