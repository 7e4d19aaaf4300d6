//! A user and their devices, as agents see them.

use bonafide_domain::id::{DeviceId, SessionId, UserId};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Time,
    evidence::{Evidence, Key as NamedKey},
};
use crate::use_cases::{devices, person};

/// A user, as agents see them (SEE-1). Screens draw the mark from `mark` alone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Person {
    /// Their id.
    #[schemars(with = "String")]
    id: UserId,
    /// The customer's own id for them.
    external_id: Option<String>,
    /// The name that their token gave.
    name: Option<String>,
    /// `verified_now`, `not_verified`, `session_expired` or `banned`.
    mark: &'static str,
    /// What proved it: of their authenticated session that lasts longest.
    evidence: Option<Evidence>,
    /// Until when that session counts, or counted.
    signed_in_until: Option<Time>,
    /// When they were banned.
    banned_at: Option<Time>,
    /// When they were first here, before any login too if that was joined.
    first_seen_at: Time,
}

impl From<person::Person> for Person {
    fn from(person: person::Person) -> Self {
        Self {
            id: person.id,
            external_id: person.external_id,
            name: person.name,
            mark: person.mark.as_str(),
            evidence: person.evidence.map(Into::into),
            signed_in_until: person.signed_in_until.map(Time),
            banned_at: person.banned_at.map(Time),
            first_seen_at: Time(person.first_seen_at),
        }
    }
}

/// A device of a user, by the session that it has.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "MarkedDevice")]
pub struct Device {
    /// Its id.
    #[schemars(with = "String")]
    id: DeviceId,
    /// The session.
    #[schemars(with = "String")]
    session: SessionId,
    /// What the device said it is.
    agent_text: String,
    /// The name of the channel that the session was opened on.
    channel: String,
    /// `anonymous` or `authenticated`.
    kind: &'static str,
    /// The key it was opened with.
    key: Option<NamedKey>,
    /// Since when.
    opened_at: Time,
    /// Until when.
    expires_at: Time,
    /// `verified_now`, `not_verified`, `session_expired` or `banned`.
    mark: &'static str,
}

impl From<devices::MarkedDevice> for Device {
    fn from(devices::MarkedDevice { session, mark }: devices::MarkedDevice) -> Self {
        Self {
            id: session.device,
            session: session.id,
            agent_text: session.agent_text,
            channel: session.channel,
            kind: if session.authenticated { "authenticated" } else { "anonymous" },
            key: NamedKey::of(session.key, session.key_name),
            opened_at: Time(session.opened_at),
            expires_at: Time(session.expires_at),
            mark: mark.as_str(),
        }
    }
}

/// A user's devices, the newest session first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Devices {
    /// Those whose session counts now, those that were signed in until their session expired, and those of somebody
    /// banned.
    pub devices: Vec<Device>,
}
