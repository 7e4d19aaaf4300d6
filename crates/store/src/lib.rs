//! What is kept: SQL, migrations, two drivers, group commit.

pub mod accounts;
pub mod agents;
mod announcement;
pub mod audit_log;
pub mod channels;
pub mod conflicts;
pub mod conversations;
pub mod devices;
pub mod directory;
pub mod emails;
mod engine;
pub mod error;
pub mod events;
pub mod evidence;
mod ids;
pub mod installation;
pub mod keys;
pub mod login_log;
pub mod login_terms;
pub mod merges;
pub mod messages;
mod migrate;
pub mod sessions;
pub mod single_use;
pub mod ticket_metadata;
pub mod tickets;
mod tx;
pub mod users;
mod value;
mod word;

pub use announcement::Announcement;
pub use engine::{Announce, Clock, Done, Limits, Location, Measures, Options, Pending, Random, Store};
pub use error::{Result, StoreError};
pub use ids::Ids;
pub use tx::{LockKey, Tx};
pub use value::{FromValue, Param, Row, Value};
