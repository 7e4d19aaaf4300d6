//! The contract of `displaced`.

use bonafide_domain::{email::EmailAddress, id::UserId, identity::Standing};
use bonafide_store::{
    displaced,
    emails::{self, EmailIdentity, Grounds},
    evidence, users,
};

use crate::{
    furnish::{AGENT, DEVICE, HANNA, MARA, anonymous, evidence_of, id},
    world::{World, on_both},
};

const KEY: &str = "mara@shop.example";

fn insert(world: &World, user: UserId, text: &'static str, grounds: Grounds<'static>) {
    world.write(move |tx| emails::insert(tx, user, &EmailAddress::new(text).unwrap(), grounds));
}

fn find(world: &World) -> Option<EmailIdentity> {
    world.write(|tx| emails::find(tx, KEY))
}

/// Mara has a verified address.
fn verified(world: &World) -> EmailIdentity {
    world.write(|tx| evidence::insert(tx, &evidence_of(20, MARA, DEVICE)));
    insert(world, MARA, "Mara@shop.example", Grounds::Verified(id(20)));
    find(world).unwrap()
}

/// Someone anonymous, number 30, claims it.
fn claimed(world: &World) -> EmailIdentity {
    let own = verified(world);
    world.write(|tx| anonymous(tx, 30));
    world.write(move |tx| displaced::displace(tx, own.id));
    insert(world, id(30), "MARA@shop.example", Grounds::Form);
    own
}

on_both! {
    fn eml_5_a_claimed_address_is_its_claimers_unreliable_and_remembers_its_owner(world) {
        claimed(world);
        let now = find(world).unwrap();
        assert_eq!((now.root, now.standing, now.whose()), (id(30), Standing::Claimed { owner: MARA }, MARA));
        assert_eq!(now.address, "MARA@shop.example");
        assert_eq!(world.write(|tx| emails::of_user(tx, MARA)), []);
        assert_eq!(world.write(|tx| emails::of_user(tx, id(30))), [now]);
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), [(MARA, KEY.to_owned())]);
        assert_eq!(world.write(|tx| displaced::of_user(tx, HANNA)), []);
        assert_eq!(world.elsewhere(|tx| displaced::of_user(tx, MARA)), []);
    }

    fn eml_5_released_it_goes_back_as_the_very_identity_that_the_owner_had(world) {
        let own = claimed(world);
        let claimed = find(world).unwrap().id;
        world.elsewhere(move |tx| emails::release(tx, claimed));
        assert_eq!(find(world).unwrap().root, id(30), "another account's");
        world.write(move |tx| emails::release(tx, claimed));
        assert_eq!(find(world), Some(own.clone()));
        assert_eq!(world.write(|tx| emails::of_user(tx, id(30))), []);
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), []);
        world.write(move |tx| emails::release(tx, own.id));
        assert_eq!(find(world), None, "there is nobody to go back to any more");
    }

    fn only_a_verified_identity_is_displaced(world) {
        for grounds in [Grounds::Form, Grounds::Agent(AGENT, Some("In person"))] {
            insert(world, HANNA, KEY, grounds);
            let own = find(world).unwrap();
            world.write({ let id = own.id; move |tx| displaced::displace(tx, id) });
            assert_eq!(find(world).as_ref(), Some(&own));
            world.write(move |tx| emails::release(tx, own.id));
        }
        assert_eq!(world.write(|tx| displaced::of_user(tx, HANNA)), []);
    }

    fn eml_8_one_that_never_goes_back_is_what_any_form_gave(world) {
        claimed(world);
        world.elsewhere(|tx| displaced::forget(tx, KEY));
        assert_eq!(find(world).unwrap().standing, Standing::Claimed { owner: MARA });
        world.write(|tx| displaced::forget(tx, KEY));
        let form = find(world).unwrap();
        assert_eq!(form.standing, Standing::Form);
        world.write(move |tx| emails::release(tx, form.id));
        assert_eq!(find(world), None);
    }

    fn details_9_the_owner_is_whom_the_identitys_user_became(world) {
        claimed(world);
        world.write(|tx| users::retire(tx, MARA, HANNA));
        assert_eq!(find(world).unwrap().standing, Standing::Claimed { owner: HANNA });
        assert_eq!(world.write(|tx| displaced::of_user(tx, HANNA)), [(MARA, KEY.to_owned())]);
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), []);
        let form = find(world).unwrap().id;
        world.write(move |tx| emails::release(tx, form));
        assert_eq!(find(world).unwrap().root, HANNA);
    }
    fn res_11_nothing_goes_back_to_whoever_was_erased(world) {
        claimed(world);
        world.write(|tx| users::erase(tx, HANNA));
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), [(MARA, KEY.to_owned())], "another was erased");
        world.write(|tx| users::erase(tx, MARA));
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), []);
        let form = find(world).unwrap();
        assert_eq!(form.standing, Standing::Form);
        world.write(move |tx| emails::release(tx, form.id));
        assert_eq!(find(world), None);

        // Even if something were claimed from them.
        insert(world, MARA, "Mara@shop.example", Grounds::Verified(id(20)));
        let own = find(world).unwrap().id;
        world.write(move |tx| displaced::displace(tx, own));
        insert(world, id(30), KEY, Grounds::Form);
        let form = find(world).unwrap().id;
        world.write(move |tx| emails::release(tx, form));
        assert_eq!(find(world), None);
        assert_eq!(world.write(|tx| displaced::of_user(tx, MARA)), []);
    }
}
