//! The address that a login's token brings: who holds it, and what becomes of it (RES-2 to RES-13, EML-8).

use bonafide_domain::{
    id::{EvidenceId, UserId},
    identity::{self, Address, Attached, Brought, ExternalIds, Holder, Resolution, Standing},
    token::Reason,
};

use super::{emails::release, log_in::Scene};
use crate::{E, Identity, Kept, Refused, Token};

/// Decides whom a login is for. A refusal is kept for administrators (RES-8).
pub(super) fn resolve(kept: &mut Kept, token: &Token, known: Option<UserId>) -> Result<Resolution, Refused> {
    let brought = token.email.map(|(e, says)| Brought {
        says,
        holder: holder(kept, e, known),
        primary: primary(kept, known, e).map(|identity| identity.standing),
    });
    identity::resolve(known, brought.as_ref(), kept.policy).map_err(|_| {
        if let Some((e, _)) = token.email.filter(|(e, _)| !kept.conflicts.contains(&(*e, token.x))) {
            kept.conflicts.push((e, token.x));
        }
        Refused::Login(Reason::EmailConflict)
    })
}

fn holder(kept: &Kept, e: E, known: Option<UserId>) -> Option<Holder> {
    let held = kept.identity(e)?;
    let user = kept.root(held.user);
    let named = || kept.external_ids.iter().any(|(_, holder)| kept.root(*holder) == user);
    let here = known == Some(user) || named();
    let external_ids = if here { ExternalIds::Here } else { ExternalIds::None };
    Some(Holder { user, external_ids, standing: held.standing })
}

/// The user's other address, which an earlier token gave (EML-7).
fn primary(kept: &Kept, known: Option<UserId>, e: E) -> Option<&Identity> {
    let of = kept.identities_of(known?);
    let mut tokens = of.into_iter().filter(|identity| identity.standing.is_a_tokens());
    tokens.next().filter(|primary| primary.e != e)
}

/// Does with the address what the rules decided, on the evidence of the login.
pub(super) fn apply(kept: &mut Kept, scene: &Scene<'_>, evidence: EvidenceId) {
    let (Some((e, _)), Some(change)) = (scene.token.email, scene.resolution.address) else { return };
    let primary = primary(kept, scene.known, e).map(|identity| identity.e);
    let user = scene.user;
    let give = |standing| Identity { e, user, standing, evidence: Some(evidence) };
    match change {
        Address::Attach(attached) => {
            release_primary(kept, primary);
            let standing = match attached {
                Attached::Verified => Standing::Verified,
                Attached::Unverified => Standing::Unverified,
            };
            kept.identities.push(give(standing));
        }
        Address::Move { .. } => {
            release(kept, e);
            release_primary(kept, primary);
            kept.identities.push(give(Standing::Verified));
        }
        Address::Verify => {
            if kept.identity(e).is_some_and(|held| held.standing != Standing::Verified) {
                release_primary(kept, primary);
                for held in kept.identities.iter_mut().filter(|held| held.e == e) {
                    (held.standing, held.evidence) = (Standing::Verified, Some(evidence));
                }
            }
        }
        Address::Doubt => {
            for held in kept.identities.iter_mut().filter(|held| held.e == e) {
                held.standing = Standing::Unverified;
            }
        }
        Address::Release => release(kept, e),
        // EML-5: with whoever claimed it, it is worth what any form is from now on.
        Address::Disown => {
            for held in kept.identities.iter_mut().filter(|held| held.e == e) {
                held.standing = Standing::Form;
            }
        }
        Address::Stays => {}
    }
}

fn release_primary(kept: &mut Kept, primary: Option<E>) {
    if let Some(e) = primary {
        release(kept, e);
    }
}
