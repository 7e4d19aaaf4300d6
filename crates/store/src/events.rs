//! Events: what happened in a conversation, numbered without gaps (details 17).

use bonafide_domain::{
    id::{ConversationId, EvidenceId, Id, MessageId, SessionId, UserId},
    time::Millis,
};

use crate::{
    conversations::Conversation,
    error::{Result, StoreError},
    evidence::{self, Evidence},
    messages::{self, Message, Visibility},
    params,
    tx::Tx,
    value::Row,
    word,
};

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
}

/// The kinds of [`Happening`], for reading one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Message,
    SignedIn,
    SignedOut,
    Joined,
    Moved,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Message, Self::SignedIn, Self::SignedOut, Self::Joined, Self::Moved];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Joined => "joined",
            Self::Moved => "moved",
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
        }
    }

    /// The word for it, in the store and on the wire.
    pub fn word(&self) -> &'static str {
        self.kind().as_str()
    }

    fn subject(&self) -> &[u8; 12] {
        match self {
            Self::Message(message) => message.id.as_bytes(),
            Self::SignedIn(evidence) => evidence.id.as_bytes(),
            Self::SignedOut(session) => session.as_bytes(),
            Self::Joined(conversation) | Self::Moved(conversation) => conversation.as_bytes(),
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
         VALUES ($1, $2, $3, $4, $5, $6, '', $7)",
        params![
            &account,
            &conversation.id,
            conversation.last_seq,
            what.word(),
            visibility.as_str(),
            what.subject(),
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
        "SELECT seq, kind, visibility, subject_id, happened_at FROM events
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
                at: row.get(4)?,
            })
        })
        .collect()
}

fn happening(tx: &mut Tx<'_>, row: &Row) -> Result<Happening> {
    let subject: [u8; 12] = row.get(3)?;
    Ok(match word::read(row, 1, &Kind::ALL, Kind::as_str)? {
        Kind::Message => {
            let id = MessageId::from_bytes(subject);
            let message =
                messages::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no message {id}")))?;
            Happening::Message(Box::new(message))
        }
        Kind::SignedIn => {
            let id = EvidenceId::from_bytes(subject);
            let evidence =
                evidence::find(tx, id)?.ok_or_else(|| StoreError::Corrupt(format!("no evidence {id}")))?;
            Happening::SignedIn(Box::new(evidence))
        }
        Kind::SignedOut => Happening::SignedOut(Id::from_bytes(subject)),
        Kind::Joined => Happening::Joined(Id::from_bytes(subject)),
        Kind::Moved => Happening::Moved(Id::from_bytes(subject)),
    })
}
