//! Erasures of people: who was erased, what is left to be done about it, and how much went (RES-11).

use bonafide_domain::{
    erasure::{Trace, Work},
    id::{AgentId, ConversationId, ErasureId, Id, SessionId, UserId},
    session::EndReason,
    time::Millis,
};

use crate::{
    error::Result, follow_ups, login_contexts, login_log, params, sessions, tx::Tx, value::Row, word,
};

/// How much of everything went, or would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Sessions that counted.
    pub sessions: i64,
    /// External ids and aliases.
    pub external_ids: i64,
    /// Addresses.
    pub addresses: i64,
    /// Conversations.
    pub conversations: i64,
    /// Merges that can no longer be undone.
    pub merges: i64,
    /// Messages, the agents' among them.
    pub messages: i64,
    /// Tickets.
    pub tickets: i64,
    /// Logins and renewals whose evidence was blanked.
    pub evidence: i64,
    /// Lines of the login log that were blanked.
    pub login_lines: i64,
}

/// The erasure of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// Who was erased.
    pub user: UserId,
    /// Who asked for it.
    pub by: (AgentId, String),
    /// Whether the person was banned, and still is.
    pub is_banned: bool,
    /// From when on tokens with an external id of theirs must be to be accepted, if that was asked for and is kept still
    /// (SES-14).
    pub tokens_from: Option<Millis>,
    /// How much of everything went so far.
    pub counts: Counts,
    /// When it was asked for: from then on the person is unreachable.
    pub requested_at: Millis,
    /// When nothing was left.
    pub finished_at: Option<Millis>,
}

/// Keeps that somebody is erased now, by whom, and what the first step has done.
pub fn insert(
    tx: &mut Tx<'_>,
    user: UserId,
    by: AgentId,
    ban_kept: bool,
    counts: &Counts,
) -> Result<ErasureId> {
    let (account, now) = (tx.account(), tx.now());
    let id: ErasureId = tx.id();
    tx.execute(
        "INSERT INTO erasures (account_id, id, user_id, agent_id, ban_kept, sessions, external_ids, addresses,
                conversations, merges, messages, tickets, evidence, login_lines, requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        params![
            &account,
            &id,
            &user,
            &by,
            ban_kept,
            counts.sessions,
            counts.external_ids,
            counts.addresses,
            counts.conversations,
            counts.merges,
            counts.messages,
            counts.tickets,
            counts.evidence,
            counts.login_lines,
            now,
        ],
    )?;
    Ok(id)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.user_id, e.agent_id, a.name, e.ban_kept, e.sessions, e.external_ids, e.addresses,
                    e.conversations, e.merges, e.messages, e.tickets, e.evidence, e.login_lines, e.requested_at,
                    e.finished_at, (SELECT MAX(b.tokens_from) FROM kept_bans b
                                    WHERE b.account_id = e.account_id AND b.user_id = e.user_id)
             FROM erasures e JOIN agents a ON a.account_id = e.account_id AND a.id = e.agent_id ",
            $rest
        )
    };
}

fn erasure(row: &Row) -> Result<Erasure> {
    Ok(Erasure {
        id: row.get(0)?,
        user: row.get(1)?,
        by: (row.get(2)?, row.get(3)?),
        is_banned: row.get(4)?,
        tokens_from: row.get(16)?,
        counts: Counts {
            sessions: row.get(5)?,
            external_ids: row.get(6)?,
            addresses: row.get(7)?,
            conversations: row.get(8)?,
            merges: row.get(9)?,
            messages: row.get(10)?,
            tickets: row.get(11)?,
            evidence: row.get(12)?,
            login_lines: row.get(13)?,
        },
        requested_at: row.get(14)?,
        finished_at: row.get(15)?,
    })
}

/// An erasure by id.
pub fn find(tx: &mut Tx<'_>, id: ErasureId) -> Result<Option<Erasure>> {
    let account = tx.account();
    tx.row(select!("WHERE e.account_id = $1 AND e.id = $2"), params![&account, &id])?
        .map(|row| erasure(&row))
        .transpose()
}

/// The erasures, newest first: at most `limit`, those before `before` if given.
pub fn page(tx: &mut Tx<'_>, before: Option<ErasureId>, limit: i64) -> Result<Vec<Erasure>> {
    let account = tx.account();
    let before = before.unwrap_or(ErasureId::from_bytes([0xff; 12]));
    tx.rows(
        select!("WHERE e.account_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3"),
        params![&account, &before, limit],
    )?
    .iter()
    .map(erasure)
    .collect()
}

/// The ban of whoever was erased is lifted.
pub fn lift_ban(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE erasures SET ban_kept = 0 WHERE account_id = $1 AND user_id = $2",
        params![&account, &user],
    )?;
    Ok(())
}

/// Remembers what leads to things of a person that are still there: their conversations and external ids, and themselves
/// with everyone who was merged into them.
pub fn leave_traces(
    tx: &mut Tx<'_>,
    id: ErasureId,
    root: UserId,
    conversations: &[ConversationId],
    external_ids: &[String],
) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "INSERT INTO erasure_traces (account_id, erasure_id, kind, value, done_to)
         SELECT account_id, $3, 'user', id, $4 FROM users WHERE account_id = $1 AND root_id = $2",
        params![&account, &root, &id, &[][..]],
    )?;
    let conversations = conversations.iter().map(|id| (Trace::Conversation, id.as_bytes().as_slice()));
    let external_ids = external_ids.iter().map(|text| (Trace::ExternalId, text.as_bytes()));
    for (trace, value) in conversations.chain(external_ids) {
        // One external id in two namespaces leads to the same lines.
        tx.execute(
            "INSERT INTO erasure_traces (account_id, erasure_id, kind, value, done_to) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id, erasure_id, kind, value) DO NOTHING",
            params![&account, &id, trace.as_str(), value, &[][..]],
        )?;
    }
    Ok(())
}

/// What leads to things that are still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The erasure it is of.
    pub erasure: ErasureId,
    /// What it is.
    pub trace: Trace,
    value: Vec<u8>,
    done_to: Vec<u8>,
    requested_at: Millis,
}

impl Left {
    fn id<K>(&self) -> Result<Id<K>> {
        let bytes = self.value.as_slice().try_into();
        bytes.map(Id::from_bytes).map_err(|_| crate::StoreError::Corrupt("a trace is no id".to_owned()))
    }

    fn text(&self) -> Result<&str> {
        str::from_utf8(&self.value).map_err(|_| crate::StoreError::Corrupt("a trace is no text".to_owned()))
    }
}

/// What is to be done next, of the oldest erasure that is not finished.
pub fn next(tx: &mut Tx<'_>) -> Result<Option<Left>> {
    let account = tx.account();
    tx.row(
        "SELECT t.erasure_id, t.kind, t.value, t.done_to, e.requested_at FROM erasure_traces t
         JOIN erasures e ON e.account_id = t.account_id AND e.id = t.erasure_id
         WHERE t.account_id = $1 ORDER BY t.erasure_id, t.kind, t.value LIMIT 1",
        params![&account],
    )?
    .map(|row| {
        Ok(Left {
            erasure: row.get(0)?,
            trace: word::read(&row, 1, &Trace::ALL, Trace::as_str)?,
            value: row.get(2)?,
            done_to: row.get(3)?,
            requested_at: row.get(4)?,
        })
    })
    .transpose()
}

/// How far a piece of work got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// How much was done.
    pub done: i64,
    /// Whether there may be more.
    pub more: bool,
}

/// Does a piece of the work about a trace: on `limit` rows or fewer.
pub fn carry_out(tx: &mut Tx<'_>, left: &Left, work: Work, limit: i64) -> Result<Piece> {
    // A ticket goes with all that pages set on it, which is up to a hundred rows.
    const TICKETS: i64 = 2;
    let (done, of) = match work {
        Work::DeleteMessages => (delete_messages(tx, left.id()?, limit)?, limit),
        Work::DeleteTickets => (delete_tickets(tx, left.id()?, TICKETS)?, TICKETS),
        Work::DeleteEvents => (delete_events(tx, left.id()?, limit)?, limit),
        Work::BlankRefusedLogins => {
            (login_log::blank_refused(tx, left.text()?, left.requested_at, limit)?, limit)
        }
        Work::BlankLogins => (login_log::blank_of_user(tx, left.id()?, &left.done_to, limit)?, limit),
        Work::DeleteContexts => {
            (login_contexts::delete_of_user(tx, left.id()?, &left.done_to, limit)?, limit)
        }
        Work::BlankEvidence => (blank_evidence(tx, left, limit)?, limit),
        Work::BlankFollowUps => (follow_ups::blank(tx, left.id()?, limit)?, limit),
        Work::ForgetDevices => (forget_devices(tx, left, limit)?, limit),
    };
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    Ok(Piece { done, more: done >= of })
}

fn delete_messages(tx: &mut Tx<'_>, conversation: ConversationId, limit: i64) -> Result<u64> {
    let account = tx.account();
    for statement in [
        "DELETE FROM message_homes WHERE account_id = $1 AND message_id IN (
            SELECT id FROM messages WHERE account_id = $1 AND root_id = $2 ORDER BY id LIMIT $3)",
        "DELETE FROM follow_ups WHERE account_id = $1 AND message_id IN (
            SELECT id FROM messages WHERE account_id = $1 AND root_id = $2 ORDER BY id LIMIT $3)",
    ] {
        tx.execute(statement, params![&account, &conversation, limit])?;
    }
    tx.execute(
        "DELETE FROM messages WHERE account_id = $1 AND id IN (
            SELECT id FROM messages WHERE account_id = $1 AND root_id = $2 ORDER BY id LIMIT $3)",
        params![&account, &conversation, limit],
    )
}

fn delete_events(tx: &mut Tx<'_>, conversation: ConversationId, limit: i64) -> Result<u64> {
    let account = tx.account();
    tx.execute(
        "DELETE FROM events WHERE account_id = $1 AND conversation_id = $2 AND seq IN (
            SELECT seq FROM events WHERE account_id = $1 AND conversation_id = $2 ORDER BY seq LIMIT $3)",
        params![&account, &conversation, limit],
    )
}

fn delete_tickets(tx: &mut Tx<'_>, conversation: ConversationId, limit: i64) -> Result<u64> {
    let account = tx.account();
    let params = params![&account, &conversation, limit];
    for statement in [
        "DELETE FROM ticket_fields WHERE account_id = $1 AND ticket_id IN (
            SELECT id FROM tickets WHERE account_id = $1 AND root_id = $2 ORDER BY number LIMIT $3)",
        "DELETE FROM merge_notices WHERE account_id = $1 AND ticket_id IN (
            SELECT id FROM tickets WHERE account_id = $1 AND root_id = $2 ORDER BY number LIMIT $3)",
        "DELETE FROM ticket_tags WHERE account_id = $1 AND ticket_id IN (
            SELECT id FROM tickets WHERE account_id = $1 AND root_id = $2 ORDER BY number LIMIT $3)",
        "UPDATE tickets SET merged_into_id = NULL WHERE account_id = $1 AND merged_into_id IN (
            SELECT id FROM tickets WHERE account_id = $1 AND root_id = $2 ORDER BY number LIMIT $3)",
    ] {
        tx.execute(statement, params)?;
    }
    tx.execute(
        "DELETE FROM tickets WHERE account_id = $1 AND id IN (
            SELECT id FROM tickets WHERE account_id = $1 AND root_id = $2 ORDER BY number LIMIT $3)",
        params,
    )
}

/// What has no external id any more is done. Evidence is of who its session is of: that of the next sessions, as many as
/// [`forget_devices`] goes through when it is done.
fn blank_evidence(tx: &mut Tx<'_>, left: &Left, limit: i64) -> Result<u64> {
    let (account, user) = (tx.account(), left.id::<bonafide_domain::id::User>()?);
    tx.execute(
        "UPDATE evidence SET external_id = NULL, name = NULL, email = NULL, email_verified = 0, token_sha256 = $3
         WHERE account_id = $1 AND id IN (
            SELECT id FROM evidence
            WHERE account_id = $1 AND external_id IS NOT NULL AND session_id IN (
                SELECT id FROM sessions WHERE account_id = $1 AND user_id = $2 AND id > $5 ORDER BY id LIMIT $4)
            LIMIT $4)",
        params![&account, &user, &[0_u8; 32], limit, &left.done_to],
    )
}

/// Goes through the user's sessions in their order, whether they ended before or not, and remembers how far it came: the next
/// piece begins there, with what is blanked too.
fn forget_devices(tx: &mut Tx<'_>, left: &Left, limit: i64) -> Result<u64> {
    let (account, user) = (tx.account(), left.id::<bonafide_domain::id::User>()?);
    let rows = tx.rows(
        "SELECT id, device_id FROM sessions WHERE account_id = $1 AND user_id = $2 AND id > $3 ORDER BY id LIMIT $4",
        params![&account, &user, &left.done_to, limit],
    )?;
    for row in &rows {
        let (session, device): (SessionId, [u8; 12]) = (row.get(0)?, row.get(1)?);
        sessions::end(tx, session, EndReason::Logout)?;
        tx.execute(
            "UPDATE devices SET agent_text = '', locale = NULL WHERE account_id = $1 AND id = $2 AND NOT EXISTS (
                SELECT 1 FROM sessions s JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id
                WHERE s.account_id = $1 AND s.device_id = $2 AND u.state <> 'erased')",
            params![&account, &device],
        )?;
        tx.execute(
            "UPDATE erasure_traces SET done_to = $4
             WHERE account_id = $1 AND erasure_id = $2 AND kind = 'user' AND value = $3",
            params![&account, &left.erasure, &left.value, &session],
        )?;
    }
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// Adds to how much of everything went.
pub fn count(tx: &mut Tx<'_>, id: ErasureId, more: &Counts) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE erasures SET messages = messages + $3, tickets = tickets + $4, evidence = evidence + $5,
                login_lines = login_lines + $6
         WHERE account_id = $1 AND id = $2",
        params![&account, &id, more.messages, more.tickets, more.evidence, more.login_lines],
    )?;
    Ok(())
}

/// Nothing is left of what a trace leads to. With the last trace the erasure is finished.
pub fn leave_behind(tx: &mut Tx<'_>, left: &Left) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "DELETE FROM erasure_traces WHERE account_id = $1 AND erasure_id = $2 AND kind = $3 AND value = $4",
        params![&account, &left.erasure, left.trace.as_str(), &left.value],
    )?;
    tx.execute(
        "UPDATE erasures SET finished_at = $3 WHERE account_id = $1 AND id = $2 AND finished_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM erasure_traces WHERE account_id = $1 AND erasure_id = $2)",
        params![&account, &left.erasure, now],
    )?;
    Ok(())
}
