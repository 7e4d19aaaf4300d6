//! What is kept: the store's tables, as far as the rules ask, as plain lists.

use bonafide_domain::{
    email::EmailVerified,
    id::{self, ConversationId, DeviceId, EvidenceId, SessionId, TicketId, UserId},
    identity::{EmailPolicy, Standing},
    session::{Epoch, Session, Surroundings},
    ticket::{LiveTicket, Status},
    time::Millis,
};

use crate::{E, X, table::Table};

/// Everything that is kept of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The policy on addresses.
    pub policy: EmailPolicy,
    /// Users.
    pub users: Table<id::User, User>,
    /// External ids and the user each was given to, in the order in which that happened.
    pub external_ids: Vec<(X, UserId)>,
    /// Email identities.
    pub identities: Vec<Identity>,
    /// Devices, and whether each was banned with somebody anonymous.
    pub devices: Table<id::Device, Banned>,
    /// Sessions.
    pub sessions: Table<id::Session, KeptSession>,
    /// Evidence.
    pub evidence: Table<id::Evidence, Evidence>,
    /// Conversations.
    pub conversations: Table<id::Conversation, Conversation>,
    /// Messages.
    pub messages: Table<id::Message, Message>,
    /// Tickets.
    pub tickets: Table<id::Ticket, Ticket>,
    /// Merges.
    pub merges: Vec<Merge>,
    /// Logins that were refused because somebody else holds their address (RES-8).
    pub conflicts: Vec<(E, X)>,
}

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
}

/// A user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    /// Whom their id leads to.
    pub root: UserId,
    /// What is known of them.
    pub state: State,
    /// Whether they are banned.
    pub banned: Banned,
    /// The number that is raised to end their sessions.
    pub epoch: Epoch,
    /// From when on their tokens must be (SES-14).
    pub tokens_from: Option<Millis>,
}

/// An address that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The address.
    pub e: E,
    /// The user it was given to.
    pub user: UserId,
    /// What it rests on.
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
    /// Whom the token named.
    pub x: X,
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
    /// How many messages it holds.
    pub messages: i64,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// The conversation that it was written in.
    pub conversation: ConversationId,
    /// The user who wrote it; `None` where an agent did.
    pub written: Option<Written>,
    /// When.
    pub at: Millis,
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
}

/// A ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// The conversation that it was opened in.
    pub conversation: ConversationId,
    /// Whose case it is.
    pub requester: UserId,
    /// Where it stands.
    pub status: Status,
    /// Higher goes first.
    pub priority: i64,
    /// The ticket it was merged into.
    pub merged_into: Option<TicketId>,
}

/// Two people found to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// Who was retired.
    pub from: UserId,
    /// Whom they lead to.
    pub into: UserId,
    /// Their conversation, and the one it is found in now.
    pub conversations: Option<(ConversationId, ConversationId)>,
    /// The session of the login.
    pub session: SessionId,
}

impl Kept {
    /// An account to which nothing has happened.
    pub fn new(policy: EmailPolicy) -> Self {
        Self {
            policy,
            users: Table::default(),
            external_ids: Vec::new(),
            identities: Vec::new(),
            devices: Table::default(),
            sessions: Table::default(),
            evidence: Table::default(),
            conversations: Table::default(),
            messages: Table::default(),
            tickets: Table::default(),
            merges: Vec::new(),
            conflicts: Vec::new(),
        }
    }

    /// Whom an id leads to (MRG-5).
    pub fn root(&self, user: UserId) -> UserId {
        self.users[user].root
    }

    /// Whom an external id leads to.
    pub fn holder(&self, x: X) -> Option<UserId> {
        self.external_ids.iter().find(|(held, _)| *held == x).map(|(_, user)| self.root(*user))
    }

    /// The external id that a user was given.
    pub fn external_id(&self, user: UserId) -> Option<X> {
        self.external_ids.iter().find(|(_, holder)| *holder == user).map(|(x, _)| *x)
    }

    /// The identity that an address is.
    pub fn identity(&self, e: E) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.e == e)
    }

    /// The addresses of a user and of those who were merged into them: a token's first, then the oldest.
    pub fn identities_of(&self, root: UserId) -> Vec<&Identity> {
        let mut of: Vec<_> =
            self.identities.iter().filter(|identity| self.root(identity.user) == root).collect();
        of.sort_by_key(|identity| !identity.standing.is_a_tokens());
        of
    }

    /// The sessions that were opened for a user.
    pub fn sessions_of(&self, user: UserId) -> impl Iterator<Item = SessionId> {
        let theirs = self.sessions.rows().filter(move |kept| kept.session.user == user);
        theirs.map(|kept| kept.session.id)
    }

    /// What a session depends on, as it is now: `sessions::find` of the store.
    pub fn around(&self, kept: &KeptSession) -> Surroundings {
        let session = &kept.session;
        let user = &self.users[session.user];
        Surroundings {
            root: user.root,
            user_banned: self.users[user.root].banned,
            device_banned: session.proof.is_none() && self.device_is_banned(session.device),
            epochs_hold: kept.epoch == user.epoch,
        }
    }

    /// Whether a device may not be used anonymously: it is banned itself, or somebody who is banned was signed in on it
    /// (SES-13).
    pub fn device_is_banned(&self, device: DeviceId) -> bool {
        let was_here = |kept: &KeptSession| kept.session.device == device;
        let is_banned = |kept: &KeptSession| self.users[self.root(kept.session.user)].banned;
        self.devices[device] || self.sessions.rows().any(|kept| was_here(kept) && is_banned(kept))
    }

    /// The conversation that a user has.
    pub fn conversation_of(&self, user: UserId) -> Option<ConversationId> {
        let mut all = self.conversations.iter();
        all.find(|(id, conversation)| conversation.root == *id && conversation.user == user).map(|(id, _)| id)
    }

    /// The messages that are found in a conversation, oldest first.
    pub fn messages_in(&self, root: ConversationId) -> impl Iterator<Item = (id::MessageId, &Message)> {
        self.messages.iter().filter(move |(_, message)| self.conversations[message.conversation].root == root)
    }

    /// The tickets that are found in a conversation, oldest first.
    pub fn tickets_in(&self, root: ConversationId) -> impl Iterator<Item = (TicketId, &Ticket)> {
        self.tickets.iter().filter(move |(_, ticket)| self.conversations[ticket.conversation].root == root)
    }

    /// A conversation's ticket that is not closed.
    pub fn live_ticket(&self, root: ConversationId) -> Option<LiveTicket> {
        let mut live = self.tickets_in(root).filter(|(_, ticket)| ticket.status != Status::Closed);
        live.next().map(|(id, ticket)| LiveTicket { id, status: ticket.status, priority: ticket.priority })
    }
}
