//! What agents and administrators see.

use serde::Deserialize;

use super::{Head, Message};

/// Someone of the company.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// The name that users see.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// `agent` or `administrator`.
    pub role: String,
}

/// An end user, and whether they are who they say they are (SEE-1).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// The customer's own id for them.
    pub external_id: Option<String>,
    /// The name that a token gave.
    pub name: Option<String>,
    /// `verified_now`, `not_verified`, `session_expired` or `banned`.
    pub mark: String,
    /// What the mark rests on.
    pub evidence: Option<Evidence>,
    /// Until when they are signed in, if nothing ends it before.
    pub signed_in_until: Option<String>,
    /// Since when they are banned.
    pub banned_at: Option<String>,
}

/// Why there is a check mark (SEE-3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Evidence {
    /// Its id.
    pub id: String,
    /// `signed_token`.
    pub method: String,
    /// The rule by which the login found the user.
    pub rule: String,
    /// The signing key, where the method has one.
    pub key: Option<KeyName>,
    /// The session it opened or renewed.
    pub session: String,
    /// The device.
    pub device: String,
    /// The channel.
    pub channel: String,
    /// When the token was issued, if it said so.
    pub issued_at: Option<String>,
    /// When the token ends, if it said so.
    pub expires_at: Option<String>,
    /// When the server accepted it.
    pub accepted_at: String,
    /// Whom the token named.
    pub external_id: String,
    /// The token's fingerprint.
    pub token_sha256: String,
}

/// A signing key, as it is named in evidence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KeyName {
    /// `app_…`.
    pub id: String,
    /// The name that an administrator gave it.
    pub name: String,
}

/// Something said in a conversation, as agents see it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AgentMessage {
    /// What everyone sees of it.
    #[serde(flatten)]
    pub message: Message,
    /// `verified_when_written` or `not_verified` on messages of users.
    pub mark: Option<String>,
    /// What the mark rests on.
    pub evidence: Option<Evidence>,
    /// `all` or `agents`.
    pub visibility: String,
    /// The session it was written with.
    pub session: Option<String>,
    /// The device it was written on.
    pub device: Option<String>,
}

impl AgentMessage {
    /// Whether it carries the check mark; the evidence must be there exactly then.
    ///
    /// # Panics
    ///
    /// If mark and evidence disagree.
    pub fn is_verified(&self) -> bool {
        let verified = self.mark.as_deref() == Some("verified_when_written");
        assert_eq!(verified, self.evidence.is_some(), "mark and evidence disagree: {self:?}");
        verified
    }
}

/// A ticket of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ticket {
    /// The ticket's id.
    pub id: String,
    /// 1, 2, 3 … in the account.
    pub number: i64,
    /// `new`, `open`, `pending`, `solved` or `closed`.
    pub status: String,
    /// The ticket that goes on in its place, if it was merged.
    pub merged_into: Option<String>,
}

/// Somebody whom a ticket can be given to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Colleague {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
}

/// A ticket as the inbox shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InboxTicket {
    /// The ticket's id.
    pub id: String,
    /// 1, 2, 3 … in the account.
    pub number: i64,
    /// `new`, `open`, `pending`, `solved` or `closed`.
    pub status: String,
    /// Its conversation.
    pub conversation: String,
    /// Whose work it is.
    pub assignee: Option<Colleague>,
    /// Whose ticket it is.
    pub requester: Person,
    /// The newest message.
    pub last_message: Option<AgentMessage>,
}

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Inbox {
    /// The tickets, the latest activity first.
    pub tickets: Vec<InboxTicket>,
    /// What to ask for the next page with.
    pub next: Option<String>,
}

/// A page of a conversation, with everything about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AgentConversation {
    /// The conversation.
    pub conversation: Head,
    /// Whose it is.
    pub user: Person,
    /// Its tickets.
    pub tickets: Vec<Ticket>,
    /// The messages, oldest first.
    pub messages: Vec<AgentMessage>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// A session, as administrators see it (SES-7).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UserSession {
    /// The session's id.
    pub id: String,
    /// Its device.
    pub device: String,
    /// `anonymous` or `authenticated`.
    pub kind: String,
    /// The key it was opened with.
    pub key: Option<KeyName>,
    /// When it was opened.
    pub opened_at: String,
    /// From when on it no longer counts.
    pub expires_at: String,
}

/// A signing key in the administrators' list (KEY-5).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedKey {
    /// `app_…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The first six characters of its secret.
    pub first_six: String,
    /// How many logins it signed.
    pub logins: i64,
    /// How many sessions are open under it.
    pub sessions: i64,
    /// When a login last used it.
    pub last_used: Option<String>,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What clients name it by.
    pub public_key: String,
    /// The pages it may be embedded in.
    pub origins: Vec<String>,
    /// Whether nobody may write without signing in (SES-6).
    pub login_required: bool,
}
