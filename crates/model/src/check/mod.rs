//! Every order of events on small worlds, and the sentences that hold in all of them.

mod bounds;
mod came_about;
mod canonical;
mod model;
mod on_the_way;
mod sentences;
mod several;
mod sights;
mod worlds;

pub use bounds::Bounds;
pub use came_about::in_history;
pub use model::{Model, Report, State, run};
pub use sentences::broken;
pub use worlds::ALL;
