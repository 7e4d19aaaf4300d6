//! The contract of every function of the store's tables, on both databases.
#![cfg(test)]

mod accounts;
mod agents;
mod audit_log;
mod channels;
mod conflicts;
mod conversations;
mod devices;
mod directory;
mod displaced;
mod emails;
mod erasures;
mod events;
mod every_function;
mod evidence;
mod follow_ups;
mod furnish;
mod installation;
mod isolation;
mod kept_bans;
mod key_links;
mod keys;
mod login_log;
mod login_terms;
mod marks;
mod merges;
mod messages;
mod plans;
mod post_terms;
mod sessions;
mod single_use;
mod suggestions;
mod ticket_metadata;
mod tickets;
mod users;
mod world;
