//! Addresses that agents and programs attach to users and detach (EML-4, EML-10).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    email::EmailAddress,
    id::{AgentId, EmailIdentityId, KeyId, UserId},
    identity::AttachedBy,
    text::Name,
};
use bonafide_store::{
    Done, Tx, audit_log,
    emails::{self, EmailIdentity, Grounds},
};
use serde_json::{Value, json};

use super::{
    Refused, Step,
    address_lock::address_lock,
    admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// Who asks for an address to be attached.
#[derive(Debug, Clone, Copy)]
pub enum Attacher<'a> {
    /// An agent, by the session they signed in with, and what they say of how they checked whose the address is.
    Agent(&'a AgentToken, Option<&'a Name>),
    /// A program that has proven this key of the REST API.
    Program(KeyId),
}

/// Who asks for an address to be detached.
#[derive(Debug, Clone, Copy)]
pub enum Detacher<'a> {
    /// An agent, by the session they signed in with.
    Agent(&'a AgentToken),
    /// A program that has proven this key of the REST API.
    Program(KeyId),
}

/// Whoever was let in.
#[derive(Clone, Copy)]
enum By {
    Agent(AgentId),
    Program(KeyId),
}

impl By {
    fn agent(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Self> {
        Ok(Self::Agent(admission::admit_agent(tx, token)?.id))
    }

    fn program(tx: &mut Tx<'_>, key: KeyId) -> Step<Self> {
        Ok(Self::Program(admission::admit_program(tx, key)?))
    }

    fn note(self, tx: &mut Tx<'_>, action: Action, user: UserId, detail: &Value) -> Step<()> {
        let subject = user.to_string();
        match self {
            Self::Agent(id) => audit_log::insert(tx, Some(id), action, &subject, detail)?,
            Self::Program(key) => audit_log::insert_by_program(tx, key, action, &subject, detail)?,
        }
        Ok(())
    }
}

/// Attaches an address to a user, or says of one that they have how it was checked. It never counts as verified; whether a
/// login with it leads to the user rests on who attached it, and for an agent on what they say of how they checked who it is
/// (RES-2). The newest note holds; the audit log has them all. An address that somebody claimed from the user stays claimed,
/// and whoever asks hears so: it goes back when the user signs in with it, or when the claimer no longer has it (EML-5).
pub fn attach(
    tx: &mut Tx<'_>,
    attacher: Attacher<'_>,
    user: UserId,
    address: &EmailAddress,
) -> Step<Done<Person>> {
    let (by, checked_how) = match attacher {
        Attacher::Agent(token, checked_how) => (By::agent(tx, token)?, checked_how.map(Name::as_str)),
        Attacher::Program(key) => (By::program(tx, key)?, None),
    };
    let (attached, grounds) = match by {
        By::Agent(id) => {
            (AttachedBy::Agent { checked: checked_how.is_some() }, Grounds::Agent(id, checked_how))
        }
        By::Program(key) => (AttachedBy::Program, Grounds::Program(key)),
    };
    tx.lock(&[address_lock(address.key().as_str())])?;
    let root = person::take(tx, user)?.id;
    let mut changed = BTreeSet::from([root]);
    match emails::find(tx, address.key().as_str())? {
        // EML-5: one that was claimed is its owner's still.
        Some(held) if held.whose() != root => return Err(Refused::AddressHeld(held.whose()).into()),
        Some(held) if held.standing.goes_back_to().is_some() => {
            return Err(Refused::AddressClaimed(held.root).into());
        }
        Some(held) if !held.standing.gives_way_to(attached) => changed.clear(),
        held => {
            if let Some(held) = held {
                emails::release(tx, held.id)?;
            }
            emails::insert(tx, root, address, grounds)?;
            let detail = json!({ "address": address.as_str(), "checked_how": checked_how });
            by.note(tx, Action::UserAttachEmail, root, &detail)?;
        }
    }
    let announcements = person::tell_changed(tx, changed)?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}

/// Detaches an address that no token gave. What a token gave goes by a conflict alone (RES-8).
pub fn detach(
    tx: &mut Tx<'_>,
    detacher: Detacher<'_>,
    user: UserId,
    id: EmailIdentityId,
) -> Step<Done<Person>> {
    let by = match detacher {
        Detacher::Agent(token) => By::agent(tx, token)?,
        Detacher::Program(key) => By::program(tx, key)?,
    };
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
    by.note(tx, Action::UserDetachEmail, root, &detail)?;
    let announcements = person::tell_changed(tx, [root, held.whose()].into())?;
    Ok(Done { value: person::load(tx, root)?, announcements })
}

fn of_user(tx: &mut Tx<'_>, root: UserId, id: EmailIdentityId) -> Step<EmailIdentity> {
    let found = emails::of_user(tx, root)?.into_iter().find(|identity| identity.id == id);
    Ok(found.ok_or(Refused::NotFound)?)
}
