//! The rules as use cases carry them out, on a real store and on both databases: no HTTP, a clock that is moved by
//! hand, and tokens that were verified.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod addresses;
mod apart;
mod bans;
mod chats;
mod device;
mod erasing;
mod follow_ups;
mod histories;
mod imports;
mod invariants;
mod jobs;
mod joining;
mod kept;
mod keys;
mod logins;
mod logs;
mod looking;
mod mail;
mod marks;
mod merge_notices;
mod merging;
mod policies;
mod posting;
mod public_keys;
mod questions;
mod races;
mod resolving;
mod routing;
mod seen;
mod sessions;
mod still;
mod tickets;
mod tokens;
mod undoing;
mod world;
