//! What carries the use cases: configuration, secrets, passwords, limits, HTTP, serving, and the command line.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod bearer;
mod bodies;
mod command_line;
mod configuration;
mod demo;
mod errors;
mod headers;
mod limits;
mod master_key;
mod outbound;
mod pages;
mod passwords;
mod peers;
mod public_url;
mod sealing;
mod serving;
mod table;
mod tls;
mod world;
