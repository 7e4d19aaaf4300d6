//! Choosing what becomes an email identity (EML-6).

use bonafide_domain::identity::{EmailPolicy, HeldIdentity, Standing, policy_change};

use crate::{Identity, Kept};

/// Puts a policy into force and takes what it has no identity for, all of it: what takes time is over before anything else
/// happens.
pub fn change(kept: &mut Kept, to: EmailPolicy) {
    if kept.policy == to {
        return; // asked for again
    }
    let held = |identity: &Identity| HeldIdentity {
        id: identity.id,
        user: kept.root(identity.user),
        standing: kept.standing(identity),
    };
    let unverified = kept.identities.iter().filter(|identity| identity.standing != Standing::Verified);
    let goes = policy_change(&unverified.map(held).collect::<Vec<_>>(), to);
    let is_gone = |identity: &&Identity| goes.iter().any(|gone| gone.id == identity.id);
    let gone: Vec<_> = kept.identities.iter().filter(is_gone).map(|identity| identity.e).collect();
    kept.policy = to;
    for e in gone {
        kept.release(e);
    }
}
