//! What the verification of tokens takes and what it refuses, seen from outside: the rules TOK-1 to TOK-11, CHT-2, CHT-3 and
//! OMN-2 to OMN-7 as tables, the known attacks on signed tokens, and properties that hold for any input.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod attacks;
mod chat;
mod claims;
mod disclosure;
mod key_sets;
mod mint;
mod mistakes;
mod order;
mod portal;
mod properties;
mod public_keys;
mod rest;
mod structure;
mod times;
