//! Events: what happened in a conversation, numbered without gaps (details 17).

mod changed_by;

use bonafide_domain::{
    id::{AgentId, ConversationId, EvidenceId, SessionId, TicketId, UserId},
    time::Millis,
};

use crate::{
    agents::{self, Colleague},
    conversations::Conversation,
    error::{Result, StoreError},
    evidence::{self, Evidence},
    follow_ups::{self, FollowUp},
    messages::{self, Message, Visibility},
    params,
    tickets::{self, Ticket},
    tx::Tx,
    value::Row,
    word,
};

pub use changed_by::ChangedBy;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Something was said.
    Message(Box<Message>),
    /// The user signed in on a device: the seam (MRG-6).
    SignedIn(Box<Evidence>),
    /// The user signed out on a device.
    SignedOut(SessionId),
    /// What was written elsewhere was joined into this conversation.
    Joined(ConversationId),
    /// This conversation goes on in another.
    Moved(ConversationId),
    /// What this conversation holds is less than it was: a merge was undone (MRG-12). The other of the two has the
    /// conversation named here, or none.
    Parted(Option<ConversationId>),
    /// A ticket was changed. Read later, it shows the ticket as it is then: events refer, they do not copy.
    Ticket {
        /// The ticket.
        ticket: Box<Ticket>,
        /// By whom, or by what.
        by: ChangedBy,
    },
    /// What the event told of was erased with the person whose it was (RES-11).
    Erased,
    /// An agent asked the user to sign in (SEE-10).
    LoginRequested(Colleague),
    /// The user, signed in by this evidence, said in the messenger that the earlier conversation is theirs, which was
    /// joined with that (MRG-6, MRG-11).
    Confirmed(Box<Evidence>),
    /// A mail was written, or is further than it was (EML-11). Read later, it shows how far it is then.
    FollowUp(Box<FollowUp>),
}

/// The kinds of [`Happening`], for reading one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    SignedIn,
    SignedOut,
    Joined,
    Moved,
    Parted,
    Ticket,
    Erased,
    LoginRequested,
    Confirmed,
    FollowUp,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Message,
        Self::SignedIn,
        Self::SignedOut,
        Self::Joined,
        Self::Moved,
        Self::Parted,
        Self::Ticket,
        Self::Erased,
        Self::LoginRequested,
        Self::Confirmed,
        Self::FollowUp,
    ];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Joined => "joined",
            Self::Moved => "moved",
            Self::Parted => "parted",
            Self::Ticket => "ticket",
            Self::Erased => "erased",
            Self::LoginRequested => "login_requested",
            Self::Confirmed => "confirmed",
            Self::FollowUp => "follow_up",
        }
    }
}

impl Happening {
    fn kind(&self) -> Kind {
        match self {
            Self::Message(_) => Kind::Message,
            Self::SignedIn(_) => Kind::SignedIn,
            Self::SignedOut(_) => Kind::SignedOut,
            Self::Joined(_) => Kind::Joined,
            Self::Moved(_) => Kind::Moved,
            Self::Parted(_) => Kind::Parted,
            Self::Ticket { .. } => Kind::Ticket,
            Self::Erased => Kind::Erased,
            Self::LoginRequested(_) => Kind::LoginRequested,
            Self::Confirmed(_) => Kind::Confirmed,
            Self::FollowUp(_) => Kind::FollowUp,
        }
    }

    /// The word for it, in the store and on the wire.
    pub fn word(&self) -> &'static str {
        self.kind().as_str()
    }

    fn subject(&self) -> Option<&[u8; 12]> {
        Some(match self {
            Self::Message(message) => message.id.as_bytes(),
            Self::SignedIn(evidence) | Self::Confirmed(evidence) => evidence.id.as_bytes(),
            Self::SignedOut(session) => session.as_bytes(),
            Self::Joined(conversation) | Self::Moved(conversation) => conversation.as_bytes(),
            Self::Parted(other) => return other.as_ref().map(ConversationId::as_bytes),
            Self::Ticket { ticket, .. } => ticket.id.as_bytes(),
            Self::Erased => &[0; 12],
            Self::LoginRequested(by) => by.id.as_bytes(),
            Self::FollowUp(mail) => mail.message.as_bytes(),
        })
    }

    /// What is kept besides the subject: of a ticket's change, who or what made it.
    fn payload(&self) -> String {
        match self {
            Self::Ticket { by, .. } => by.payload(),
            Self::Message(_)
            | Self::SignedIn(_)
            | Self::SignedOut(_)
            | Self::Joined(_)
            | Self::Moved(_)
            | Self::Parted(_)
            | Self::Erased
            | Self::LoginRequested(_)
            | Self::Confirmed(_)
            | Self::FollowUp(_) => String::new(),
        }
    }
}

/// One numbered event of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The conversation.
    pub conversation: ConversationId,
    /// Whose it is.
    pub user: UserId,
    /// Its number, one more than that of the event before.
    pub seq: i64,
    /// Who can see it. To the others it is a number with nothing to show.
    pub visibility: Visibility,
    /// What happened.
    pub what: Happening,
    /// When.
    pub at: Millis,
}

/// Adds an event to a conversation that was taken, and raises its number; the caller keeps the conversation.
pub fn append(
    tx: &mut Tx<'_>,
    conversation: &mut Conversation,
    visibility: Visibility,
    what: Happening,
) -> Result<Event> {
    let (account, now) = (tx.account(), tx.now());
    conversation.last_seq += 1;
    tx.execute(
        "INSERT INTO events (account_id, conversation_id, seq, kind, visibility, subject_id, payload, happened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &account,
            &conversation.id,
            conversation.last_seq,
            what.word(),
            visibility.as_str(),
            what.subject(),
            &what.payload(),
            now
        ],
    )?;
    Ok(Event {
        conversation: conversation.id,
        user: conversation.user,
        seq: conversation.last_seq,
        visibility,
        what,
        at: now,
    })
}

/// At most `limit` events of a conversation after the number `after`, in order.
pub fn after(tx: &mut Tx<'_>, conversation: &Conversation, after: i64, limit: i64) -> Result<Vec<Event>> {
    let account = tx.account();
    let rows = tx.rows(
        "SELECT seq, kind, visibility, subject_id, payload, happened_at FROM events
         WHERE account_id = $1 AND conversation_id = $2 AND seq > $3 ORDER BY seq LIMIT $4",
        params![&account, &conversation.id, after, limit],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                conversation: conversation.id,
                user: conversation.user,
                seq: row.get(0)?,
                visibility: word::read(row, 2, &Visibility::ALL, Visibility::as_str)?,
                what: happening(tx, row)?,
                at: row.get(5)?,
            })
        })
        .collect()
}

/// An agent asked the user to sign in (SEE-10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRequest {
    /// Who asked.
    pub by: Colleague,
    /// When.
    pub at: Millis,
}

/// When the user of a conversation was asked to sign in, in it or in those that were joined into it: at most `limit` times
/// from the moment `since` on and before `until`, the latest first.
pub fn login_requests(
    tx: &mut Tx<'_>,
    root: ConversationId,
    since: Millis,
    until: Millis,
    limit: i64,
) -> Result<Vec<LoginRequest>> {
    let account = tx.account();
    tx.rows(
        "SELECT a.id, a.name, e.happened_at
         FROM conversations c
         JOIN events e ON e.account_id = c.account_id AND e.conversation_id = c.id
         JOIN agents a ON a.account_id = e.account_id AND a.id = e.subject_id
         WHERE c.account_id = $1 AND c.root_id = $2 AND e.kind = 'login_requested'
           AND e.happened_at >= $3 AND e.happened_at < $4
         ORDER BY e.happened_at DESC, e.seq DESC LIMIT $5",
        params![&account, &root, since, until, limit],
    )?
    .iter()
    .map(|row| Ok(LoginRequest { by: Colleague { id: row.get(0)?, name: row.get(1)? }, at: row.get(2)? }))
    .collect()
}

/// The user said that an earlier conversation is theirs (MRG-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What proved who said so.
    pub evidence: Evidence,
    /// When they said so.
    pub at: Millis,
}

/// When the user of a conversation said that an earlier one is theirs, in it or in those that were joined into it: at most
/// `limit` times from the moment `since` on and before `until`, the latest first.
pub fn confirmations(
    tx: &mut Tx<'_>,
    root: ConversationId,
    since: Millis,
    until: Millis,
    limit: i64,
) -> Result<Vec<Confirmation>> {
    let account = tx.account();
    let rows = tx.rows(
        "SELECT e.subject_id, e.happened_at
         FROM conversations c
         JOIN events e ON e.account_id = c.account_id AND e.conversation_id = c.id
         WHERE c.account_id = $1 AND c.root_id = $2 AND e.kind = 'confirmed'
           AND e.happened_at >= $3 AND e.happened_at < $4
         ORDER BY e.happened_at DESC, e.seq DESC LIMIT $5",
        params![&account, &root, since, until, limit],
    )?;
    rows.iter().map(|row| Ok(Confirmation { evidence: proof(tx, row.get(0)?)?, at: row.get(1)? })).collect()
}

/// The rules sent a ticket to a queue (ROU-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// When.
    pub at: Millis,
    /// On which evidence the person was signed in then; `None` if they were not.
    pub evidence: Option<EvidenceId>,
}

/// When the rules last sent a ticket of a conversation to another queue than before, in it or in those that were joined into it;
/// `None` if they never did.
pub fn last_routed(tx: &mut Tx<'_>, root: ConversationId, ticket: TicketId) -> Result<Option<Routed>> {
    let account = tx.account();
    let row = tx.row(
        "SELECT e.payload, e.happened_at
         FROM conversations c
         JOIN events e ON e.account_id = c.account_id AND e.conversation_id = c.id
         WHERE c.account_id = $1 AND c.root_id = $2 AND e.kind = 'ticket' AND e.subject_id = $3 AND SUBSTR(e.payload, 1, 6) = 'rules '
         ORDER BY e.happened_at DESC, e.seq DESC LIMIT 1",
        params![&account, &root, &ticket],
    )?;
    let Some(row) = row else { return Ok(None) };
    match ChangedBy::read(tx, &row.get::<String>(0)?)? {
        ChangedBy::Rules(evidence) => Ok(Some(Routed { at: row.get(1)?, evidence })),
        ChangedBy::Agent(_) | ChangedBy::Itself => {
            Err(StoreError::Corrupt("an agent's change was found among those of the rules".to_owned()))
        }
    }
}

fn happening(tx: &mut Tx<'_>, row: &Row) -> Result<Happening> {
    Ok(match word::read(row, 1, &Kind::ALL, Kind::as_str)? {
        Kind::Message => {
            // A message is deleted with the conversation that it is found in, which may be another by now.
            let message = messages::find(tx, row.get(3)?)?;
            message.map_or(Happening::Erased, |message| Happening::Message(Box::new(message)))
        }
        Kind::SignedIn => Happening::SignedIn(Box::new(proof(tx, row.get(3)?)?)),
        Kind::Confirmed => Happening::Confirmed(Box::new(proof(tx, row.get(3)?)?)),
        Kind::SignedOut => Happening::SignedOut(row.get(3)?),
        Kind::Joined => Happening::Joined(row.get(3)?),
        Kind::Moved => Happening::Moved(row.get(3)?),
        Kind::Parted => Happening::Parted(row.get(3)?),
        Kind::Ticket => match tickets::find(tx, row.get(3)?)? {
            Some(ticket) => {
                let by = ChangedBy::read(tx, &row.get::<String>(4)?)?;
                Happening::Ticket { ticket: Box::new(ticket), by }
            }
            None => Happening::Erased,
        },
        Kind::Erased => Happening::Erased,
        Kind::LoginRequested => Happening::LoginRequested(colleague(tx, row.get(3)?)?),
        Kind::FollowUp => {
            let mail = follow_ups::find(tx, row.get(3)?)?;
            mail.map_or(Happening::Erased, |mail| Happening::FollowUp(Box::new(mail)))
        }
    })
}

fn proof(tx: &mut Tx<'_>, id: EvidenceId) -> Result<Evidence> {
    evidence::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no evidence {id}")))
}

fn colleague(tx: &mut Tx<'_>, id: AgentId) -> Result<Colleague> {
    let agent = agents::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no agent {id}")))?;
    Ok(agent.into())
}
