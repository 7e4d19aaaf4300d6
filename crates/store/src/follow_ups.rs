//! Follow-ups by email: to which address a message goes, and how far it is (EML-11).

use bonafide_domain::{
    follow_up::Obstacle,
    id::{MessageId, UserId},
    mark::EmailMark,
    time::Millis,
};

use crate::{
    error::{Result, StoreError},
    params,
    tx::Tx,
    value::Row,
    word,
};

/// A mail that a message is, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The message, which has the words.
    pub message: MessageId,
    /// Who had the address when it was written.
    pub user: UserId,
    /// The address; `None` once its user was erased.
    pub address: Option<String>,
    /// What was known of the address when it was written, and shown to its writer.
    pub mark: EmailMark,
    /// The subject; empty once its user was erased.
    pub subject: String,
    /// How far it is.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub written_at: Millis,
}

/// How far a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is still to be sent.
    Waiting {
        /// What hindered the last attempt, if there was one.
        obstacle: Option<Obstacle>,
        /// When it is tried next.
        due_at: Millis,
    },
    /// The mail server has taken it.
    Sent {
        /// When.
        at: Millis,
    },
    /// It is not sent.
    Failed {
        /// Why.
        obstacle: Obstacle,
        /// Since when that is known.
        at: Millis,
    },
}

impl State {
    /// The word that is kept, and on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Sent { .. } => "sent",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A mail to be sent from now on.
#[derive(Debug, Clone, Copy)]
pub struct NewFollowUp<'a> {
    /// The message, which was written.
    pub message: MessageId,
    /// Who has the address.
    pub user: UserId,
    /// The address.
    pub address: &'a str,
    /// What is known of it.
    pub mark: EmailMark,
    /// The subject.
    pub subject: &'a str,
}

/// Lets a message go by mail as well.
pub fn insert(tx: &mut Tx<'_>, new: &NewFollowUp<'_>) -> Result<FollowUp> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "INSERT INTO follow_ups (account_id, message_id, user_id, address, mark, subject, state, attempts, due_at,
                written_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $7)",
        params![&account, &new.message, &new.user, new.address, new.mark.as_str(), new.subject, now],
    )?;
    Ok(FollowUp {
        message: new.message,
        user: new.user,
        address: Some(new.address.to_owned()),
        mark: new.mark,
        subject: new.subject.to_owned(),
        state: State::Waiting { obstacle: None, due_at: now },
        attempts: 0,
        written_at: now,
    })
}

macro_rules! columns {
    () => {
        "message_id, user_id, address, mark, subject, state, obstacle, due_at, ended_at, attempts, written_at"
    };
}

fn follow_up(row: &Row) -> Result<FollowUp> {
    Ok(FollowUp {
        message: row.get(0)?,
        user: row.get(1)?,
        address: row.get(2)?,
        mark: word::read(row, 3, &EmailMark::ALL, EmailMark::as_str)?,
        subject: row.get(4)?,
        state: state(row)?,
        attempts: row.get(9)?,
        written_at: row.get(10)?,
    })
}

fn state(row: &Row) -> Result<State> {
    let word: String = row.get(5)?;
    let obstacle = match row.get::<Option<String>>(6)? {
        Some(_) => Some(word::read(row, 6, &Obstacle::ALL, Obstacle::as_str)?),
        None => None,
    };
    let ended_at: Option<Millis> = row.get(8)?;
    match (word.as_str(), obstacle, ended_at) {
        ("waiting", obstacle, None) => Ok(State::Waiting { obstacle, due_at: row.get(7)? }),
        ("sent", None, Some(at)) => Ok(State::Sent { at }),
        ("failed", Some(obstacle), Some(at)) => Ok(State::Failed { obstacle, at }),
        _ => Err(StoreError::Corrupt(format!("a follow-up in the state {word:?}"))),
    }
}

/// The mail that a message is.
pub fn find(tx: &mut Tx<'_>, message: MessageId) -> Result<Option<FollowUp>> {
    let account = tx.account();
    tx.row(
        concat!("SELECT ", columns!(), " FROM follow_ups WHERE account_id = $1 AND message_id = $2"),
        params![&account, &message],
    )?
    .map(|row| follow_up(&row))
    .transpose()
}

/// The mail that has been due for longest, of those that wait.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<FollowUp>> {
    let (account, now) = (tx.account(), tx.now());
    tx.row(
        concat!(
            "SELECT ",
            columns!(),
            " FROM follow_ups WHERE account_id = $1 AND state = 'waiting' AND due_at <= $2
              ORDER BY due_at, message_id LIMIT 1"
        ),
        params![&account, now],
    )?
    .map(|row| follow_up(&row))
    .transpose()
}

/// Claims a mail that is due for an attempt: until `until` it is nobody else's. It comes back with the attempt counted; `None`
/// if somebody else has it, or it waits no more (details 16).
pub fn claim(tx: &mut Tx<'_>, message: MessageId, until: Millis) -> Result<Option<FollowUp>> {
    let (account, now) = (tx.account(), tx.now());
    tx.row(
        concat!(
            "UPDATE follow_ups SET attempts = attempts + 1, due_at = $3
             WHERE account_id = $1 AND message_id = $2 AND state = 'waiting' AND due_at <= $4
             RETURNING ",
            columns!()
        ),
        params![&account, &message, until, now],
    )?
    .map(|row| follow_up(&row))
    .transpose()
}

/// Keeps how an attempt ended. `None` if it is not the latest any more: then somebody else has the mail since, or it ended.
pub fn settle(tx: &mut Tx<'_>, message: MessageId, attempt: i64, state: State) -> Result<Option<FollowUp>> {
    let account = tx.account();
    let word = state.as_str();
    let (obstacle, due_at, ended_at) = match state {
        State::Waiting { obstacle, due_at } => (obstacle, Some(due_at), None),
        State::Sent { at } => (None, None, Some(at)),
        State::Failed { obstacle, at } => (Some(obstacle), None, Some(at)),
    };
    tx.row(
        concat!(
            "UPDATE follow_ups SET state = $4, obstacle = $5, due_at = COALESCE(CAST($6 AS BIGINT), due_at), ended_at = $7
             WHERE account_id = $1 AND message_id = $2 AND state = 'waiting' AND attempts = $3
             RETURNING ",
            columns!()
        ),
        params![&account, &message, attempt, word, obstacle.map(Obstacle::as_str), due_at, ended_at],
    )?
    .map(|row| follow_up(&row))
    .transpose()
}

/// Lets mails to somebody who was erased lose address and subject, at most `limit` of them, and those that wait are not sent
/// any more (RES-11).
pub(crate) fn blank(tx: &mut Tx<'_>, user: UserId, limit: i64) -> Result<u64> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE follow_ups SET address = NULL, subject = '', ended_at = COALESCE(ended_at, $3),
                obstacle = CASE WHEN state = 'waiting' THEN 'erased' ELSE obstacle END,
                state = CASE WHEN state = 'waiting' THEN 'failed' ELSE state END
         WHERE account_id = $1 AND message_id IN (
            SELECT message_id FROM follow_ups WHERE account_id = $1 AND user_id = $2 AND address IS NOT NULL LIMIT $4)",
        params![&account, &user, now, limit],
    )
}
