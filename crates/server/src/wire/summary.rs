//! What is proven of a conversation, at a glance (ROU-5).

use bonafide_domain::{
    context::ContextValue,
    id::SettingId,
    mark::PersonMark,
    record::NotLinked,
    routing::{Standing, Told},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::{Time, evidence::Evidence, record::Record};
use crate::use_cases::summary;

/// What is proven of a conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConversationSummary {
    /// Whether the person is signed in now.
    authenticated: bool,
    /// The latest login, which speaks for the conversation; null where nobody is signed in, or was until their session
    /// expired.
    login: Option<SpeakingLogin>,
}

/// The login that speaks for a conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SpeakingLogin {
    /// Its evidence.
    evidence: Evidence,
    /// The authentication setting that accepted it.
    setting: NamedSetting,
    /// Until when its session counts, or counted: what has expired is read by no rule.
    until: Time,
    /// The context variables that came signed with it, by name.
    variables: Vec<SignedVariable>,
    /// The name of the workstream whose definitions hold on the channel.
    workstream: Option<String>,
    /// The record that it leads to.
    record: Option<Record>,
    /// What the record was found by: `sub`, or `portalcontactid` among the context variables.
    linked_by: Option<&'static str>,
    /// Why it leads to none: `no_record`, `not_active`, `several` or `different`. Null where it leads to one, and where the
    /// account keeps no records.
    #[schemars(schema_with = "reasons")]
    not_linked: Option<&'static str>,
}

/// Why a login leads to no record.
fn reasons(_: &mut SchemaGenerator) -> Schema {
    let words = NotLinked::ALL.map(NotLinked::as_str);
    let all: Vec<_> = words.into_iter().map(Some).chain([None]).collect();
    json_schema!({ "type": ["string", "null"], "enum": all })
}

/// An authentication setting.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NamedSetting {
    /// Its id.
    #[schemars(with = "String")]
    id: SettingId,
    /// Its name.
    name: String,
    /// Its kind of proof, such as `signing_keys`.
    kind: &'static str,
}

/// A context variable that came signed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SignedVariable {
    /// Its name.
    name: String,
    /// Its value, in the type that it is defined with; else as text.
    value: SignedValue,
    /// `defined`; `not_defined`: kept as text, and read by no rule; or `other_type` than it is defined with: no condition on it
    /// is met.
    standing: &'static str,
    /// `text` or `number`, as it is defined; null if it is not.
    defined_as: Option<&'static str>,
}

/// The value of a context variable.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SignedValue {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
}

impl From<Told> for SignedVariable {
    fn from(Told { name, value, standing }: Told) -> Self {
        Self {
            name: name.to_string(),
            value: match value {
                ContextValue::Text(text) => SignedValue::Text(text.into()),
                ContextValue::Number(number) => SignedValue::Number(number),
            },
            standing: standing.as_str(),
            defined_as: match standing {
                Standing::Defined(kind) | Standing::OtherType(kind) => Some(kind.as_str()),
                Standing::NotDefined => None,
            },
        }
    }
}

impl From<summary::Summary> for ConversationSummary {
    fn from(summary::Summary { mark, login }: summary::Summary) -> Self {
        Self { authenticated: mark == PersonMark::VerifiedNow, login: login.map(Into::into) }
    }
}

impl From<summary::Login> for SpeakingLogin {
    fn from(login: summary::Login) -> Self {
        let summary::Setting { id, name, kind } = login.setting;
        let (record, linked_by, not_linked) = match login.record {
            Some(Ok((kept, by))) => (Some(kept.into()), Some(by.as_str()), None),
            Some(Err(why)) => (None, None, Some(why.as_str())),
            None => (None, None, None),
        };
        Self {
            evidence: login.evidence.into(),
            setting: NamedSetting { id, name, kind: kind.as_str() },
            until: Time(login.until),
            variables: login.variables.into_iter().map(Into::into).collect(),
            workstream: login.workstream,
            record,
            linked_by,
            not_linked,
        }
    }
}
