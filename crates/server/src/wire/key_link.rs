//! One-time links that hand a signing key to a developer (KEY-9).

use bonafide_domain::{id::KeyLinkId, key_link, time::Millis};
use bonafide_store::key_links;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;
use crate::use_cases::key_links::HandedOver;

/// A link to be made.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeKeyLink {
    /// The key's secret, as the answer to its creation had it.
    pub secret: String,
}

/// A link that was made. It is in this answer and never again.
#[derive(Serialize, JsonSchema)]
pub struct MadeKeyLink {
    /// The whole link. What stands after its `#` reaches no server's log.
    pub url: String,
    /// From when on it is too old.
    pub expires_at: Time,
}

/// A link as lists show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyLink {
    /// Its id.
    #[schemars(with = "String")]
    id: KeyLinkId,
    /// Who made it.
    made_by: String,
    /// When.
    made_at: Time,
    /// From when on it is too old.
    expires_at: Time,
    /// `waiting`, `opened`, `revoked` or `expired`.
    state: &'static str,
    /// When it was opened.
    opened_at: Option<Time>,
    /// Who opened it; null until somebody did.
    opener: Option<Opener>,
}

/// Who opened a link, as far as anybody can tell.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Opener {
    /// Who they said they are. Nothing proves it.
    name: String,
    /// The network address that they came from.
    address: String,
    /// What their device said it is.
    agent_text: String,
}

impl KeyLink {
    /// The link as it stands now.
    pub(crate) fn shown(link: key_links::KeyLink, now: Millis) -> Self {
        Self {
            id: link.id,
            made_by: link.made_by,
            made_at: Time(link.made_at),
            expires_at: Time(link.course.expires_at),
            state: key_link::state(&link.course, now).as_str(),
            opened_at: link.course.opened_at.map(Time),
            opener: link.opener.map(Into::into),
        }
    }
}

impl From<key_links::Opener> for Opener {
    fn from(opener: key_links::Opener) -> Self {
        let key_links::Opener { name, address, agent_text } = opener;
        Self { name, address, agent_text }
    }
}

/// Somebody opens a link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenKeyLink {
    /// What stands after the link's `#`.
    pub code: String,
    /// Who they are: 1 to 255 characters. The company's administrators see it.
    pub name: String,
}

/// A key, handed over. This is said once.
#[derive(Serialize, JsonSchema)]
pub struct KeyHandedOver {
    /// Its id, which tokens carry in `kid`.
    id: String,
    /// Its name.
    name: String,
    /// The secret, which is used as it is and never decoded.
    secret: String,
}

impl From<HandedOver> for KeyHandedOver {
    fn from(HandedOver { key, name, secret }: HandedOver) -> Self {
        Self { id: key.kid(), name, secret: secret.to_string() }
    }
}
