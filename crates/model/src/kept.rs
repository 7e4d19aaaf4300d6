//! What is kept: the store's tables as plain lists, and what the use cases ask of them.

use std::cmp::Reverse;

use bonafide_domain::{
    erasure::KeptBars,
    id::{self, ConversationId, DeviceId, MergeId, MessageId, SessionId, UserId},
    identity::{EmailPolicy, JoinPolicy, Question, Since},
    session::Surroundings,
    ticket::{LiveTicket, Status},
    time::Millis,
};

use crate::{
    E, Evidence, Identity, KeptSession, Merge, Message, Refused, State, Ticket, User, X,
    rows::{Banned, Conversation, Erasure, Fate, Suggestion},
    table::Table,
};

/// Everything that is kept of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The policy on addresses.
    pub policy: EmailPolicy,
    /// When what was written before a login is joined without asking (MRG-11).
    pub join_policy: JoinPolicy,
    /// Whether the channel has `multiple conversations` on (MRG-9).
    pub multiple: bool,
    /// Users.
    pub users: Table<id::User, User>,
    /// External ids and the user each was given to, in the order in which that happened.
    pub external_ids: Vec<(X, UserId)>,
    /// Email identities.
    pub identities: Vec<Identity>,
    /// Verified identities that a form took from their owners, until they go back (EML-5).
    pub displaced: Vec<Identity>,
    /// How many identities there ever were.
    pub identities_made: usize,
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
    /// What sessions were asked, whether an earlier conversation is theirs (MRG-11).
    pub questions: Vec<Question>,
    /// Merges.
    pub merges: Table<id::Merge, Merge>,
    /// Logins that were refused because somebody else holds their address (RES-8).
    pub conflicts: Vec<(E, X)>,
    /// Who may be one person (RES-9).
    pub suggestions: Vec<Suggestion>,
    /// Who was erased.
    pub erasures: Vec<Erasure>,
    /// The external ids of whom was barred and erased, of whom they were, and what held them back (SES-13, SES-14).
    pub kept_bans: Vec<(X, UserId, KeptBars)>,
}

impl Kept {
    /// An account to which nothing has happened.
    pub fn new(policy: EmailPolicy) -> Self {
        Self {
            policy,
            join_policy: JoinPolicy::WithinHalfAnHour,
            multiple: false,
            users: Table::default(),
            external_ids: Vec::new(),
            identities: Vec::new(),
            displaced: Vec::new(),
            identities_made: 0,
            devices: Table::default(),
            sessions: Table::default(),
            evidence: Table::default(),
            conversations: Table::default(),
            messages: Table::default(),
            tickets: Table::default(),
            questions: Vec::new(),
            merges: Table::default(),
            conflicts: Vec::new(),
            suggestions: Vec::new(),
            erasures: Vec::new(),
            kept_bans: Vec::new(),
        }
    }

    /// Whom an id leads to (MRG-5).
    pub fn root(&self, user: UserId) -> UserId {
        self.users[user].root
    }

    /// Whom an id leads to, where it is somebody who was not erased (RES-11).
    pub fn find_root(&self, user: UserId) -> Result<UserId, Refused> {
        let root = self.users.get(user).map(|user| user.root);
        root.filter(|root| self.users[*root].state != State::Erased).ok_or(Refused::NotFound)
    }

    /// Everyone who stands for themselves, and was not erased.
    pub fn roots(&self) -> impl Iterator<Item = UserId> {
        let stands = |user: &User| matches!(user.state, State::Anonymous | State::Known);
        self.users.iter().filter(move |(_, user)| stands(user)).map(|(id, _)| id)
    }

    /// Who got an external id, and whom that one leads to.
    pub fn holder(&self, x: X) -> Option<(UserId, UserId)> {
        let held = self.external_ids.iter().find(|(held, _)| *held == x);
        held.map(|(_, user)| (*user, self.root(*user)))
    }

    /// The external id that a user was given.
    pub fn external_id(&self, user: UserId) -> Option<X> {
        self.external_ids.iter().find(|(_, holder)| *holder == user).map(|(x, _)| *x)
    }

    /// The external ids of a user and of those who were merged into them (RES-10).
    pub fn external_ids_of(&self, root: UserId) -> impl Iterator<Item = X> {
        self.external_ids.iter().filter(move |(_, holder)| self.root(*holder) == root).map(|(x, _)| *x)
    }

    /// The sessions that were opened for a user.
    pub fn sessions_of(&self, user: UserId) -> impl Iterator<Item = SessionId> {
        let theirs = self.sessions.rows().filter(move |kept| kept.session.user == user);
        theirs.map(|kept| kept.session.id)
    }

    /// The sessions of a user and of those who were merged into them that count now, oldest first.
    pub fn sessions_that_count(&self, root: UserId, now: Millis) -> impl Iterator<Item = SessionId> {
        let theirs = self.sessions.rows().filter(move |kept| self.root(kept.session.user) == root);
        let count = theirs.filter(move |theirs| {
            let holds = theirs.epoch == self.users[theirs.session.user].epoch;
            theirs.session.ended.is_none() && holds && now < theirs.session.expires_at
        });
        count.map(|theirs| theirs.session.id)
    }

    /// What a session depends on, as it is now: `sessions::find` of the store.
    pub fn around(&self, kept: &KeptSession) -> Surroundings {
        let session = &kept.session;
        let user = &self.users[session.user];
        Surroundings {
            root: user.root,
            user_banned: self.users[user.root].is_banned(),
            device_banned: session.proof.is_none() && self.device_is_banned(session.device),
            epochs_hold: kept.epoch == user.epoch,
        }
    }

    /// Whether a device may not be used anonymously: it is banned itself, or somebody who is banned was signed in on it
    /// (SES-13).
    pub fn device_is_banned(&self, device: DeviceId) -> bool {
        let was_here = |kept: &KeptSession| kept.session.device == device;
        let is_banned = |kept: &KeptSession| self.users[self.root(kept.session.user)].is_banned();
        self.devices[device] || self.sessions.rows().any(|kept| was_here(kept) && is_banned(kept))
    }

    /// The conversation that a user has; of several the one that was last written to (MRG-9).
    pub fn conversation_of(&self, user: UserId) -> Option<ConversationId> {
        self.conversations_of(user).into_iter().next()
    }

    /// The conversations that a user has, the one first that was last written to.
    pub fn conversations_of(&self, user: UserId) -> Vec<ConversationId> {
        let theirs = |id, conversation: &Conversation| {
            conversation.root == id && conversation.user == user && !conversation.erased
        };
        let found = self.conversations.iter().filter(|(id, conversation)| theirs(*id, conversation));
        let mut found: Vec<_> = found.map(|(id, _)| id).collect();
        found.sort_by_key(|id| Reverse((self.last_message(*id), *id)));
        found
    }

    /// The conversation that an id leads to, if it is this user's.
    pub fn find_theirs(&self, id: ConversationId, user: UserId) -> Option<ConversationId> {
        let there = |id| self.conversations.get(id).filter(|found| !found.erased);
        let root = there(id)?.root;
        there(root).filter(|found| found.user == user).map(|_| root)
    }

    /// The last message that is found in a conversation.
    pub fn last_message(&self, root: ConversationId) -> Option<MessageId> {
        self.messages_in(root).last().map(|(id, _)| id)
    }

    /// What a session was asked, and what became of the two since: `questions::find` of the store.
    pub fn question(&self, session: SessionId) -> Option<(&Question, Since)> {
        let asked = self.questions.iter().find(|asked| asked.session == session)?;
        let user = &self.users[asked.anonymous];
        let since = Since {
            root: user.root,
            epoch: user.epoch,
            is_known: user.state == State::Known,
            is_changed: self.merges.rows().any(|merge| changes(merge, asked)),
            user: self.root(self.sessions[session].session.user),
        };
        Some((asked, since))
    }

    /// The question that a session can still answer.
    pub fn open_question(&self, session: SessionId, now: Millis) -> Option<&Question> {
        let (question, since) = self.question(session)?;
        question.is_open(&since, now).then_some(question)
    }

    /// The messages that are found in a conversation, oldest first.
    pub fn messages_in(&self, root: ConversationId) -> impl Iterator<Item = (id::MessageId, &Message)> {
        let is_here = move |message: &Message| self.conversations[message.conversation].root == root;
        self.messages.iter().filter(move |(_, message)| !message.deleted && is_here(message))
    }

    /// The tickets that are found in a conversation, oldest first.
    pub fn tickets_in(&self, root: ConversationId) -> impl Iterator<Item = (id::TicketId, &Ticket)> {
        let is_here = move |ticket: &Ticket| self.conversations[ticket.conversation].root == root;
        self.tickets.iter().filter(move |(_, ticket)| !ticket.deleted && is_here(ticket))
    }

    /// A conversation's ticket that is not closed.
    pub fn live_ticket(&self, root: ConversationId) -> Option<LiveTicket> {
        let mut live = self.tickets_in(root).filter(|(_, ticket)| ticket.status != Status::Closed);
        live.next().map(|(id, ticket)| LiveTicket { id, status: ticket.status, priority: ticket.priority })
    }

    /// The merges that lead to a user and stand, oldest first.
    pub fn merges_of(&self, root: UserId) -> impl Iterator<Item = (MergeId, &Merge)> {
        let leads_here = move |merge: &Merge| merge.fate == Fate::Stands && self.root(merge.from) == root;
        self.merges.iter().filter(move |(_, merge)| leads_here(merge))
    }

    /// Who may be the same person as a user, and by which address, in the order in which that came up.
    pub fn suggestions_of(&self, root: UserId) -> impl Iterator<Item = (UserId, E)> {
        self.suggestions.iter().filter_map(move |suggestion| {
            let (one, other) = (self.root(suggestion.users.0), self.root(suggestion.users.1));
            match (one == root, other == root) {
                (true, false) => Some((other, suggestion.e)),
                (false, true) => Some((one, suggestion.e)),
                (true, true) | (false, false) => None,
            }
        })
    }
}

/// Whether somebody was merged into whom a question is about, or parted from them, since it was asked. Of whoever was
/// erased no merge is kept.
pub(crate) fn changes(merge: &Merge, asked: &Question) -> bool {
    let since = |at: Millis| at >= asked.asked_at;
    merge.into == asked.anonymous
        && merge.fate != Fate::Forgotten
        && (since(merge.at) || merge.undone_at.is_some_and(since))
}
