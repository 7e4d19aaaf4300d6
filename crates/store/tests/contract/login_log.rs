//! The contract of `login_log`.

use bonafide_domain::time::Millis;
use bonafide_store::login_log::{self, Attempt, Outcome};

use crate::{
    furnish::{CHANNEL, KEY, MARA, id, texts},
    world::on_both,
};

fn refused(byte: u8) -> Attempt {
    Attempt {
        id: id(byte),
        channel: CHANNEL,
        address: "192.0.2.7".to_owned(),
        key: None,
        external_id: None,
        outcome: Outcome::Refused { reason: "kid_unknown".to_owned() },
        detail: None,
        warnings: None,
        attempts: 1,
        at: Millis::new(5),
    }
}

on_both! {
    fn see_6_an_accepted_login_is_read_as_it_was_written(world) {
        for (number, text) in (20_u8..).zip(texts()) {
            let accepted = Attempt {
                address: text.clone(),
                key: Some(KEY),
                external_id: Some(text.clone()),
                outcome: Outcome::Accepted { rule: text.clone(), user: MARA, session: id(4) },
                detail: Some(text.clone()),
                warnings: Some(text),
                attempts: i64::MAX,
                at: Millis::new(i64::MAX),
                ..refused(number)
            };
            let kept = accepted.clone();
            world.write(move |tx| login_log::insert(tx, &kept));
            assert_eq!(world.write(|tx| login_log::latest(tx, 1)), [accepted]);
        }
    }

    fn see_6_a_refused_login_is_read_as_it_was_written(world) {
        world.write(|tx| login_log::insert(tx, &refused(20)));
        assert_eq!(world.write(|tx| login_log::latest(tx, 9)), [refused(20)]);
        assert_eq!(world.elsewhere(|tx| login_log::latest(tx, 9)), []);
    }

    /// A token can name a key or a session that is nobody's; the line stays when they go.
    fn a_line_leans_on_no_row_but_its_channels(world) {
        world.write(|tx| login_log::insert(tx, &Attempt { key: Some(id(99)), ..refused(20) }));
        assert!(world.impossible(|tx| login_log::insert(tx, &Attempt { channel: id(99), ..refused(21) })));
        assert_eq!(world.refused(|tx| login_log::insert(tx, &refused(20))), "login_log_pkey");
    }

    fn lines_come_newest_first(world) {
        world.write(|tx| {
            [21, 23, 20, 22].into_iter().try_for_each(|byte| login_log::insert(tx, &refused(byte)))
        });
        let ids = |limit| {
            let lines = world.write(move |tx| login_log::latest(tx, limit));
            lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(9), [id(23), id(22), id(21), id(20)]);
        assert_eq!(ids(2), [id(23), id(22)]);
        assert_eq!(ids(0), []);
    }
}
