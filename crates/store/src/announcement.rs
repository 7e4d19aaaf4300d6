//! What leaves a transaction after its commit, in commit order.

use bonafide_domain::id::{KeyId, SessionId, UserId};

/// News for those who are connected. Losing one costs time and never truth: the database is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// A session ended.
    SessionEnded(SessionId),
    /// All sessions of a user ended.
    UserEnded(UserId),
    /// All sessions opened with a key ended.
    KeyEnded(KeyId),
}
