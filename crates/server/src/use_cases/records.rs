//! Records, as administrators and their programs bring and change them (OMN-16).

use bonafide_domain::{
    audit::Action,
    id::{AgentId, RecordId, SettingId},
    limits,
    namespace::Namespace,
    record::{Beginning, Record},
};
use bonafide_store::{
    Done, LockKey, StoreError, Tx, audit_log,
    records::{self, Kept},
    settings,
};
use serde_json::json;

use super::{Refused, Step, admission};
use crate::secrets::AgentToken;

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsPage {
    /// The records.
    pub records: Vec<Kept>,
    /// After which one the next page begins, if there is one.
    pub next: Option<RecordId>,
}

/// The records after one, or the first: those that a search finds, in the order of what it finds them by, or all, those that
/// came last first.
pub fn list(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    search: Option<&Beginning>,
    after: Option<RecordId>,
) -> Step<RecordsPage> {
    admission::admit_administrator(tx, token)?;
    let limit = limits::RECORDS_PAGE + 1;
    let mut records = match search {
        Some(beginning) => records::search(tx, beginning, after, limit)?,
        None => records::page(tx, after, limit)?,
    };
    let page = usize::try_from(limits::RECORDS_PAGE).unwrap_or(usize::MAX);
    let has_more = records.len() > page;
    records.truncate(page);
    let next = records.last().filter(|_| has_more).map(|kept| kept.id);
    Ok(RecordsPage { records, next })
}

/// A record.
pub fn find(tx: &mut Tx<'_>, token: &AgentToken, id: RecordId) -> Step<Kept> {
    admission::admit_administrator(tx, token)?;
    Ok(records::find(tx, id)?.ok_or(Refused::NotFound)?)
}

/// What became of a record that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// There was none of its kind with its id, and now there is.
    Made,
    /// It says something else now.
    Changed,
    /// It said the same before.
    Unchanged,
}

impl Put {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// Makes a record, or puts it in the place of the one with its kind and id among those of a setting's users, or of the
/// account's.
pub fn put(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    setting: Option<SettingId>,
    record: &Record,
) -> Step<Done<Kept>> {
    let by = admission::admit_administrator(tx, token)?;
    let namespace = namespace(tx, setting)?;
    lock_all(tx, namespace, [record])?;
    let (kept, put) = keep(tx, namespace, record)?;
    let action = match put {
        Put::Made => Action::RecordCreate,
        Put::Changed => Action::RecordChange,
        Put::Unchanged => return Ok(Done::quiet(kept)),
    };
    audit(tx, by.id, action, &kept)?;
    Ok(Done::quiet(kept))
}

/// Deletes a record. Whoever was linked to it is not any more.
pub fn delete(tx: &mut Tx<'_>, token: &AgentToken, id: RecordId) -> Step<Done<()>> {
    let by = admission::admit_administrator(tx, token)?;
    let kept = records::find(tx, id)?.ok_or(Refused::NotFound)?;
    lock_all(tx, kept.namespace, [&kept.record])?;
    if !records::delete(tx, id)? {
        return Err(Refused::NotFound.into());
    }
    let detail = json!({"record_kind": kept.record.kind.as_str(), "record_id": kept.record.id});
    audit_log::insert(tx, Some(by.id), Action::RecordDelete, &id.to_string(), &detail)?;
    Ok(Done::quiet(()))
}

fn audit(tx: &mut Tx<'_>, by: AgentId, action: Action, kept: &Kept) -> Step<()> {
    let record = &kept.record;
    let (kind, status) = (record.kind.as_str(), record.status.as_str());
    let detail = json!({"record_kind": kind, "record_id": record.id, "status": status});
    Ok(audit_log::insert(tx, Some(by), action, &kept.id.to_string(), &detail)?)
}

/// Two at once who write records with one kind and id come one after the other. All that a transaction writes are locked
/// together, so that no two wait for each other.
pub(super) fn lock_all<'r>(
    tx: &mut Tx<'_>,
    namespace: Namespace,
    records: impl IntoIterator<Item = &'r Record>,
) -> Step<()> {
    let names: Vec<_> = records.into_iter().map(|record| name_of(namespace, record)).collect();
    let locks: Vec<_> = names.iter().map(|name| LockKey { kind: "record", value: name }).collect();
    Ok(tx.lock(&locks)?)
}

/// Keeps a record that was locked, and says what became of it.
pub(super) fn keep(tx: &mut Tx<'_>, namespace: Namespace, record: &Record) -> Step<(Kept, Put)> {
    let of_its_kind = |kept: &Kept| kept.record.kind == record.kind;
    let before = records::with_id(tx, namespace, record.id.as_str())?.into_iter().find(of_its_kind);
    let (id, put) = match before {
        Some(before) if before.record == *record => return Ok((before, Put::Unchanged)),
        Some(before) => {
            records::update(tx, before.id, record)?;
            (before.id, Put::Changed)
        }
        None => {
            let id = tx.id();
            records::insert(tx, id, namespace, record)?;
            (id, Put::Made)
        }
    };
    let kept = records::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no record {id}")))?;
    Ok((kept, put))
}

/// What tells a record from every other: the namespace, the kind and the id.
fn name_of(namespace: Namespace, record: &Record) -> Vec<u8> {
    [namespace.to_bytes().as_slice(), record.kind.as_str().as_bytes(), record.id.as_str().as_bytes()].concat()
}

/// The namespace that the external ids of a setting's users are in (RES-13): records with ids of theirs are in it too.
pub(super) fn namespace(tx: &mut Tx<'_>, setting: Option<SettingId>) -> Step<Namespace> {
    let Some(setting) = setting else { return Ok(Namespace::Account) };
    let found = settings::find_namespace(tx, setting)?;
    let none = Refused::Invalid("`setting` names no authentication setting: ask for them again.");
    Ok(found.ok_or(none)?)
}
