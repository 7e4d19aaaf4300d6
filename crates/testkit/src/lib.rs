//! What tests need around them: a throw-away PostgreSQL, the real server, a customer's backend.
//!
//! It drives the real binary and speaks the wire, and depends on neither the store nor the server. For tests, a
//! panic with clear words is the right way to fail.

pub mod postgres;
