//! Who someone is, and what becomes of what they wrote before we knew.

mod address;
mod join;
mod policy_change;
mod resolve;

pub use address::{Address, Attached, Brought, EmailPolicy, ExternalIds, Holder, Standing};
pub use join::{Anonymous, Before, Join, Joinable, join};
pub use policy_change::{Fate, HeldIdentity, PolicyPreview, PolicySummary, policy_change};
pub use resolve::{EmailConflict, Resolution, Who, resolve};
