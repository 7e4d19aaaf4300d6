//! Secrets: how they are made, sealed at rest (KEY-8), handed out and compared.
//!
//! Nothing in here can be printed: every `Debug` hides what it holds, and bytes are wiped when dropped.

pub mod bearer;
pub mod master;
pub(crate) mod private;
pub mod random;
pub mod seal;
pub mod sealer;
pub mod secret;

pub use bearer::{AgentToken, Bearer, KeyLinkCode, SessionToken};
pub use master::{MasterKeyError, MasterKeySource};
pub use random::{OsRandom, Random};
pub use seal::{Cell, Unopened};
pub use sealer::{AccountKey, Sealer, SealerError};
pub use secret::Secret256;
