//! The address that a login's token brings: who holds it, and what becomes of it (RES-2 to RES-13, EML-8).

use bonafide_domain::{
    id::{EvidenceId, UserId},
    identity::{self, Address, Attached, EmailConflict, ExternalIds, Holder, Resolution, Standing},
    token::Reason,
};

use super::log_in::Scene;
use crate::{E, Identity, Kept, Refused, Token};

/// An address in a token, and what is kept about it.
pub(super) struct Brought {
    /// What the rules ask of it.
    pub facts: Option<identity::Brought>,
    held: Option<Identity>,
    primary: Option<Primary>,
}

/// The user's other address, which an earlier token gave (EML-7).
#[derive(Clone, Copy)]
enum Primary {
    /// They hold it.
    Held(Identity),
    /// Somebody claimed it: it was verified, and would go back (EML-5).
    Claimed(E),
}

/// The address of a token. `holder` is who holds its external id, and whom that one leads to.
pub(super) fn find(kept: &Kept, token: &Token, holder: Option<(UserId, UserId)>) -> Brought {
    let Some((e, says)) = token.email else { return Brought { facts: None, held: None, primary: None } };
    let held = kept.identity(e).copied();
    let primary = holder.and_then(|holder| primary_besides(kept, holder, e));
    let standing = |primary: Primary| match primary {
        Primary::Held(held) => held.standing,
        Primary::Claimed(_) => Standing::Verified,
    };
    let facts = identity::Brought {
        says,
        holder: held.map(|held| facts(kept, &held, holder.map(|(_, root)| root))),
        primary: primary.map(standing),
    };
    Brought { facts: Some(facts), held, primary }
}

fn facts(kept: &Kept, held: &Identity, known: Option<UserId>) -> Holder {
    let whose = kept.whose(held);
    let here = known == Some(whose) || kept.external_ids_of(whose).next().is_some();
    let external_ids = if here { ExternalIds::Here } else { ExternalIds::None };
    Holder { user: kept.root(held.user), external_ids, standing: kept.standing(held) }
}

/// An alias has tokens of its own, which say nothing of this one's address.
fn primary_besides(kept: &Kept, (user, root): (UserId, UserId), e: E) -> Option<Primary> {
    let mut all = kept.identities_of(root).into_iter();
    if let Some(held) = all.find(|held| held.user == user && held.standing.is_a_tokens()) {
        return (held.e != e).then_some(Primary::Held(held));
    }
    let mut claimed = kept.displaced.iter().filter(|displaced| displaced.user == user && displaced.e != e);
    claimed.next().map(|displaced| Primary::Claimed(displaced.e))
}

/// Whom a login is for, as it was decided. A refusal is kept for administrators (RES-8).
pub(super) fn settle(
    kept: &mut Kept,
    token: &Token,
    decided: Result<Resolution, EmailConflict>,
) -> Result<Resolution, Refused> {
    decided.map_err(|EmailConflict { .. }| {
        if let Some((e, _)) = token.email.filter(|(e, _)| !kept.conflicts.contains(&(*e, token.x))) {
            kept.conflicts.push((e, token.x));
        }
        Refused::Login(Reason::EmailConflict)
    })
}

/// Does with the address what the rules decided, on the evidence of the login.
pub(super) fn apply(kept: &mut Kept, scene: &Scene<'_>, evidence: EvidenceId) {
    let (Some((e, _)), Some(change)) = (scene.token.email, scene.resolution.address) else { return };
    let (author, Brought { held, primary, .. }) = (scene.author, &scene.brought);
    match (change, held) {
        (Address::Attach(attached), _) => {
            release_primary(kept, *primary);
            let standing = match attached {
                Attached::Verified => Standing::Verified,
                Attached::Unverified => Standing::Unverified,
            };
            kept.give(e, author, standing, Some(evidence));
        }
        (Address::Move { .. }, _) => {
            kept.forget_displaced(e);
            kept.release(e);
            release_primary(kept, *primary);
            kept.give(e, author, Standing::Verified, Some(evidence));
        }
        // A login that changes nothing writes nothing.
        (Address::Verify, Some(held)) if held.standing == Standing::Verified && held.user == author => {}
        (Address::Verify, _) => {
            release_primary(kept, *primary);
            for held in kept.identities.iter_mut().filter(|held| held.e == e) {
                (held.standing, held.evidence, held.user) = (Standing::Verified, Some(evidence), author);
            }
        }
        (Address::Doubt, _) => {
            for held in kept.identities.iter_mut().filter(|held| held.e == e) {
                held.standing = Standing::Unverified;
            }
        }
        (Address::Release, _) => kept.release(e),
        // EML-5: with whoever claimed it, it is worth what any form is from now on.
        (Address::Disown, _) => kept.forget_displaced(e),
        (Address::Stays, _) => {}
    }
}

/// EML-8: the primary that an earlier token gave. One that was claimed never goes back.
fn release_primary(kept: &mut Kept, primary: Option<Primary>) {
    match primary {
        Some(Primary::Held(held)) => kept.release(held.e),
        Some(Primary::Claimed(e)) => kept.forget_displaced(e),
        None => {}
    }
}
