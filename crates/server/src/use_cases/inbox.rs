//! The agents' inbox: the tickets that are not closed.

use bonafide_domain::{id::TicketId, time::Millis};
use bonafide_store::{
    Tx,
    messages::{self, Message},
    tickets::{self, Ticket},
};

use super::{
    Step, admission,
    person::{self, Person},
};
use crate::secrets::AgentToken;

/// How many tickets a page of the inbox has.
pub const PAGE: i64 = 50;

/// A line of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The ticket.
    pub ticket: Ticket,
    /// Whose it is.
    pub requester: Person,
    /// The last message of its conversation.
    pub last_message: Option<Message>,
}

/// A page of the inbox, the latest activity first.
pub fn inbox(tx: &mut Tx<'_>, token: &AgentToken, before: Option<(Millis, TicketId)>) -> Step<Vec<Line>> {
    admission::admit_agent(tx, token)?;
    let mut lines = Vec::new();
    for line in tickets::inbox(tx, before, PAGE)? {
        let last_message = match line.last_message {
            Some(id) => messages::find(tx, id)?,
            None => None,
        };
        let requester = person::load(tx, line.ticket.requester)?;
        lines.push(Line { ticket: line.ticket, requester, last_message });
    }
    Ok(lines)
}
