//! A user as agents see them, with the mark and what it rests on (SEE-1, SEE-3).

use std::collections::{BTreeMap, BTreeSet};

use bonafide_domain::{
    id::UserId,
    mark::{self, PersonMark},
    time::Millis,
};
use bonafide_store::{
    Announcement, StoreError, Tx, conversations,
    emails::{self, EmailIdentity},
    evidence::{self, Evidence},
    sessions,
    users::{self, User, UserState},
};

use super::{Refused, Step, admission, taking::take_users};
use crate::secrets::AgentToken;

/// A user as agents see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: UserId,
    /// The customer's own id for them.
    pub external_id: Option<String>,
    /// The name that their token gave.
    pub name: Option<String>,
    /// The mark.
    pub mark: PersonMark,
    /// Their addresses, the one that a token gave first (SEE-2).
    pub emails: Vec<EmailIdentity>,
    /// What the mark rests on: of the authenticated session that lasts longest.
    pub evidence: Option<Evidence>,
    /// Until when that session counts, or counted.
    pub signed_in_until: Option<Millis>,
    /// When they were banned.
    pub banned_at: Option<Millis>,
    /// From when on their tokens must be to be accepted, if it was asked for (SES-14).
    pub tokens_from: Option<Millis>,
    /// When they were first here.
    pub first_seen_at: Millis,
}

/// The person behind an id, which may be that of a merged user (MRG-5).
pub fn find(tx: &mut Tx<'_>, token: &AgentToken, user: UserId) -> Step<Person> {
    admission::admit_agent(tx, token)?;
    let root = find_root(tx, user)?;
    load(tx, root.id)
}

/// Whom an id leads to. Nobody finds who was erased (RES-11).
pub(super) fn find_root(tx: &mut Tx<'_>, user: UserId) -> Step<User> {
    let root = users::find_root(tx, user)?.filter(|root| root.state != UserState::Erased);
    Ok(root.ok_or(Refused::NotFound)?)
}

/// A user who was not merged into another, as agents see them.
pub fn load(tx: &mut Tx<'_>, root: UserId) -> Step<Person> {
    let user = users::find(tx, root)?.ok_or_else(|| no_user(root))?;
    let longest = sessions::longest_signed_in(tx, root)?;
    let evidence = match longest {
        Some((_, evidence)) => evidence::find(tx, evidence)?,
        None => None,
    };
    let first_seen_at = users::first_seen(tx, root)?.ok_or_else(|| no_user(root))?;
    let signed_in_until = longest.map(|(until, _)| until);
    Ok(Person {
        id: user.id,
        external_id: users::find_external_id(tx, root)?,
        name: user.name,
        emails: emails::of_user(tx, root)?,
        mark: mark::of_person(user.banned_at.is_some(), signed_in_until, tx.now()),
        evidence,
        signed_in_until,
        banned_at: user.banned_at,
        tokens_from: user.tokens_from,
        first_seen_at,
    })
}

fn no_user(id: UserId) -> StoreError {
    StoreError::Corrupt(format!("no user {id}"))
}

/// Takes whom an id leads to, and their conversations. What they are writing or signing in to at the moment is done
/// before; what begins after sees what this transaction does.
pub(super) fn take(tx: &mut Tx<'_>, user: UserId) -> Step<User> {
    let (root, _) = take_users(tx, |tx| find_root(tx, user), |root| [root.id].into())?;
    let mut ids: Vec<_> = conversations::of_user(tx, root.id)?.iter().map(|theirs| theirs.id).collect();
    ids.sort_unstable();
    for id in ids {
        conversations::take(tx, id)?;
    }
    Ok(root)
}

/// Tells agents who look at somebody that what is known of them is another, such as their addresses or their mark. `people` are some who
/// were not merged.
pub(super) fn tell_changed(tx: &mut Tx<'_>, people: BTreeSet<UserId>) -> Step<Vec<Announcement>> {
    let mut news = Vec::new();
    for id in people {
        let theirs = conversations::of_user(tx, id)?;
        news.extend(theirs.iter().map(|theirs| Announcement::PersonChanged(theirs.id)));
    }
    Ok(news)
}

/// Takes several users in the order of their ids. `Busy` if one of them was merged meanwhile: it is tried again.
pub(super) fn take_all(tx: &mut Tx<'_>, ids: BTreeSet<UserId>) -> Step<BTreeMap<UserId, User>> {
    let mut taken = BTreeMap::new();
    for id in ids {
        let user = users::take(tx, id)?.ok_or_else(|| no_user(id))?;
        if user.root != user.id {
            return Err(StoreError::Busy.into());
        }
        taken.insert(id, user);
    }
    Ok(taken)
}
