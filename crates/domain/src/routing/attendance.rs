//! Whether somebody who writes now finds anybody there, as far as everybody may know it: of who works nothing but that.

use super::Candidate;

/// Who is there for a queue's people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attendance {
    /// It is outside its opening hours (ROU-8).
    Closed,
    /// It is open, and nobody is there, or nobody has room.
    Away,
    /// Somebody is there who can take the next.
    There,
}

impl Attendance {
    /// That of a queue: where tickets are given out, whoever is there needs room; where they are taken by hand, nobody does (ROU-4).
    pub fn of<'c>(is_open: bool, pushes: bool, there: impl IntoIterator<Item = &'c Candidate>) -> Self {
        if !is_open {
            Self::Closed
        } else if there.into_iter().any(|candidate| !pushes || candidate.has_room()) {
            Self::There
        } else {
            Self::Away
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Away => "away",
            Self::There => "there",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::AgentId, time::Millis};

    const fn candidate(working: i64) -> Candidate {
        Candidate { agent: AgentId::ZERO, capacity: 2, working, idle_since: Millis::new(0) }
    }

    #[test]
    fn rou_4_a_queue_that_gives_its_tickets_out_needs_somebody_with_room() {
        for (there, attendance) in [
            (&[][..], Attendance::Away),
            (&[candidate(2)], Attendance::Away),
            (&[candidate(2), candidate(1)], Attendance::There),
        ] {
            assert_eq!(Attendance::of(true, true, there), attendance);
        }
    }

    #[test]
    fn rou_4_where_tickets_are_taken_by_hand_whoever_is_there_can_take_one() {
        assert_eq!(Attendance::of(true, false, &[candidate(2)]), Attendance::There);
        assert_eq!(Attendance::of(true, false, &[]), Attendance::Away);
    }

    #[test]
    fn rou_8_outside_opening_hours_it_is_closed_whoever_is_there() {
        assert_eq!(Attendance::of(false, true, &[candidate(0)]), Attendance::Closed);
    }
}
