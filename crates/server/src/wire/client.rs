//! The client protocol (`docs/reference/protocol.md`).

use bonafide_domain::{
    contact,
    id::{ConversationId, DeviceId, MessageId, SessionId, UserId},
};
use bonafide_store::{
    conversations::Conversation,
    events::Event,
    messages::{self, Author, MessageKind},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, metadata::Field, own_conversation::OwnConversations, question::EarlierConversation};
use crate::use_cases::{conversation, post_message::Taken};

/// A device asks for an anonymous session.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The channel's public key.
    pub channel: String,
    /// The device's language, as a BCP 47 tag of at most 35 characters.
    pub locale: Option<String>,
}

/// A login.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The channel's public key.
    pub channel: String,
    /// The token that the company's backend signed. On a channel whose setting exchanges codes, the authorization code: alone, or as
    /// `code=…&code_verifier=…&nonce=…`, encoded as a form, if the page used those at the redirect.
    pub token: String,
    /// The id that the client made for this login: 8 to 64 characters of `A-Z a-z 0-9 _ -`.
    pub login_id: String,
}

/// The token is not shown.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// A message to be written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The id that the client made for this message: 8 to 64 characters of `A-Z a-z 0-9 _ -`.
    pub client_id: String,
    /// What is said: 1 byte to 16 KiB.
    pub text: String,
    /// The user's conversation that it goes to; without, and without `begun_by`, the one last written to.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub conversation: Option<ConversationId>,
    /// That it goes to the conversation which the message with this client id of the same device began. With its own client
    /// id it begins one, where the channel has `multiple_conversations` on; where it has not, it goes to the one last written
    /// to. Not together with `conversation`.
    #[serde(default)]
    pub begun_by: Option<String>,
    /// The user it was typed as.
    #[schemars(with = "String")]
    pub as_user: UserId,
    /// Whether the person was signed in when it was typed.
    pub composed_authenticated: bool,
    /// What the page says about the conversation (KEY-7): at most 50 fields, of 4 kB together. A field that was set
    /// before is replaced.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What the page marks the conversation with: at most 50 tags of 1 to 80 characters without white space, added to
    /// those that it has.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// A name and an address that somebody who is not signed in is asked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveContact {
    /// The id that the client made for it: 8 to 64 characters of `A-Z a-z 0-9 _ -`, as for a message.
    pub client_id: String,
    /// The address: at most 254 bytes.
    pub email: String,
    /// The name, if they give one: 1 to 255 characters.
    pub name: Option<String>,
    /// The conversation in which they are asked; without, the one last written to.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub conversation: Option<ConversationId>,
    /// The user it was typed as.
    #[schemars(with = "String")]
    pub as_user: UserId,
}

/// Which page of a conversation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// The message before which the page ends; the newest page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<MessageId>,
}

/// Which events.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The number of the last event that the client has.
    pub after: i64,
}

/// A session, with what proves the right to it.
#[derive(Serialize, JsonSchema)]
pub struct Session {
    /// What is sent as `Authorization: Bearer …`. A secret.
    pub token: String,
    /// Its id.
    #[schemars(with = "String")]
    pub id: SessionId,
    /// `anonymous` or `authenticated`.
    pub kind: &'static str,
    /// From when on it no longer counts.
    pub expires_at: Time,
    /// When to ask the page for a new token; only for authenticated ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renew_at: Option<Time>,
}

/// Who a device is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct User {
    /// Whom the session was opened for; it stays so if they are merged into somebody else.
    #[schemars(with = "String")]
    pub id: UserId,
    /// The customer's own id for them; null for someone anonymous.
    pub external_id: Option<String>,
    /// The name that their token gave.
    pub name: Option<String>,
}

/// A device.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Device {
    /// Its id.
    #[schemars(with = "String")]
    pub id: DeviceId,
}

/// A conversation, and how far its numbered events go.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Head {
    /// Its id.
    #[schemars(with = "String")]
    pub id: ConversationId,
    /// The number of its last event.
    pub head: i64,
}

/// An anonymous session was opened.
#[derive(Serialize, JsonSchema)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// Its user.
    pub user: User,
    /// Its device.
    pub device: Device,
}

/// A login was accepted.
#[derive(Serialize, JsonSchema)]
pub struct LoggedIn {
    /// The session.
    pub session: Session,
    /// Who it is.
    pub user: User,
    /// The device.
    pub device: Device,
    /// The user's conversation, if something was said.
    pub conversation: Option<Head>,
    /// Whether something written before was joined.
    pub joined: bool,
    /// What the person is asked about; null where they are asked nothing.
    pub earlier_conversation: Option<EarlierConversation>,
}

/// A message was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Posted {
    /// The message.
    pub message: Message,
    /// Where it is, and how far the events go.
    pub conversation: Head,
}

/// A page of a conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page {
    /// The conversation; null until something was said.
    pub conversation: Option<Head>,
    /// All that the user has; only with the newest page, and only where they have several or may begin another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversations: Option<OwnConversations>,
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// Who the device is.
    pub user: User,
    /// When somebody of the company last asked for a login (SEE-10); null where that was not, or to somebody signed in.
    pub login_requested_at: Option<Time>,
    /// What the person is asked about, on this device alone; null where they are asked nothing.
    pub earlier_conversation: Option<EarlierConversation>,
}

/// What happened after a number.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Missed{E}")]
pub enum Missed<E> {
    /// The events, in order.
    Events {
        /// At most 200 of them.
        events: Vec<E>,
        /// The number of the last event there is.
        head: i64,
    },
    /// The gap is too large or too old.
    Resync {
        /// Always true: read the conversation again.
        resync: bool,
        /// The number of the last event there is.
        head: i64,
    },
}

impl<E: for<'a> From<&'a Event>> From<conversation::Missed> for Missed<E> {
    fn from(missed: conversation::Missed) -> Self {
        let conversation::Missed { events, head } = missed;
        match events {
            Some(events) => Self::Events { events: events.iter().map(E::from).collect(), head },
            None => Self::Resync { resync: true, head },
        }
    }
}

/// A message, as users see it. It carries no mark: marks are for agents.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Message {
    /// Its id. Messages are ordered by it.
    #[schemars(with = "String")]
    id: MessageId,
    /// The conversation it is found in.
    #[schemars(with = "String")]
    conversation: ConversationId,
    /// Who said it.
    author: MessageAuthor,
    /// `text`; `contact` for what was typed into the form; `contact_asked` for the form itself, which has no words; to agents
    /// alone `follow_up` for words that go by mail, and `ticket_stays` for the name of the queue that the rules would have moved
    /// the ticket to, had no agent taken it.
    kind: &'static str,
    /// What was said. Of a `contact` the address, and in the next line the name.
    text: String,
    /// What was typed into the form; only of the kind `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    /// The id that its author's client made for it; only on messages of a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// When it was received.
    received_at: Time,
}

/// What somebody typed into the form. It proves nothing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Contact {
    /// The name, if they gave one.
    name: Option<String>,
    /// The address.
    email: String,
}

impl Contact {
    fn of(message: &messages::Message) -> Option<Self> {
        let contact = match message.kind {
            MessageKind::Contact => contact::Contact::from_text(&message.text).ok()?,
            MessageKind::Text
            | MessageKind::ContactAsked
            | MessageKind::FollowUp
            | MessageKind::TicketStays => return None,
        };
        let name = contact.name.map(|name| name.to_string());
        Some(Self { name, email: contact.email.to_string() })
    }
}

/// Who said it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct MessageAuthor {
    /// `user`, `agent`, `bot` or `system`.
    kind: &'static str,
    /// Their id. To users it is the id of whom they turned out to be, so that a device knows its own messages; to
    /// agents that of the user who wrote, so that words from before a login stay with whoever wrote them (MRG-6). Null for
    /// the system.
    id: Option<String>,
    /// Their name; null for someone anonymous.
    name: Option<String>,
}

impl Message {
    /// The message with its author as they were when they wrote it.
    #[must_use]
    pub(super) fn written_by(mut self, user: UserId) -> Self {
        self.author.id = Some(user.to_string());
        self
    }
}

impl From<&messages::Message> for Message {
    fn from(message: &messages::Message) -> Self {
        let (author, client_id) = match &message.author {
            Author::User { root, name, .. } => {
                let author = MessageAuthor { kind: "user", id: Some(root.to_string()), name: name.clone() };
                (author, Some(message.client_id.clone()))
            }
            Author::Agent { agent, name } => {
                let id = Some(agent.to_string());
                (MessageAuthor { kind: "agent", id, name: Some(name.clone()) }, None)
            }
            Author::System => (MessageAuthor { kind: "system", id: None, name: None }, None),
        };
        Self {
            id: message.id,
            conversation: message.root,
            author,
            kind: message.kind.as_str(),
            text: message.text.clone(),
            contact: Contact::of(message),
            client_id,
            received_at: Time(message.received_at),
        }
    }
}

impl From<&Taken> for Posted {
    fn from(taken: &Taken) -> Self {
        Self { message: (&taken.message).into(), conversation: taken.conversation.into() }
    }
}

impl From<&Conversation> for Head {
    fn from(conversation: &Conversation) -> Self {
        Self { id: conversation.id, head: conversation.last_seq }
    }
}

impl From<(ConversationId, i64)> for Head {
    fn from((id, head): (ConversationId, i64)) -> Self {
        Self { id, head }
    }
}
