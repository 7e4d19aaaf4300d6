//! What somebody who waits in a queue is told (ROU-4, ROU-8): of others nothing but how many there are.

use std::collections::{BTreeSet, VecDeque};

use super::Place;
use crate::{
    id::TicketId,
    limits,
    time::{Millis, Span},
};

/// What somebody who waits is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// They are the how many-th, and are answered in about so many minutes, if that can be said.
    Open {
        /// Their place, from 1 on.
        position: u32,
        /// In about how many minutes, if the queue has moved enough of late to say so.
        minutes: Option<u32>,
    },
    /// It is outside the queue's opening hours: nobody moves forward, and no time is promised (ROU-8).
    Closed,
}

/// How quickly a queue moves, as it was seen of late. Each look at it is told here, and nothing else is kept of it.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// The first of those that waited at the last look, in their order.
    line: Vec<Place>,
    /// Since when the queue is looked at.
    since: Option<Millis>,
    /// How many left it, by when that was seen.
    left: VecDeque<(Millis, u32)>,
}

/// For how long it counts that somebody left a queue.
const OF_LATE: Span = Span::seconds(30 * 60);
/// Of how many at least it has to be known before a time is told: one who was answered quickly is no promise to others.
const ENOUGH: u32 = 3;

impl Pace {
    /// The first of those that wait in the queue now, in their order: at most [`limits::TOLD_WAITING`]. Whoever was among them and
    /// is not any more has left, unless others came before them and the end of the line is not seen.
    pub fn saw(&mut self, line: Vec<Place>, now: Millis) {
        let since = *self.since.get_or_insert(now);
        let still: BTreeSet<TicketId> = line.iter().map(Place::ticket).collect();
        let unseen = line.last().filter(|_| line.len() >= limits::TOLD_WAITING).copied();
        let has_left =
            |place: &&Place| !still.contains(&place.ticket()) && unseen.is_none_or(|last| **place < last);
        let left = self.line.iter().filter(has_left).count();
        if left > 0 && since < now {
            self.left.push_back((now, u32::try_from(left).unwrap_or(u32::MAX)));
        }
        while self.left.front().is_some_and(|(at, _)| at.plus(OF_LATE) < now) {
            self.left.pop_front();
        }
        self.line = line;
    }

    /// What the how many-th is told while the queue is open. They wait as long as it takes so many to leave, at the pace of late.
    pub fn wait(&self, position: u32, now: Millis) -> Wait {
        Wait::Open { position, minutes: self.minutes(position, now) }
    }

    fn minutes(&self, position: u32, now: Millis) -> Option<u32> {
        let left = self.left.iter().fold(0_u32, |sum, (_, left)| sum.saturating_add(*left));
        if left < ENOUGH {
            return None;
        }
        let watched = now.since(self.since?).as_millis().min(OF_LATE.as_millis());
        let millis = i128::from(watched) * i128::from(position) / i128::from(left);
        rounded(millis)
    }
}

/// A time as it is told: to the minute up to five, in steps of five up to half an hour and of fifteen up to a whole. What is
/// longer is too far away to be told. Never less than it is thought to be.
fn rounded(millis: i128) -> Option<u32> {
    const STEPS: [u32; 12] = [1, 2, 3, 4, 5, 10, 15, 20, 25, 30, 45, 60];
    STEPS.into_iter().find(|minutes| millis <= i128::from(*minutes) * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: i64 = 1_000_000;

    fn at(seconds: i64) -> Millis {
        Millis::new(BEGIN + seconds * 1_000)
    }

    fn line(tickets: impl IntoIterator<Item = u16>) -> Vec<Place> {
        let place = |number: u16| {
            let mut id = [0; 12];
            id[10..].copy_from_slice(&number.to_be_bytes());
            Place::new(0, Millis::new(i64::from(number)), TicketId::from_bytes(id))
        };
        tickets.into_iter().map(place).collect()
    }

    fn minutes(pace: &Pace, position: u32, now: i64) -> Option<u32> {
        match pace.wait(position, at(now)) {
            Wait::Open { position: told, minutes } => {
                assert_eq!(told, position);
                minutes
            }
            Wait::Closed => unreachable!("it is open"),
        }
    }

    #[test]
    fn rou_4_no_time_is_told_before_three_have_left() {
        let mut pace = Pace::default();
        pace.saw(line(1..=5), at(0));
        assert_eq!(minutes(&pace, 1, 0), None);
        pace.saw(line(3..=5), at(60));
        assert_eq!(minutes(&pace, 1, 60), None);
        pace.saw(line(4..=5), at(90));
        assert_eq!(minutes(&pace, 1, 90), Some(1));
    }

    #[test]
    fn rou_4_whoever_stands_further_back_waits_as_much_longer() {
        let mut pace = Pace::default();
        pace.saw(line(1..=100), at(0));
        pace.saw(line(5..=100), at(240));
        // One a minute.
        for (position, told) in [(1, 1), (2, 2), (5, 5), (6, 10), (11, 15), (31, 45), (60, 60)] {
            assert_eq!(minutes(&pace, position, 240), Some(told), "{position}");
        }
        assert_eq!(minutes(&pace, 61, 240), None, "more than an hour is not told");
        assert_eq!(minutes(&pace, u32::MAX, 240), None);
    }

    #[test]
    fn rou_4_only_what_was_seen_of_late_counts() {
        let mut pace = Pace::default();
        pace.saw(line(1..=9), at(0));
        pace.saw(line(4..=9), at(30));
        assert_eq!(minutes(&pace, 1, 30), Some(1));
        pace.saw(line(4..=9), at(30 + 30 * 60));
        assert_eq!(minutes(&pace, 1, 30 + 30 * 60), Some(10));
        pace.saw(line(4..=9), at(31 + 30 * 60));
        assert_eq!(minutes(&pace, 1, 31 + 30 * 60), None);
    }

    #[test]
    fn rou_4_who_is_pushed_out_of_sight_has_not_left() {
        let most = u16::try_from(limits::TOLD_WAITING).unwrap();
        let mut pace = Pace::default();
        pace.saw(line(10..10 + most), at(0));
        pace.saw(line(5..5 + most), at(60));
        assert_eq!(minutes(&pace, 1, 60), None);
        // Three of those in sight have, and as many come into it.
        pace.saw(line((5..8).chain(11..8 + most)), at(120));
        assert_eq!(minutes(&pace, 1, 120), Some(1));
    }

    #[test]
    fn rou_4_a_higher_priority_is_no_leaving() {
        let mut pace = Pace::default();
        pace.saw(line(1..=4), at(0));
        let raised = line(1..=4).into_iter().map(|place| Place::new(9, Millis::new(1), place.ticket()));
        pace.saw(raised.collect(), at(60));
        assert_eq!(minutes(&pace, 1, 60), None);
    }
}
