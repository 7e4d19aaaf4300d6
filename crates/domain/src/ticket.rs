//! Tickets: one case in a conversation, worked by agents.

use crate::{
    changed::Changed,
    id::{AgentId, QueueId, TicketId},
    limits,
    time::Millis,
};

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

/// How a ticket stands that an agent's words have begun: it is that agent's work, so no rules decide where it waits (ROU-7).
pub const fn begun_by(agent: AgentId) -> Standing {
    Standing { status: Status::New, assignee: Some(agent) }
}

/// Whether somebody waits for an answer and no agent would ever be given the ticket: it is nobody's work, and it waits in no queue
/// (ROU-4).
pub fn waits_nowhere(ticket: &Standing, waits: &Waits) -> bool {
    on_routing(ticket) == RoutingStep::Decide && waits.queue.is_none()
}

/// Whether the rules are to decide about a ticket that was just changed: whoever worked it has let it go, or it was put aside and is
/// taken up again, and it waits nowhere. One that waited before waits where somebody has put it (ROU-4).
pub fn comes_to_wait_nowhere(before: &Standing, after: &Standing, waits: &Waits) -> bool {
    before != after && !can_be_given(before) && waits_nowhere(after, waits)
}

/// What agents decide about a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: Status,
    /// Whose work it is.
    pub assignee: Option<AgentId>,
}

/// What an agent wants to be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketChange {
    /// Where it is to stand.
    pub status: Option<Status>,
    /// Whose work it is to be.
    pub assignee: Changed<AgentId>,
}

/// TKT-1: a closed ticket never opens again, and nobody works it any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NeverReopens;

/// How a ticket stands after an agent's change; `None` if that is how it stands already. A closed one stays as it
/// is (TKT-1).
pub fn change(ticket: &Standing, asked: &TicketChange) -> Result<Option<Standing>, NeverReopens> {
    let after = Standing {
        status: asked.status.unwrap_or(ticket.status),
        assignee: asked.assignee.after(ticket.assignee),
    };
    if after == *ticket {
        return Ok(None);
    }
    match ticket.status {
        Status::Closed => Err(NeverReopens),
        Status::New | Status::Open | Status::Pending | Status::Solved => Ok(Some(after)),
    }
}

/// Where a ticket waits for an agent (ROU-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// The queue; `None` for a ticket that everybody may take.
    pub queue: Option<QueueId>,
    /// Higher goes first.
    pub priority: i64,
}

/// Where an agent wants a ticket to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitsChange {
    /// In which queue.
    pub queue: Changed<QueueId>,
    /// With what priority.
    pub priority: Option<i64>,
}

/// Where a ticket waits after an agent's change; `None` if it waits there already. A closed one waits for nobody (TKT-1).
pub fn move_to(status: Status, waits: &Waits, asked: &WaitsChange) -> Result<Option<Waits>, NeverReopens> {
    let after =
        Waits { queue: asked.queue.after(waits.queue), priority: asked.priority.unwrap_or(waits.priority) };
    if after == *waits {
        return Ok(None);
    }
    match status {
        Status::Closed => Err(NeverReopens),
        Status::New | Status::Open | Status::Pending | Status::Solved => Ok(Some(after)),
    }
}

/// What the rules of a workstream do about a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoutingStep {
    /// They decide where it waits.
    Decide,
    /// It stays: an agent has taken it, and is told where the rules would have sent it.
    Tell,
    /// Nothing: nobody waits any more.
    Rest,
}

/// ROU-7: the rules decide where a ticket waits unless an agent has taken it; then it stays, and they are told.
pub fn on_routing(ticket: &Standing) -> RoutingStep {
    match (ticket.status, ticket.assignee) {
        (Status::New | Status::Open | Status::Pending, None) => RoutingStep::Decide,
        (Status::New | Status::Open | Status::Pending, Some(_)) => RoutingStep::Tell,
        (Status::Solved | Status::Closed, _) => RoutingStep::Rest,
    }
}

/// Whether a ticket can be given to an agent: it is nobody's work, and somebody waits for an answer (ROU-4).
pub fn can_be_given(ticket: &Standing) -> bool {
    match ticket.status {
        Status::New | Status::Open => ticket.assignee.is_none(),
        Status::Pending | Status::Solved | Status::Closed => false,
    }
}

/// TKT-1: where a ticket stands once it has been as it is for long enough; `None` if it does not move by itself.
pub fn closes_by_itself(status: Status, last_activity: Millis, now: Millis) -> Option<Status> {
    match status {
        Status::Solved => (now.since(last_activity) >= limits::SOLVED).then_some(Status::Closed),
        Status::New | Status::Open | Status::Pending | Status::Closed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    #[test]
    fn tkt_1_a_solved_ticket_closes_by_itself_after_four_days_and_no_other() {
        let (solved, days) = (Millis::new(0), |days| Millis::new(0).plus(Span::days(days)));
        assert_eq!(closes_by_itself(Status::Solved, solved, days(4)), Some(Status::Closed));
        assert_eq!(closes_by_itself(Status::Solved, solved, days(4).minus(Span::millis(1))), None);
        for status in [Status::New, Status::Open, Status::Pending, Status::Closed] {
            assert_eq!(closes_by_itself(status, solved, days(400)), None, "{status:?}");
        }
    }

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

    const JO: AgentId = AgentId::from_bytes([1; 12]);

    #[test]
    fn rou_7_what_an_agent_begins_is_their_work_until_they_let_it_go() {
        let begun = begun_by(JO);
        assert!(on_routing(&begun) != RoutingStep::Decide && !can_be_given(&begun));
        let nowhere = Waits { queue: None, priority: 0 };
        let let_go = Standing { assignee: None, ..begun };
        assert!(comes_to_wait_nowhere(&begun, &let_go, &nowhere));
        assert!(!comes_to_wait_nowhere(&let_go, &let_go, &nowhere), "nobody had it");
        assert!(!comes_to_wait_nowhere(&begun, &begun, &nowhere), "they still have it");
        let solved = Standing { status: Status::Solved, ..let_go };
        assert!(!comes_to_wait_nowhere(&begun, &solved, &nowhere), "nobody waits");
        let somewhere = Waits { queue: Some(QueueId::ZERO), priority: 0 };
        assert!(!comes_to_wait_nowhere(&begun, &let_go, &somewhere), "it waits there");
    }

    #[test]
    fn rou_4_what_was_put_aside_and_waits_again_in_no_queue_is_not_forgotten() {
        let nowhere = Waits { queue: None, priority: 0 };
        let somewhere = Waits { queue: Some(QueueId::ZERO), priority: 0 };
        let put_aside = [Status::Pending, Status::Solved];
        for status in Status::ALL {
            let before = Standing { status, assignee: None };
            let open = Standing { status: Status::Open, ..before };
            let forgotten = comes_to_wait_nowhere(&before, &open, &nowhere);
            assert_eq!(forgotten, put_aside.contains(&status) || status == Status::Closed, "{status:?}");
            assert!(!comes_to_wait_nowhere(&before, &open, &somewhere), "{status:?}");
            assert!(
                !comes_to_wait_nowhere(&before, &Standing { assignee: Some(JO), ..open }, &nowhere),
                "{status:?}"
            );
            let waits = matches!(status, Status::New | Status::Open | Status::Pending);
            assert_eq!(waits_nowhere(&before, &nowhere), waits, "{status:?}");
            assert!(!waits_nowhere(&before, &somewhere), "{status:?}");
        }
    }

    #[test]
    fn tkt_1_an_agent_moves_a_ticket_anywhere_and_a_closed_one_nowhere() {
        let to = |status| TicketChange { status: Some(status), ..TicketChange::default() };
        for from in Status::ALL {
            for status in Status::ALL {
                let ticket = Standing { status: from, assignee: None };
                let expected = match (from == status, from) {
                    (true, _) => Ok(None),
                    (false, Status::Closed) => Err(NeverReopens),
                    (false, _) => Ok(Some(Standing { status, assignee: None })),
                };
                assert_eq!(change(&ticket, &to(status)), expected, "{from:?} to {status:?}");
            }
        }
    }

    #[test]
    fn a_ticket_is_given_to_somebody_and_to_nobody() {
        let to = |assignee| TicketChange { status: None, assignee };
        let [nobodys, jos] = [None, Some(JO)].map(|assignee| Standing { status: Status::New, assignee });
        assert_eq!(change(&nobodys, &to(Changed::To(JO))), Ok(Some(jos)));
        assert_eq!(change(&jos, &to(Changed::Nothing)), Ok(Some(nobodys)));
        for (ticket, same) in [(jos, Changed::To(JO)), (jos, Changed::Stays), (nobodys, Changed::Nothing)] {
            assert_eq!(change(&ticket, &to(same)), Ok(None));
        }
    }

    #[test]
    fn tkt_1_a_closed_ticket_is_given_to_nobody_else() {
        let closed = Standing { status: Status::Closed, assignee: Some(JO) };
        let asked = TicketChange { status: None, assignee: Changed::Nothing };
        assert_eq!(change(&closed, &asked), Err(NeverReopens));
    }

    #[test]
    fn rou_7_the_rules_decide_about_what_no_agent_has_taken_and_tell_whoever_has() {
        let routed = [Status::New, Status::Open, Status::Pending];
        for status in Status::ALL {
            let nobodys = Standing { status, assignee: None };
            let jos = Standing { assignee: Some(JO), ..nobodys };
            let expected = if routed.contains(&status) {
                [RoutingStep::Decide, RoutingStep::Tell]
            } else {
                [RoutingStep::Rest; 2]
            };
            assert_eq!([nobodys, jos].map(|standing| on_routing(&standing)), expected, "{status:?}");
        }
    }

    #[test]
    fn rou_4_what_waits_for_an_answer_and_is_nobodys_work_can_be_given() {
        let given = [Status::New, Status::Open];
        for status in Status::ALL {
            let nobodys = Standing { status, assignee: None };
            assert_eq!(can_be_given(&nobodys), given.contains(&status), "{status:?}");
            assert!(!can_be_given(&Standing { assignee: Some(JO), ..nobodys }), "{status:?}");
        }
    }

    #[test]
    fn rou_2_an_agent_moves_a_ticket_to_another_queue_and_a_closed_one_nowhere() {
        let waits = Waits { queue: None, priority: 3 };
        let queue = QueueId::from_bytes([4; 12]);
        let asked = WaitsChange { queue: Changed::To(queue), priority: None };
        for status in Status::ALL {
            let expected = match status {
                Status::Closed => Err(NeverReopens),
                Status::New | Status::Open | Status::Pending | Status::Solved => {
                    Ok(Some(Waits { queue: Some(queue), priority: 3 }))
                }
            };
            assert_eq!(move_to(status, &waits, &asked), expected, "{status:?}");
            assert_eq!(move_to(status, &waits, &WaitsChange::default()), Ok(None), "{status:?}");
        }
    }
}
