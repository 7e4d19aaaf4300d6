//! The login log, as administrators see it (SEE-6).

use bonafide_domain::{
    id::{ChannelId, LoginAttemptId, SessionId, UserId},
    login_note::LoginNote as Noted,
};
use bonafide_store::login_log::{Listed, Note, Outcome};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Time, evidence::Key as NamedKey};

/// Which lines of the login log: those that are all of what is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginLogAsked {
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<LoginAttemptId>,
    /// How they went.
    pub result: Option<LoginResult>,
    /// Why they were refused or would have been, by the reason's name.
    pub reason: Option<String>,
    /// The customer's own id for the user.
    pub external_id: Option<String>,
}

/// How an attempt to log in went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoginResult {
    /// It was accepted.
    Accepted,
    /// It was refused.
    Refused,
}

/// A channel, by id and name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NamedChannel {
    /// Its id.
    #[schemars(with = "String")]
    id: ChannelId,
    /// Its name.
    name: String,
}

/// Something that administrators may want to look at, although the login was accepted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoginNote {
    /// `email_verified_is_text`, `address_not_trusted`, `address_of_action` and `empty_claim`: the token was odd; `token_too_old`, `context_invalid` and `email_conflict`: a policy
    /// that only reports would refuse it; `address_was_attached`: an address that was attached by hand is the user's primary one now;
    /// `one_person`: somebody had, or has, the same address.
    #[schemars(schema_with = "codes")]
    code: String,
    /// What it is about: the claim, the other user's id, or how many seconds ago the token was issued.
    about: Option<String>,
}

/// The codes of notes.
fn codes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Noted::CODES })
}

impl From<Note> for LoginNote {
    fn from(Note { code, about }: Note) -> Self {
        Self { code, about }
    }
}

/// An attempt to log in, or several that were refused alike within a second.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoginAttempt {
    /// Its id.
    #[schemars(with = "String")]
    id: LoginAttemptId,
    /// When; of several the last.
    at: Time,
    /// The channel.
    channel: NamedChannel,
    /// The network address it came from.
    address: String,
    /// The key that the token named, if it is one of the account's, or the public key of its setting's.
    key: Option<NamedKey>,
    /// The external id, only from a token whose signature was good.
    external_id: Option<String>,
    /// `accepted`, `refused`, or `not_signed_in`: somebody wrote without logging in, where that is to be refused.
    result: &'static str,
    /// Why it was refused.
    reason: Option<String>,
    /// Why it would have been refused, by a policy that only reports.
    would_refuse: Option<String>,
    /// The rule that resolved the user, of an accepted one.
    rule: Option<String>,
    /// Who it was, unless it was refused.
    #[schemars(with = "Option<String>")]
    user: Option<UserId>,
    /// The session that was opened or renewed.
    #[schemars(with = "Option<String>")]
    session: Option<SessionId>,
    /// What exactly the check found that refused the token.
    detail: Option<String>,
    /// What is noted of a login that was accepted.
    notes: Vec<LoginNote>,
    /// How many attempts the line sums up.
    attempts: i64,
}

impl From<Listed> for LoginAttempt {
    fn from(Listed { attempt, channel_name, key_name }: Listed) -> Self {
        let bare = Self {
            id: attempt.id,
            at: Time(attempt.at),
            channel: NamedChannel { id: attempt.channel, name: channel_name },
            address: attempt.address,
            key: NamedKey::of(attempt.key, attempt.public_key.map(|key| key.name), key_name),
            external_id: attempt.external_id,
            result: "refused",
            reason: None,
            would_refuse: attempt.would_refuse,
            rule: None,
            user: None,
            session: None,
            detail: attempt.detail,
            notes: attempt.notes.into_iter().map(LoginNote::from).collect(),
            attempts: attempt.attempts,
        };
        match attempt.outcome {
            Outcome::Refused { reason } => Self { reason: Some(reason), ..bare },
            Outcome::Accepted { rule, user, session } => Self {
                result: "accepted",
                rule: Some(rule),
                user: Some(user),
                session: Some(session),
                ..bare
            },
            Outcome::WroteWithout { user, session } => {
                Self { result: "not_signed_in", user: Some(user), session: Some(session), ..bare }
            }
        }
    }
}

/// A page of the login log, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LoginLog {
    /// The attempts.
    pub attempts: Vec<LoginAttempt>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<LoginAttemptId>,
}
