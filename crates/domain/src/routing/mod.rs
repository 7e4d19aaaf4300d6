//! Routing: which queue a ticket waits in, and who works it next (ROU).
//!
//! A [`Draft`] is a workstream as administrators write it. [`Workstream::new`] checks it once, and [`Workstream::route`]
//! decides: the same function for a ticket and for a trial (ROU-6).

mod attendance;
mod condition;
mod draft;
mod facts;
mod giving;
mod hours;
mod route;
mod told;
mod waiting;
mod workstream;

pub use attendance::Attendance;
pub use condition::{Condition, Test, Why};
pub use draft::{Draft, DraftRefused, Rule, RuleRefused, Variable};
pub use facts::{Facts, PageCounts, Proved};
pub use giving::{Candidate, Place, next};
pub use hours::{Hours, HoursDraft, HoursRefused, Opening, Weekday};
pub use route::{Decision, Passed};
pub use told::{Standing, Told, told};
pub use waiting::{Pace, Wait};
pub use workstream::Workstream;
