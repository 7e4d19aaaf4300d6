//! Tickets: one case in a conversation.

use bonafide_domain::{
    id::{AgentId, ConversationId, MessageId, QueueId, TicketId, UserId},
    identity::TicketSeam,
    ticket::{LiveTicket, Standing, Status},
    time::Millis,
};

use crate::{accounts, agents::Colleague, error::Result, params, tx::Tx, value::Row, word};

fn status(row: &Row, index: usize) -> Result<Status> {
    word::read(row, index, &Status::ALL, Status::as_str)
}

/// A ticket as agents see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number in the account.
    pub number: i64,
    /// The conversation it is worked in.
    pub conversation: ConversationId,
    /// Whose case it is.
    pub requester: UserId,
    /// Where it stands.
    pub status: Status,
    /// Higher goes first.
    pub priority: i64,
    /// The ticket it was merged into by a join (MRG-3).
    pub merged_into: Option<TicketId>,
    /// When something happened in it last.
    pub last_activity_at: Millis,
    /// Whose work it is.
    pub assignee: Option<Colleague>,
    /// Where it waits, or waited before somebody took it (ROU-2).
    pub queue: Option<InQueue>,
}

/// The queue of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InQueue {
    /// Its id.
    pub id: QueueId,
    /// Its name.
    pub name: String,
}

macro_rules! select {
    ($more:literal, $rest:expr) => {
        concat!(
            "SELECT t.id, t.number, t.root_id, t.requester_id, t.status, t.priority, t.merged_into_id, t.last_activity_at,
                    t.assignee_id, a.name, t.queue_id, q.name",
            $more,
            " FROM tickets t LEFT JOIN agents a ON a.account_id = t.account_id AND a.id = t.assignee_id
              LEFT JOIN queues q ON q.account_id = t.account_id AND q.id = t.queue_id ",
            $rest
        )
    };
}

fn ticket(row: &Row) -> Result<Ticket> {
    Ok(Ticket {
        id: row.get(0)?,
        number: row.get(1)?,
        conversation: row.get(2)?,
        requester: row.get(3)?,
        status: status(row, 4)?,
        priority: row.get(5)?,
        merged_into: row.get(6)?,
        last_activity_at: row.get(7)?,
        assignee: match row.get(8)? {
            Some(id) => Some(Colleague { id, name: row.get(9)? }),
            None => None,
        },
        queue: match row.get(10)? {
            Some(id) => Some(InQueue { id, name: row.get(11)? }),
            None => None,
        },
    })
}

/// A new ticket with the account's next number. Called last in a transaction (details 5).
pub fn insert(tx: &mut Tx<'_>, id: TicketId, conversation: ConversationId, requester: UserId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    let number = accounts::next_number(tx, "ticket")?;
    tx.execute(
        "INSERT INTO tickets (account_id, id, number, conversation_id, root_id, requester_id, status, priority,
                last_activity_at, version, created_at, waiting_since)
         VALUES ($1, $2, $3, $4, $4, $5, 'new', 0, $6, 1, $6, $6)",
        params![&account, &id, number, &conversation, &requester, now],
    )?;
    Ok(())
}

/// Notes that something happened in a ticket, and where it stands now if that is elsewhere. Indexes that have the status
/// would be written anew even with the one that it has. Whoever had an answer, and writes again, waits since then.
pub fn touch(tx: &mut Tx<'_>, id: TicketId, status: Option<Status>) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    match status {
        Some(status) => tx.execute(
            "UPDATE tickets SET status = $3, last_activity_at = $4,
                    waiting_since = CASE WHEN status = 'pending' OR status = 'solved' THEN $4 ELSE waiting_since END
             WHERE account_id = $1 AND id = $2",
            params![&account, &id, status.as_str(), now],
        )?,
        None => tx.execute(
            "UPDATE tickets SET last_activity_at = $3 WHERE account_id = $1 AND id = $2",
            params![&account, &id, now],
        )?,
    };
    Ok(())
}

/// Keeps the status and priority of the ticket that goes on after a join (MRG-3).
pub fn set_status_and_priority(tx: &mut Tx<'_>, id: TicketId, status: Status, priority: i64) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE tickets SET status = $3, priority = $4, last_activity_at = $5 WHERE account_id = $1 AND id = $2",
        params![&account, &id, status.as_str(), priority, now],
    )?;
    Ok(())
}

/// Closes a ticket and marks it as merged into another (MRG-3).
pub fn close_into(tx: &mut Tx<'_>, id: TicketId, into: TicketId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE tickets SET status = 'closed', merged_into_id = $3, last_activity_at = $4 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &into, now],
    )?;
    Ok(())
}

/// Makes a user the requester of a ticket (MRG-2, MRG-4).
pub fn set_requester(tx: &mut Tx<'_>, id: TicketId, requester: UserId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE tickets SET requester_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &requester],
    )?;
    Ok(())
}

/// Lets a ticket be found in `root` again, in which the conversation is that it was opened in (MRG-12).
pub fn set_root(tx: &mut Tx<'_>, id: TicketId, root: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE tickets SET root_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &root],
    )?;
    Ok(())
}

/// Gives a ticket to another conversation of its requester's (MRG-12).
pub fn move_to(tx: &mut Tx<'_>, id: TicketId, conversation: ConversationId) -> Result<()> {
    let account = tx.account();
    tx.execute(
        "UPDATE tickets SET conversation_id = $3, root_id = $3 WHERE account_id = $1 AND id = $2",
        params![&account, &id, &conversation],
    )?;
    Ok(())
}

/// Makes a ticket again what it was before a merge, in the conversation that it was in (MRG-12).
pub fn restore(tx: &mut Tx<'_>, seam: &TicketSeam, root: ConversationId, requester: UserId) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE tickets SET status = $3, priority = $4, root_id = $5, requester_id = $6, merged_into_id = NULL,
                last_activity_at = $7
         WHERE account_id = $1 AND id = $2",
        params![&account, &seam.id, seam.status.as_str(), seam.priority, &root, &requester, now],
    )?;
    Ok(())
}

/// A conversation's ticket that is not closed. A ticket is its conversation's: whoever has taken that decides about it.
pub fn find_live(tx: &mut Tx<'_>, root: ConversationId) -> Result<Option<LiveTicket>> {
    let account = tx.account();
    tx.row(
        "SELECT id, status, priority FROM tickets WHERE account_id = $1 AND root_id = $2 AND status <> 'closed'",
        params![&account, &root],
    )?
    .map_or(Ok(None), |row| live(&row, 0))
}

/// Reads id, status and priority, which begin at `from`; `None` where there is no ticket.
pub(crate) fn live(row: &Row, from: usize) -> Result<Option<LiveTicket>> {
    let id: Option<TicketId> = row.get(from)?;
    id.map(|id| Ok(LiveTicket { id, status: status(row, from + 1)?, priority: row.get(from + 2)? }))
        .transpose()
}

/// A ticket by id.
pub fn find(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<Ticket>> {
    let account = tx.account();
    tx.row(select!("", "WHERE t.account_id = $1 AND t.id = $2"), params![&account, &id])?
        .map(|row| ticket(&row))
        .transpose()
}

/// What an agent's decision about a ticket rests on. Its conversation was taken before.
pub fn find_standing(tx: &mut Tx<'_>, id: TicketId) -> Result<Option<Standing>> {
    let account = tx.account();
    tx.row(
        "SELECT status, assignee_id FROM tickets WHERE account_id = $1 AND id = $2",
        params![&account, &id],
    )?
    .map(|row| Ok(Standing { status: status(&row, 0)?, assignee: row.get(1)? }))
    .transpose()
}

/// Keeps where a ticket stands and whose work it is.
pub fn set_standing(tx: &mut Tx<'_>, id: TicketId, standing: &Standing) -> Result<()> {
    let (account, now) = (tx.account(), tx.now());
    tx.execute(
        "UPDATE tickets SET status = $3, assignee_id = $4, last_activity_at = $5 WHERE account_id = $1 AND id = $2",
        params![&account, &id, standing.status.as_str(), standing.assignee.as_ref(), now],
    )?;
    Ok(())
}

/// The tickets of a conversation, oldest first, closed ones included.
pub fn of_conversation(tx: &mut Tx<'_>, root: ConversationId) -> Result<Vec<Ticket>> {
    let account = tx.account();
    tx.rows(
        select!("", "WHERE t.account_id = $1 AND t.root_id = $2 ORDER BY t.number"),
        params![&account, &root],
    )?
    .iter()
    .map(ticket)
    .collect()
}

/// A line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxLine {
    /// The ticket.
    pub ticket: Ticket,
    /// The last message of its conversation.
    pub last_message: Option<MessageId>,
}

/// Which tickets of the inbox. None of the views has closed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All of them.
    All,
    /// Those that an agent is to work on.
    Mine(AgentId),
    /// Those to be worked on that are nobody's work yet.
    Unassigned,
    /// All that are to be worked on: new, open and pending.
    Open,
    /// Those that are solved.
    Solved,
    /// Those of a queue that are to be worked on.
    Queue(QueueId),
}

macro_rules! inbox {
    ($of_the_view:literal) => {
        select!(
            ", c.last_message_id",
            concat!(
                "JOIN conversations c ON c.account_id = t.account_id AND c.id = t.root_id
                 WHERE t.account_id = $1 AND t.status <> 'closed'
                   AND (t.last_activity_at < $2 OR (t.last_activity_at = $2 AND t.id < $3)) ",
                $of_the_view,
                " ORDER BY t.last_activity_at DESC, t.id DESC LIMIT $4"
            )
        )
    };
}

/// The tickets of a view, the latest activity first: at most `limit`, those before `before` if given.
pub fn inbox(
    tx: &mut Tx<'_>,
    view: View,
    before: Option<(Millis, TicketId)>,
    limit: i64,
) -> Result<Vec<InboxLine>> {
    let account = tx.account();
    let (at, id) = before.unwrap_or((Millis::new(i64::MAX), TicketId::from_bytes([0xff; 12])));
    let params = params![&account, at, &id, limit];
    let rows = match &view {
        View::All => tx.rows(inbox!(""), params)?,
        View::Mine(agent) => tx.rows(
            inbox!("AND t.status <> 'solved' AND t.assignee_id = $5"),
            params![&account, at, &id, limit, agent],
        )?,
        View::Unassigned => tx.rows(inbox!("AND t.status <> 'solved' AND t.assignee_id IS NULL"), params)?,
        View::Open => tx.rows(inbox!("AND t.status <> 'solved'"), params)?,
        View::Solved => tx.rows(inbox!("AND t.status = 'solved'"), params)?,
        View::Queue(queue) => tx.rows(
            inbox!("AND t.status <> 'solved' AND t.queue_id = $5"),
            params![&account, at, &id, limit, queue],
        )?,
    };
    rows.iter().map(|row| Ok(InboxLine { ticket: ticket(row)?, last_message: row.get(12)? })).collect()
}

/// How many tickets are not closed.
pub fn count_live(tx: &mut Tx<'_>) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM tickets WHERE account_id = $1 AND status <> 'closed'",
        params![&account],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// How many tickets each view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Those that an agent is to work on.
    pub mine: i64,
    /// Those to be worked on that are nobody's work yet.
    pub unassigned: i64,
    /// All that are to be worked on.
    pub open: i64,
    /// Those that are solved.
    pub solved: i64,
}

/// How many tickets each view of an agent has.
pub fn count(tx: &mut Tx<'_>, agent: AgentId) -> Result<Counts> {
    let account = tx.account();
    let rows = tx.rows(
        "SELECT CASE WHEN status = 'solved' THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END, assignee_id,
                CAST(COUNT(*) AS BIGINT)
         FROM tickets WHERE account_id = $1 AND status <> 'closed'
         GROUP BY 1, 2",
        params![&account],
    )?;
    let mut counts = Counts { mine: 0, unassigned: 0, open: 0, solved: 0 };
    for row in rows {
        let (solved, assignee, tickets): (bool, Option<AgentId>, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        if solved {
            counts.solved += tickets;
        } else {
            counts.open += tickets;
            match assignee {
                None => counts.unassigned += tickets,
                Some(assignee) if assignee == agent => counts.mine += tickets,
                Some(_) => {}
            }
        }
    }
    Ok(counts)
}

/// How many tickets a conversation has, for an erasure to say.
pub fn count_of(tx: &mut Tx<'_>, root: ConversationId) -> Result<i64> {
    let account = tx.account();
    let row = tx.row(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM tickets WHERE account_id = $1 AND root_id = $2",
        params![&account, &root],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// The tickets that have been solved since before a moment, the longest first: at most `limit`, each with its
/// conversation (TKT-1).
pub fn solved_before(tx: &mut Tx<'_>, moment: Millis, limit: i64) -> Result<Vec<(TicketId, ConversationId)>> {
    let account = tx.account();
    tx.rows(
        "SELECT id, root_id FROM tickets WHERE account_id = $1 AND status = 'solved' AND last_activity_at <= $2
         ORDER BY last_activity_at, id LIMIT $3",
        params![&account, moment, limit],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}
