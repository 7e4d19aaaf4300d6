//! Logins while the email policy changes (EML-6).

use bonafide_domain::{
    email::EmailAddress,
    identity::EmailPolicy,
    token::{Claims, VerifiedToken},
};
use bonafide_server::use_cases::{Refused, email_policy::Preview};
use bonafide_store::emails as kept;

use super::{RACERS, everywhere, race, settled};
use crate::{device::client_id, tokens::claims, world::World};

fn bringing(world: &World) -> VerifiedToken {
    let email = EmailAddress::new(&format!("{}@shop.example", client_id())).unwrap();
    world.verified(&world.key.sign(&Claims { email: Some(email), ..claims(&client_id()) }))
}

/// Confirms until the preview is the one that is true.
fn insists(world: &World, node: usize, mut preview: Preview) {
    loop {
        match settled(world.confirms_on(node, &preview)) {
            Ok(policy) => return assert_eq!(policy, preview.to),
            Err(Refused::PreviewOutdated(now)) => preview = *now,
            Err(refused) => panic!("{refused:?}"),
        }
    }
}

everywhere! {
    fn eml_6_no_login_makes_an_identity_by_a_policy_that_is_over(world) {
        world.chooses(EmailPolicy::VerifiedAndUnverified);
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        let tokens: Vec<_> = (0..RACERS).map(|_| bringing(world)).collect();
        race(|n| match n {
            0 => insists(world, n, preview.clone()),
            _ => drop(settled(world.device_on(n).log_in(&tokens[n])).unwrap()),
        });
        let left = world.store(|tx| kept::unverified_page(tx, None, 99));
        assert_eq!(left, []);
    }

    fn eml_6_of_many_who_change_the_policy_one_does_and_the_others_see_it_done(world) {
        world.chooses(EmailPolicy::VerifiedAndUnverified);
        for _ in 0..3 {
            world.device().log_in(&bringing(world)).unwrap();
        }
        let preview = world.previews(EmailPolicy::VerifiedOnly);
        let chosen = race(|n| settled(world.confirms_on(n, &preview)));
        assert!(chosen.iter().all(|it| *it == Ok(EmailPolicy::VerifiedOnly)), "{chosen:?}");
        assert_eq!(world.store(|tx| kept::unverified_page(tx, None, 99)), []);
    }
}
