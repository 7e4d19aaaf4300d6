//! What leaves a transaction after its commit, in commit order.

use bonafide_domain::id::{AgentSessionId, ConversationId, KeyId, SessionId, UserId};

use crate::events::Event;

/// News for those who are connected. Losing one costs time and never truth: the database is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// An event was added to a conversation's log.
    Happened(Event),
    /// A session ended.
    SessionEnded(SessionId),
    /// A session was renewed: it has a later end.
    SessionRenewed(SessionId),
    /// A user resolves to another since, or to themselves again, and so do their sessions.
    UserMoved(UserId),
    /// All sessions of a user ended.
    UserEnded(UserId),
    /// All sessions opened with a key ended.
    KeyEnded(KeyId),
    /// A conversation was erased with its user: nobody sees it any more (RES-11).
    ConversationErased(ConversationId),
    /// What is known of a conversation's person is another, such as their addresses. Agents alone hear of it.
    PersonChanged(ConversationId),
    /// An agent's session ended.
    AgentSessionEnded(AgentSessionId),
    /// A ticket is to be routed or waits for an agent, or an agent has room: whoever gives tickets out looks again (ROU-4).
    WorkChanged,
}
