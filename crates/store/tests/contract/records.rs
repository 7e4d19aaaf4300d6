//! The contract of `records`.

use bonafide_domain::{
    id::RecordId,
    namespace::Namespace,
    record::{Beginning, Record, Written},
};
use bonafide_store::records::{self, Kept};

use crate::{
    furnish::{SETTING, id},
    world::{BEGIN, NOBODY, World, on_both},
};

const LEAST: Written<'_> =
    Written { kind: "contact", id: "c-7", name: None, email: None, telephone: None, status: "active" };

fn record(written: &Written<'_>) -> Record {
    Record::new(written).unwrap()
}

fn whole() -> Record {
    record(&Written {
        name: Some("Mara É. 👩‍💻 Keller"),
        email: Some("Mara@Example.com"),
        telephone: Some("+41 44"),
        status: "VIP'; --",
        ..LEAST
    })
}

fn keep(world: &World, byte: u8, namespace: Namespace, record: &Record) {
    let record = record.clone();
    world.write(move |tx| records::insert(tx, id(byte), namespace, &record));
}

fn named(world: &World, byte: u8, name: &str) {
    let own = format!("c-{byte}");
    keep(world, byte, Namespace::Account, &record(&Written { id: &own, name: Some(name), ..LEAST }));
}

fn ids(found: Vec<Kept>) -> Vec<RecordId> {
    found.into_iter().map(|kept| kept.id).collect()
}

fn found(world: &World, typed: &str, after: Option<RecordId>, limit: i64) -> Vec<RecordId> {
    let beginning = Beginning::new(typed).unwrap();
    ids(world.write(move |tx| records::search(tx, &beginning, after, limit)))
}

on_both! {
    fn omn_16_a_record_is_read_back_as_it_was_written(world) {
        keep(world, 20, Namespace::Setting(SETTING), &whole());
        let kept = Kept { id: id(20), namespace: Namespace::Setting(SETTING), record: whole(), changed_at: BEGIN };
        assert_eq!(world.write(|tx| records::find(tx, id(20))), Some(kept.clone()));
        assert_eq!(kept.as_match().record, id(20));
        assert_eq!(world.write(|tx| records::find(tx, id(21))), None);
        assert_eq!(world.elsewhere(|tx| records::find(tx, id(20))), None);

        world.later(5);
        let bare = record(&Written { id: "another", ..LEAST });
        assert!(world.write(move |tx| records::update(tx, id(20), &bare)));
        let changed = world.write(|tx| records::find(tx, id(20))).unwrap();
        assert_eq!((changed.record, changed.changed_at.as_i64()), (record(&LEAST), BEGIN.as_i64() + 5), "it keeps its id");
        assert_eq!(found(world, "mara", None, 9), []);
        assert!(!world.write(|tx| records::update(tx, id(21), &whole())));
        assert!(!world.elsewhere(|tx| records::update(tx, id(20), &whole())));
    }

    fn omn_6_an_id_is_one_contacts_and_one_accounts_in_each_namespace(world) {
        let account = record(&Written { kind: "account", ..LEAST });
        keep(world, 20, Namespace::Account, &record(&LEAST));
        keep(world, 21, Namespace::Account, &account);
        keep(world, 22, Namespace::Setting(SETTING), &record(&LEAST));
        keep(world, 23, Namespace::Account, &record(&Written { id: "C-7", ..LEAST }));
        let with_id = |namespace, id: &'static str| ids(world.write(move |tx| records::with_id(tx, namespace, id)));
        assert_eq!(with_id(Namespace::Account, "c-7"), [id(21), id(20)]);
        assert_eq!(with_id(Namespace::Setting(SETTING), "c-7"), [id(22)]);
        assert_eq!(with_id(Namespace::Account, "C-7"), [id(23)], "case counts");
        assert_eq!(with_id(Namespace::Account, "c-8"), []);
        assert_eq!(world.elsewhere(|tx| records::with_id(tx, Namespace::Account, "c-7")), []);
        let twice = world.refused(|tx| records::insert(tx, id(24), Namespace::Account, &record(&LEAST)));
        assert_eq!(twice, "records_key");
    }

    fn omn_16_records_are_listed_from_the_newest_in_pages(world) {
        for byte in 20..25 {
            named(world, byte, "Mara");
        }
        let page = |before, limit| ids(world.write(move |tx| records::page(tx, before, limit)));
        assert_eq!(page(None, 2), [id(24), id(23)]);
        assert_eq!(page(Some(id(23)), 9), [id(22), id(21), id(20)]);
        assert_eq!(world.elsewhere(|tx| records::page(tx, None, 9)), []);
        assert_eq!(world.try_in(NOBODY, |tx| records::page(tx, None, 9)), Ok(vec![]));
    }

    fn a_search_finds_each_record_once_in_pages(world) {
        named(world, 20, "Mara Marani");
        named(world, 21, "Anna Mara");
        named(world, 22, "Élise Ziegler");
        named(world, 23, "mara");
        assert_eq!(found(world, "MAR", None, 9), [id(21), id(23), id(20)], "by the first word that begins so");
        assert_eq!(found(world, "mara m", None, 9), [id(20)]);
        assert_eq!(found(world, "él", None, 9), [id(22)]);
        assert_eq!(found(world, "c-2", None, 9), [id(20), id(21), id(22), id(23)]);
        assert_eq!(found(world, "z", None, 9), [id(22)]);
        assert_eq!(found(world, "zz", None, 9), []);
        assert_eq!(found(world, "mar", None, 1), [id(21)]);
        assert_eq!(found(world, "mar", Some(id(21)), 1), [id(23)]);
        assert_eq!(found(world, "mar", Some(id(23)), 9), [id(20)]);
        assert_eq!(found(world, "mar", Some(id(20)), 9), []);
        assert_eq!(found(world, "mar", Some(id(99)), 1), [id(21)], "whoever has gone begins anew");
        let mar = Beginning::new("mar").unwrap();
        assert_eq!(world.elsewhere(move |tx| records::search(tx, &mar, None, 9)), []);
    }

    fn omn_16_a_deleted_record_is_not_found(world) {
        named(world, 20, "Mara");
        assert!(!world.elsewhere(|tx| records::delete(tx, id(20))));
        assert!(world.write(|tx| records::delete(tx, id(20))));
        assert!(!world.write(|tx| records::delete(tx, id(20))));
        assert_eq!(found(world, "mara", None, 9), []);
        assert_eq!(world.write(|tx| records::page(tx, None, 9)), []);
        named(world, 20, "Mara");
    }
}
