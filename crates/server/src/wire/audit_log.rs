//! The audit log, as administrators see it (SEE-8).

use std::collections::BTreeSet;

use bonafide_domain::{
    audit::Action,
    id::{AgentId, AuditEntryId, ConversationId},
};
use bonafide_store::audit_log::By;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use super::{Time, evidence::Key as NamedKey};
use crate::use_cases::audit_log::{AuditLine as Line, Mentioned};

/// What was done, by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditAction(pub Action);

impl Serialize for AuditAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for AuditAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let action = Action::ALL.iter().copied().find(|action| action.as_str() == word);
        action.map(Self).ok_or_else(|| de::Error::custom("`action` is none of those that are written down"))
    }
}

impl JsonSchema for AuditAction {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AuditAction".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

/// What lines may tell besides, by name.
fn told(_: &mut SchemaGenerator) -> Schema {
    let names: BTreeSet<_> = Action::ALL.iter().flat_map(|action| action.details()).collect();
    json_schema!({ "type": "object", "propertyNames": { "enum": names }, "additionalProperties": true })
}

/// Which lines of the audit log: those that are all of what is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditLogAsked {
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<AuditEntryId>,
    /// Who did it.
    #[schemars(with = "Option<String>")]
    pub by: Option<AgentId>,
    /// What was done.
    pub action: Option<AuditAction>,
    /// What it was done to, by its id.
    pub subject: Option<String>,
    /// Not before this moment, in RFC 3339.
    pub since: Option<String>,
    /// Before this moment, in RFC 3339.
    pub until: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AuditedBy {
    /// Their id.
    #[schemars(with = "String")]
    id: AgentId,
    /// Their name.
    name: Option<String>,
}

/// The user that a line is about, as they are now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AuditedUser {
    /// Their name.
    name: Option<String>,
    /// The customer's own id for them.
    external_id: Option<String>,
    /// Their conversation.
    #[schemars(with = "Option<String>")]
    conversation: Option<ConversationId>,
}

impl From<Mentioned> for AuditedUser {
    fn from(Mentioned { name, external_id, conversation }: Mentioned) -> Self {
        Self { name, external_id, conversation }
    }
}

/// Something that an agent, an administrator or a program did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AuditLine {
    /// Its id.
    #[schemars(with = "String")]
    id: AuditEntryId,
    /// When.
    at: Time,
    /// Who did it; null for a program and for a command on the server's own machine.
    by: Option<AuditedBy>,
    /// The key of the REST API that a program did it with.
    program: Option<NamedKey>,
    /// What was done.
    action: AuditAction,
    /// What it was done to, by its id.
    subject: String,
    /// The user that it is about; null if it is about none, or one who was erased.
    user: Option<AuditedUser>,
    /// What else there is to know, each by one of these names.
    #[schemars(schema_with = "told")]
    detail: Map<String, Value>,
}

impl From<Line> for AuditLine {
    fn from(Line { entry, user }: Line) -> Self {
        let (by, program) = match entry.by {
            Some(By::Agent { id, name }) => (Some(AuditedBy { id, name }), None),
            Some(By::Program(key)) => (None, Some(key.into())),
            None => (None, None),
        };
        Self {
            id: entry.id,
            at: Time(entry.at),
            by,
            program,
            action: AuditAction(entry.action),
            subject: entry.subject,
            user: user.map(Into::into),
            // What is kept was written as an object.
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        }
    }
}

/// A page of the audit log, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuditLog {
    /// The lines.
    pub lines: Vec<AuditLine>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<AuditEntryId>,
}
