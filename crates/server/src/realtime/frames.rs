//! The frames of both sockets, besides events.

use std::{cell::OnceCell, collections::HashMap};

use axum::extract::ws::Utf8Bytes;
use bonafide_domain::id::ConversationId;
use bonafide_store::events::Event;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    http::{ApiError, ErrorBody},
    use_cases::post_message::Taken,
    wire::{
        Time, agent,
        agent::AgentEvent,
        client::{Head, Post, Posted, User},
        client_event::ClientEvent,
        queue as wire,
    },
};

/// The first frame of a user's device: its session's token, and how far it has read.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ClientFirst {
    Auth {
        session: String,
        #[serde(default)]
        heads: HashMap<ConversationId, i64>,
    },
}

/// What a device says afterwards.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum ClientAsks {
    /// Write a message, as `POST /client/v1/messages` does.
    Post(Post),
}

/// The first frame of an agent.
#[derive(Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AgentFirst {
    Auth { session: String },
}

/// What an agent says afterwards.
#[derive(Debug, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AgentAsks {
    /// Tell what happens in the conversation after the event of this number.
    Watch { c: ConversationId, after: i64 },
    /// Tell it no more.
    Unwatch { c: ConversationId },
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Says {
    Ready {
        #[serde(flatten)]
        whom: Whom,
        expires_at: Time,
    },
    /// The number of the conversation's last event: a client that has not read so far has missed something.
    Head { c: ConversationId, n: i64 },
    /// The gap is too large: read the conversation again.
    Resync { c: ConversationId },
    /// How its user waits for an agent in it; null if they do not any more.
    Waits { c: ConversationId, wait: Option<wire::Wait> },
    /// What is known of the conversation's person is another: read that again.
    Person { c: ConversationId },
    /// The inbox changed: read the visible page of it again.
    Inbox,
}

/// The answer to a message that a device posted.
#[derive(Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(super) enum Answer<'a> {
    /// It was written.
    Posted {
        client_id: &'a str,
        #[serde(flatten)]
        posted: Posted,
        /// Whether it had been written before.
        repeated: bool,
    },
    /// It was not.
    Refused {
        client_id: &'a str,
        #[serde(flatten)]
        why: ErrorBody<'a>,
        /// After how many seconds to post it again, where that helps.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
}

/// To whom `ready` is said.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Whom {
    User {
        user: User,
        /// The conversation that the user last wrote to or heard in.
        conversation: Option<Head>,
        /// All of them, where there are several (MRG-9).
        #[serde(skip_serializing_if = "Vec::is_empty")]
        conversations: Vec<Head>,
    },
    Agent {
        agent: agent::Agent,
    },
}

impl Says {
    /// The frame's text.
    pub(super) fn text(&self) -> Utf8Bytes {
        text(self)
    }
}

impl<'a> Answer<'a> {
    pub(super) fn of(client_id: &'a str, outcome: &'a Result<Taken, ApiError>) -> Self {
        match outcome {
            Ok(taken) => Self::Posted { client_id, posted: taken.into(), repeated: taken.repeated },
            Err(error) => Self::Refused { client_id, why: error.body(), retry_after: error.retry_after() },
        }
    }

    /// The frame's text.
    pub(super) fn text(&self) -> Utf8Bytes {
        text(self)
    }
}

/// An event's text for each audience: made when somebody of that audience is there, and once for all of them.
pub(super) struct EventTexts<'a> {
    event: &'a Event,
    for_users: OnceCell<Utf8Bytes>,
    for_agents: OnceCell<Utf8Bytes>,
}

impl<'a> EventTexts<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        Self { event, for_users: OnceCell::new(), for_agents: OnceCell::new() }
    }

    pub(super) fn for_users(&self) -> Utf8Bytes {
        self.for_users.get_or_init(|| text(&ClientEvent::from(self.event))).clone()
    }

    pub(super) fn for_agents(&self) -> Utf8Bytes {
        self.for_agents.get_or_init(|| text(&AgentEvent::from(self.event))).clone()
    }
}

/// What a client said, if it is understood.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, NotUnderstood> {
    if text.trim_ascii_start().starts_with('[') {
        // The parser would take a list for the fields in the order in which they happen to be written here.
        return Err(NotUnderstood);
    }
    serde_json::from_str(text).map_err(|_| NotUnderstood)
}

/// A frame is not among those that can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotUnderstood;

fn text<T: Serialize>(frame: &T) -> Utf8Bytes {
    serde_json::to_string(frame).expect("frames are texts, numbers and objects of them").into()
}
