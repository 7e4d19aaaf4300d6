//! What proved who someone was.

use bonafide_domain::id::{ChannelId, DeviceId, EvidenceId, KeyId, SessionId};
use bonafide_store::{evidence, rest_keys::NamedRestKey};
use schemars::JsonSchema;
use serde::Serialize;

use super::Time;
use crate::hex::hex;

/// What proved who a user was at one login or renewal (SEE-3).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evidence {
    /// Its id.
    #[schemars(with = "String")]
    id: EvidenceId,
    /// How it was proved: `signed_token`, or `oauth2_code` for what was exchanged for a code.
    method: &'static str,
    /// The token action that named the user, where a code was exchanged, and the name of the authentication setting.
    token_action: Option<TokenAction>,
    /// The rule that resolved the user, such as `RES-1`.
    rule: String,
    /// The key that signed the token.
    key: Option<Key>,
    /// The session that was opened or renewed.
    #[schemars(with = "String")]
    session: SessionId,
    /// The device.
    #[schemars(with = "String")]
    device: DeviceId,
    /// The channel.
    #[schemars(with = "String")]
    channel: ChannelId,
    /// When the token says it was issued.
    issued_at: Option<Time>,
    /// When the token says it ends.
    expires_at: Option<Time>,
    /// When it was accepted.
    accepted_at: Time,
    /// The external id that the token named; null after an erasure.
    external_id: Option<String>,
    /// SHA-256 of the token, in hexadecimal.
    token_sha256: String,
}

/// What named the user once a code was exchanged.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "EvidenceTokenAction")]
pub struct TokenAction {
    /// `id_token`, `userinfo`, `introspection` or `endpoint`.
    kind: &'static str,
    /// The name of the authentication setting.
    setting: String,
}

/// What signed a token, by id and the name it had: a signing key, a chat's secret, or a public key with the name of its
/// authentication setting.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "NamedKey")]
pub struct Key {
    /// Its id, as tokens name it in `kid`; of the one public key of an address that gives no others, the beginning of its
    /// SHA-256.
    id: String,
    /// Its name.
    name: String,
}

impl Key {
    /// The key with this id and name.
    pub fn new(id: KeyId, name: String) -> Self {
        Self { id: id.kid(), name }
    }

    /// A key of ours, or else a public key by what it is called within its set, with its name, where a row has one of them.
    pub fn of(id: Option<KeyId>, public_key: Option<String>, name: Option<String>) -> Option<Self> {
        let id = id.map(|id| id.kid()).or(public_key)?;
        name.map(|name| Self { id, name })
    }
}

impl From<NamedRestKey> for Key {
    fn from(NamedRestKey { id, name }: NamedRestKey) -> Self {
        Self::new(id, name)
    }
}

impl From<evidence::Evidence> for Evidence {
    fn from(kept: evidence::Evidence) -> Self {
        Self {
            id: kept.id,
            method: kept.method(),
            token_action: kept
                .action
                .map(|action| TokenAction { kind: action.as_str(), setting: kept.key_name.clone() }),
            rule: kept.rule,
            key: Key::of(kept.key, kept.public_key, Some(kept.key_name)),
            session: kept.session,
            device: kept.device,
            channel: kept.channel,
            issued_at: kept.issued_at.map(Time),
            expires_at: kept.expires_at.map(Time),
            accepted_at: Time(kept.accepted_at),
            external_id: kept.external_id,
            token_sha256: hex(&kept.token_sha256),
        }
    }
}
