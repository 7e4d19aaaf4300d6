//! Addresses that agents and programs attach and detach (EML-4, EML-10), and what administrators do about conflicts (RES-8).

use bonafide_domain::{id::UserId, identity::AttachedBy};

use crate::{E, Kept, Refused, X};

/// Attaches an address to a user, or says of one that they have how it was checked.
pub fn attach(kept: &mut Kept, user: UserId, e: E, by: AttachedBy) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    let held = kept.identity(e).map(|held| (kept.whose(held), kept.standing(held), kept.root(held.user)));
    match held {
        // EML-5: one that was claimed is its owner's still.
        Some((whose, ..)) if whose != root => Err(Refused::AddressHeld(whose)),
        Some((_, standing, claimer)) if standing.goes_back_to().is_some() => {
            Err(Refused::AddressClaimed(claimer))
        }
        Some((_, standing, _)) if !standing.gives_way_to(by) => Ok(()),
        _ => {
            kept.release(e);
            kept.give(e, root, by.standing(), None);
            Ok(())
        }
    }
}

/// Detaches an address that no token gave.
pub fn detach(kept: &mut Kept, user: UserId, e: E) -> Result<(), Refused> {
    let root = kept.find_root(user)?;
    let held = kept.identity(e).filter(|held| kept.root(held.user) == root).ok_or(Refused::NotFound)?;
    if held.standing.is_a_tokens() {
        return Err(Refused::AddressFromToken);
    }
    kept.release(e);
    Ok(())
}

/// Takes the address of a conflict from its holder. Whoever was refused and has it by now keeps it.
pub fn release_address(kept: &mut Kept, e: E, x: X) -> Result<(), Refused> {
    let conflict = kept.conflicts.iter().position(|conflict| *conflict == (e, x)).ok_or(Refused::NotFound)?;
    let refused = kept.holder(x).map(|(_, root)| root);
    if kept.identity(e).is_some_and(|held| Some(kept.whose(held)) != refused) {
        kept.forget_displaced(e);
        kept.release(e);
    }
    kept.conflicts.remove(conflict);
    Ok(())
}
