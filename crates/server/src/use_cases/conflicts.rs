//! Logins that were refused because somebody else holds their address, and the ways out (RES-8).

use bonafide_domain::{
    audit::Action,
    id::{ConflictId, UserId},
    limits,
    text::Name,
};
use bonafide_store::{
    Done, Tx, audit_log,
    conflicts::{self, Conflict},
    displaced, emails,
    users::{self, UserState},
};
use serde_json::json;

use super::{
    Refused, Step,
    address_lock::{POLICY_LOCK, address_lock},
    admission, ban, log_in,
    merge_users::{self, MergedUsers},
    person::{self, Person},
};
use crate::secrets::{AccountKey, AgentToken};

/// A conflict with both who are part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConflict {
    /// The conflict.
    pub conflict: Conflict,
    /// Who holds the address now, if anybody does.
    pub holder: Option<Person>,
    /// Who has the external id now, if anybody does.
    pub user: Option<Person>,
}

/// A page of the open conflicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictsPage {
    /// The conflicts, newest first.
    pub conflicts: Vec<OpenConflict>,
    /// Where the next page begins, if there is one.
    pub next: Option<ConflictId>,
}

/// The page of the open conflicts before one, or the newest.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken, before: Option<ConflictId>) -> Step<ConflictsPage> {
    admission::admit_administrator(tx, token)?;
    let mut open = conflicts::page(tx, before, limits::CONFLICTS_PAGE + 1)?;
    let page = usize::try_from(limits::CONFLICTS_PAGE).unwrap_or(usize::MAX);
    let has_more = open.len() > page;
    open.truncate(page);
    let next = open.last().filter(|_| has_more).map(|conflict| conflict.id);
    let conflicts = open.into_iter().map(|conflict| both(tx, conflict)).collect::<Step<_>>()?;
    Ok(ConflictsPage { conflicts, next })
}

fn both(tx: &mut Tx<'_>, conflict: Conflict) -> Step<OpenConflict> {
    let holder = emails::find(tx, &conflict.key)?.map(|held| held.whose());
    let user = refused(tx, &conflict)?;
    let mut load = |id| person::load(tx, id);
    let (holder, user) = (holder.map(&mut load).transpose()?, user.map(&mut load).transpose()?);
    Ok(OpenConflict { conflict, holder, user })
}

/// Who has the external id whose logins were refused.
fn refused(tx: &mut Tx<'_>, conflict: &Conflict) -> Step<Option<UserId>> {
    let holder = users::find_by_external_id(tx, conflict.namespace, &conflict.external_id)?;
    Ok(holder.map(|holder| holder.root))
}

/// Takes the address from its holder: whoever brings it next in a token has it. Whoever was refused and has it by now
/// keeps it: the conflict is over.
pub fn release_address(tx: &mut Tx<'_>, token: &AgentToken, id: ConflictId) -> Step<Done<()>> {
    let administrator = admission::admit_administrator(tx, token)?;
    let conflict = conflicts::find(tx, id)?.ok_or(Refused::NotFound)?;
    // EML-5: what was claimed would go back by the claimer's login, which shares the lock of the policies.
    tx.lock(&[POLICY_LOCK, address_lock(&conflict.key)])?;
    // Another administrator may have seen to it, and the address have another holder since.
    let conflict = conflicts::find(tx, id)?.ok_or(Refused::NotFound)?;
    let refused = refused(tx, &conflict)?;
    let mut announcements = Vec::new();
    if let Some(held) = emails::find(tx, &conflict.key)?.filter(|held| Some(held.whose()) != refused) {
        let holder = person::take(tx, held.whose())?.id;
        displaced::forget(tx, &held.key)?;
        emails::release(tx, held.id)?;
        let detail = json!({ "address": held.address, "conflict": id, "for": conflict.external_id });
        let subject = holder.to_string();
        audit_log::insert(tx, Some(administrator.id), Action::UserReleaseEmail, &subject, &detail)?;
        announcements = person::tell_changed(tx, [holder, held.root].into())?;
    }
    conflicts::close(tx, id)?;
    Ok(Done { value: (), announcements })
}

/// Merges who has the external id into who holds the address: they are one person (RES-8). An external id that nobody has
/// becomes an alias of the holder's (RES-10).
pub fn merge(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    id: ConflictId,
    reason: &Name,
    key: &AccountKey,
) -> Step<Done<MergedUsers>> {
    let administrator = admission::admit_administrator(tx, token)?;
    let conflict = conflicts::find(tx, id)?.ok_or(Refused::NotFound)?;
    let external_id = log_in::named(conflict.namespace, &conflict.external_id);
    tx.lock(&[address_lock(&conflict.key), log_in::external_id_lock(&external_id)])?;
    let conflict = conflicts::find(tx, id)?.ok_or(Refused::NotFound)?;
    let holder = emails::find(tx, &conflict.key)?.ok_or(Refused::NotFound)?.root;
    let user = if let Some(user) = refused(tx, &conflict)? {
        user
    } else {
        let user = tx.id();
        users::insert(tx, user, UserState::Known)?;
        users::insert_external_id(tx, conflict.namespace, &conflict.external_id, user)?;
        let digest = key.ban_digest(conflict.namespace, &conflict.external_id);
        ban::hand_on(tx, &digest, user, None)?;
        user
    };
    let merged = merge_users::carry_out(tx, &administrator, user, holder, reason)?;
    conflicts::close(tx, id)?;
    Ok(merged)
}

/// Closes a conflict that was seen to elsewhere: the tokens were changed.
pub fn close(tx: &mut Tx<'_>, token: &AgentToken, id: ConflictId) -> Step<Done<()>> {
    let administrator = admission::admit_administrator(tx, token)?;
    let conflict = conflicts::find(tx, id)?.ok_or(Refused::NotFound)?;
    conflicts::close(tx, id)?;
    let detail = json!({ "external_id": conflict.external_id });
    audit_log::insert(tx, Some(administrator.id), Action::ConflictClose, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}
