//! The contract of `codes`.

use bonafide_domain::time::Span;
use bonafide_store::codes::{self, CodeKey, Kept, Outcome};

use crate::{
    furnish::{SETTING, id},
    world::{BEGIN, NOBODY, on_both},
};

const CODE: CodeKey = CodeKey { setting: SETTING, hash: [5; 32] };
const OTHER: CodeKey = CodeKey { setting: SETTING, hash: [6; 32] };
const CALL: [u8; 32] = [7; 32];

fn claimed(outcome: Option<Outcome>) -> Kept {
    Kept { call: CALL, claimed_at: BEGIN, outcome }
}

on_both! {
    fn omn_13_a_code_is_claimed_once(world) {
        assert_eq!(world.write(|tx| codes::find(tx, &CODE)), None);
        assert!(world.write(|tx| codes::claim(tx, &CODE, &CALL)));
        world.later(5);
        assert!(!world.write(|tx| codes::claim(tx, &CODE, &[8; 32])));
        assert_eq!(world.write(|tx| codes::find(tx, &CODE)), Some(claimed(None)));
        assert!(world.write(|tx| codes::claim(tx, &OTHER, &CALL)));
        assert_eq!(world.elsewhere(|tx| codes::find(tx, &CODE)), None);
        assert!(world.try_in(NOBODY, |tx| codes::claim(tx, &CODE, &CALL)).is_err());
    }

    fn omn_13_a_code_has_one_outcome(world) {
        world.write(|tx| codes::claim(tx, &CODE, &CALL));
        world.write(|tx| codes::claim(tx, &OTHER, &CALL));
        let refused = Outcome::Refused("code_invalid".to_owned());
        let kept = refused.clone();
        world.write(move |tx| codes::settle(tx, &CODE, &kept));
        world.write(|tx| codes::settle(tx, &CODE, &Outcome::Session(id(9))));
        assert_eq!(world.write(|tx| codes::find(tx, &CODE)), Some(claimed(Some(refused))));
        world.write(|tx| codes::settle(tx, &OTHER, &Outcome::Session(id(9))));
        assert_eq!(world.write(|tx| codes::find(tx, &OTHER)), Some(claimed(Some(Outcome::Session(id(9))))));
    }

    fn omn_13_old_codes_are_forgotten_a_piece_at_a_time(world) {
        for byte in 1..=4 {
            world.write(move |tx| codes::claim(tx, &CodeKey { setting: SETTING, hash: [byte; 32] }, &CALL));
            world.later(10);
        }
        let before = BEGIN.plus(Span::millis(30));
        assert_eq!(world.write(move |tx| codes::forget(tx, before, 2)), 2);
        assert_eq!(world.write(move |tx| codes::forget(tx, before, 2)), 1);
        assert_eq!(world.write(move |tx| codes::forget(tx, before, 2)), 0);
        assert!(world.write(|tx| codes::find(tx, &CodeKey { setting: SETTING, hash: [4; 32] })).is_some());
        assert!(world.write(|tx| codes::find(tx, &CodeKey { setting: SETTING, hash: [3; 32] })).is_none());
    }
}
