//! What became of an agent's tickets that were merged into others (MRG-3).

use bonafide_domain::{
    id::{ConversationId, TicketId},
    time::Millis,
};
use bonafide_store::{Done, Tx, merge_notices};

use super::{
    Refused, Step, admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// How many an agent is shown at once, the latest first. Those before them follow as these are seen.
const SHOWN: i64 = 20;

/// A ticket of the agent's that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeNotice {
    /// The ticket that was closed, and its number.
    pub ticket: (TicketId, i64),
    /// The ticket that goes on, and its number.
    pub into: (TicketId, i64),
    /// The conversation in which that is worked.
    pub conversation: ConversationId,
    /// Whose case it is.
    pub requester: Person,
    /// When.
    pub merged_at: Millis,
}

/// What the agent has not seen yet, the latest first.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken) -> Step<Vec<MergeNotice>> {
    let agent = admission::admit_agent(tx, token)?;
    let mut notices = Vec::new();
    for notice in merge_notices::of_agent(tx, agent.id, SHOWN)? {
        notices.push(MergeNotice {
            ticket: (notice.ticket, notice.number),
            into: notice.into,
            conversation: notice.conversation,
            requester: person::load(tx, notice.requester)?,
            merged_at: notice.merged_at,
        });
    }
    Ok(notices)
}

/// The agent has seen what became of a ticket.
pub fn see(tx: &mut Tx<'_>, token: &AgentToken, ticket: TicketId) -> Step<Done<()>> {
    let agent = admission::admit_agent(tx, token)?;
    if !merge_notices::seen(tx, ticket, agent.id)? {
        return Err(Refused::NotFound.into());
    }
    Ok(Done::quiet(()))
}
