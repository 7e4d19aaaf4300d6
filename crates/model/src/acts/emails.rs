//! Addresses that agents attach and detach (EML-4), and what administrators do about conflicts (RES-8).

use bonafide_domain::{id::UserId, identity::Standing};

use crate::{E, Identity, Kept, Refused, X, event::Checked};

/// Attaches an address to a user, or says of one that they have how it was checked.
pub fn attach(kept: &mut Kept, user: UserId, e: E, checked: Checked) -> Result<(), Refused> {
    let root = kept.users.get(user).ok_or(Refused::NotFound)?.root;
    match kept.identity(e).copied() {
        Some(held) if kept.root(held.user) != root => Err(Refused::AddressHeld(kept.root(held.user))),
        Some(held) if held.standing.is_a_tokens() || !checked => Ok(()),
        _ => {
            release(kept, e);
            let standing = if checked { Standing::AgentChecked } else { Standing::AgentUnchecked };
            kept.identities.push(Identity { e, user: root, standing, evidence: None });
            Ok(())
        }
    }
}

/// Detaches an address that no token gave.
pub fn detach(kept: &mut Kept, user: UserId, e: E) -> Result<(), Refused> {
    let root = kept.users.get(user).ok_or(Refused::NotFound)?.root;
    let held = kept.identity(e).filter(|held| kept.root(held.user) == root).ok_or(Refused::NotFound)?;
    if held.standing.is_a_tokens() {
        return Err(Refused::AddressFromToken);
    }
    release(kept, e);
    Ok(())
}

/// Takes the address of a conflict from its holder. Whoever was refused and has it by now keeps it.
pub fn release_address(kept: &mut Kept, e: E, x: X) -> Result<(), Refused> {
    let conflict = kept.conflicts.iter().position(|conflict| *conflict == (e, x)).ok_or(Refused::NotFound)?;
    let refused = kept.holder(x);
    if kept.identity(e).is_some_and(|held| Some(kept.root(held.user)) != refused) {
        release(kept, e);
    }
    kept.conflicts.remove(conflict);
    Ok(())
}

/// Takes an address from its holder: it is nobody's.
pub(super) fn release(kept: &mut Kept, e: E) {
    kept.identities.retain(|identity| identity.e != e);
}
