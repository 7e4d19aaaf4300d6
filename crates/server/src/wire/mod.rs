//! What goes over the wire: the JSON of the client, agent and admin APIs and of the two sockets.
//!
//! Nothing here decides anything. Rows and domain types are turned into these at the edge, and these into them.

pub mod admin;
pub mod agent;
pub mod audit_log;
pub mod authentication_setting;
pub mod availability;
pub mod channel;
pub mod chat;
pub mod client;
pub mod client_event;
pub mod code_setting;
pub mod conflict;
pub mod erasure;
pub mod evidence;
pub mod explained;
pub mod follow_up;
pub mod key_link;
pub mod login_log;
pub mod merge;
pub mod metadata;
pub mod own_conversation;
pub mod own_session;
pub mod person;
pub mod policies;
pub mod question;
pub mod queue;
pub mod record;
pub mod rest_key;
pub mod retention;
pub mod summary;
pub mod ticket;
mod time;
pub mod trial;
pub mod workstream;

pub use time::Time;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An empty object: a request that says nothing besides its path, or an answer that has nothing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}
