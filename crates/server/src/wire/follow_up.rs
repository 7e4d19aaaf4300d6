//! Follow-ups by email, as agents write and see them (EML-11).

use bonafide_domain::{
    follow_up::Obstacle,
    id::{EmailIdentityId, MessageId},
    mark::EmailMark,
};
use bonafide_store::follow_ups::{self, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, agent::Message, client::Head};
use crate::use_cases::follow_up::Written;

/// An agent writes a follow-up by email.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteFollowUp {
    /// The id that the agent's client made for it: 8 to 64 characters of `A-Z a-z 0-9 _ -`.
    pub client_id: String,
    /// The address of the user to write to, by its id.
    #[schemars(with = "String")]
    pub email: EmailIdentityId,
    /// The subject: 1 to 200 characters in one line, without a check mark.
    pub subject: String,
    /// What is said: 1 byte to 16 KiB of plain text.
    pub text: String,
    /// The `standing` of the address that the agent was warned of and confirmed. An address that is verified needs none.
    pub confirmed: Option<StandingName>,
}

/// What an address rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingName {
    /// A token said that it is verified.
    Verified,
    /// A token brought it, and did not say so.
    NotVerified,
    /// An agent attached it.
    AddedByAgent,
    /// It was attached through the API.
    AddedByApi,
    /// Somebody who was not signed in typed it.
    GivenByForm,
    /// So did they, although it is somebody else's, verified.
    Unreliable,
}

impl From<StandingName> for EmailMark {
    fn from(name: StandingName) -> Self {
        match name {
            StandingName::Verified => Self::Verified,
            StandingName::NotVerified => Self::NotVerified,
            StandingName::AddedByAgent => Self::AddedByAgent,
            StandingName::AddedByApi => Self::AddedByApi,
            StandingName::GivenByForm => Self::GivenByForm,
            StandingName::Unreliable => Self::Unreliable,
        }
    }
}

/// A mail, and how far it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FollowUp {
    /// The message that has its words.
    #[schemars(with = "String")]
    message: MessageId,
    /// The address it goes to; null once its user was erased.
    address: Option<String>,
    /// What that address rested on when the mail was written, in the words of an address's `standing`.
    standing: &'static str,
    /// The subject; empty once its user was erased.
    subject: String,
    /// `waiting`, `sent` or `failed`.
    state: &'static str,
    /// Why it failed, or what hindered the last attempt: `off`, `unreachable`, `insecure`, `sign_in`, `later`, `refused`,
    /// `unsupported`, `address_moved`, `address_changed` or `erased`.
    obstacle: Option<&'static str>,
    /// How often it was tried.
    attempts: i64,
    /// When a waiting one is tried next.
    next_at: Option<Time>,
    /// When it was sent, or failed.
    ended_at: Option<Time>,
}

impl From<&follow_ups::FollowUp> for FollowUp {
    fn from(mail: &follow_ups::FollowUp) -> Self {
        let (obstacle, next_at, ended_at) = match mail.state {
            State::Waiting { obstacle, due_at } => (obstacle, Some(due_at), None),
            State::Sent { at } => (None, None, Some(at)),
            State::Failed { obstacle, at } => (Some(obstacle), None, Some(at)),
        };
        Self {
            message: mail.message,
            address: mail.address.clone(),
            standing: mail.mark.as_str(),
            subject: mail.subject.clone(),
            state: mail.state.as_str(),
            obstacle: obstacle.map(Obstacle::as_str),
            attempts: mail.attempts,
            next_at: next_at.map(Time),
            ended_at: ended_at.map(Time),
        }
    }
}

/// A follow-up was written, and leaves by itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FollowedUp {
    /// The message.
    message: Message,
    /// The mail.
    follow_up: FollowUp,
    /// Where it is, and how far the events go.
    conversation: Head,
}

impl From<&Written> for FollowedUp {
    fn from(written: &Written) -> Self {
        Self {
            message: (&written.message).into(),
            follow_up: (&written.mail).into(),
            conversation: written.conversation.into(),
        }
    }
}
