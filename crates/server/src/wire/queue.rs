//! Queues, and how agents work (ROU-4, ROU-8).

use bonafide_domain::{
    id::{AgentId, QueueId},
    routing::{self, HoursDraft, Opening, Weekday},
};
use bonafide_store::tickets::InQueue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, agent::Colleague};
use crate::use_cases::{
    own_work::{self, OwnWork},
    queues,
};

/// The queue that a ticket waits in, or waited in before somebody took it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TicketQueue {
    /// Its id.
    #[schemars(with = "String")]
    id: QueueId,
    /// Its name.
    name: String,
}

impl From<&InQueue> for TicketQueue {
    fn from(queue: &InQueue) -> Self {
        Self { id: queue.id, name: queue.name.clone() }
    }
}

/// When a queue is open.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// The time zone, such as `Europe/Zurich`. The times are those of the clock on the wall there.
    time_zone: String,
    /// When it is open in a week: at most 100 times.
    weekly: Vec<OpeningTime>,
    /// The days on which it is closed all day, such as `2026-12-25`: at most 100.
    holidays: Vec<String>,
}

/// A time of a week.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningTime {
    /// The day.
    day: Day,
    /// From when on, such as `09:00`.
    from: String,
    /// Until when, such as `17:30`; `24:00` is the end of the day.
    to: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "their names say what they are")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

macro_rules! days {
    ($($day:ident)*) => {
        impl From<Day> for Weekday {
            fn from(day: Day) -> Self {
                match day { $(Day::$day => Self::$day,)* }
            }
        }
        impl From<Weekday> for Day {
            fn from(day: Weekday) -> Self {
                match day { $(Weekday::$day => Self::$day,)* }
            }
        }
    };
}
days! { Monday Tuesday Wednesday Thursday Friday Saturday Sunday }

impl From<OpeningHours> for HoursDraft {
    fn from(OpeningHours { time_zone, weekly, holidays }: OpeningHours) -> Self {
        let opening = |OpeningTime { day, from, to }| Opening { day: Weekday::from(day), from, to };
        Self { time_zone, weekly: weekly.into_iter().map(opening).collect(), holidays }
    }
}

impl From<HoursDraft> for OpeningHours {
    fn from(HoursDraft { time_zone, weekly, holidays }: HoursDraft) -> Self {
        let opening = |Opening { day, from, to }| OpeningTime { day: Day::from(day), from, to };
        Self { time_zone, weekly: weekly.into_iter().map(opening).collect(), holidays }
    }
}

/// A queue as it is to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepQueue {
    /// Its name: 1 to 128 characters, unique in the account.
    pub name: String,
    /// Whether its tickets are given to agents who are there and have room; else agents take them by hand.
    pub pushes: bool,
    /// When it is open; null for always.
    pub hours: Option<OpeningHours>,
    /// What somebody is told who writes outside its hours; null for nothing.
    pub closed_text: Option<String>,
    /// Whether people are told how many wait before them, and for about how long; absent, it stays as it is, which is off at
    /// first.
    pub tells_waiting: Option<bool>,
    /// The ids of the agents who belong to it.
    #[schemars(with = "Vec<String>")]
    pub members: Vec<AgentId>,
}

/// A queue.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Queue {
    /// Its id.
    #[schemars(with = "String")]
    id: QueueId,
    /// Its name.
    name: String,
    /// Whether its tickets are given to agents who are there and have room.
    pushes: bool,
    /// When it is open; null for always.
    hours: Option<OpeningHours>,
    /// What somebody is told who writes outside its hours.
    closed_text: Option<String>,
    /// Whether people are told how many wait before them, and for about how long.
    tells_waiting: bool,
    /// Who belongs to it, by name.
    members: Vec<Colleague>,
}

impl From<queues::Shown> for Queue {
    fn from(queues::Shown { queue, members }: queues::Shown) -> Self {
        Self {
            id: queue.id,
            name: queue.name,
            pushes: queue.pushes,
            hours: queue.hours.map(Into::into),
            closed_text: queue.closed_text,
            tells_waiting: queue.tells_waiting,
            members: members.into_iter().map(Into::into).collect(),
        }
    }
}

/// What somebody is told who waits in a queue that tells it.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Wait {
    /// They are the how many-th.
    Open {
        /// Their place, from 1 on.
        position: u32,
        /// In about how many minutes they are answered; null where that cannot be said.
        minutes: Option<u32>,
    },
    /// It is outside the queue's opening hours.
    Closed,
}

impl From<routing::Wait> for Wait {
    fn from(wait: routing::Wait) -> Self {
        match wait {
            routing::Wait::Open { position, minutes } => Self::Open { position, minutes },
            routing::Wait::Closed => Self::Closed,
        }
    }
}

/// The account's queues, by name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Queues {
    /// The queues.
    pub queues: Vec<Queue>,
}

/// How many tickets an agent may be given at once.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCapacity {
    /// 0 to 100.
    pub capacity: i64,
}

/// How many tickets agents may be given at once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Capacities {
    /// Everybody who may sign in, by name.
    pub agents: Vec<Capacity>,
}

/// How many tickets an agent may be given at once.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Capacity {
    /// Who.
    pub agent: Colleague,
    /// How many; 5 where nobody said otherwise.
    pub capacity: i64,
}

/// Whether the agent is there.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    /// Whether tickets may be given to them.
    pub available: bool,
}

/// How the agent works, and what waits.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Work {
    /// Whether they said that they are there.
    available: bool,
    /// Until when the last sign of life of them counts: an open socket is one again and again.
    present_until: Time,
    /// How many tickets they may be given at once.
    capacity: i64,
    /// How many tickets they work now: new and open ones.
    working: i64,
    /// The account's queues, by name.
    queues: Vec<WorkQueue>,
}

/// A queue, as an agent sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkQueue {
    /// Its id.
    #[schemars(with = "String")]
    id: QueueId,
    /// Its name.
    name: String,
    /// Whether its tickets are given out; else agents take them by hand.
    pushes: bool,
    /// Whether the agent belongs to it.
    is_own: bool,
    /// How many tickets wait in it for an agent.
    waiting: i64,
}

impl From<OwnWork> for Work {
    fn from(OwnWork { work, working, queues }: OwnWork) -> Self {
        let queue = |own_work::OwnQueue { queue, is_own, waiting }| WorkQueue {
            id: queue.id,
            name: queue.name,
            pushes: queue.pushes,
            is_own,
            waiting,
        };
        Self {
            available: work.available,
            present_until: Time(work.present_until),
            capacity: work.capacity,
            working,
            queues: queues.into_iter().map(queue).collect(),
        }
    }
}
