//! The contract of `fetched_keys`.

use bonafide_domain::{id::SettingId, key_fetch::Fetches, time::Millis};
use bonafide_store::{
    fetched_keys::{self, Failure, FetchedKeys},
    made_settings,
};

use crate::{
    furnish::{id, portal},
    world::{NOBODY, World, on_both},
};

const PORTAL: SettingId = id(7);
const URL: &str = "https://portal.example/keys";

fn slow() -> Failure {
    Failure { word: "too_slow".to_owned(), detail: "It took too long.".to_owned() }
}

fn good(world: &World, url: &'static str, at: i64) {
    world.write(move |tx| fetched_keys::keep_good(tx, PORTAL, url, Millis::new(at), "[\"\u{e9}\"]"));
}

fn failed(world: &World, url: &'static str, at: i64) {
    world.write(move |tx| fetched_keys::keep_failure(tx, PORTAL, url, Millis::new(at), &slow()));
}

fn kept(world: &World) -> FetchedKeys {
    world.write(|tx| fetched_keys::find(tx, PORTAL)).unwrap()
}

fn fetches(tried_at: i64, good_at: Option<i64>) -> Fetches {
    Fetches { tried_at: Millis::new(tried_at), good_at: good_at.map(Millis::new) }
}

on_both! {
    fn omn_4_the_last_good_answer_stays_while_fetches_fail(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        assert_eq!(world.write(|tx| fetched_keys::find(tx, PORTAL)), None);
        failed(world, URL, 5);
        let never = FetchedKeys { url: URL.to_owned(), fetches: fetches(5, None), body: None, failure: Some(slow()) };
        assert_eq!(kept(world), never);

        good(world, URL, 6);
        let body = Some("[\"\u{e9}\"]".to_owned());
        let now = FetchedKeys { url: URL.to_owned(), fetches: fetches(6, Some(6)), body, failure: None };
        assert_eq!(kept(world), now);

        failed(world, URL, 7);
        assert_eq!(kept(world), FetchedKeys { fetches: fetches(7, Some(6)), failure: Some(slow()), ..now.clone() });

        good(world, URL, 8);
        assert_eq!(kept(world), FetchedKeys { fetches: fetches(8, Some(8)), ..now });
        assert_eq!(world.try_in(NOBODY, |tx| fetched_keys::find(tx, PORTAL)), Ok(None));
    }

    fn what_another_address_answered_with_does_not_stay(world) {
        world.write(|tx| made_settings::insert(tx, &portal(7)));
        good(world, URL, 5);
        failed(world, "https://other.example/keys", 6);
        let kept = kept(world);
        assert_eq!((kept.body, kept.fetches, kept.url.as_str()), (None, fetches(6, None), "https://other.example/keys"));
    }
}
