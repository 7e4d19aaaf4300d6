//! A user's sessions, as the user sees them (SES-7).

use bonafide_domain::id::SessionId;
use schemars::JsonSchema;
use serde::Serialize;

use super::Time;
use crate::use_cases::own_sessions;

/// A session of the user who asks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnSession {
    /// Its id.
    #[schemars(with = "String")]
    id: SessionId,
    /// Whether it is the session that asks.
    this: bool,
    /// What its device said it is.
    agent_text: String,
    /// The name of the channel it was opened on.
    channel: String,
    /// `anonymous` or `authenticated`.
    kind: &'static str,
    /// Since when.
    opened_at: Time,
    /// Until when, unless it is renewed.
    expires_at: Time,
}

impl From<own_sessions::OwnSession> for OwnSession {
    fn from(own_sessions::OwnSession { session, is_this }: own_sessions::OwnSession) -> Self {
        Self {
            id: session.id,
            this: is_this,
            agent_text: session.agent_text,
            channel: session.channel,
            kind: if session.authenticated { "authenticated" } else { "anonymous" },
            opened_at: Time(session.opened_at),
            expires_at: Time(session.expires_at),
        }
    }
}

/// The sessions of the user that count now, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnSessions {
    /// The sessions.
    pub sessions: Vec<OwnSession>,
}
