//! Addresses that were claimed, while they go back and whoever had them is erased (EML-5, RES-11).

use bonafide_domain::{
    email::EmailAddress,
    id::UserId,
    identity::{Answer, EmailPolicy, JoinPolicy},
    token::{Claims, VerifiedToken},
};
use bonafide_server::use_cases::{Refused, conflicts};

use super::{RACERS, everywhere, race, settled};
use crate::{
    device::{Device, client_id},
    tokens::claims,
    world::World,
};

fn verifying(world: &World, address: &EmailAddress) -> VerifiedToken {
    let (email, email_verified) = (Some(address.clone()), Some(true));
    world.verified(&world.key.sign(&Claims { email, email_verified, ..claims(&client_id()) }))
}

/// A verified address of somebody who is signed in nowhere, and whoever claimed it.
struct Claimed<'w> {
    address: EmailAddress,
    owner: UserId,
    claimer: Device<'w>,
}

fn claimed(world: &World) -> Claimed<'_> {
    let address = EmailAddress::new(&format!("{}@shop.example", client_id())).unwrap();
    let mut own = world.device();
    let owner = own.log_in(&verifying(world, &address)).unwrap().user;
    own.log_out().unwrap();
    let mut claimer = world.device();
    claimer.give(address.as_str()).unwrap();
    Claimed { address, owner, claimer }
}

/// One person from whom as many addresses were claimed as there are racers.
fn claimed_from_one(world: &World) -> (UserId, Vec<Claimed<'_>>) {
    world.has_policy(EmailPolicy::AnyoneMayClaim);
    let claimed: Vec<_> = (0..RACERS).map(|_| claimed(world)).collect();
    let owner = claimed[0].owner;
    for other in &claimed[1..] {
        world.merge(other.owner, owner).unwrap();
    }
    (owner, claimed)
}

/// Whoever brings one of the addresses next is somebody new.
fn are_free(world: &World, claimed: &[Claimed<'_>], erased: UserId) {
    crate::invariants::hold(world);
    for Claimed { address, .. } in claimed {
        let user = world.device().log_in(&verifying(world, address)).unwrap().user;
        assert_ne!(world.root(user), erased);
    }
}

everywhere! {
    fn res_11_nothing_goes_back_to_whoever_is_erased_when_its_claimers_sign_in(world) {
        world.joins(JoinPolicy::Always);
        let (owner, claimed) = claimed_from_one(world);
        let tokens: Vec<_> = (0..RACERS).map(|_| world.token(&client_id())).collect();
        race(|n| match n {
            0 => drop(settled(world.erase_on(n, owner)).unwrap()),
            _ => assert!(settled(claimed[n].claimer.clone().on(n).log_in(&tokens[n])).unwrap().joined),
        });
        are_free(world, &claimed, owner);
    }

    fn res_11_nothing_goes_back_to_whoever_is_erased_when_its_claimers_answer(world) {
        world.joins(JoinPolicy::Ask);
        let (owner, mut claimed) = claimed_from_one(world);
        for Claimed { claimer, .. } in &mut claimed {
            assert!(claimer.log_in(&world.token(&client_id())).unwrap().asked.is_some());
        }
        race(|n| match n {
            0 => drop(settled(world.erase_on(n, owner)).unwrap()),
            _ => assert!(settled(claimed[n].claimer.clone().on(n).answer(Answer::Mine)).unwrap().joined),
        });
        are_free(world, &claimed, owner);
    }

    fn res_11_nothing_goes_back_to_whoever_is_erased_when_the_policy_changes(world) {
        let (owner, claimed) = claimed_from_one(world);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        race(|n| match n {
            0 => drop(settled(world.erase_on(n, owner)).unwrap()),
            1 => {
                let mut preview = preview.clone();
                while let Err(refused) = settled(world.confirms_on(n, &preview)) {
                    let Refused::PreviewOutdated(now) = refused else { panic!("{refused:?}") };
                    preview = *now;
                }
            }
            _ => {}
        });
        are_free(world, &claimed, owner);
    }

    fn res_8_what_was_claimed_and_is_released_goes_back_to_nobody(world) {
        world.joins(JoinPolicy::Always);
        world.has_policy(EmailPolicy::AnyoneMayClaim);
        let claimed: Vec<_> = (0..RACERS / 2).map(|_| claimed(world)).collect();
        let wanted: Vec<_> = claimed.iter().map(|it| verifying(world, &it.address)).collect();
        let tokens: Vec<_> = claimed.iter().map(|_| world.token(&client_id())).collect();
        for token in &wanted {
            world.device().log_in(token).unwrap_err();
        }
        let administrator = &world.administrator;
        let open = { let by = administrator.clone(); world.read(move |tx| conflicts::list(tx, &by, None)).unwrap().conflicts };
        let conflict = |address: &EmailAddress| {
            let about = |it: &&conflicts::OpenConflict| it.conflict.key == address.key().as_str();
            open.iter().find(about).unwrap().conflict.id
        };
        race(|n| {
            let Claimed { address, claimer, .. } = &claimed[n / 2];
            if n % 2 == 0 {
                let (by, id) = (administrator.clone(), conflict(address));
                settled(world.write_on(n, move |tx| conflicts::release_address(tx, &by, id))).unwrap();
            } else {
                settled(claimer.clone().on(n).log_in(&tokens[n / 2])).unwrap();
            }
        });
        for token in &wanted {
            settled(world.device().log_in(token)).unwrap();
        }
    }
}
