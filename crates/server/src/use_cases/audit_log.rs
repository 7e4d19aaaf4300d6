//! The audit log, as administrators read it (SEE-8).

use bonafide_domain::{
    audit::Object,
    id::{AuditEntryId, ConversationId, UserId},
    limits,
};
use bonafide_store::{
    Tx,
    audit_log::{self, Entry, Filter},
    conversations, users,
    users::UserState,
};

use super::{Step, admission};
use crate::secrets::AgentToken;

/// A line, and who it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// The line.
    pub entry: Entry,
    /// The user that it is about, if it is about one who is still there.
    pub user: Option<Mentioned>,
}

/// A user as the log shows them now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Their name.
    pub name: Option<String>,
    /// Their external id.
    pub external_id: Option<String>,
    /// Their conversation.
    pub conversation: Option<ConversationId>,
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLogPage {
    /// The lines, newest first.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<AuditEntryId>,
}

/// The page of the log before a line, or the newest.
pub fn read_audit_log(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    filter: &Filter,
    before: Option<AuditEntryId>,
) -> Step<AuditLogPage> {
    admission::admit_administrator(tx, token)?;
    let mut entries = audit_log::page(tx, filter, before, limits::AUDIT_LOG_PAGE + 1)?;
    let page = usize::try_from(limits::AUDIT_LOG_PAGE).unwrap_or(usize::MAX);
    let has_more = entries.len() > page;
    entries.truncate(page);
    let next = entries.last().filter(|_| has_more).map(|entry| entry.id);
    let lines = entries.into_iter().map(|entry| line(tx, entry)).collect::<Step<_>>()?;
    Ok(AuditLogPage { lines, next })
}

fn line(tx: &mut Tx<'_>, entry: Entry) -> Step<AuditLine> {
    let user = match (entry.action.object(), entry.subject.parse()) {
        (Object::User, Ok(id)) => mentioned(tx, id)?,
        (Object::User, Err(_))
        | (
            Object::Account
            | Object::Agent
            | Object::Channel
            | Object::Conflict
            | Object::Key
            | Object::Queue
            | Object::Record
            | Object::RestKey
            | Object::Session
            | Object::Setting
            | Object::Workstream,
            _,
        ) => None,
    };
    Ok(AuditLine { entry, user })
}

fn mentioned(tx: &mut Tx<'_>, id: UserId) -> Step<Option<Mentioned>> {
    let Some(root) = users::find_root(tx, id)?.filter(|root| root.state != UserState::Erased) else {
        return Ok(None);
    };
    Ok(Some(Mentioned {
        external_id: users::find_external_id(tx, root.id)?,
        conversation: conversations::find_of_user(tx, root.id)?.map(|conversation| conversation.id),
        name: root.name,
    }))
}
