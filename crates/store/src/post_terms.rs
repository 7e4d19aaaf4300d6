//! What a user's message rests on, read at once in its transaction.

use bonafide_domain::{
    id::{ChannelId, ConversationId, EvidenceId, SessionId},
    mode::Mode,
    ticket::LiveTicket,
};

use crate::{
    conversations::{self, Conversation},
    error::Result,
    evidence::{self, Evidence},
    params,
    sessions::{self, KEPT, Kept},
    tickets,
    tx::Tx,
    value::Row,
    word,
};

/// Who writes, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostTerms {
    /// The session, with everything that decides whether it counts. The caller proves the secret.
    pub kept: Kept,
    /// The name of the user that the session was opened for.
    pub name: Option<String>,
    /// Whether and how its channel lets nobody write without signing in (SES-6); `None` if the channel is gone.
    pub login_required: Option<Option<Mode>>,
    /// Whether its channel asks people who are not signed in for name and address (SEE-5).
    pub asks_for_contact: bool,
    /// Whether its device has used the client id before (details 19).
    pub repeated: bool,
    /// The conversation that was named, if it is that of its user, whoever that is after merges; without one, the conversation
    /// that they last wrote to (MRG-9).
    pub conversation: Option<Conversation>,
    /// The ticket of that conversation that is not closed.
    pub ticket: Option<LiveTicket>,
    /// What the session rests on; `None` for an anonymous one.
    pub evidence: Option<Box<Evidence>>,
}

/// The terms of a message that is sent with `session` and `client_id`, perhaps into a `conversation` that is named. Where
/// others can write, the conversation was taken, or the user if there was none, and the caller looks whether it is still the
/// same.
pub fn find(
    tx: &mut Tx<'_>,
    session: SessionId,
    client_id: &str,
    conversation: Option<ConversationId>,
) -> Result<Option<PostTerms>> {
    let account = tx.account();
    tx.row(
        sessions::select!(
            concat!(
                ", u.name, n.id, n.asks_for_contact,
                 CASE WHEN EXISTS (SELECT 1 FROM channel_authentication x WHERE x.account_id = n.account_id
                           AND x.channel_id = n.id AND x.login_required = 1 AND x.login_required_mode = 'enforced')
                      THEN 'enforced'
                      WHEN EXISTS (SELECT 1 FROM channel_authentication x WHERE x.account_id = n.account_id
                           AND x.channel_id = n.id AND x.login_required = 1)
                      THEN 'report_only' END,
                 CASE WHEN EXISTS (SELECT 1 FROM messages m WHERE m.account_id = s.account_id
                           AND m.device_id = s.device_id AND m.client_id = $3)
                      THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END,
                 l.id, l.status, l.priority, ",
                conversations::columns!(),
                ", ",
                evidence::columns!()
            ),
            concat!(
                "LEFT JOIN channels n ON n.account_id = s.account_id AND n.id = s.channel_id AND n.deleted_at IS NULL
                 LEFT JOIN conversations c
                        ON c.account_id = u.account_id AND c.user_id = u.root_id AND c.root_id = c.id AND c.erased_at IS NULL
                       AND (c.id = $4 OR (CAST($4 AS BYTEA) IS NULL AND NOT EXISTS (SELECT 1 FROM conversations y
                           WHERE y.account_id = u.account_id AND y.user_id = u.root_id AND y.root_id = y.id
                             AND y.erased_at IS NULL AND ",
                conversations::written_to_later!(),
                ")))
                 LEFT JOIN tickets l ON l.account_id = c.account_id AND l.root_id = c.id AND l.status <> 'closed'
                 LEFT JOIN evidence e ON e.account_id = s.account_id AND e.id = s.evidence_id"
            )
        ),
        params![&account, &session, client_id, conversation.as_ref()],
    )?
    .map(|row| terms(&row))
    .transpose()
}

fn terms(row: &Row) -> Result<PostTerms> {
    let channel: Option<ChannelId> = row.get(KEPT + 1)?;
    let conversation: Option<ConversationId> = row.get(KEPT + 8)?;
    let evidence: Option<EvidenceId> = row.get(KEPT + 17)?;
    Ok(PostTerms {
        kept: sessions::kept(row)?,
        name: row.get(KEPT)?,
        login_required: channel.map(|_| login_required(row)).transpose()?,
        asks_for_contact: row.get::<Option<bool>>(KEPT + 2)?.unwrap_or(false),
        repeated: row.get(KEPT + 4)?,
        conversation: conversation.map(|_| conversations::read(row, KEPT + 8)).transpose()?,
        ticket: tickets::live(row, KEPT + 5)?,
        evidence: evidence.map(|_| evidence::read(row, KEPT + 17).map(Box::new)).transpose()?,
    })
}

fn login_required(row: &Row) -> Result<Option<Mode>> {
    let required: Option<String> = row.get(KEPT + 3)?;
    required.map(|_| word::read(row, KEPT + 3, &Mode::ALL, Mode::as_str)).transpose()
}
