//! The contract of `kept_bans`.

use bonafide_store::kept_bans;

use crate::{
    furnish::{HANNA, MARA},
    world::on_both,
};

on_both! {
    fn ses_13_a_ban_is_kept_by_what_stands_for_the_external_id(world) {
        world.write(|tx| {
            kept_bans::insert(tx, &[1; 32], MARA)?;
            kept_bans::insert(tx, &[2; 32], MARA)?;
            kept_bans::insert(tx, &[3; 32], HANNA)
        });
        let is_banned = |byte| world.write(move |tx| kept_bans::is_banned(tx, &[byte; 32]));
        assert_eq!([1, 2, 3, 4].map(is_banned), [true, true, true, false]);
        assert!(!world.elsewhere(|tx| kept_bans::is_banned(tx, &[1; 32])));
        assert_eq!(world.write(|tx| kept_bans::lift(tx, MARA)), 2);
        assert_eq!([1, 2, 3].map(is_banned), [false, false, true]);
        assert_eq!(world.write(|tx| kept_bans::lift(tx, MARA)), 0);
    }

    fn a_ban_that_is_kept_already_stays(world) {
        for user in [MARA, HANNA] {
            world.write(move |tx| kept_bans::insert(tx, &[1; 32], user));
        }
        assert_eq!(world.write(|tx| kept_bans::lift(tx, HANNA)), 0);
        assert!(world.write(|tx| kept_bans::is_banned(tx, &[1; 32])));
    }
}
