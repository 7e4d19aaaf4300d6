//! The agents' API and socket.

use bonafide_domain::{
    id::{AgentId, ConversationId, DeviceId, SessionId},
    mark,
};
use bonafide_store::{
    agents,
    events::{self, Event, Happening},
    messages::{self, Author, Visibility},
    tickets,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Time, client,
    client::Head,
    evidence::Evidence,
    follow_up::FollowUp,
    person::Person,
    ticket::{Ticket, TicketDetails},
};

/// An agent signs in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The agent's address.
    pub email: String,
    /// The agent's password.
    pub password: String,
}

/// The password is not shown, nor whose it is.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").finish_non_exhaustive()
    }
}

/// An agent's session.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgentSession")]
pub struct Session {
    /// What is sent as `Authorization: Bearer …`. A secret.
    pub token: String,
    /// From when on it no longer counts.
    pub expires_at: Time,
}

/// An agent signed in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgentSignedIn")]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Who it is.
    pub agent: Agent,
}

/// One of the company's people.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Agent {
    /// Their id.
    #[schemars(with = "String")]
    pub id: AgentId,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// `agent` or `administrator`.
    pub role: &'static str,
    /// Whether they may change secrets of authentication settings.
    pub changes_secrets: bool,
}

impl From<&agents::Agent> for Agent {
    fn from(agent: &agents::Agent) -> Self {
        Self {
            id: agent.id,
            name: agent.name.clone(),
            email: agent.email.clone(),
            role: agent.role.as_str(),
            changes_secrets: agent.changes_secrets,
        }
    }
}

/// One of the company's people, as the others see them.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Colleague {
    /// Their id.
    #[schemars(with = "String")]
    id: AgentId,
    /// Their name.
    name: String,
}

impl From<agents::Colleague> for Colleague {
    fn from(colleague: agents::Colleague) -> Self {
        Self { id: colleague.id, name: colleague.name }
    }
}

/// Everyone whom a ticket can be given to, by name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Colleagues {
    /// The agents and administrators.
    pub agents: Vec<Colleague>,
}

/// An agent says something.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The id that the agent's client made for it: 8 to 64 characters of `A-Z a-z 0-9 _ -`.
    pub client_id: String,
    /// What is said: 1 byte to 16 KiB.
    pub text: String,
    /// `all`, or `agents` for a note that only agents see.
    #[serde(default)]
    pub visibility: Audience,
}

/// Who sees what an agent says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The user and the agents.
    #[default]
    All,
    /// The agents alone.
    Agents,
}

impl From<Audience> for Visibility {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::All => Self::All,
            Audience::Agents => Self::Agents,
        }
    }
}

/// A message, as agents see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "MarkedMessage")]
pub struct Message {
    /// What users see of it too.
    #[serde(flatten)]
    seen: client::Message,
    /// `verified_when_written` or `not_verified`; null where no user wrote it.
    mark: Option<&'static str>,
    /// What the mark rests on (SEE-3).
    evidence: Option<Evidence>,
    /// `all`, or `agents` for a note.
    visibility: &'static str,
    /// The session it was written with.
    #[schemars(with = "Option<String>")]
    session: Option<SessionId>,
    /// The device it was written on.
    #[schemars(with = "Option<String>")]
    device: Option<DeviceId>,
}

impl From<&messages::Message> for Message {
    fn from(message: &messages::Message) -> Self {
        let bare = Self {
            seen: client::Message::from(message),
            mark: None,
            evidence: None,
            visibility: message.visibility.as_str(),
            session: None,
            device: None,
        };
        match &message.author {
            Author::User { user, session, device, evidence, .. } => Self {
                seen: bare.seen.written_by(*user),
                mark: Some(mark::of_message(evidence.as_ref().map(|evidence| evidence.id)).as_str()),
                evidence: evidence.as_deref().cloned().map(Into::into),
                session: Some(*session),
                device: Some(*device),
                ..bare
            },
            Author::Agent { .. } | Author::System => bare,
        }
    }
}

/// A page of a conversation, as agents see it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "MarkedPage")]
pub struct Page {
    /// The conversation.
    pub conversation: Head,
    /// Whose it is.
    pub user: Person,
    /// The person's other conversations, where they have several: at most 20, the one last written to first.
    pub others: Vec<OtherConversation>,
    /// Its tickets, oldest first.
    pub tickets: Vec<TicketDetails>,
    /// Its messages, oldest first, notes included.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_more: bool,
    /// When the person was asked to sign in, since the oldest of these messages, the latest first.
    pub login_requests: Vec<LoginRequest>,
    /// When the person said in the messenger that an earlier conversation is theirs, since the oldest of these messages, the
    /// latest first.
    pub confirmations: Vec<Confirmation>,
    /// The mails among these messages, and how far they are.
    pub follow_ups: Vec<FollowUp>,
    /// Whether the installation sends mail: without that, no follow-up can be written.
    pub sends_mail: bool,
}

/// Another conversation of the person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OtherConversation {
    /// Its id.
    #[schemars(with = "String")]
    id: ConversationId,
    /// Its newest ticket.
    ticket: Ticket,
}

impl From<(ConversationId, tickets::Ticket)> for OtherConversation {
    fn from((id, newest): (ConversationId, tickets::Ticket)) -> Self {
        Self { id, ticket: (&newest).into() }
    }
}

/// The person, signed in, said in the messenger that an earlier conversation is theirs, and it was joined (MRG-11).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Confirmation {
    /// What proved who said so.
    evidence: Evidence,
    /// When they said so.
    at: Time,
}

impl From<events::Confirmation> for Confirmation {
    fn from(confirmation: events::Confirmation) -> Self {
        Self { evidence: confirmation.evidence.into(), at: Time(confirmation.at) }
    }
}

/// An agent asked the person to sign in (SEE-10).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LoginRequest {
    /// Who asked.
    by: Colleague,
    /// When.
    at: Time,
}

impl From<events::LoginRequest> for LoginRequest {
    fn from(request: events::LoginRequest) -> Self {
        Self { by: request.by.into(), at: Time(request.at) }
    }
}

/// An agent's message was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answered {
    /// The message.
    pub message: Message,
    /// Where it is, and how far the events go.
    pub conversation: Head,
}

/// A frame of the socket, or one of the events asked for: one numbered event, as agents see it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgentEvent {
    /// Always `event`.
    t: &'static str,
    /// The conversation.
    #[schemars(with = "String")]
    c: ConversationId,
    /// Its number.
    n: i64,
    /// What happened.
    k: &'static str,
    /// When.
    at: Time,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    /// How it was proved who signed in (MRG-6), or who said that an earlier conversation is theirs (MRG-11).
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    /// The session that was signed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    session: Option<SessionId>,
    /// The conversation that was joined into this one, or after `parted` the one that the other of the two has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    from: Option<ConversationId>,
    /// Where the conversation goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    into: Option<ConversationId>,
    /// The ticket that was changed, as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<Ticket>,
    /// Who changed it, absent where it closed by itself, was routed or given out; or who asked the person to sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Colleague>,
    /// The mail that was written or is further than it was, as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    follow_up: Option<FollowUp>,
}

impl From<&Event> for AgentEvent {
    fn from(event: &Event) -> Self {
        let bare = Self {
            t: "event",
            c: event.conversation,
            n: event.seq,
            k: event.what.word(),
            at: Time(event.at),
            message: None,
            evidence: None,
            session: None,
            from: None,
            into: None,
            ticket: None,
            by: None,
            follow_up: None,
        };
        match &event.what {
            Happening::Message(message) => Self { message: Some(message.as_ref().into()), ..bare },
            Happening::SignedIn(evidence) | Happening::Confirmed(evidence) => {
                Self { evidence: Some(evidence.as_ref().clone().into()), ..bare }
            }
            Happening::SignedOut(session) => Self { session: Some(*session), ..bare },
            Happening::Joined(from) => Self { from: Some(*from), ..bare },
            Happening::Moved(into) => Self { into: Some(*into), ..bare },
            Happening::Parted(other) => Self { from: *other, ..bare },
            Happening::Ticket { ticket, by } => {
                Self { ticket: Some(ticket.as_ref().into()), by: by.agent().cloned().map(Into::into), ..bare }
            }
            Happening::Erased => bare,
            Happening::LoginRequested(by) => Self { by: Some(by.clone().into()), ..bare },
            Happening::FollowUp(mail) => Self { follow_up: Some(mail.as_ref().into()), ..bare },
        }
    }
}

#[cfg(test)]
mod tests {
    use bonafide_domain::{id::Id, time::Millis};
    use serde_json::{Value, to_value};

    use super::*;

    /// What someone anonymous wrote who turned out to be somebody else.
    fn joined() -> messages::Message {
        messages::Message {
            id: Id::from_bytes([1; 12]),
            conversation: Id::from_bytes([2; 12]),
            root: Id::from_bytes([3; 12]),
            author: Author::User {
                user: Id::from_bytes([4; 12]),
                root: Id::from_bytes([5; 12]),
                name: None,
                session: Id::from_bytes([6; 12]),
                device: Id::from_bytes([7; 12]),
                evidence: None,
            },
            client_id: "message-1".to_owned(),
            visibility: Visibility::All,
            kind: messages::MessageKind::Text,
            text: "It is me".to_owned(),
            received_at: Millis::new(0),
        }
    }

    #[test]
    fn mrg_6_to_agents_words_stay_with_whoever_wrote_them_and_bear_no_other_name() {
        let seen = to_value(Message::from(&joined())).unwrap();
        assert_eq!(seen["author"]["id"], "04".repeat(12));
        assert_eq!((&seen["author"]["name"], &seen["mark"]), (&Value::Null, &"not_verified".into()));
    }

    #[test]
    fn mrg_5_a_device_knows_its_own_words_by_whom_it_is_now() {
        let seen = to_value(client::Message::from(&joined())).unwrap();
        assert_eq!(seen["author"]["id"], "05".repeat(12));
        assert_eq!(seen["conversation"], "03".repeat(12));
    }
}
