//! Who works which ticket next (ROU-4).

use crate::{
    id::{AgentId, TicketId},
    time::Millis,
};

/// A ticket's place among those that wait: in one queue, and among the first of several for whoever belongs to all of them.
/// The least goes first: higher priority, then longest waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    priority: std::cmp::Reverse<i64>,
    since: Millis,
    ticket: TicketId,
}

impl Place {
    /// The place of a ticket with this priority that waits since then.
    pub const fn new(priority: i64, since: Millis, ticket: TicketId) -> Self {
        Self { priority: std::cmp::Reverse(priority), since, ticket }
    }

    /// The ticket whose place it is.
    pub const fn ticket(&self) -> TicketId {
        self.ticket
    }
}

/// An agent who is there, and may be given a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// How many tickets they work at once at most.
    pub capacity: i64,
    /// How many they work now.
    pub working: i64,
    /// Since when they were given nothing.
    pub idle_since: Millis,
}

impl Candidate {
    /// Whether they may be given another.
    pub const fn has_room(&self) -> bool {
        self.working < self.capacity
    }
}

/// ROU-4: of those who have room, whoever works the fewest tickets is given the next; of several, whoever was given nothing
/// for longest.
pub fn next<'c>(candidates: impl IntoIterator<Item = &'c Candidate>) -> Option<&'c Candidate> {
    let with_room = candidates.into_iter().filter(|candidate| candidate.has_room());
    with_room.min_by_key(|candidate| (candidate.working, candidate.idle_since, candidate.agent))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn candidate(agent: u8, working: i64, capacity: i64, idle_since: i64) -> Candidate {
        let agent = AgentId::from_bytes([agent; 12]);
        Candidate { agent, capacity, working, idle_since: Millis::new(idle_since) }
    }

    fn chosen(candidates: &[Candidate]) -> Option<u8> {
        next(candidates).map(|chosen| chosen.agent.as_bytes()[0])
    }

    #[test]
    fn rou_4_the_next_ticket_goes_to_whoever_works_the_fewest_then_to_whoever_was_idle_for_longest() {
        assert_eq!(chosen(&[candidate(1, 2, 5, 0), candidate(2, 1, 5, 9)]), Some(2));
        assert_eq!(chosen(&[candidate(1, 1, 5, 9), candidate(2, 1, 5, 3)]), Some(2));
        assert_eq!(chosen(&[candidate(2, 1, 5, 3), candidate(1, 1, 5, 3)]), Some(1));
    }

    #[test]
    fn rou_4_nobody_is_given_more_than_they_have_room_for() {
        assert_eq!(chosen(&[candidate(1, 0, 0, 0), candidate(2, 3, 3, 0)]), None);
        assert_eq!(chosen(&[candidate(1, 2, 2, 0), candidate(2, 3, 4, 0)]), Some(2));
        assert_eq!(chosen(&[]), None);
    }

    #[test]
    fn rou_4_higher_priority_goes_first_then_longest_waiting() {
        let place = |priority, since, ticket: u8| {
            Place::new(priority, Millis::new(since), TicketId::from_bytes([ticket; 12]))
        };
        let mut places = [place(0, 1, 1), place(5, 9, 2), place(5, 3, 3), place(5, 3, 2)];
        places.sort_unstable();
        assert_eq!(places, [place(5, 3, 2), place(5, 3, 3), place(5, 9, 2), place(0, 1, 1)]);
    }
}
