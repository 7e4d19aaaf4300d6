//! Conversations: one thread of a user with the account, never closed.

use bonafide_domain::{
    id::{ChannelId, ConversationId, MessageId, UserId},
    identity::Kind,
};

use crate::{error::Result, params, tx::Tx, value::Row};

/// A conversation as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whom it belongs to.
    pub user: UserId,
    /// The conversation it was joined into; itself if it was not.
    pub root: ConversationId,
    /// The channel it began on.
    pub channel: ChannelId,
    /// Whether it is joined with another of the same person's (MRG-9).
    pub kind: Kind,
    /// The number of its last event.
    pub last_seq: i64,
    /// Its last message.
    pub last_message: Option<MessageId>,
    /// How many messages it holds, those joined into it included.
    pub messages: i64,
    /// From which event on it is told event by event. Whoever has read less reads it again: what was before may be about
    /// messages that are another's since a merge was undone.
    pub readable_from: i64,
}

/// The columns that [`read`] reads, of the table under the name `c`.
macro_rules! columns {
    () => {
        "c.id, c.user_id, c.root_id, c.channel_id, c.last_seq, c.last_message_id, c.messages, c.readable_from, \
         c.single"
    };
}
pub(crate) use columns;

/// That the conversation `y` of a user comes before their conversation `c`: it was written to later, or was begun later where
/// nothing was written (MRG-9). To ask that there is none finds the first without sorting: for what is asked with each
/// message, SQLite would make and drop a table of its own to sort the one conversation that nearly everybody has.
macro_rules! written_to_later {
    () => {
        "(y.last_message_id > c.last_message_id
          OR (y.last_message_id IS NOT NULL AND c.last_message_id IS NULL)
          OR (y.last_message_id IS NULL AND c.last_message_id IS NULL AND y.id > c.id))"
    };
}
pub(crate) use written_to_later;

/// An erased conversation is there for nobody (RES-11): what follows finds and takes only those that were not.
const BY_ID: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM conversations c WHERE c.account_id = $1 AND c.id = $2 AND c.erased_at IS NULL"
);

/// Reads the [`columns`] that begin at `from`.
pub(crate) fn read(row: &Row, from: usize) -> Result<Conversation> {
    Ok(Conversation {
        id: row.get(from)?,
        user: row.get(from + 1)?,
        root: row.get(from + 2)?,
        channel: row.get(from + 3)?,
        last_seq: row.get(from + 4)?,
        last_message: row.get(from + 5)?,
        messages: row.get(from + 6)?,
        readable_from: row.get(from + 7)?,
        kind: if row.get(from + 8)? { Kind::One } else { Kind::Apart },
    })
}

/// A conversation that begins. The user must have been taken ([`users::take`](crate::users::take)), so that two devices do
/// not make one each. `Conflict("conversations_single")` for the one of a user who has one.
pub fn insert(
    tx: &mut Tx<'_>,
    id: ConversationId,
    user: UserId,
    channel: ChannelId,
    kind: Kind,
) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO conversations (account_id, id, user_id, root_id, channel_id, single, last_seq, messages, created_at)
         VALUES ($1, $2, $3, $2, $4, $5, 0, 0, $6)",
        params![&account, &id, &user, &channel, kind == Kind::One, now],
    )?;
    Ok(())
}

/// A conversation by id.
pub fn find(tx: &mut Tx<'_>, id: ConversationId) -> Result<Option<Conversation>> {
    let account = tx.account();
    tx.row(BY_ID, params![&account, &id])?.map(|row| read(&row, 0)).transpose()
}

/// The conversation a user has now; of several the one that was last written to (MRG-9). `user` is one who was not merged
/// into another.
pub fn find_of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Option<Conversation>> {
    Ok(of_user(tx, user)?.into_iter().next())
}

/// The conversations a user has now, the one first that was last written to. `user` is one who was not merged into another.
pub fn of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<Conversation>> {
    let account = tx.account();
    tx.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM conversations c
             WHERE c.account_id = $1 AND c.user_id = $2 AND c.root_id = c.id AND c.erased_at IS NULL
             ORDER BY c.last_message_id DESC NULLS LAST, c.id DESC"
        ),
        params![&account, &user],
    )?
    .iter()
    .map(|row| read(row, 0))
    .collect()
}

/// From now on a conversation is one that stays apart (MRG-9). It was taken.
pub fn set_apart(tx: &mut Tx<'_>, id: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE conversations SET single = 0 WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?;
    Ok(())
}

/// Takes a conversation for a decision: nobody else writes to it until this transaction ends.
pub fn take(tx: &mut Tx<'_>, id: ConversationId) -> Result<Option<Conversation>> {
    let account = tx.account();
    tx.take(BY_ID, params![&account, &id])?.map(|row| read(&row, 0)).transpose()
}

/// Keeps what a transaction changed of a conversation that it has taken: last event, last message, count, and from where on
/// it is told. No index has any of it.
pub fn save(tx: &mut Tx<'_>, conversation: &Conversation) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE conversations SET last_seq = $3, last_message_id = $4, messages = $5, readable_from = $6
         WHERE account_id = $1 AND id = $2",
        params![
            &account,
            &conversation.id,
            conversation.last_seq,
            conversation.last_message.as_ref(),
            conversation.messages,
            conversation.readable_from,
        ],
    )?;
    Ok(())
}

/// Gives a conversation that was taken to another user. `Conflict("conversations_single")` if they have one.
pub fn give_to(tx: &mut Tx<'_>, id: ConversationId, user: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE conversations SET user_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &user],
    )?;
    Ok(())
}

/// Joins a conversation, and all that was joined into it, into another: their messages and tickets are found
/// there from now on. Both were taken.
pub fn join_into(tx: &mut Tx<'_>, from: ConversationId, into: ConversationId) -> Result<()> {
    let account = tx.account();
    for statement in [
        "UPDATE conversations SET root_id = $3 WHERE account_id = $1 AND root_id = $2",
        "UPDATE messages SET root_id = $3 WHERE account_id = $1 AND root_id = $2",
        "UPDATE tickets SET root_id = $3 WHERE account_id = $1 AND root_id = $2",
    ] {
        tx.execute(statement, params![&account, &from, &into])?;
    }
    Ok(())
}

/// All conversations of a user and of those who were merged into them, the joined ones included, by id. `root` is one who
/// was not merged.
pub fn all_of_user(tx: &mut Tx<'_>, root: UserId) -> Result<Vec<Conversation>> {
    let account = tx.account();
    tx.rows(
        concat!(
            "SELECT ",
            columns!(),
            " FROM users u JOIN conversations c ON c.account_id = u.account_id AND c.user_id = u.id
             WHERE u.account_id = $1 AND u.root_id = $2 AND c.erased_at IS NULL ORDER BY c.id"
        ),
        params![&account, &root],
    )?
    .iter()
    .map(|row| read(row, 0))
    .collect()
}

/// From now on a conversation is there for nobody, and its ticket is in nobody's inbox (RES-11).
pub fn erase(tx: &mut Tx<'_>, id: ConversationId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE conversations SET erased_at = $3, last_message_id = NULL, messages = 0
         WHERE account_id = $1 AND id = $2 AND erased_at IS NULL",
        params![&account, &id, now],
    )?;
    tx.execute(
        "UPDATE tickets SET status = 'closed' WHERE account_id = $1 AND root_id = $2 AND status <> 'closed'",
        params![&account, &id],
    )?;
    Ok(())
}

/// Makes a conversation be found in `root`: the edges that are left lead there (MRG-12). Both were taken.
pub fn set_root(tx: &mut Tx<'_>, id: ConversationId, root: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE conversations SET root_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &root],
    )?;
    Ok(())
}
