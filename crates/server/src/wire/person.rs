//! A user and their devices, as agents see them.

use bonafide_domain::{
    id::{AgentId, DeviceId, EmailIdentityId, SessionId, UserId},
    mark,
};
use bonafide_store::emails::{AddedBy, EmailIdentity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Their addresses, the one that a token gave first.
    emails: Vec<Email>,
    /// `verified_now`, `not_verified`, `session_expired` or `banned`.
    mark: &'static str,
    /// What proved it: of their authenticated session that lasts longest.
    evidence: Option<Evidence>,
    /// Until when that session counts, or counted.
    signed_in_until: Option<Time>,
    /// When they were banned.
    banned_at: Option<Time>,
    /// From when on their tokens must be to be accepted; null where all are.
    tokens_from: Option<Time>,
    /// When they were first here, before any login too if that was joined.
    first_seen_at: Time,
}

impl From<person::Person> for Person {
    fn from(person: person::Person) -> Self {
        Self {
            id: person.id,
            external_id: person.external_id,
            name: person.name,
            emails: person.emails.into_iter().map(Into::into).collect(),
            mark: person.mark.as_str(),
            evidence: person.evidence.map(Into::into),
            signed_in_until: person.signed_in_until.map(Time),
            banned_at: person.banned_at.map(Time),
            tokens_from: person.tokens_from.map(Time),
            first_seen_at: Time(person.first_seen_at),
        }
    }
}

/// An email address of a user (SEE-2).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Email {
    /// Its id.
    #[schemars(with = "String")]
    id: EmailIdentityId,
    /// The address.
    address: String,
    /// What it rests on: `verified` and `not_verified` by a token, `added_by_agent`, `added_by_api`,
    /// `given_by_form`, or `unreliable`: given by a form although it is somebody else's, verified.
    standing: &'static str,
    /// The agent who attached it.
    #[schemars(with = "Option<String>")]
    added_by: Option<AgentId>,
    /// The key of the REST API that a program attached it with.
    added_with: Option<NamedKey>,
    /// How that agent checked who it is, if they said so.
    checked_how: Option<String>,
    /// Since when they have it.
    since: Time,
}

impl From<EmailIdentity> for Email {
    fn from(kept: EmailIdentity) -> Self {
        let (added_by, added_with) = match kept.added_by {
            Some(AddedBy::Agent(agent)) => (Some(agent), None),
            Some(AddedBy::Program(key)) => (None, Some(key.into())),
            None => (None, None),
        };
        Self {
            id: kept.id,
            address: kept.address,
            standing: mark::of_email(kept.standing, kept.root).as_str(),
            added_by,
            added_with,
            checked_how: kept.checked_how,
            since: Time(kept.created_at),
        }
    }
}

/// An agent attaches an address to a user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachEmail {
    /// The address.
    pub address: String,
    /// How it was checked that the address is this user's: 1 to 255 characters. Without it, a login with the address does
    /// not lead to the user.
    pub checked_how: Option<String>,
}

/// A program attaches an address to a user (EML-10).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachEmailByProgram {
    /// The address.
    pub address: String,
}

/// The addresses of a user, as a program is told them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Emails {
    /// The user: of a merged one, whom they were merged into.
    #[schemars(with = "String")]
    user: UserId,
    /// Their addresses, the one that a token gave first.
    emails: Vec<Email>,
}

impl From<person::Person> for Emails {
    fn from(person: person::Person) -> Self {
        Self { user: person.id, emails: person.emails.into_iter().map(Into::into).collect() }
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
            key: NamedKey::of(session.key, session.public_key, session.key_name),
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
