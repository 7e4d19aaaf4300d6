//! A user's sessions, as lists and marks show them.

use bonafide_domain::{
    id::{EvidenceId, SessionId, UserId},
    session::{EndReason, Proof, Session},
    time::Millis,
};
use bonafide_store::{
    evidence::{self, Evidence},
    keys, made_settings,
    sessions::{self, Epochs, ListedSession},
    users,
};

use crate::{
    furnish::{
        CHANNEL, DEVICE, HANNA, KEY, MARA, TABLET, anonymous, device, evidence_of, id, open, portal,
        raise_setting_epoch, sign_in, sign_in_until,
    },
    world::{BEGIN, NOBODY, World, on_both},
};

fn of_user(world: &World, user: UserId) -> Vec<SessionId> {
    world.write(move |tx| sessions::of_user(tx, user)).into_iter().map(|session| session.id).collect()
}

fn longest(world: &World) -> Option<(Millis, EvidenceId)> {
    world.write(|tx| sessions::longest_signed_in(tx, MARA))
}

fn at(after: i64) -> Millis {
    Millis::new(BEGIN.as_i64() + after)
}

on_both! {
    fn ses_7_a_session_is_listed_with_all_there_is_to_know(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            open(tx, 21, MARA, TABLET)
        });
        let anonymous = ListedSession {
            id: id(21),
            device: TABLET,
            agent_text: "browser 2".to_owned(),
            channel: "Home channel".to_owned(),
            key: None,
            public_key: None,
            key_name: None,
            authenticated: false,
            opened_at: Millis::new(5),
            expires_at: at(3_600_000),
        };
        let signed_in = ListedSession {
            id: id(20),
            device: DEVICE,
            agent_text: "browser 1".to_owned(),
            key: Some(KEY),
            key_name: Some("key 1".to_owned()),
            authenticated: true,
            ..anonymous.clone()
        };
        assert_eq!(world.write(|tx| sessions::of_user(tx, MARA)), [anonymous, signed_in], "newest first");
        assert_eq!(world.elsewhere(|tx| sessions::of_user(tx, MARA)), []);
        assert_eq!(world.try_in(NOBODY, |tx| sessions::of_user(tx, MARA)), Ok(vec![]));
    }

    fn ses_7_sessions_of_everyone_merged_into_the_user_are_listed(world) {
        world.write(|tx| {
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            sign_in(tx, 21, HANNA, TABLET)?;
            users::retire(tx, anyone, MARA)
        });
        assert_eq!(of_user(world, MARA), [id(20)]);
        assert_eq!(of_user(world, id(20)), []);
        assert_eq!(of_user(world, HANNA), [id(21)]);
    }

    fn ses_7_sessions_that_no_longer_count_are_not_listed(world) {
        world.write(|tx| {
            device(tx, 3)?;
            sign_in(tx, 20, MARA, DEVICE)?;
            open(tx, 21, MARA, TABLET)?;
            open(tx, 22, MARA, id(3))?;
            sessions::end(tx, id(22), EndReason::Logout)
        });
        assert_eq!(of_user(world, MARA), [id(21), id(20)]);
        world.write(|tx| keys::end_sessions(tx, KEY));
        assert_eq!(of_user(world, MARA), [id(21)], "ended with its key");
        world.later(3_599_999);
        assert_eq!(of_user(world, MARA), [id(21)]);
        world.later(1);
        assert_eq!(of_user(world, MARA), [], "expired");
    }

    fn ses_7_sessions_ended_by_an_epoch_are_not_listed(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            open(tx, 21, MARA, TABLET)
        });
        world.write(raise_setting_epoch);
        assert_eq!(of_user(world, MARA), [id(21)], "the setting's");
        world.write(|tx| users::end_sessions(tx, MARA));
        assert_eq!(of_user(world, MARA), [], "the user's");
    }

    fn see_3_the_latest_sessions_are_listed_whether_they_count_or_not(world) {
        world.write(|tx| {
            device(tx, 3)?;
            let anyone = anonymous(tx, 20)?;
            open(tx, 20, anyone, DEVICE)?;
            users::retire(tx, anyone, MARA)?;
            sign_in_until(tx, 21, MARA, TABLET, at(50))?;
            sign_in(tx, 22, MARA, id(3))?;
            keys::end_sessions(tx, KEY)
        });
        world.later(60);
        let latest = |user, limit| {
            let listed = world.write(move |tx| sessions::latest_of_user(tx, user, limit));
            listed.into_iter().map(|session| session.id).collect::<Vec<_>>()
        };
        assert_eq!(latest(MARA, 9), [id(22), id(21), id(20)]);
        assert_eq!(latest(MARA, 2), [id(22), id(21)]);
        assert_eq!(latest(HANNA, 9), []);
        world.write(|tx| sessions::end(tx, id(21), EndReason::Logout));
        assert_eq!(latest(MARA, 9), [id(22), id(20)], "one that was ended by itself is gone");
        let listed = world.write(|tx| sessions::latest_of_user(tx, MARA, 1)).remove(0);
        assert_eq!((listed.agent_text.as_str(), listed.key_name.as_deref()), ("browser 3", Some("key 1")));
        assert_eq!(world.elsewhere(|tx| sessions::latest_of_user(tx, MARA, 9)), []);
    }

    fn see_1_a_mark_rests_on_the_session_that_lasts_longest(world) {
        assert_eq!(longest(world), None);
        world.write(|tx| {
            device(tx, 3)?;
            sign_in_until(tx, 20, MARA, DEVICE, at(50))?;
            sign_in_until(tx, 21, MARA, TABLET, at(70))?;
            sign_in_until(tx, 22, MARA, id(3), at(60))
        });
        assert_eq!(longest(world), Some((at(70), id(21))));
        world.write(|tx| sessions::end(tx, id(21), EndReason::Administrator));
        assert_eq!(longest(world), Some((at(60), id(22))));
        assert_eq!(world.elsewhere(|tx| sessions::longest_signed_in(tx, MARA)), None);
    }

    fn see_1_of_two_that_end_together_the_newer_is_taken(world) {
        world.write(|tx| {
            sign_in_until(tx, 21, MARA, TABLET, at(50))?;
            sign_in_until(tx, 20, MARA, DEVICE, at(50))
        });
        assert_eq!(longest(world), Some((at(50), id(21))));
    }

    fn ses_4_one_that_expired_is_given_and_one_that_was_ended_is_not(world) {
        world.write(|tx| sign_in_until(tx, 20, MARA, DEVICE, at(50)));
        world.later(60);
        assert_eq!(longest(world), Some((at(50), id(20))));
        world.write(|tx| sessions::end(tx, id(20), EndReason::Logout));
        assert_eq!(longest(world), None);
    }

    fn omn_7_the_latest_login_goes_before_earlier_ones_however_long_they_last(world) {
        let latest = || world.write(|tx| sessions::latest_signed_in(tx, MARA));
        assert_eq!(latest(), None);
        world.write(|tx| {
            sign_in_until(tx, 20, MARA, DEVICE, at(90))?;
            sign_in_until(tx, 21, MARA, TABLET, at(50))
        });
        assert_eq!(latest(), Some((at(50), id(21))));
        assert_eq!(world.elsewhere(|tx| sessions::latest_signed_in(tx, MARA)), None);
        world.later(60);
        assert_eq!(latest(), Some((at(90), id(20))), "one that counts goes before one that has expired");
        world.later(60);
        assert_eq!(latest(), Some((at(50), id(21))), "if none counts, the latest that was not ended");
        world.write(|tx| sessions::end(tx, id(21), EndReason::Logout));
        assert_eq!(latest(), Some((at(90), id(20))));
        world.write(|tx| users::end_sessions(tx, MARA));
        assert_eq!(latest(), None);
    }

    fn ses_7_a_session_by_a_public_key_names_it_within_its_set(world) {
        let portal = portal(7);
        let setting = portal.name.clone();
        world.write(move |tx| {
            made_settings::insert(tx, &portal)?;
            open(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Replaced)?;
            let proof = Proof { evidence: id(30), setting: id(7), key: None };
            evidence::insert(tx, &Evidence {
                session: id(21),
                setting: id(7),
                key: None,
                key_name: portal.name.clone(),
                public_key: Some("2026-a".to_owned()),
                ..evidence_of(30, MARA, DEVICE)
            })?;
            let session = Session {
                id: id(21),
                device: DEVICE,
                user: MARA,
                channel: CHANNEL,
                proof: Some(proof),
                opened_at: BEGIN,
                expires_at: at(90),
                ended: None,
            };
            sessions::insert(tx, &session, &[0; 32], Epochs { user: 0, setting: Some(0), key: None }, Some("login-1"))
        });
        let listed = world.write(|tx| sessions::of_user(tx, MARA)).remove(0);
        let named = (listed.key, listed.public_key.as_deref(), listed.key_name.as_deref());
        assert_eq!(named, (None, Some("2026-a"), Some(&*setting)));
    }

    fn see_1_an_anonymous_session_gives_no_mark(world) {
        world.write(|tx| open(tx, 20, MARA, DEVICE));
        assert_eq!(longest(world), None);
    }

    fn see_1_a_session_ended_by_an_epoch_gives_no_mark(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        assert!(longest(world).is_some());
        world.write(|tx| users::end_sessions(tx, MARA));
        assert_eq!(longest(world), None, "the user's");

        world.write(|tx| {
            sessions::end(tx, id(20), EndReason::Replaced).and_then(|_| sign_in(tx, 21, MARA, DEVICE))
        });
        assert!(longest(world).is_some());
        world.write(|tx| keys::end_sessions(tx, KEY));
        assert_eq!(longest(world), None, "the key's");

        world.write(|tx| {
            sessions::end(tx, id(21), EndReason::Replaced).and_then(|_| sign_in(tx, 22, MARA, DEVICE))
        });
        assert!(longest(world).is_some());
        world.write(raise_setting_epoch);
        assert_eq!(longest(world), None, "the setting's");
    }
}
