//! What is kept: SQL, migrations, two drivers, group commit.

mod announcement;
pub mod error;
mod ids;
mod tx;
mod value;

pub use announcement::Announcement;
pub use error::{Result, StoreError};
pub use ids::Ids;
pub use tx::{LockKey, Tx};
pub use value::{FromValue, Param, Row, Value};
