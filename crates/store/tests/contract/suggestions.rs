//! The contract of `suggestions`.

use bonafide_domain::id::UserId;
use bonafide_store::{
    suggestions::{self, Suggestion},
    users,
};

use crate::{
    furnish::{AGENT, HANNA, MARA, anonymous, id},
    world::{BEGIN, NOBODY, World, on_both},
};

fn of_user(world: &World, user: UserId) -> Vec<Suggestion> {
    world.write(move |tx| suggestions::of_user(tx, user))
}

on_both! {
    fn res_9_two_who_may_be_one_are_suggested_to_either_once(world) {
        for (one, other) in [(MARA, HANNA), (HANNA, MARA)] {
            world.write(move |tx| suggestions::note(tx, one, other, "mara@shop.example"));
            world.later(5);
        }
        let [of_mara] = of_user(world, MARA).try_into().unwrap();
        let expected = Suggestion {
            id: of_mara.id,
            users: (MARA, HANNA),
            address: "mara@shop.example".to_owned(),
            suggested_at: BEGIN,
        };
        assert_eq!(of_mara, expected);
        let of_hanna = Suggestion { users: (HANNA, MARA), ..expected.clone() };
        assert_eq!(of_user(world, HANNA), [of_hanna]);
        let id = expected.id;
        assert_eq!(world.write(move |tx| suggestions::find(tx, id)), Some(expected));
        assert_eq!(world.elsewhere(move |tx| suggestions::find(tx, id)), None);
        assert_eq!(world.elsewhere(|tx| suggestions::of_user(tx, MARA)), []);
        assert_eq!(world.try_in(NOBODY, |tx| suggestions::of_user(tx, MARA)), Ok(vec![]));
    }

    fn res_9_a_suggestion_leads_to_whom_the_two_became(world) {
        world.write(|tx| {
            anonymous(tx, 20)?;
            anonymous(tx, 21)?;
            suggestions::note(tx, id(20), id(21), "mara@shop.example")?;
            users::retire(tx, id(20), MARA)
        });
        assert_eq!(of_user(world, MARA)[0].users, (MARA, id(21)));
        assert_eq!(of_user(world, id(21))[0].users, (id(21), MARA));
        world.write(|tx| users::retire(tx, id(21), MARA));
        assert_eq!(of_user(world, MARA), [], "they are one");
    }

    fn res_9_what_was_dismissed_is_not_suggested_again(world) {
        world.write(|tx| suggestions::note(tx, MARA, HANNA, "mara@shop.example"));
        let id = of_user(world, MARA)[0].id;
        assert!(!world.elsewhere(move |tx| suggestions::dismiss(tx, id, AGENT)));
        assert!(world.write(move |tx| suggestions::dismiss(tx, id, AGENT)));
        assert!(!world.write(move |tx| suggestions::dismiss(tx, id, AGENT)), "once");
        world.write(|tx| suggestions::note(tx, MARA, HANNA, "mara@shop.example"));
        assert_eq!(of_user(world, MARA), []);
        assert_eq!(world.write(move |tx| suggestions::find(tx, id)), None);
    }

    fn res_11_what_was_suggested_about_somebody_erased_is_forgotten(world) {
        world.write(|tx| {
            anonymous(tx, 20)?;
            anonymous(tx, 21)?;
            suggestions::note(tx, MARA, HANNA, "mara@shop.example")?;
            suggestions::note(tx, id(20), id(21), "other@shop.example")?;
            users::retire(tx, id(20), MARA)
        });
        world.elsewhere(|tx| suggestions::forget(tx, MARA));
        assert_eq!(of_user(world, MARA).len(), 2);
        world.write(|tx| suggestions::forget(tx, HANNA));
        assert_eq!(of_user(world, MARA).len(), 1);
        world.write(|tx| suggestions::forget(tx, MARA));
        assert_eq!(of_user(world, id(21)), []);
    }

    fn a_suggestion_is_of_users_of_the_account(world) {
        assert!(world.impossible(|tx| suggestions::note(tx, MARA, id(99), "a@b.example")));
    }
}
