//! The rows that are kept: the store's tables, as far as the rules ask.

use bonafide_domain::{
    email::EmailVerified,
    id::{
        AgentId, ConversationId, DeviceId, EmailIdentityId, EvidenceId, MessageId, SessionId, TicketId,
        UserId,
    },
    identity::{Bars, Kind, Standing, TicketSeam},
    session::{Epoch, Session},
    ticket::Status,
    time::Millis,
};

use crate::{E, X};

/// Whether somebody or something is banned.
pub type Banned = bool;

/// What is known of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No token was ever accepted for them.
    Anonymous,
    /// A token was accepted for them.
    Known,
    /// They turned out to be somebody else (MRG-5).
    Retired,
    /// They were erased (RES-11).
    Erased,
}

/// A user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    /// Whom their id leads to.
    pub root: UserId,
    /// What is known of them.
    pub state: State,
    /// The name that their token gave: each external id has one, and every token brings it.
    pub name: Option<X>,
    /// What holds them back.
    pub bars: Bars,
    /// The number that is raised to end their sessions.
    pub epoch: Epoch,
}

impl User {
    /// Whether they are banned.
    pub fn is_banned(&self) -> Banned {
        self.bars.banned_at.is_some()
    }
}

/// An address that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: EmailIdentityId,
    /// The address.
    pub e: E,
    /// The user it was given to.
    pub user: UserId,
    /// What it rests on; of one that was claimed that it is a form's.
    pub standing: Standing,
    /// The evidence, where a token gave it.
    pub evidence: Option<EvidenceId>,
}

/// A session, and the epoch that it copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptSession {
    /// The session.
    pub session: Session,
    /// The epoch of its user when it was opened or renewed.
    pub epoch: Epoch,
}

/// What proved who somebody was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// About whom it is.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// The device.
    pub device: DeviceId,
    /// Whom the token named; nobody once they were erased.
    pub x: Option<X>,
    /// The address that it brought.
    pub email: Option<(E, EmailVerified)>,
    /// The rule that resolved the user.
    pub rule: &'static str,
    /// When the token was accepted.
    pub accepted_at: Millis,
}

/// A conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Whose it is.
    pub user: UserId,
    /// The conversation that it is found in.
    pub root: ConversationId,
    /// Whether it is joined with another of the same person's (MRG-9).
    pub kind: Kind,
    /// How many messages it holds.
    pub messages: i64,
    /// Whether its user was erased: nobody finds it.
    pub erased: bool,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// The conversation that it belongs to: where it was written, or where an undoing has put it.
    pub conversation: ConversationId,
    /// The user who wrote it; `None` where an agent did.
    pub written: Option<Written>,
    /// When.
    pub at: Millis,
    /// Whether it went with the conversation of somebody who was erased.
    pub deleted: bool,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The author.
    pub author: UserId,
    /// The session.
    pub session: SessionId,
    /// The check mark.
    pub evidence: Option<EvidenceId>,
    /// The id that the client made.
    pub client_id: u32,
    /// The address, where it is what somebody typed into the form.
    pub form: Option<E>,
}

/// A ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The conversation that it belongs to: where it was opened, or where an undoing has put it.
    pub conversation: ConversationId,
    /// Whose case it is.
    pub requester: UserId,
    /// Where it stands.
    pub status: Status,
    /// Higher goes first.
    pub priority: i64,
    /// Whose work it is.
    pub assignee: Option<AgentId>,
    /// The ticket it was merged into.
    pub merged_into: Option<TicketId>,
    /// Whether it went with the conversation of somebody who was erased.
    pub deleted: bool,
}

/// Two people found to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Who was retired.
    pub from: UserId,
    /// Whom they lead to: for a login, who holds the external id of its token.
    pub into: UserId,
    /// Their conversation, and the one it is found in now.
    pub conversations: Option<(ConversationId, ConversationId)>,
    /// The last message that either had written.
    pub seam: Option<MessageId>,
    /// The conversations of who was retired that stayed apart, each with its last message by then (MRG-9).
    pub apart: Vec<(ConversationId, Option<MessageId>)>,
    /// The tickets that were not closed, as they were, by their conversation.
    pub tickets: Vec<(ConversationId, TicketSeam)>,
    /// The addresses of who was retired.
    pub emails: Vec<EmailBefore>,
    /// How it came.
    pub how: How,
    /// When it came.
    pub at: Millis,
    /// When it was undone.
    pub undone_at: Option<Millis>,
    /// What became of it.
    pub fate: Fate,
}

/// An address that whoever was merged had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmailBefore {
    /// The address.
    pub e: E,
    /// Whose it was.
    pub user: UserId,
    /// Whether the merge made it free (MRG-10).
    pub dropped: bool,
}

/// How two users came to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Somebody anonymous signed in; the session of that login.
    Login(SessionId),
    /// Somebody signed in and said that what was written on the device is theirs; the session that was asked (MRG-11).
    Answer(SessionId),
    /// The company's people merged them; what held the survivor back before.
    Hand(Bars),
}

/// What became of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stands.
    Stands,
    /// It was undone (MRG-12).
    Undone,
    /// One of the two was erased, and it cannot be undone (RES-11).
    Forgotten,
}

/// Two who may be one person (RES-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// The two.
    pub users: (UserId, UserId),
    /// The address that both had something to do with.
    pub e: E,
}

/// Somebody who was erased (RES-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub user: UserId,
    /// Whether all that was left of them is gone.
    pub finished: bool,
}
