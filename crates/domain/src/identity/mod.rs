//! Who someone is, and what becomes of what they wrote before we knew.

mod address;
mod claim;
mod join;
mod resolve;

pub use address::{Address, Attached, Brought, EmailPolicy, ExternalIds, Holder, Standing};
pub use claim::{Becomes, Claim, Giver, Held, claim};
pub use join::{Anonymous, Before, Join, Joinable, join};
pub use resolve::{EmailConflict, Resolution, Who, resolve};
