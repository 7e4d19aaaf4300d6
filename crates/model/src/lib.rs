//! The rules acted out on small worlds in memory, for proofs.
//!
//! [`World`] is a company with a few browsers. An [`Event`] happens in it, and everything that is decided is decided by
//! the functions of `bonafide-domain`: none of them is written down here a second time. What is written here is what the
//! store and the use cases do with a decision, on plain lists, in [`acts`]: a file for each file of `server/src/use_cases`,
//! in the same order of steps, so that the two can be laid side by side.
//!
//! The world has two users. [`check`] tries every order of events on it and holds sentences against what comes of them. The
//! histories of `server/tests/rules` let the same events happen here and to the real server, and compare all that is seen.
#![expect(
    clippy::indexing_slicing,
    reason = "a proof fails by panicking; rows are named by ids that their table gave"
)]

pub mod acts;
mod addresses;
pub mod check;
mod event;
mod happen;
pub mod histories;
mod kept;
mod refused;
mod rows;
pub mod seen;
mod table;
mod truth;
mod world;

pub use event::{Act, Aim, Browser, Deed, E, Event, Lifetime, Token, X};
pub use kept::Kept;
pub use refused::Refused;
pub use rows::{Evidence, Fate, How, Identity, KeptSession, Merge, Message, State, Ticket, User};
pub use table::Table;
pub use truth::{Party, Truth};
pub use world::{Answer, BEGIN, Client, Draft, LoggedIn, Parted, To, World};
