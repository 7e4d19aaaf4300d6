//! Addresses that agents attach to users and detach (EML-4).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    email::EmailAddress,
    id::{EmailIdentityId, UserId},
    text::Name,
};
use bonafide_store::{
    Done, Tx, audit_log,
    emails::{self, EmailIdentity, Grounds},
};
use serde_json::json;

use super::{
    Refused, Step,
    address_lock::address_lock,
    admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// Attaches an address to a user, or says of one that they have how it was checked. It never counts as verified; what the
/// agent says of how they checked who it is decides whether a login with it leads to the user (RES-2). The newest note
/// holds; the audit log has them all. An address that somebody claimed from the user stays claimed, and the agent hears so:
/// it goes back when the user signs in with it, or when the claimer no longer has it (EML-5).
pub fn attach(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    user: UserId,
    address: &EmailAddress,
    checked_how: Option<&Name>,
) -> Step<Done<Person>> {
    let agent = admission::admit_agent(tx, token)?;
    tx.lock(&[address_lock(address.key().as_str())])?;
    let root = person::take(tx, user)?.id;
    let mut changed = BTreeSet::from([root]);
    match emails::find(tx, address.key().as_str())? {
        // EML-5: one that was claimed is its owner's still.
        Some(held) if held.whose() != root => return Err(Refused::AddressHeld(held.whose()).into()),
        Some(held) if held.standing.goes_back_to().is_some() => {
            return Err(Refused::AddressClaimed(held.root).into());
        }
        // What a token says is more than an agent can say. Without a note there is nothing to add either.
        Some(held) if held.standing.is_a_tokens() || checked_how.is_none() => changed.clear(),
        held => {
            if let Some(held) = held {
                emails::release(tx, held.id)?;
            }
            let checked_how = checked_how.map(Name::as_str);
            emails::insert(tx, root, address, Grounds::Agent(agent.id, checked_how))?;
            let detail = json!({ "address": address.as_str(), "checked_how": checked_how });
            audit_log::insert(tx, Some(agent.id), Action::UserAttachEmail, &root.to_string(), &detail)?;
        }
    }
    let announcements = person::tell_changed(tx, changed)?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}

/// Detaches an address that no token gave. What a token gave goes by a conflict alone (RES-8).
pub fn detach(tx: &mut Tx<'_>, token: &AgentToken, user: UserId, id: EmailIdentityId) -> Step<Done<Person>> {
    let agent = admission::admit_agent(tx, token)?;
    let root = person::find_root(tx, user)?.id;
    let held = of_user(tx, root, id)?;
    tx.lock(&[address_lock(&held.key)])?;
    person::take_all(tx, [root, held.whose()].into())?;
    let held = of_user(tx, root, id)?;
    if held.standing.is_a_tokens() {
        return Err(Refused::AddressFromToken.into());
    }
    emails::release(tx, id)?;
    let detail = json!({ "address": held.address });
    audit_log::insert(tx, Some(agent.id), Action::UserDetachEmail, &root.to_string(), &detail)?;
    let announcements = person::tell_changed(tx, [root, held.whose()].into())?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}

fn of_user(tx: &mut Tx<'_>, root: UserId, id: EmailIdentityId) -> Step<EmailIdentity> {
    let found = emails::of_user(tx, root)?.into_iter().find(|identity| identity.id == id);
    Ok(found.ok_or(Refused::NotFound)?)
}
