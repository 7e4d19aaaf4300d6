//! What tests need around them: a throw-away PostgreSQL, the real server, a customer's backend, and people without
//! screens: end users on their devices, agents at their consoles.
//!
//! It drives the real binary and speaks the wire, and depends on neither the store nor the server. For tests, a
//! panic with clear words is the right way to fail.

use std::{
    hash::{BuildHasher, RandomState},
    process,
};

pub mod agent;
pub mod backend;
pub mod certificate;
pub mod client;
mod feed;
mod folder;
mod heads;
pub mod http;
mod listen;
pub mod mail;
pub mod portal;
pub mod postgres;
pub mod provider;
pub mod server;
mod socket;
pub mod story;
mod tls_host;
pub mod wire;

pub use socket::Closed;

/// Sixteen random hexadecimal digits behind the process's id, which tells people whose it was.
///
/// The id alone is not enough: it comes round again while what a killed test left behind is still there.
fn unique_suffix() -> String {
    format!("{}_{:016x}", process::id(), RandomState::new().hash_one(()))
}
