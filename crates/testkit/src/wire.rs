//! What is said on the wire, as an outside developer would type it from the reference.
//!
//! Ids, times and words of lists that may grow are texts. Members that are not named here are passed over.

pub mod agent;
pub mod explained;

use serde::Deserialize;

/// An end user, as their own devices see them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// The customer's own id for them, once a token was accepted.
    pub external_id: Option<String>,
    /// The name that a token gave.
    pub name: Option<String>,
}

/// A device's right to act as a user.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// `bfs_…`, the secret that is sent along.
    pub token: String,
    /// The session's id, which is no secret.
    pub id: String,
    /// `anonymous` or `authenticated`.
    pub kind: String,
    /// From when on it no longer counts.
    pub expires_at: String,
    /// When to ask for a new token; authenticated sessions alone have it.
    pub renew_at: Option<String>,
}

impl Session {
    /// Whether its holder has proved who they are.
    pub fn is_authenticated(&self) -> bool {
        self.kind == "authenticated"
    }
}

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Author {
    /// `user`, `agent`, `bot` or `system`.
    pub kind: String,
    /// Their id.
    pub id: String,
    /// Their name, if they have one.
    pub name: Option<String>,
}

/// Something said in a conversation, as end users see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// The message's id; messages are in the order of their ids.
    pub id: String,
    /// The conversation it was said in.
    pub conversation: String,
    /// Who said it.
    pub author: Author,
    /// The words.
    pub text: String,
    /// The id that the device made, on messages of users.
    pub client_id: Option<String>,
    /// When the server took it.
    pub received_at: String,
}

/// A conversation and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// The conversation's id.
    pub id: String,
    /// The number of its last event.
    pub head: i64,
}

/// Something that happened in a conversation. `M` is a message as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Event<M> {
    /// The conversation it happened in.
    #[serde(rename = "c")]
    pub conversation: String,
    /// Its number there, without gaps.
    #[serde(rename = "n")]
    pub number: i64,
    /// What happened: `message`, `signed_in`, `joined` and so on.
    #[serde(rename = "k")]
    pub kind: String,
    /// When it happened.
    pub at: Option<String>,
    /// What was said, with `message`.
    pub message: Option<M>,
    /// Where the conversation goes on, with `moved`.
    pub into: Option<String>,
    /// The proof, with `signed_in`, for agents alone.
    pub evidence: Option<agent::Evidence>,
}

/// Missed events, or word that there are too many of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(bound = "M: Deserialize<'de>")]
pub struct Missed<M> {
    /// The events, oldest first.
    #[serde(default = "Vec::new")]
    pub events: Vec<Event<M>>,
    /// Whether to read the conversation again in their place.
    #[serde(default)]
    pub resync: bool,
    /// The number of the conversation's last event.
    pub head: i64,
}
