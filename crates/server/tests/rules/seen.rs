//! What is seen of the world: by agents, and in the tables.

use bonafide_domain::{
    id::{ConversationId, SessionId, TicketId, UserId},
    text::{ClientMadeId, Words},
    ticket::Status,
};
use bonafide_server::use_cases::{
    Step,
    answer::{self, Answer},
    ban, change_ticket,
    conversation::{self, AgentsPage},
    person::{self, Person},
    post_message::Taken,
};
use bonafide_store::{
    conversations::{self, Conversation},
    events,
    messages::{self, Author, Message, Visibility},
    params, sessions,
    tickets::{self, Ticket},
    users::{self, User},
};

use crate::{device::client_id, world::World};

impl World {
    /// A user by their own id.
    pub(crate) fn user(&self, id: UserId) -> User {
        self.store(move |tx| users::find(tx, id)).unwrap()
    }

    /// Whom an id leads to.
    pub(crate) fn root(&self, id: UserId) -> UserId {
        self.store(move |tx| users::find_root(tx, id)).unwrap().id
    }

    /// A user as an agent sees them.
    pub(crate) fn person(&self, id: UserId) -> Step<Person> {
        let agent = self.agent.clone();
        self.read(move |tx| person::find(tx, &agent, id))
    }

    /// A conversation as an agent sees it.
    pub(crate) fn agents_page(&self, id: ConversationId) -> AgentsPage {
        let agent = self.agent.clone();
        self.read(move |tx| conversation::read_as_agent(tx, &agent, id, None)).unwrap()
    }

    /// The conversation a user has.
    pub(crate) fn conversation_of(&self, user: UserId) -> Option<Conversation> {
        self.store(move |tx| conversations::find_of_user(tx, user))
    }

    pub(crate) fn conversation(&self, id: ConversationId) -> Conversation {
        self.store(move |tx| conversations::find(tx, id)).unwrap()
    }

    /// The tickets of a conversation, oldest first.
    pub(crate) fn tickets(&self, root: ConversationId) -> Vec<Ticket> {
        self.store(move |tx| tickets::of_conversation(tx, root))
    }

    /// The messages of a conversation, oldest first, notes included.
    pub(crate) fn messages(&self, root: ConversationId) -> Vec<Message> {
        let mut page = self.store(move |tx| messages::page(tx, root, Visibility::Agents, None, 10_000));
        page.reverse();
        page
    }

    /// What happened in a conversation, in words, by number.
    pub(crate) fn happenings(&self, id: ConversationId) -> Vec<&'static str> {
        let events = self.store(move |tx| {
            let conversation = conversations::find(tx, id)?.unwrap();
            events::after(tx, &conversation, 0, 10_000)
        });
        events.iter().map(|event| event.what.word()).collect()
    }

    /// The sessions of a device's user that count, by id.
    pub(crate) fn sessions_of(&self, user: UserId) -> Vec<SessionId> {
        self.store(move |tx| sessions::of_user(tx, user)).into_iter().map(|session| session.id).collect()
    }

    /// Puts a ticket where an agent would put it.
    pub(crate) fn set_ticket(&self, id: TicketId, status: Status, priority: i64) {
        self.store(move |tx| tickets::set_status_and_priority(tx, id, status, priority));
    }

    /// An agent changes a ticket.
    pub(crate) fn change(&self, id: TicketId, change: impl Into<change_ticket::Change>) -> Step<Ticket> {
        let (agent, change) = (self.agent.clone(), change.into());
        self.write(move |tx| change_ticket::change_ticket(tx, &agent, id, &change))
    }

    /// An agent says something.
    pub(crate) fn answer(
        &self,
        conversation: ConversationId,
        visibility: Visibility,
        words: &str,
    ) -> Step<Taken> {
        self.answer_under(&client_id(), conversation, visibility, words)
    }

    /// An agent says something under a client id.
    pub(crate) fn answer_under(
        &self,
        client_id: &str,
        conversation: ConversationId,
        visibility: Visibility,
        words: &str,
    ) -> Step<Taken> {
        let answer = Answer {
            token: self.agent.clone(),
            conversation,
            client_id: ClientMadeId::new(client_id).unwrap(),
            words: Words::new(words).unwrap(),
            visibility,
        };
        self.write(move |tx| answer::answer(tx, &answer))
    }

    pub(crate) fn ban(&self, user: UserId) -> Step<Person> {
        let agent = self.agent.clone();
        self.write(move |tx| ban::ban(tx, &agent, user))
    }

    pub(crate) fn lift_ban(&self, user: UserId) -> Step<Person> {
        let agent = self.agent.clone();
        self.write(move |tx| ban::lift_ban(tx, &agent, user))
    }

    /// How many rows a table of the account has.
    pub(crate) fn count(&self, sql: &'static str) -> i64 {
        let account = self.account;
        self.store(move |tx| tx.row(sql, params![&account])?.unwrap().get(0))
    }
}

/// The author of a message, with its root and whether it has a mark.
pub(crate) fn by(message: &Message) -> (UserId, UserId, bool) {
    match &message.author {
        Author::User { user, root, evidence, .. } => (*user, *root, evidence.is_some()),
        Author::Agent { .. } | Author::System => panic!("not a user's message: {message:?}"),
    }
}
