//! Addresses that many want at once (RES-7).

use std::collections::HashSet;

use bonafide_domain::{
    email::EmailAddress,
    id::UserId,
    text::Name,
    token::{Claims, Reason, VerifiedToken},
};
use bonafide_server::use_cases::{Refused, conflicts, emails};
use bonafide_store::emails as kept;

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, tokens::claims, world::World};

const CONFLICT: Refused = Refused::Login(Reason::EmailConflict);

/// An address that nobody has yet.
fn address() -> EmailAddress {
    EmailAddress::new(&format!("{}@shop.example", client_id())).unwrap()
}

fn verifying(world: &World, external_id: &str, email: &EmailAddress) -> VerifiedToken {
    let claims = Claims { email: Some(email.clone()), email_verified: Some(true), ..claims(external_id) };
    world.verified(&world.key.sign(&claims))
}

fn holder(world: &World, email: &EmailAddress) -> UserId {
    let key = email.key().clone();
    world.store(move |tx| kept::find(tx, key.as_str())).unwrap().root
}

everywhere! {
    fn res_7_one_address_gets_one_holder_and_the_others_are_refused(world) {
        let email = address();
        let tokens: Vec<_> = (0..RACERS).map(|_| verifying(world, &client_id(), &email)).collect();
        let logged_in = race(|n| settled(world.device_on(n).log_in(&tokens[n])));
        let accepted: Vec<_> = logged_in.iter().flatten().collect();
        assert_eq!(accepted.len(), 1);
        assert_eq!(holder(world, &email), accepted[0].user);
        assert!(logged_in.iter().all(|it| it.as_ref().err().is_none_or(|refused| *refused == CONFLICT)));
    }

    fn res_2_of_many_who_bring_an_agents_address_one_is_adopted(world) {
        let email = address();
        let mut stranger = world.device();
        stranger.say("before").unwrap();
        let (agent, user, attached) = (world.agent.clone(), stranger.user(), email.clone());
        let checked_how = Name::new("By telephone").unwrap();
        world.write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, Some(&checked_how)), user, &attached)).unwrap();
        let tokens: Vec<_> = (0..RACERS).map(|_| verifying(world, &client_id(), &email)).collect();
        let logged_in = race(|n| settled(world.device_on(n).log_in(&tokens[n])));
        let accepted: Vec<_> = logged_in.iter().flatten().map(|it| it.user).collect();
        assert_eq!(accepted, [user]);
        assert_eq!(holder(world, &email), user);
    }

    fn res_2_somebody_with_many_addresses_is_adopted_once(world) {
        let mut stranger = world.device();
        stranger.say("before").unwrap();
        let addresses: Vec<_> = (0..RACERS).map(|_| address()).collect();
        for email in &addresses {
            let (agent, user, email) = (world.agent.clone(), stranger.user(), email.clone());
            let checked_how = Name::new("By telephone").unwrap();
            world.write(move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, Some(&checked_how)), user, &email)).unwrap();
        }
        let tokens: Vec<_> = addresses.iter().map(|email| verifying(world, &client_id(), email)).collect();
        let logged_in = race(|n| settled(world.device_on(n).log_in(&tokens[n])).unwrap());
        // Whoever came second found somebody with an external id, whose other addresses nobody verified (RES-5).
        let users: HashSet<_> = logged_in.iter().map(|it| it.user).collect();
        assert_eq!(users.len(), RACERS);
        assert!(users.contains(&stranger.user()));
        for (it, email) in logged_in.iter().zip(&addresses) {
            assert_eq!(holder(world, email), it.user);
        }
    }

    fn res_8_of_many_who_move_an_address_one_does_and_its_next_holder_keeps_it(world) {
        let email = address();
        world.device().log_in(&verifying(world, &client_id(), &email)).unwrap();
        let token = verifying(world, &client_id(), &email);
        world.device().log_in(&token).unwrap_err();
        let administrator = world.administrator.clone();
        let open = world.read(move |tx| conflicts::list(tx, &administrator, None)).unwrap().conflicts;
        let id = open[0].conflict.id;
        let moved = race(|n| {
            let administrator = world.administrator.clone();
            let moved = settled(world.write_on(n, move |tx| conflicts::release_address(tx, &administrator, id)));
            // Whoever has the answer lets them log in at once, while the others still move.
            moved.as_ref().ok().map(|()| settled(world.device_on(n).log_in(&token)).unwrap().user)
        });
        let users: Vec<_> = moved.into_iter().flatten().collect();
        assert_eq!(users, [holder(world, &email)]);
    }

    fn res_7_one_person_on_many_devices_has_one_address(world) {
        let email = address();
        let token = verifying(world, &client_id(), &email);
        let logged_in = race(|n| settled(world.device_on(n).log_in(&token)).unwrap());
        let users: HashSet<_> = logged_in.iter().map(|it| it.user).collect();
        assert_eq!(users, HashSet::from([holder(world, &email)]));
    }

    fn eml_4_of_many_agents_who_attach_one_address_one_does(world) {
        let email = address();
        let users: Vec<_> = (0..RACERS).map(|_| world.device().open().unwrap().user).collect();
        let attached = race(|n| {
            let (agent, user, email) = (world.agent.clone(), users[n], email.clone());
            settled(world.write_on(n, move |tx| emails::attach(tx, emails::Attacher::Agent(&agent, None), user, &email)))
        });
        let holder = holder(world, &email);
        let expected = Refused::AddressHeld(holder);
        for (user, attached) in users.iter().zip(attached) {
            match attached {
                Ok(person) => assert_eq!((person.id, *user), (holder, holder)),
                Err(refused) => assert_eq!(refused, expected),
            }
        }
    }
}
