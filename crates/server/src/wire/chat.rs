//! The secrets of chats (CHT-1).

use bonafide_domain::{
    channel::OnFailure,
    setting::{AddressTrust, SettingKind},
};
use bonafide_store::secrets;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Time;

/// What kind of channel can be made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// The messenger: tokens are made with the account's signing keys.
    #[default]
    Messaging,
    /// The chat: short-lived tokens are made with a secret of its own.
    Chat,
    /// A live chat of the omnichannel kind: tokens are proven by the public keys of the authentication setting that is attached
    /// to it.
    Omnichannel,
}

impl From<ChannelKind> for SettingKind {
    fn from(kind: ChannelKind) -> Self {
        match kind {
            ChannelKind::Messaging => Self::SigningKeys,
            ChannelKind::Chat => Self::SharedSecret,
            ChannelKind::Omnichannel => Self::PublicKeys,
        }
    }
}

/// What a chat does with somebody whose token failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailureName {
    /// They may write as somebody who is not signed in.
    Anonymous,
    /// They may not.
    Refuse,
}

impl From<OnFailureName> for OnFailure {
    fn from(name: OnFailureName) -> Self {
        match name {
            OnFailureName::Anonymous => Self::Anonymous,
            OnFailureName::Refuse => Self::Refuse,
        }
    }
}

/// Whether an address counts as verified where a chat's token says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressTrustName {
    /// It does.
    Trusted,
    /// It does not.
    NotTrusted,
}

impl From<AddressTrustName> for AddressTrust {
    fn from(name: AddressTrustName) -> Self {
        match name {
            AddressTrustName::Trusted => Self::Trusted,
            AddressTrustName::NotTrusted => Self::NotTrusted,
        }
    }
}

/// A secret to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeChatSecret {
    /// For how many seconds the secret before goes on making good tokens; 0 for not at all, 86400 at most.
    #[serde(default)]
    pub old_lives_on_seconds: u32,
}

/// A secret that was made. The whole of it is in this answer and never again.
#[derive(Serialize, JsonSchema)]
pub struct MadeChatSecret {
    /// Its id, which tokens do not carry.
    pub id: String,
    /// Its name, which login log and evidence say.
    pub name: String,
    /// The secret, which is used as it is and never decoded. It belongs on a server and never into a page.
    pub secret: String,
    /// Until when the one before goes on making good tokens; null where it does not.
    pub old_valid_until: Option<Time>,
}

/// A secret as lists show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChatSecret {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
    /// Its first six characters.
    first_six: String,
    /// Who made it; null for a command on the server's own machine.
    made_by: Option<String>,
    /// When it was made.
    made_at: Time,
    /// Until when it goes on making good tokens beside the one that took its place; null for the one that the chat has.
    valid_until: Option<Time>,
    /// When a token made with it was last accepted.
    last_used: Option<Time>,
    /// How many sessions that were opened with it still count.
    sessions: i64,
}

impl From<secrets::ChatSecret> for ChatSecret {
    fn from(secret: secrets::ChatSecret) -> Self {
        Self {
            id: secret.id.kid(),
            name: secret.name,
            first_six: secret.first_six,
            made_by: secret.made_by,
            made_at: Time(secret.made_at),
            valid_until: secret.valid_until.map(Time),
            last_used: secret.last_used.map(Time),
            sessions: secret.sessions,
        }
    }
}
