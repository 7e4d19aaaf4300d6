//! The contract of `key_links`.

use bonafide_domain::{
    id::{KeyId, KeyLinkId},
    key_link::Course,
    time::{Millis, Span},
};
use bonafide_store::{
    Result, Tx,
    key_links::{self, KeyLink, NewKeyLink, Opener},
    keys,
};

use crate::{
    furnish::{AGENT, KEY, id, key, texts},
    world::{BEGIN, NOBODY, World, on_both},
};

const LINK: KeyLinkId = id(1);
const HASH: [u8; 32] = [5; 32];

fn end() -> Millis {
    BEGIN.plus(Span::millis(10))
}

fn link(tx: &mut Tx<'_>, id: KeyLinkId, key: KeyId) -> Result<()> {
    let expires_at = end();
    key_links::insert(tx, &NewKeyLink { id, key, secret_hash: &HASH, made_by: AGENT, expires_at })
}

fn opener(name: &str) -> Opener {
    Opener { name: name.to_owned(), address: "192.0.2.7".to_owned(), agent_text: "Browser/1.0".to_owned() }
}

fn open(world: &World, id: KeyLinkId) -> Option<KeyId> {
    world.write(move |tx| key_links::open(tx, id, &opener("Sana")))
}

fn latest(world: &World) -> Vec<KeyLink> {
    world.write(|tx| key_links::latest(tx, 9))
}

on_both! {
    fn key_9_lists_say_who_made_a_link_and_who_opened_it_when(world) {
        world.write(|tx| link(tx, LINK, KEY));
        let waiting = KeyLink {
            id: LINK,
            key: KEY,
            made_by: "Home agent".to_owned(),
            made_at: BEGIN,
            course: Course { expires_at: end(), revoked_at: None, opened_at: None },
            opener: None,
        };
        assert_eq!(latest(world), std::slice::from_ref(&waiting));
        world.later(3);
        assert_eq!(open(world, LINK), Some(KEY));
        let opened_at = Some(BEGIN.plus(Span::millis(3)));
        let course = Course { opened_at, ..waiting.course };
        assert_eq!(latest(world), [KeyLink { course, opener: Some(opener("Sana")), ..waiting }]);
    }

    fn key_9_a_link_opens_once(world) {
        world.write(|tx| link(tx, LINK, KEY));
        assert_eq!(open(world, LINK), Some(KEY));
        assert_eq!(open(world, LINK), None);
        assert!(!world.write(|tx| key_links::revoke(tx, KEY, LINK)), "what was opened is not revoked");
    }

    fn key_9_a_link_opens_until_its_end(world) {
        world.write(|tx| link(tx, LINK, KEY).and_then(|()| link(tx, id(2), KEY)));
        world.later(9);
        assert_eq!(open(world, LINK), Some(KEY));
        world.later(1);
        assert_eq!(open(world, id(2)), None);
        assert!(!world.write(|tx| key_links::revoke(tx, KEY, id(2))), "it is over");
    }

    fn key_9_a_revoked_link_does_not_open(world) {
        world.write(|tx| link(tx, LINK, KEY));
        assert!(!world.write(|tx| key_links::revoke(tx, id(2), LINK)), "it is a link to another key");
        assert!(world.write(|tx| key_links::revoke(tx, KEY, LINK)));
        assert!(!world.write(|tx| key_links::revoke(tx, KEY, LINK)));
        assert_eq!(open(world, LINK), None);
        assert_eq!(latest(world)[0].course.revoked_at, Some(BEGIN));
    }

    fn key_9_all_unopened_links_to_a_key_are_revoked_together(world) {
        world.write(|tx| {
            key(tx, 2)?;
            link(tx, LINK, KEY)?;
            link(tx, id(2), KEY)?;
            link(tx, id(3), id(2))?;
            key_links::open(tx, LINK, &opener("Sana"))?;
            key_links::revoke_all(tx, KEY)
        });
        assert_eq!(open(world, id(2)), None);
        assert_eq!(open(world, id(3)), Some(id(2)), "the link to another key");
        assert!(latest(world)[2].course.opened_at.is_some(), "what was opened stays so");
    }

    fn the_hash_of_a_links_secret_is_found_by_its_id(world) {
        world.write(|tx| link(tx, LINK, KEY));
        assert_eq!(world.write(|tx| key_links::find_secret_hash(tx, LINK)), Some(HASH));
        assert_eq!(world.write(|tx| key_links::find_secret_hash(tx, id(2))), None);
        assert_eq!(world.elsewhere(|tx| key_links::find_secret_hash(tx, LINK)), None);
    }

    fn the_newest_links_to_live_keys_are_listed_first(world) {
        world.write(|tx| {
            key(tx, 2)?;
            link(tx, LINK, KEY)?;
            link(tx, id(2), id(2))?;
            link(tx, id(3), KEY)
        });
        let ids = |limit| world.write(move |tx| key_links::latest(tx, limit)).iter().map(|link| link.id).collect::<Vec<_>>();
        assert_eq!(ids(9), [id(3), id(2), LINK]);
        assert_eq!(ids(2), [id(3), id(2)]);
        world.write(|tx| keys::delete(tx, id(2)));
        assert_eq!(ids(9), [id(3), LINK]);
        assert_eq!(world.elsewhere(|tx| key_links::latest(tx, 9)), []);
        assert_eq!(world.try_in(NOBODY, |tx| key_links::latest(tx, 9)), Ok(vec![]));
    }

    fn whoever_opens_a_link_is_called_anything(world) {
        for (number, name) in (20_u8..).zip(texts()) {
            let given = name.clone();
            world.write(move |tx| {
                link(tx, id(number), KEY)?;
                key_links::open(tx, id(number), &opener(&given))
            });
            assert_eq!(latest(world)[0].opener, Some(opener(&name)));
        }
    }

    fn a_link_is_to_a_key_that_there_is(world) {
        assert!(world.impossible(|tx| link(tx, LINK, id(9))));
        world.write(|tx| link(tx, LINK, KEY));
        assert_eq!(world.refused(|tx| link(tx, LINK, KEY)), "key_links_pkey");
        assert!(world.elsewhere(|tx| key_links::open(tx, LINK, &opener("Sana"))).is_none());
        assert!(!world.elsewhere(|tx| key_links::revoke(tx, KEY, LINK)));
        world.elsewhere(|tx| key_links::revoke_all(tx, KEY));
        assert_eq!(open(world, LINK), Some(KEY));
    }
}
