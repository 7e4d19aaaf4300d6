//! The contract of `login_log`.

use bonafide_domain::{id::LoginAttemptId, text::ExternalId, time::Millis, token::KeyOfSetting};
use bonafide_store::{
    login_log::{self, Attempt, Filter, Listed, Note, Outcome},
    made_settings,
};

use crate::{
    furnish::{CHANNEL, DEVICE, HANNA, KEY, MARA, TABLET, id, open, portal, texts},
    world::{NOBODY, World, on_both},
};

/// The newest lines.
fn latest(world: &World, limit: i64) -> Vec<Listed> {
    world.write(move |tx| login_log::page(tx, &Filter::default(), None, limit))
}

/// The ids of the lines that a filter lets through.
fn filtered(world: &World, filter: Filter) -> Vec<LoginAttemptId> {
    let lines = world.write(move |tx| login_log::page(tx, &filter, None, 99));
    lines.into_iter().map(|line| line.attempt.id).collect()
}

fn listed(attempt: Attempt) -> Listed {
    let key_name = attempt.key.map(|_| "key 1".to_owned());
    Listed { attempt, channel_name: "Home channel".to_owned(), key_name }
}

fn noted(code: &str, about: Option<&str>) -> Note {
    Note { code: code.to_owned(), about: about.map(str::to_owned) }
}

fn refused(byte: u8) -> Attempt {
    Attempt {
        id: id(byte),
        channel: CHANNEL,
        address: "192.0.2.7".to_owned(),
        key: None,
        public_key: None,
        external_id: None,
        outcome: Outcome::Refused { reason: "kid_unknown".to_owned() },
        detail: None,
        notes: Vec::new(),
        would_refuse: None,
        attempts: 1,
        at: Millis::new(5),
    }
}

on_both! {
    fn see_6_a_line_names_the_public_key_and_its_setting(world) {
        let portal = portal(7);
        let setting = portal.name.clone();
        let key = KeyOfSetting { setting: id(7), name: "2026-ü".to_owned() };
        let line = Attempt { public_key: Some(key), ..refused(20) };
        let kept = line.clone();
        world.write(move |tx| {
            made_settings::insert(tx, &portal)?;
            login_log::insert(tx, &kept)
        });
        assert_eq!(latest(world, 9), [Listed { key_name: Some(setting), ..listed(line) }]);
    }

    fn see_6_an_accepted_login_is_read_as_it_was_written(world) {
        for (number, text) in (20_u8..).zip(texts()) {
            let accepted = Attempt {
                address: text.clone(),
                key: Some(KEY),
                external_id: Some(text.clone()),
                outcome: Outcome::Accepted { rule: text.clone(), user: MARA, session: id(4) },
                detail: Some(text.clone()),
                notes: vec![noted(&text, None), noted(&text, Some(&text))],
                would_refuse: Some(text),
                attempts: i64::MAX,
                at: Millis::new(i64::MAX),
                ..refused(number)
            };
            let kept = accepted.clone();
            world.write(move |tx| login_log::insert(tx, &kept));
            assert_eq!(latest(world, 1), [listed(accepted)]);
        }
    }

    fn see_6_a_refused_login_is_read_as_it_was_written(world) {
        world.write(|tx| login_log::insert(tx, &refused(20)));
        assert_eq!(latest(world, 9), [listed(refused(20))]);
        assert_eq!(world.elsewhere(|tx| login_log::page(tx, &Filter::default(), None, 9)), []);
        assert_eq!(world.try_in(NOBODY, |tx| login_log::page(tx, &Filter::default(), None, 9)), Ok(vec![]));
    }

    fn ses_6_who_wrote_without_logging_in_is_read_as_it_was_written(world) {
        let reported =
            Attempt { outcome: Outcome::WroteWithout { user: MARA, session: id(4) }, would_refuse: Some("login_required".to_owned()), ..refused(20) };
        let kept = reported.clone();
        world.write(move |tx| login_log::insert(tx, &kept));
        assert_eq!(latest(world, 9), [listed(reported)]);
        for accepted in [true, false] {
            let filter = Filter { accepted: Some(accepted), ..Filter::default() };
            assert_eq!(filtered(world, filter), [], "nobody logged in");
        }
    }

    fn a_reason_finds_what_was_refused_for_it_and_what_would_have_been(world) {
        let too_old = "token_too_old".to_owned();
        let lines = [
            Attempt { outcome: Outcome::Refused { reason: too_old.clone() }, ..refused(20) },
            Attempt {
                outcome: Outcome::Accepted { rule: "RES-1".to_owned(), user: MARA, session: id(4) },
                would_refuse: Some(too_old),
                ..refused(21)
            },
            refused(22),
        ];
        world.write(move |tx| lines.iter().try_for_each(|line| login_log::insert(tx, line)));
        let filter = Filter { reason: Some("token_too_old"), ..Filter::default() };
        assert_eq!(filtered(world, filter.clone()), [id(21), id(20)]);
        assert_eq!(filtered(world, Filter { accepted: Some(true), ..filter }), [id(21)]);
    }

    /// A token can name a key or a session that is nobody's; the line stays when they go.
    fn a_line_leans_on_no_row_but_its_channels(world) {
        let strangers = Attempt { key: Some(id(99)), ..refused(20) };
        let kept = strangers.clone();
        world.write(move |tx| login_log::insert(tx, &kept));
        assert_eq!(latest(world, 9), [Listed { key_name: None, ..listed(strangers) }]);
        assert!(world.impossible(|tx| login_log::insert(tx, &Attempt { channel: id(99), ..refused(21) })));
        assert_eq!(world.refused(|tx| login_log::insert(tx, &refused(20))), "login_log_pkey");
    }

    fn lines_come_newest_first_and_pages_follow_without_gaps_or_doubles(world) {
        world.write(|tx| {
            [21, 23, 20, 22].into_iter().try_for_each(|byte| login_log::insert(tx, &refused(byte)))
        });
        let ids = |before, limit| {
            let lines = world.write(move |tx| login_log::page(tx, &Filter::default(), before, limit));
            lines.into_iter().map(|line| line.attempt.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(None, 9), [id(23), id(22), id(21), id(20)]);
        assert_eq!(ids(None, 2), [id(23), id(22)]);
        assert_eq!(ids(Some(id(22)), 2), [id(21), id(20)]);
        assert_eq!(ids(Some(id(20)), 2), []);
        assert_eq!(ids(None, 0), []);
    }

    fn see_6_a_filter_lets_through_what_is_all_that_it_names(world) {
        let mara = |attempt: Attempt| Attempt { external_id: Some("usr_1".to_owned()), ..attempt };
        let expired = Outcome::Refused { reason: "token_expired".to_owned() };
        let accepted = Outcome::Accepted { rule: "RES-1".to_owned(), user: MARA, session: id(4) };
        let lines = [
            refused(20),
            mara(Attempt { outcome: expired.clone(), ..refused(21) }),
            mara(Attempt { outcome: accepted, ..refused(22) }),
            Attempt { outcome: expired, external_id: Some("USR_1".to_owned()), ..refused(23) },
        ];
        world.write(move |tx| lines.iter().try_for_each(|line| login_log::insert(tx, line)));
        let all = Filter::default();
        let usr_1 = || Some(ExternalId::new("usr_1").unwrap());
        assert_eq!(filtered(world, Filter { accepted: Some(true), ..all.clone() }), [id(22)]);
        assert_eq!(filtered(world, Filter { accepted: Some(false), ..all.clone() }), [id(23), id(21), id(20)]);
        let expired = Filter { reason: Some("token_expired"), ..all.clone() };
        assert_eq!(filtered(world, expired.clone()), [id(23), id(21)]);
        assert_eq!(filtered(world, Filter { external_id: usr_1(), ..all }), [id(22), id(21)]);
        assert_eq!(filtered(world, Filter { external_id: usr_1(), ..expired.clone() }), [id(21)]);
        assert_eq!(filtered(world, Filter { accepted: Some(true), ..expired }), []);
    }

    fn res_11_lines_about_refusals_of_an_external_id_lose_what_is_personal(world) {
        let of = |byte, external_id: &str, at| Attempt {
            external_id: Some(external_id.to_owned()),
            detail: Some("Mara".to_owned()),
            notes: vec![noted("one_person", Some("Mara"))],
            at: Millis::new(at),
            ..refused(byte)
        };
        for attempt in [of(20, "usr_1", 1), of(21, "usr_1", 2), of(22, "usr_1", 3), of(23, "usr_2", 1)] {
            world.write(move |tx| login_log::insert(tx, &attempt));
        }
        assert_eq!(world.write(|tx| login_log::count_refused(tx, "usr_1")), 3);
        let blank = |limit| world.write(move |tx| login_log::blank_refused(tx, "usr_1", Millis::new(2), limit));
        assert_eq!([blank(1), blank(9), blank(9)], [1, 1, 0]);
        let kept: Vec<_> = latest(world, 9).into_iter().map(|line| line.attempt).collect();
        let blanked = |byte, at| Attempt { address: String::new(), at: Millis::new(at), ..refused(byte) };
        assert_eq!(kept, [of(23, "usr_2", 1), of(22, "usr_1", 3), blanked(21, 2), blanked(20, 1)]);
    }

    fn res_11_lines_about_the_sessions_of_a_user_lose_what_is_personal(world) {
        let of = |byte, user, session| Attempt {
            external_id: Some("usr_1".to_owned()),
            outcome: Outcome::Accepted { rule: "RES-1".to_owned(), user, session },
            ..refused(byte)
        };
        world.write(move |tx| {
            let (maras, hannas) = (open(tx, 20, MARA, DEVICE)?, open(tx, 30, HANNA, TABLET)?);
            for line in [of(20, MARA, maras), of(21, MARA, maras), of(22, HANNA, hannas)] {
                login_log::insert(tx, &line)?;
            }
            login_log::insert(tx, &Attempt { external_id: Some("usr_1".to_owned()), ..refused(23) })
        });
        let count = || world.write(|tx| login_log::count_of_user(tx, MARA));
        let blank_after = |after: &'static [u8]| {
            world.write(move |tx| login_log::blank_of_user(tx, MARA, after, 1))
        };
        assert_eq!(blank_after(&[20; 12]), 0, "no session comes after");
        let blank = || blank_after(&[]);
        assert_eq!((count(), blank(), count()), (2, 1, 1));
        assert_eq!([blank(), blank()], [1, 0]);
        let told: Vec<_> = latest(world, 9).into_iter().map(|line| line.attempt.external_id).collect();
        assert_eq!(told.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, false]);
    }

    fn see_6_the_oldest_lines_go_when_their_time_is_over(world) {
        for _ in 0..5 {
            world.write(|tx| {
                let attempt = Attempt { id: tx.id(), at: tx.now(), ..refused(1) };
                login_log::insert(tx, &attempt)
            });
            world.later(1);
        }
        let before = Millis::new(crate::world::BEGIN.as_i64() + 3);
        let forget = |limit| world.write(move |tx| login_log::forget(tx, before, limit));
        assert_eq!([forget(2), forget(2), forget(2)], [2, 1, 0]);
        assert!(latest(world, 9).iter().all(|line| line.attempt.at >= before));
        assert_eq!(latest(world, 9).len(), 2);
    }
}
