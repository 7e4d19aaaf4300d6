//! The contract of `emails`.

use bonafide_domain::{email::EmailAddress, id::UserId, identity::Standing};
use bonafide_store::{
    emails::{self, AddedBy, EmailIdentity, Grounds, UnverifiedTally},
    evidence,
    rest_keys::{self, NamedRestKey},
    users,
};

use crate::{
    furnish::{AGENT, DEVICE, HANNA, MARA, anonymous, evidence_of, id, rest_key},
    world::{BEGIN, NOBODY, World, on_both},
};

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

fn insert(world: &World, user: UserId, text: &'static str, grounds: Grounds<'static>) {
    world.write(move |tx| emails::insert(tx, user, &address(text), grounds));
}

/// Gives Mara evidence to rest on.
fn proved(world: &World) {
    world.write(|tx| evidence::insert(tx, &evidence_of(20, MARA, DEVICE)));
}

fn find(world: &World, key: &'static str) -> Option<EmailIdentity> {
    world.write(move |tx| emails::find(tx, key))
}

fn of_user(world: &World, user: UserId) -> Vec<(String, Standing)> {
    let all = world.write(move |tx| emails::of_user(tx, user));
    all.into_iter().map(|identity| (identity.address, identity.standing)).collect()
}

on_both! {
    fn tok_10_an_address_is_kept_as_given_and_found_by_what_it_is_compared_by(world) {
        insert(world, MARA, "Mara@BÜCHER.example", Grounds::Agent(AGENT, Some("By telephone")));
        let found = find(world, "mara@xn--bcher-kva.example").unwrap();
        let expected = EmailIdentity {
            id: found.id,
            user: MARA,
            root: MARA,
            address: "Mara@BÜCHER.example".to_owned(),
            key: "mara@xn--bcher-kva.example".to_owned(),
            standing: Standing::AgentChecked,
            checked_how: Some("By telephone".to_owned()),
            added_by: Some(AddedBy::Agent(AGENT)),
            created_at: BEGIN,
        };
        assert_eq!(found, expected);
        assert_eq!(find(world, "Mara@BÜCHER.example"), None);
        assert_eq!(world.elsewhere(|tx| emails::find(tx, "mara@xn--bcher-kva.example")), None);
        assert_eq!(world.elsewhere(|tx| emails::of_user(tx, MARA)), []);
        assert_eq!(world.try_in(NOBODY, |tx| emails::of_user(tx, MARA)), Ok(vec![]));
    }

    fn an_address_rests_on_what_it_was_given_for(world) {
        proved(world);
        let given = [
            ("a@shop.example", Grounds::Agent(AGENT, None), Standing::AgentUnchecked),
            ("b@shop.example", Grounds::Agent(AGENT, Some("In person")), Standing::AgentChecked),
            ("c@shop.example", Grounds::Unverified(id(20)), Standing::Unverified),
            ("d@shop.example", Grounds::Verified(id(20)), Standing::Verified),
            ("e@shop.example", Grounds::Form, Standing::Form),
        ];
        for (text, grounds, standing) in given {
            insert(world, MARA, text, grounds);
            assert_eq!(find(world, text).unwrap().standing, standing);
        }
        // EML-7: what tokens gave goes first.
        let order: Vec<String> = of_user(world, MARA).into_iter().map(|(address, _)| address).collect();
        assert_eq!(order, ["c@shop.example", "d@shop.example", "a@shop.example", "b@shop.example", "e@shop.example"]);
        assert_eq!(of_user(world, HANNA), []);
    }

    fn eml_10_an_address_that_a_program_added_names_its_key_after_that_is_deleted_too(world) {
        world.write(|tx| rest_key(tx, 61, "billing"));
        insert(world, MARA, "mara@shop.example", Grounds::Program(id(61)));
        let key = NamedRestKey { id: id(61), name: "billing".to_owned() };
        world.write(|tx| rest_keys::delete(tx, id(61)));
        let found = find(world, "mara@shop.example").unwrap();
        assert_eq!((found.standing, found.added_by), (Standing::Api, Some(AddedBy::Program(key))));
    }

    fn an_address_has_one_holder(world) {
        insert(world, MARA, "mara@shop.example", Grounds::Agent(AGENT, None));
        for text in ["mara@shop.example", "MARA@Shop.example"] {
            let again = move |tx: &mut bonafide_store::Tx<'_>| {
                emails::insert(tx, HANNA, &address(text), Grounds::Agent(AGENT, None))
            };
            assert_eq!(world.refused(again), "email_identities_key");
        }
    }

    fn eml_9_a_form_gives_a_user_one_address_at_most(world) {
        insert(world, MARA, "mara@shop.example", Grounds::Form);
        insert(world, HANNA, "hanna@shop.example", Grounds::Form);
        let second = |tx: &mut bonafide_store::Tx<'_>| {
            emails::insert(tx, MARA, &address("mara@home.example"), Grounds::Form)
        };
        assert_eq!(world.refused(second), "email_identities_form");
        insert(world, MARA, "mara@home.example", Grounds::Agent(AGENT, None));
    }

    fn details_9_an_address_stays_with_its_user_and_leads_to_whom_they_became(world) {
        world.write(|tx| anonymous(tx, 30));
        insert(world, id(30), "mara@shop.example", Grounds::Agent(AGENT, None));
        world.write(|tx| users::retire(tx, id(30), MARA));
        assert_eq!(find(world, "mara@shop.example").unwrap().root, MARA);
        assert_eq!(of_user(world, MARA), [("mara@shop.example".to_owned(), Standing::AgentUnchecked)]);
        assert_eq!(of_user(world, id(30)), []);
    }

    fn eml_8_an_address_is_verified_and_doubted_by_tokens(world) {
        proved(world);
        insert(world, MARA, "mara@shop.example", Grounds::Agent(AGENT, Some("In person")));
        let id_of = |world: &World| find(world, "mara@shop.example").unwrap().id;
        let own = id_of(world);
        world.write(move |tx| emails::verify(tx, own, MARA, &address("Mara@shop.example"), id(20)));
        let verified = find(world, "mara@shop.example").unwrap();
        assert_eq!((verified.id, verified.standing), (own, Standing::Verified));
        assert_eq!((verified.address.as_str(), verified.checked_how, verified.added_by), ("Mara@shop.example", None, None));
        world.write(move |tx| emails::doubt(tx, own));
        assert_eq!(find(world, "mara@shop.example").unwrap().standing, Standing::Unverified);
    }

    fn an_address_that_was_released_is_nobodys(world) {
        insert(world, MARA, "mara@shop.example", Grounds::Agent(AGENT, None));
        let own = find(world, "mara@shop.example").unwrap().id;
        world.elsewhere(move |tx| emails::release(tx, own));
        assert!(find(world, "mara@shop.example").is_some(), "another account's");
        world.write(move |tx| emails::release(tx, own));
        assert_eq!(find(world, "mara@shop.example"), None);
        insert(world, HANNA, "mara@shop.example", Grounds::Agent(AGENT, None));
    }

    fn mrg_12_an_address_that_a_token_verifies_is_of_whose_token_it_was(world) {
        proved(world);
        insert(world, HANNA, "mara@shop.example", Grounds::Agent(AGENT, None));
        world.write(|tx| users::retire(tx, HANNA, MARA));
        let held = find(world, "mara@shop.example").unwrap();
        assert_eq!((held.user, held.root), (HANNA, MARA));
        world.write(move |tx| emails::verify(tx, held.id, MARA, &address("mara@shop.example"), id(20)));
        let held = find(world, "mara@shop.example").unwrap();
        assert_eq!((held.user, held.root, held.standing), (MARA, MARA, Standing::Verified));
    }

    fn eml_6_what_nobody_verified_is_walked_page_by_page_and_tallied(world) {
        proved(world);
        let given = [
            ("a@shop.example", Grounds::Agent(AGENT, None)),
            ("b@shop.example", Grounds::Verified(id(20))),
            ("c@shop.example", Grounds::Unverified(id(20))),
            ("d@shop.example", Grounds::Agent(AGENT, Some("In person"))),
        ];
        for (text, grounds) in given {
            insert(world, MARA, text, grounds);
            world.later(5);
        }
        let page = |after, limit| world.write(move |tx| emails::unverified_page(tx, after, limit));
        let addresses = |page: &[EmailIdentity]| page.iter().map(|held| held.address.clone()).collect::<Vec<_>>();
        let all = page(None, 99);
        assert_eq!(addresses(&all), ["a@shop.example", "c@shop.example", "d@shop.example"]);
        assert_eq!(all[0], find(world, "a@shop.example").unwrap());
        assert_eq!(page(None, 2), all[..2]);
        assert_eq!(page(Some(all[1].id), 2), all[2..]);
        assert_eq!(page(Some(all[2].id), 2), []);

        let mut walked = UnverifiedTally::default();
        for held in &all {
            walked.add(held);
        }
        assert_eq!(world.write(emails::tally_unverified), walked);
        assert_eq!(world.write(emails::count_verified), 1);
        assert_eq!(world.elsewhere(emails::tally_unverified), UnverifiedTally::default());
        assert_eq!(world.elsewhere(|tx| emails::unverified_page(tx, None, 9)), []);
        assert_eq!(world.elsewhere(emails::count_verified), 0);
        assert_eq!(world.try_in(NOBODY, emails::tally_unverified), Ok(UnverifiedTally::default()));
    }

    fn eml_6_a_tally_tells_one_that_came_for_one_that_went(world) {
        insert(world, MARA, "a@shop.example", Grounds::Agent(AGENT, None));
        let before = world.write(emails::tally_unverified);
        let own = find(world, "a@shop.example").unwrap().id;
        world.write(move |tx| emails::release(tx, own));
        world.later(1);
        insert(world, MARA, "a@shop.example", Grounds::Agent(AGENT, None));
        let after = world.write(emails::tally_unverified);
        assert_eq!(before.count, after.count);
        assert_ne!(before, after);
    }
}
