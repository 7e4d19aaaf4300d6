//! The contract of `installation`.

use bonafide_domain::id::Id;
use bonafide_store::installation;

use crate::{
    furnish::texts,
    world::{HOME, NOBODY, OTHER, on_both},
};

on_both! {
    fn what_is_kept_is_found_from_any_account(world) {
        world.write(|tx| installation::replace(tx, "check", &[0, 255, 10]));
        for account in [Id::ZERO, HOME, OTHER, NOBODY] {
            let found = world.try_in(account, |tx| installation::find(tx, "check"));
            assert_eq!(found, Ok(Some(vec![0, 255, 10])));
        }
        assert_eq!(world.write(|tx| installation::find(tx, "Check")), None);
    }

    fn the_first_value_stays(world) {
        assert!(world.write(|tx| installation::insert_if_absent(tx, "key", b"first")));
        assert!(!world.write(|tx| installation::insert_if_absent(tx, "key", b"second")));
        assert!(!world.elsewhere(|tx| installation::insert_if_absent(tx, "key", b"third")));
        assert_eq!(world.write(|tx| installation::find(tx, "key")).unwrap(), b"first");
    }

    fn a_value_is_replaced(world) {
        for value in [b"first".as_slice(), b"", b"third"] {
            world.write(move |tx| installation::replace(tx, installation::PUBLIC_URL, value));
            assert_eq!(world.write(|tx| installation::find(tx, installation::PUBLIC_URL)).unwrap(), value);
        }
    }

    fn names_and_values_are_anything(world) {
        for text in texts() {
            let value = text.clone().into_bytes();
            let name: String = text.chars().take(100).collect();
            let found = world.write(move |tx| {
                installation::replace(tx, &name, text.as_bytes())?;
                installation::find(tx, &name)
            });
            assert_eq!(found, Some(value));
        }
    }
}
