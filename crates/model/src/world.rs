//! A company, its browsers, and the time.

use bonafide_domain::{
    id::{ConversationId, DeviceId, MergeId, MessageId, SessionId, UserId},
    identity::EmailPolicy,
    time::Millis,
};

use crate::{Browser, Event, Kept, Refused, Truth};

/// When every world begins.
pub const BEGIN: Millis = Millis::new(1_800_000_000_000);

/// A company, its browsers, and the time.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// What the server keeps.
    pub kept: Kept,
    /// What each browser keeps.
    pub clients: Vec<Client>,
    /// What time it is.
    pub now: Millis,
    /// What is so in truth.
    pub truth: Truth,
    /// How many ids the clients have made.
    pub client_ids: u32,
}

/// What a browser keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Client {
    /// The session that it has.
    pub session: Option<SessionId>,
    /// Whom it types as.
    pub user: Option<UserId>,
    /// Whether it is signed in, so far as it knows.
    pub signed_in: bool,
    /// What waits to be sent. It outlives logins and logouts: the server must not rest on browsers that forget.
    pub draft: Option<Draft>,
    /// What was sent last.
    pub sent: Option<Draft>,
}

/// Words that were typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// The id that the client made.
    pub client_id: u32,
    /// Where they are to go.
    pub to: To,
    /// Whom they were typed as.
    pub as_user: UserId,
    /// Whether that user was signed in, so far as the browser knew.
    pub authenticated: bool,
    /// The session that the browser had then. It is not sent: it says whose words they are in truth.
    pub under: SessionId,
}

/// Where a browser says that words are to go (MRG-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// It names no conversation.
    Latest,
    /// A conversation.
    Conversation(ConversationId),
    /// The one that the device's message with that client id began; where it is this very message, it begins one.
    BegunBy(u32),
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is done.
    Done,
    /// An anonymous session.
    Opened {
        /// The session.
        session: SessionId,
        /// Its user.
        user: UserId,
        /// Its device.
        device: DeviceId,
        /// Until when it counts.
        expires_at: Millis,
    },
    /// A login.
    LoggedIn(LoggedIn),
    /// A message was taken.
    Taken {
        /// The message.
        message: MessageId,
        /// The conversation it is found in.
        conversation: ConversationId,
        /// Whether it had been taken before.
        repeated: bool,
    },
    /// What somebody says of an earlier conversation was taken (MRG-11).
    Said {
        /// Whether it is theirs from now on.
        joined: bool,
        /// The user's conversation.
        conversation: Option<ConversationId>,
        /// When they signed in.
        signed_in_at: Millis,
    },
    /// Two users are one since.
    Merged {
        /// The merge.
        merge: MergeId,
        /// Who survived.
        survivor: UserId,
        /// Their conversation.
        conversation: Option<ConversationId>,
    },
    /// Two are two again.
    Parted(Parted),
}

/// A merge that was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// Who had been merged, and into whom.
    pub users: (UserId, UserId),
    /// The conversations that they have.
    pub conversations: (Option<ConversationId>, Option<ConversationId>),
    /// How many messages went back to where they were.
    pub back: usize,
    /// How many of those written since went to the undone one, and to the survivor.
    pub settled: (usize, usize),
    /// How many addresses did not go back.
    pub lost: usize,
}

/// A login that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedIn {
    /// The session.
    pub session: SessionId,
    /// Who has the token's external id, whomever they were merged into.
    pub user: UserId,
    /// The device.
    pub device: DeviceId,
    /// The user's conversation.
    pub conversation: Option<ConversationId>,
    /// Whether something written before was joined.
    pub joined: bool,
    /// When what was written on the device was last written to of which the person is asked whether it is theirs (MRG-11).
    pub asked: Option<Millis>,
    /// Whether the session is a new one.
    pub is_new: bool,
    /// Until when it counts.
    pub expires_at: Millis,
}

impl World {
    /// A world to which nothing has happened.
    pub fn new(policy: EmailPolicy, browsers: usize) -> Self {
        Self {
            kept: Kept::new(policy),
            clients: vec![Client::default(); browsers],
            now: BEGIN,
            truth: Truth::default(),
            client_ids: 0,
        }
    }

    /// The browser with a number.
    pub fn client(&self, browser: Browser) -> &Client {
        self.clients.get(browser).expect("an event happens at a browser that there is")
    }

    pub(crate) fn client_mut(&mut self, browser: Browser) -> &mut Client {
        self.clients.get_mut(browser).expect("an event happens at a browser that there is")
    }

    /// The world after an event, and what was answered.
    pub fn after(&self, event: &Event) -> (Self, Result<Answer, Refused>) {
        let mut after = self.clone();
        let outcome = after.happen(event);
        let mut truth = self.truth.clone();
        truth.note(event, &outcome, self, &after);
        after.truth = truth;
        (after, outcome)
    }
}
