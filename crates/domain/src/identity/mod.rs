//! Who someone is, and what becomes of what they wrote before we knew.

mod join;
mod resolve;

pub use join::{Anonymous, Before, Join, Joinable, join};
pub use resolve::{Resolution, resolve};
