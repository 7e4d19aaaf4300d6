//! The administrators' API.

use bonafide_domain::{
    id::{DeviceId, SessionId},
    key::Rotation,
    time::Millis,
};
use bonafide_store::{agents::Role, sessions::ListedSession};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, agent::Agent, evidence::Key as NamedKey, key_link::KeyLink};
use crate::{
    embeddings,
    use_cases::keys::{ShownKey, ShownKeys},
};

/// The first administrator, by their one-time link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The part of the link after `#`.
    pub link: String,
    /// The address to sign in with.
    pub email: String,
    /// The name, as users see it too.
    pub name: String,
    /// 10 to 128 characters.
    pub password: String,
}

/// Another of the company's people.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgent {
    /// The address to sign in with.
    pub email: String,
    /// The name, as users see it too.
    pub name: String,
    /// What they may do.
    pub role: RoleName,
    /// 10 to 128 characters.
    pub password: String,
}

/// The company's people who may sign in, by name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Agents {
    /// The agents and administrators.
    pub agents: Vec<Agent>,
}

/// What one of the company's people may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// Works tickets.
    Agent,
    /// May do all that an agent may, and administer.
    Administrator,
}

impl From<RoleName> for Role {
    fn from(role: RoleName) -> Self {
        match role {
            RoleName::Agent => Self::Agent,
            RoleName::Administrator => Self::Administrator,
        }
    }
}

/// Which pages asked for a channel's messenger last, as far as this process has seen since it started. It is what
/// browsers say, and so a hint and no proof.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Embeddings {
    /// The last page that may show it.
    shown: Option<EmbeddingPage>,
    /// The last page whose origin the channel does not name, and which therefore shows nothing.
    refused: Option<EmbeddingPage>,
}

/// A page that asked for the messenger.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EmbeddingPage {
    /// Its origin, such as `https://shop.example`.
    origin: String,
    /// When it asked.
    at: Time,
}

impl From<embeddings::Embedded> for Embeddings {
    fn from(embedded: embeddings::Embedded) -> Self {
        Self { shown: embedded.shown.map(Into::into), refused: embedded.refused.map(Into::into) }
    }
}

impl From<embeddings::Page> for EmbeddingPage {
    fn from(page: embeddings::Page) -> Self {
        Self { origin: page.origin, at: Time(page.at) }
    }
}

/// A signing key to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    /// Its name: 1 to 128 characters, not that of another live key.
    pub name: String,
}

/// A signing key that was made. The secret is in this answer and never again (KEY-4).
#[derive(Serialize, JsonSchema)]
pub struct CreatedKey {
    /// Its id, which tokens carry in `kid`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The secret: 43 characters, which are used as they are and never decoded.
    pub secret: String,
}

/// A signing key, as lists show it (KEY-5).
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListedKey")]
pub struct Key {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// The secret's first six characters.
    first_six: String,
    /// Who made it; null for a command on the server's own machine.
    made_by: Option<String>,
    /// When it was made.
    made_at: Time,
    /// When a token signed with it was last accepted; a second or so behind.
    last_used: Option<Time>,
    /// How many logins were accepted with it; a second or so behind.
    logins: i64,
    /// How many of them there were on each of the last 30 days in UTC: the oldest day first, today last.
    logins_per_day: Vec<i64>,
    /// How many sessions are open under it.
    sessions: i64,
    /// `in_use`; `new` and not used yet; or `safe_to_delete`: no session rests on it and it was not used for 14 days.
    standing: &'static str,
    /// The links that it was handed over by, newest first.
    links: Vec<KeyLink>,
}

impl Key {
    /// The key as lists show it now.
    fn shown(shown: ShownKey, now: Millis) -> Self {
        let ShownKey { key, standing, logins_per_day, links } = shown;
        Self {
            id: key.id.kid(),
            name: key.name,
            first_six: key.first_six,
            made_by: key.made_by,
            made_at: Time(key.made_at),
            last_used: key.last_used.map(Time),
            logins: key.logins,
            logins_per_day: logins_per_day.as_slice().to_vec(),
            sessions: key.sessions,
            standing: standing.as_str(),
            links: links.into_iter().map(|link| KeyLink::shown(link, now)).collect(),
        }
    }
}

/// A new key takes an old one's place, as far as the counts tell.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyRotation {
    /// `waiting`: nothing was signed with the new key yet; `moving`: the old one cannot go yet; `done`: the old one is safe
    /// to delete.
    stage: &'static str,
    /// The id of the old key; null if nothing was signed with the new one yet, and several others are in use.
    from: Option<String>,
    /// The id of the new key.
    to: String,
}

impl From<Rotation> for KeyRotation {
    fn from(rotation: Rotation) -> Self {
        let (stage, from, to) = match rotation {
            Rotation::Waiting { from, to } => ("waiting", from, to),
            Rotation::Moving { from, to } => ("moving", Some(from), to),
            Rotation::Done { from, to } => ("done", Some(from), to),
        };
        Self { stage, from: from.map(|id| id.kid()), to: to.kid() }
    }
}

/// The account's live keys, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Keys {
    /// The keys.
    keys: Vec<Key>,
    /// The rotation that is under way among them; null if the counts show none.
    rotation: Option<KeyRotation>,
}

impl Keys {
    /// The keys as they stand now.
    pub(crate) fn shown(shown: ShownKeys, now: Millis) -> Self {
        let keys = shown.keys.into_iter().map(|key| Key::shown(key, now)).collect();
        Self { keys, rotation: shown.rotation.map(Into::into) }
    }
}

/// What becomes of the sessions of a key that is deleted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteKey {
    /// Whether the sessions that were opened with it end at once: the key has leaked.
    #[serde(default)]
    pub end_sessions: bool,
}

/// What becomes of a user's tokens when all their sessions end.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSessions {
    /// Whether tokens that were issued before now, or do not say when, are refused from now on.
    #[serde(default)]
    pub refuse_earlier_tokens: bool,
}

/// A key was deleted.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedKey {
    /// How many sessions were open under it.
    pub sessions: i64,
}

/// A session of a user.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListedSession")]
pub struct Session {
    /// Its id.
    #[schemars(with = "String")]
    id: SessionId,
    /// Its device.
    #[schemars(with = "String")]
    device: DeviceId,
    /// What the device said it is.
    agent_text: String,
    /// The name of the channel it was opened on.
    channel: String,
    /// The key it was opened with.
    key: Option<NamedKey>,
    /// `anonymous` or `authenticated`.
    kind: &'static str,
    /// Since when.
    opened_at: Time,
    /// Until when.
    expires_at: Time,
}

impl From<ListedSession> for Session {
    fn from(session: ListedSession) -> Self {
        Self {
            id: session.id,
            device: session.device,
            agent_text: session.agent_text,
            channel: session.channel,
            key: NamedKey::of(session.key, session.public_key, session.key_name),
            kind: if session.authenticated { "authenticated" } else { "anonymous" },
            opened_at: Time(session.opened_at),
            expires_at: Time(session.expires_at),
        }
    }
}

/// The sessions of a user that count now, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sessions {
    /// The sessions.
    pub sessions: Vec<Session>,
}

/// Whether an administrator may change secrets of authentication settings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitSecrets {
    /// Whether they may.
    pub may: bool,
}
