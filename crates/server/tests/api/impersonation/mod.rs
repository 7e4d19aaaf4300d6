//! The impersonation table: what an attacker can try under each policy on addresses, and what they get.
//!
//! Each cell is a test on both databases, over HTTP and sockets, and `docs/reference/impersonation.md` shows the table.
//! Mallory tries to be taken for Alicia. All that Mallory hears, in answers and on sockets, is kept and looked through at
//! the end of each cell.

mod addresses;
mod chats;
mod codes;
mod devices;
mod doors;
mod forms;
mod live_chats;
mod messages;
mod page;
mod questions;
mod sessions;
mod stage;
mod table;
mod tokens;
mod truth;
