//! The contract of `login_contexts`.

use bonafide_domain::{
    context::ContextVariables,
    id::{DeviceId, UserId},
};
use bonafide_store::{Result, Tx, evidence, login_contexts};

use crate::{
    furnish::{DEVICE, HANNA, MARA, TABLET, evidence_of, id, open, texts},
    world::{NOBODY, on_both},
};

fn said(json: &str) -> ContextVariables {
    serde_json::from_str(json).unwrap()
}

/// A login with a session of its own that said something.
fn login(tx: &mut Tx<'_>, byte: u8, user: UserId, device: DeviceId) -> Result<()> {
    let session = open(tx, byte, user, device)?;
    evidence::insert(tx, &evidence::Evidence { session, ..evidence_of(byte, user, device) })?;
    login_contexts::insert(tx, id(byte), &said(r#"{"tier":"gold"}"#))
}

on_both! {
    fn omn_7_what_a_login_said_is_read_back_as_it_was(world) {
        let long = serde_json::to_string(&texts()[5]).unwrap();
        let all = format!(r#"{{"Tier":"gold","tier":7,"spent":-10.5,"vip":true,"text":{long},"e\u0301":""}}"#);
        let all = said(&all);
        let kept = all.clone();
        world.write(move |tx| {
            evidence::insert(tx, &evidence_of(20, MARA, DEVICE))?;
            evidence::insert(tx, &evidence_of(21, MARA, DEVICE))?;
            login_contexts::insert(tx, id(20), &kept)?;
            login_contexts::insert(tx, id(21), &ContextVariables::new())
        });
        assert_eq!(world.write(|tx| login_contexts::of(tx, id(20))), all);
        assert_eq!(world.write(|tx| login_contexts::of(tx, id(21))), said("{}"), "nothing was said");
        assert_eq!(world.write(|tx| login_contexts::of(tx, id(99))), said("{}"));
        assert_eq!(world.elsewhere(|tx| login_contexts::of(tx, id(20))), said("{}"));
        assert_eq!(world.try_in(NOBODY, |tx| login_contexts::of(tx, id(20))), Ok(said("{}")));
        assert_eq!(
            world.refused(|tx| login_contexts::insert(tx, id(20), &said(r#"{"a":1}"#))),
            "login_contexts_pkey"
        );
        assert!(world.impossible(|tx| login_contexts::insert(tx, id(99), &said(r#"{"a":1}"#))));
    }

    fn res_11_what_somebodys_logins_said_is_deleted_piece_by_piece(world) {
        world.write(|tx| {
            login(tx, 20, MARA, DEVICE)?;
            login(tx, 22, HANNA, TABLET)?;
            for byte in [30, 31, 32] {
                let renewal = evidence::Evidence { session: id(20), ..evidence_of(byte, MARA, DEVICE) };
                evidence::insert(tx, &renewal)?;
                login_contexts::insert(tx, id(byte), &said(r#"{"tier":"gold"}"#))?;
            }
            Ok(())
        });
        let delete = |after: Vec<u8>| world.write(move |tx| login_contexts::delete_of_user(tx, MARA, &after, 3));
        assert_eq!(world.elsewhere(|tx| login_contexts::delete_of_user(tx, MARA, &[], 3)), 0);
        assert_eq!(delete(vec![20; 12]), 0, "of later sessions");
        assert_eq!((delete(vec![]), delete(vec![]), delete(vec![])), (3, 1, 0));
        assert_eq!(world.write(|tx| login_contexts::of(tx, id(30))), said("{}"));
        assert_eq!(world.write(|tx| login_contexts::of(tx, id(22))), said(r#"{"tier":"gold"}"#), "another's stays");
    }
}
