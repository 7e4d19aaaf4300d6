//! The contract of `kept_bans`.

use bonafide_domain::{erasure::KeptBars, time::Millis};
use bonafide_store::{erasures, kept_bans};

use crate::{
    furnish::{AGENT, HANNA, MARA},
    world::{World, on_both},
};

const NOTHING: KeptBars = KeptBars { is_banned: false, tokens_from: None };
const BANNED: KeptBars = KeptBars { is_banned: true, tokens_from: None };
const FROM: Option<Millis> = Some(Millis::new(5));
const REFUSED: KeptBars = KeptBars { is_banned: false, tokens_from: FROM };

fn found<const N: usize>(world: &World, digests: [u8; N]) -> [KeptBars; N] {
    digests.map(|byte| world.write(move |tx| kept_bans::find(tx, &[byte; 32])))
}

on_both! {
    fn ses_13_what_held_somebody_back_is_kept_by_what_stands_for_the_external_id(world) {
        let both = KeptBars { is_banned: true, tokens_from: FROM };
        world.write(move |tx| {
            kept_bans::insert(tx, &[1; 32], MARA, BANNED)?;
            kept_bans::insert(tx, &[2; 32], MARA, REFUSED)?;
            kept_bans::insert(tx, &[3; 32], HANNA, both)
        });
        assert_eq!(found(world, [1, 2, 3, 4]), [BANNED, REFUSED, both, NOTHING]);
        assert_eq!(world.elsewhere(|tx| kept_bans::find(tx, &[1; 32])), NOTHING);
        assert_eq!(world.elsewhere(|tx| kept_bans::lift(tx, MARA)), []);
        let mut lifted = world.write(|tx| kept_bans::lift(tx, MARA));
        lifted.sort_by_key(|bars| bars.is_banned);
        assert_eq!(lifted, [REFUSED, BANNED]);
        assert_eq!(found(world, [1, 2, 3]), [NOTHING, NOTHING, both]);
        assert_eq!(world.write(|tx| kept_bans::lift(tx, MARA)), []);
    }

    fn a_ban_that_is_kept_already_stays(world) {
        for user in [MARA, HANNA] {
            world.write(move |tx| kept_bans::insert(tx, &[1; 32], user, BANNED));
        }
        assert_eq!(world.write(|tx| kept_bans::lift(tx, HANNA)), []);
        assert_eq!(found(world, [1]), [BANNED]);
    }

    fn ses_14_a_refusal_is_handed_on_once_and_a_ban_never(world) {
        world.write(|tx| {
            kept_bans::insert(tx, &[1; 32], MARA, REFUSED)?;
            kept_bans::insert(tx, &[2; 32], MARA, BANNED)
        });
        let handed = |byte| world.write(move |tx| kept_bans::hand_on(tx, &[byte; 32]));
        assert_eq!(world.elsewhere(|tx| kept_bans::hand_on(tx, &[1; 32])), None);
        assert_eq!([1, 1, 2, 3].map(handed), [FROM, None, None, None]);
        assert_eq!(found(world, [1, 2]), [NOTHING, BANNED]);
    }

    fn ses_14_an_erasure_tells_of_the_refusal_that_is_kept(world) {
        let id = world.write(|tx| erasures::insert(tx, MARA, AGENT, false, &erasures::Counts::default()));
        let told = || world.write(move |tx| erasures::find(tx, id)).unwrap().tokens_from;
        assert_eq!(told(), None);
        world.write(|tx| kept_bans::insert(tx, &[1; 32], HANNA, REFUSED));
        assert_eq!(told(), None, "another's");
        world.write(|tx| kept_bans::insert(tx, &[2; 32], MARA, REFUSED));
        assert_eq!(told(), FROM);
        world.write(|tx| kept_bans::lift(tx, MARA));
        assert_eq!(told(), None);
    }
}
