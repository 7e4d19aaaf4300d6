//! Tickets: one case in a conversation, worked by agents.

use crate::id::TicketId;

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nobody has answered yet.
    New,
    /// Waiting for an agent.
    Open,
    /// Waiting for the user.
    Pending,
    /// Answered; closes by itself after a time.
    Solved,
    /// Never opens again.
    Closed,
}

impl Status {
    /// Every status, for reading one back.
    pub const ALL: [Self; 5] = [Self::New, Self::Open, Self::Pending, Self::Solved, Self::Closed];

    /// The word of the rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }
}

/// A ticket that is not closed. A conversation has at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveTicket {
    /// Its id.
    pub id: TicketId,
    /// Where it stands; never `Closed`.
    pub status: Status,
    /// Higher goes first.
    pub priority: i64,
}

/// What a message does to the conversation's ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketStep {
    /// There is none that is not closed: a new one opens.
    Create,
    /// It stays as it is.
    Keep(TicketId),
    /// It goes to another status.
    Move(TicketId, Status),
}

/// TKT-1: a user's message goes to the ticket that is not closed; with none, a new one opens. A message on a
/// pending or solved ticket makes it open.
pub fn on_user_message(live: Option<&LiveTicket>) -> TicketStep {
    match live.map(|ticket| (ticket.id, ticket.status)) {
        None | Some((_, Status::Closed)) => TicketStep::Create,
        Some((id, Status::New | Status::Open)) => TicketStep::Keep(id),
        Some((id, Status::Pending | Status::Solved)) => TicketStep::Move(id, Status::Open),
    }
}

/// An agent's answer: a new ticket is being worked on from now on, and every other stays as it is. With none
/// that is not closed, a new one opens for what may come back.
pub fn on_agent_message(live: Option<&LiveTicket>) -> TicketStep {
    match live.map(|ticket| (ticket.id, ticket.status)) {
        None | Some((_, Status::Closed)) => TicketStep::Create,
        Some((id, Status::New)) => TicketStep::Move(id, Status::Open),
        Some((id, Status::Open | Status::Pending | Status::Solved)) => TicketStep::Keep(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live(status: Status) -> LiveTicket {
        LiveTicket { id: TicketId::ZERO, status, priority: 0 }
    }

    #[test]
    fn tkt_1_what_a_users_message_does_to_each_status() {
        let id = TicketId::ZERO;
        let table = [
            (Status::New, TicketStep::Keep(id)),
            (Status::Open, TicketStep::Keep(id)),
            (Status::Pending, TicketStep::Move(id, Status::Open)),
            (Status::Solved, TicketStep::Move(id, Status::Open)),
            (Status::Closed, TicketStep::Create),
        ];
        for (status, step) in table {
            assert_eq!(on_user_message(Some(&live(status))), step, "{status:?}");
        }
        assert_eq!(on_user_message(None), TicketStep::Create);
    }

    #[test]
    fn an_agents_answer_opens_a_new_ticket_and_leaves_the_others() {
        let id = TicketId::ZERO;
        let table = [
            (Status::New, TicketStep::Move(id, Status::Open)),
            (Status::Open, TicketStep::Keep(id)),
            (Status::Pending, TicketStep::Keep(id)),
            (Status::Solved, TicketStep::Keep(id)),
            (Status::Closed, TicketStep::Create),
        ];
        for (status, step) in table {
            assert_eq!(on_agent_message(Some(&live(status))), step, "{status:?}");
        }
    }
}
