//! The contract of `sessions`: opening, finding, renewing and ending them.

mod counting;
mod lists;

use bonafide_domain::{
    id::SessionId,
    identity::Kind,
    session::{EndReason, Proof, Session, Surroundings},
    time::Millis,
};
use bonafide_store::{
    conversations, evidence, keys, params,
    sessions::{self, Epochs, Kept, Way},
    users,
};

use crate::{
    furnish::{
        CHANNEL, DEVICE, HANNA, KEY, MARA, SETTING, TABLET, anonymous, conversation, evidence_of, id,
        in_an_hour, key, open, session_of, sign_in,
    },
    world::{BEGIN, HOME, World, on_both},
};

const HOLDS: Surroundings =
    Surroundings { root: MARA, user_banned: false, device_banned: false, epochs_hold: true };

fn find(world: &World, id: SessionId) -> Kept {
    world.write(move |tx| sessions::find(tx, id)).expect("the session is there")
}

on_both! {
    fn an_anonymous_session_is_found_as_it_was_opened(world) {
        let expires_at = Millis::new(i64::MAX);
        world.write(move |tx| {
            let session =
                Session { opened_at: Millis::new(i64::MIN), ..session_of(20, MARA, DEVICE, expires_at) };
            sessions::insert(tx, &session, &[255; 32], Epochs { user: 0, setting: None, key: None }, None)
        });
        let session =
            Session { opened_at: Millis::new(i64::MIN), ..session_of(20, MARA, DEVICE, expires_at) };
        assert_eq!(find(world, id(20)), Kept { session, secret_hash: [255; 32], around: HOLDS });
    }

    fn an_authenticated_session_is_found_with_its_proof(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        let proof = Some(Proof { evidence: id(20), setting: SETTING, key: Some(KEY) });
        let kept = find(world, id(20));
        assert_eq!((kept.session.proof, kept.around), (proof, HOLDS));
    }

    fn a_session_that_is_not_there_is_not_found(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        assert_eq!(world.write(|tx| sessions::find(tx, SessionId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| sessions::find(tx, id(20))), None);
    }

    fn a_session_leads_to_whom_its_user_was_merged_into_and_their_conversation(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        let way = |world: &World| world.write(|tx| sessions::find_way(tx, id(20))).unwrap();
        let kept = find(world, id(20));
        let alone = Way { secret_hash: kept.secret_hash, root: MARA, conversation: None };
        assert_eq!(way(world), alone);
        world.write(|tx| conversation(tx, 21, MARA));
        assert_eq!(way(world), Way { conversation: Some(id(21)), ..alone });
        world.write(|tx| {
            conversation(tx, 22, HANNA)?;
            conversations::join_into(tx, id(21), id(22))?;
            users::retire(tx, MARA, HANNA)?;
            sessions::end(tx, id(20), EndReason::Logout).map(drop)
        });
        assert_eq!(way(world), Way { root: HANNA, conversation: Some(id(22)), ..alone }, "ended or not");
        for (place, message) in [(23, 61), (24, 60)] {
            world.write(move |tx| {
                conversations::insert(tx, id(place), HANNA, CHANNEL, Kind::Apart)?;
                let mut taken = conversations::take(tx, id(place))?.expect("it is there");
                taken.last_message = Some(id(message));
                conversations::save(tx, &taken)
            });
        }
        let latest = Way { root: HANNA, conversation: Some(id(23)), ..alone };
        assert_eq!(way(world), latest, "mrg_9: of several the one last written to");
        assert_eq!(world.write(|tx| sessions::find_way(tx, SessionId::ZERO)), None);
        assert_eq!(world.elsewhere(|tx| sessions::find_way(tx, id(20))), None);
    }

    fn a_device_has_one_session_that_was_not_ended(world) {
        world.write(|tx| sign_in(tx, 20, MARA, DEVICE));
        assert_eq!(world.refused(|tx| open(tx, 21, HANNA, DEVICE)), "sessions_device");
        assert_eq!(world.write(|tx| sessions::find_of_device(tx, DEVICE)), Some(id(20)));
        assert_eq!(world.write(|tx| sessions::find_of_device(tx, TABLET)), None);
        assert_eq!(world.elsewhere(|tx| sessions::find_of_device(tx, DEVICE)), None);
        world.write(|tx| sessions::end(tx, id(20), EndReason::Replaced));
        assert_eq!(world.write(|tx| sessions::find_of_device(tx, DEVICE)), None);
        world.write(|tx| open(tx, 21, HANNA, DEVICE));
    }

    fn details_18_a_login_id_is_used_once_on_a_device(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Logout)
        });
        let again = |device| {
            move |tx: &mut bonafide_store::Tx<'_>| {
                evidence::insert(tx, &evidence_of(21, MARA, device))?;
                let proof = Some(Proof { evidence: id(21), setting: SETTING, key: None });
                let session = Session { proof, ..session_of(21, MARA, device, Millis::new(1)) };
                let epochs = Epochs { user: 0, setting: Some(0), key: None };
                sessions::insert(tx, &session, &[0; 32], epochs, Some("login-20"))
            }
        };
        assert_eq!(world.refused(again(DEVICE)), "sessions_login");
        world.write(again(TABLET));
        let by_login = |device, login_id: &'static str| {
            world.write(move |tx| sessions::find_by_login(tx, device, login_id))
        };
        assert_eq!(by_login(DEVICE, "login-20"), Some(id(20)), "also of one that was ended");
        assert_eq!(by_login(TABLET, "login-20"), Some(id(21)));
        assert_eq!(by_login(DEVICE, "Login-20"), None);
        assert_eq!(world.elsewhere(|tx| sessions::find_by_login(tx, DEVICE, "login-20")), None);
    }

    fn anonymous_sessions_have_no_login_id_and_do_not_meet_in_it(world) {
        world.write(|tx| {
            open(tx, 20, MARA, DEVICE)?;
            sessions::end(tx, id(20), EndReason::Replaced)?;
            open(tx, 21, MARA, DEVICE)
        });
    }

    fn another_secret_takes_the_place_of_the_one_before(world) {
        world.write(|tx| open(tx, 20, MARA, DEVICE).and_then(|_| open(tx, 21, MARA, TABLET)));
        world.write(|tx| sessions::set_secret(tx, id(20), &[9; 32]));
        assert_eq!(find(world, id(20)).secret_hash, [9; 32]);
        assert_eq!(find(world, id(21)).secret_hash, [21; 32]);
        world.write(|tx| sessions::set_secret(tx, SessionId::ZERO, &[9; 32]));
    }

    fn ses_10_a_renewal_gives_new_evidence_a_new_end_and_the_epochs_of_now(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            key(tx, 2)?;
            keys::end_sessions(tx, KEY)?;
            evidence::insert(tx, &evidence_of(21, MARA, DEVICE))
        });
        assert!(!find(world, id(20)).around.epochs_hold);
        let proof = Proof { evidence: id(21), setting: SETTING, key: Some(id(2)) };
        let before = find(world, id(20));
        world.write(move |tx| {
            let epochs = Epochs { user: 0, setting: Some(0), key: Some(0) };
            sessions::renew(tx, id(20), &proof, epochs, Millis::new(77))
        });
        let session = Session { proof: Some(proof), expires_at: Millis::new(77), ..before.session };
        assert_eq!(find(world, id(20)), Kept { session, around: HOLDS, ..before });
    }

    fn a_renewal_rests_on_evidence_about_the_sessions_own_user(world) {
        world.write(|tx| {
            sign_in(tx, 20, MARA, DEVICE)?;
            evidence::insert(tx, &evidence_of(21, HANNA, DEVICE))
        });
        let impossible = world.impossible(|tx| {
            let proof = Proof { evidence: id(21), setting: SETTING, key: Some(KEY) };
            let epochs = Epochs { user: 0, setting: Some(0), key: Some(0) };
            let end = in_an_hour(tx);
            sessions::renew(tx, id(20), &proof, epochs, end)
        });
        assert!(impossible);
    }

    fn a_session_ends_once_and_says_why(world) {
        for (byte, why) in (20..).zip(EndReason::ALL) {
            world.write(move |tx| open(tx, byte, MARA, DEVICE));
            assert!(world.write(move |tx| sessions::end(tx, id(byte), why)));
            assert!(!world.write(move |tx| sessions::end(tx, id(byte), EndReason::User)));
            assert_eq!(find(world, id(byte)).session.ended, Some(why));
        }
        assert!(!world.write(|tx| sessions::end(tx, SessionId::ZERO, EndReason::Logout)));
        assert!(!world.elsewhere(|tx| sessions::end(tx, id(20), EndReason::Logout)));
        let ended_at: Millis = world.write(|tx| {
            let sql = "SELECT ended_at FROM sessions WHERE account_id = $1 AND id = $2";
            tx.row(sql, params![&HOME, &id::<()>(20)])?.unwrap().get(0)
        });
        assert_eq!(ended_at, BEGIN);
    }

    fn a_session_is_of_a_user_and_a_device_that_are_there(world) {
        assert!(world.impossible(|tx| {
            let session = session_of(20, id(99), DEVICE, Millis::new(1));
            sessions::insert(tx, &session, &[0; 32], Epochs { user: 0, setting: None, key: None }, None)
        }));
        assert!(world.impossible(|tx| open(tx, 20, MARA, id(99))));
        world.write(|tx| anonymous(tx, 21).and_then(|user| open(tx, 20, user, DEVICE)));
        assert_eq!(world.refused(|tx| open(tx, 20, MARA, TABLET)), "sessions_pkey");
    }
}
