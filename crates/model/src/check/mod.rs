//! Every order of events on small worlds, and the sentences that hold in all of them.

mod bounds;
mod canonical;
mod model;
mod on_the_way;
mod sentences;
mod sights;

pub use bounds::{ALL, Bounds};
pub use model::{Model, Report, State, run};
pub use sentences::broken;
