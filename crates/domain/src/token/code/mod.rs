//! Authorization codes: how a page hands one over, what is exchanged for it, and how that becomes somebody (OMN-11, OMN-12).
//!
//! A code proves nothing by itself. It is exchanged once, by whoever runs the server, and what comes back goes through the setting's
//! token action. [`CodeJudge`] makes these checks in their order, and is the only way from a code to a
//! [`VerifiedToken`](super::VerifiedToken). It calls nobody: what the addresses answered is given to it.

mod action;
mod discovery;
mod exchange;
mod fault;
mod handed;
mod judge;

pub use action::{Asked, introspection, own_endpoint, user_info};
pub use discovery::{DiscoveryFault, keys_at};
pub use exchange::{Exchanged, exchange};
pub use fault::{CodeFault, EndpointFault, NoUser, OAuthError, Place};
pub use handed::Handed;
pub use judge::{CodeJudge, CodeTerms};
