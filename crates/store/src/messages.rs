//! Messages: something said in a conversation.

mod words;

use bonafide_domain::{
    id::{AgentId, ConversationId, DeviceId, EvidenceId, MessageId, SessionId, UserId},
    identity::Written,
    time::Millis,
};

use crate::{
    error::{Result, StoreError},
    evidence::{self, Evidence},
    params,
    tx::Tx,
    value::Row,
    word,
};
pub use words::{MessageKind, Visibility};

/// Who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// A user, on a device, with what proved it or nothing.
    User {
        /// The user that the session was opened for.
        user: UserId,
        /// Whom that user resolves to now.
        root: UserId,
        /// The name of the user that the session was opened for: none for someone anonymous, whoever they
        /// turned out to be.
        name: Option<String>,
        /// The session.
        session: SessionId,
        /// The device.
        device: DeviceId,
        /// The check mark: what proved who wrote it.
        evidence: Option<Box<Evidence>>,
    },
    /// An agent.
    Agent {
        /// Their id.
        agent: AgentId,
        /// Their name.
        name: String,
    },
    /// The server itself.
    System,
}

/// A message as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id. Messages are ordered by it.
    pub id: MessageId,
    /// The conversation it was written in.
    pub conversation: ConversationId,
    /// The conversation it is found in now.
    pub root: ConversationId,
    /// Who said it.
    pub author: Author,
    /// The id its client made for it.
    pub client_id: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// What kind of thing was said.
    pub kind: MessageKind,
    /// What was said; a form as [`Contact::to_text`](bonafide_domain::contact::Contact::to_text) writes it.
    pub text: String,
    /// When it was received.
    pub received_at: Millis,
}

/// Who is saying something now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// A user.
    User {
        /// The user that the session was opened for.
        user: UserId,
        /// The session.
        session: SessionId,
        /// The device.
        device: DeviceId,
        /// The check mark that the rules give it.
        evidence: Option<EvidenceId>,
    },
    /// An agent.
    Agent(AgentId),
    /// The server itself.
    System,
}

/// A message to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Its id, later than every other in the conversation.
    pub id: MessageId,
    /// The conversation, which was taken.
    pub conversation: ConversationId,
    /// Who says it.
    pub speaker: Speaker,
    /// The id that the client made for it; of the server's own, any.
    pub client_id: &'a str,
    /// Who can see it.
    pub visibility: Visibility,
    /// What kind of thing is said.
    pub kind: MessageKind,
    /// What is said.
    pub text: &'a str,
}

/// What is written of a message that its writer knows whole: who reads it back finds the same.
impl<'a> From<&'a Message> for NewMessage<'a> {
    fn from(message: &'a Message) -> Self {
        let speaker = match &message.author {
            Author::User { user, session, device, evidence, .. } => Speaker::User {
                user: *user,
                session: *session,
                device: *device,
                evidence: evidence.as_ref().map(|evidence| evidence.id),
            },
            Author::Agent { agent, .. } => Speaker::Agent(*agent),
            Author::System => Speaker::System,
        };
        Self {
            id: message.id,
            conversation: message.conversation,
            speaker,
            client_id: &message.client_id,
            visibility: message.visibility,
            kind: message.kind,
            text: &message.text,
        }
    }
}

/// Writes a message. `Conflict("messages_device_client")` or `Conflict("messages_agent_client")` for a client id
/// that was used before.
pub fn insert(tx: &mut Tx<'_>, message: &NewMessage<'_>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let (author, user, agent, session, device, evidence) = match &message.speaker {
        Speaker::User { user, session, device, evidence } => {
            ("user", Some(user), None, Some(session), Some(device), evidence.as_ref())
        }
        Speaker::Agent(agent) => ("agent", None, Some(agent), None, None, None),
        Speaker::System => ("system", None, None, None, None, None),
    };
    tx.execute(
        "INSERT INTO messages (account_id, id, conversation_id, root_id, author_kind, author_user_id, agent_id, session_id,
                device_id, client_id, evidence_id, visibility, kind, content, received_at)
         VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            &account,
            &message.id,
            &message.conversation,
            author,
            user,
            agent,
            session,
            device,
            message.client_id,
            evidence,
            message.visibility.as_str(),
            message.kind.as_str(),
            message.text,
            now,
        ],
    )?;
    Ok(())
}

fn message(row: &Row) -> Result<Message> {
    let author = match row.get(3)? {
        "user" => Author::User {
            user: row.get(4)?,
            root: row.get(5)?,
            name: row.get(6)?,
            session: row.get(7)?,
            device: row.get(8)?,
            evidence: match row.get::<Option<EvidenceId>>(FIRST_OF_EVIDENCE)? {
                Some(_) => Some(Box::new(evidence::read(row, FIRST_OF_EVIDENCE)?)),
                None => None,
            },
        },
        "agent" => Author::Agent { agent: row.get(9)?, name: row.get(10)? },
        "system" => Author::System,
        other => return Err(StoreError::Corrupt(format!("a message of the author kind {other:?}"))),
    };
    Ok(Message {
        id: row.get(0)?,
        conversation: row.get(1)?,
        root: row.get(2)?,
        author,
        client_id: row.get(11)?,
        visibility: word::read(row, 12, &Visibility::ALL, Visibility::as_str)?,
        kind: word::read(row, 13, &MessageKind::ALL, MessageKind::as_str)?,
        text: row.get(14)?,
        received_at: row.get(15)?,
    })
}

/// Where the columns of the evidence begin.
const FIRST_OF_EVIDENCE: usize = 16;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.conversation_id, m.root_id, m.author_kind, m.author_user_id, u.root_id, u.name,
                    m.session_id, m.device_id, m.agent_id, a.name, m.client_id, m.visibility, m.kind, m.content,
                    m.received_at, ",
            evidence::columns!(),
            " FROM messages m
             LEFT JOIN users u ON u.account_id = m.account_id AND u.id = m.author_user_id
             LEFT JOIN agents a ON a.account_id = m.account_id AND a.id = m.agent_id
             LEFT JOIN evidence e ON e.account_id = m.account_id AND e.id = m.evidence_id ",
            $rest
        )
    };
}

/// A message by id.
pub fn find(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Message>> {
    let account = tx.account();
    tx.row(select!("WHERE m.account_id = $1 AND m.id = $2"), params![&account, &id])?
        .map(|row| message(&row))
        .transpose()
}

/// The message that a device wrote with a client id, so that a repeat gets the first answer (details 19).
pub fn find_by_device(tx: &mut Tx<'_>, device: DeviceId, client_id: &str) -> Result<Option<Message>> {
    let account = tx.account();
    tx.row(
        select!("WHERE m.account_id = $1 AND m.device_id = $2 AND m.client_id = $3"),
        params![&account, &device, client_id],
    )?
    .map(|row| message(&row))
    .transpose()
}

/// The message that an agent wrote with a client id.
pub fn find_by_agent(tx: &mut Tx<'_>, agent: AgentId, client_id: &str) -> Result<Option<Message>> {
    let account = tx.account();
    tx.row(
        select!("WHERE m.account_id = $1 AND m.agent_id = $2 AND m.client_id = $3"),
        params![&account, &agent, client_id],
    )?
    .map(|row| message(&row))
    .transpose()
}

/// At most `limit` messages of a conversation, newest first, all before `before` if given. `to` says for whom:
/// users do not get what only agents may see.
pub fn page(
    tx: &mut Tx<'_>,
    root: ConversationId,
    to: Visibility,
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<Message>> {
    let account = tx.account();
    let before = before.unwrap_or(MessageId::from_bytes([0xff; 12]));
    let notes_too = to == Visibility::Agents;
    tx.rows(
        select!(
            "WHERE m.account_id = $1 AND m.root_id = $2 AND m.id < $3 AND (m.visibility = 'all' OR CAST($4 AS BIGINT) = 1)
             ORDER BY m.id DESC LIMIT $5"
        ),
        params![&account, &root, &before, notes_too, limit],
    )?
    .iter()
    .map(message)
    .collect()
}

/// When a user last wrote in a conversation (MRG-11).
pub fn last_written(tx: &mut Tx<'_>, root: ConversationId) -> Result<Option<Millis>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT received_at FROM messages WHERE account_id = $1 AND root_id = $2 AND author_kind = 'user'
         ORDER BY id DESC LIMIT 1",
        params![&account, &root],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Since when somebody waits for an answer: when the first of the user's messages came that nobody has answered yet.
/// `None` if the last message that everybody sees is not the user's. What the server says by itself answers nobody. It looks at the last `among` of those messages, so
/// that a long monologue does not make it slow.
pub fn waiting_since(tx: &mut Tx<'_>, root: ConversationId, among: i64) -> Result<Option<Millis>> {
    let account = tx.account();
    let latest = tx.rows(
        "SELECT author_kind, received_at FROM messages WHERE account_id = $1 AND root_id = $2 AND visibility = 'all'
         AND author_kind <> 'system' ORDER BY id DESC LIMIT $3",
        params![&account, &root, among],
    )?;
    let mut since = None;
    for row in &latest {
        let kind: String = row.get(0)?;
        if kind != "user" {
            break;
        }
        since = Some(row.get(1)?);
    }
    Ok(since)
}

/// The messages of a conversation as undoing a merge looks at them, in order (MRG-12).
pub fn written(tx: &mut Tx<'_>, root: ConversationId) -> Result<Vec<Written>> {
    let account = tx.account();
    tx.rows(
        "SELECT m.id, COALESCE(h.conversation_id, m.conversation_id), m.author_user_id, m.evidence_id
         FROM messages m LEFT JOIN message_homes h ON h.account_id = m.account_id AND h.message_id = m.id
         WHERE m.account_id = $1 AND m.root_id = $2 ORDER BY m.id",
        params![&account, &root],
    )?
    .iter()
    .map(|row| {
        let marked = row.get::<Option<EvidenceId>>(3)?.is_some();
        Ok(Written { id: row.get(0)?, home: row.get(1)?, author: row.get(2)?, marked })
    })
    .collect()
}

/// Lets a message be found in `root` again, in which the conversation is that it belongs to (MRG-12).
pub fn set_root(tx: &mut Tx<'_>, id: MessageId, root: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE messages SET root_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &root],
    )?;
    Ok(())
}

/// Lets a message belong to a conversation that it was not written in, and be found there (MRG-12).
pub fn settle(tx: &mut Tx<'_>, id: MessageId, home: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO message_homes (account_id, message_id, conversation_id) VALUES ($1, $2, $3)
         ON CONFLICT (account_id, message_id) DO UPDATE SET conversation_id = excluded.conversation_id",
        params![&account, &id, &home],
    )?;
    set_root(tx, id, home)
}

/// How many messages a conversation holds, and the last of them.
pub fn tally(tx: &mut Tx<'_>, root: ConversationId) -> Result<(i64, Option<MessageId>)> {
    let account = tx.account();
    let count = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE account_id = $1 AND root_id = $2",
        params![&account, &root],
    )?;
    let last = tx.row(
        "SELECT id FROM messages WHERE account_id = $1 AND root_id = $2 ORDER BY id DESC LIMIT 1",
        params![&account, &root],
    )?;
    let count = count.map_or(Ok(0), |row| row.get(0))?;
    Ok((count, last.map(|row| row.get(0)).transpose()?))
}
