//! What can be done: one file per verb. Each is one closure in one transaction that loads, lets the domain
//! decide, and saves.
//!
//! A use case takes the transaction and ends in one of three ways: [`Done`](bonafide_store::Done) with its value
//! and its news; a [`Refused`], which commits as well, since refusals leave traces; or a failure of the store,
//! which undoes everything.

mod address_lock;
pub mod admission;
pub mod agents;
pub mod answer;
pub mod answer_question;
pub mod audit_log;
pub mod availability;
pub mod ban;
pub mod change_ticket;
pub mod channels;
pub mod chat_secrets;
pub mod close_solved;
pub mod codes;
pub mod conflicts;
pub mod conversation;
pub mod devices;
pub mod email_policy;
pub mod emails;
pub mod erase;
pub mod erasures;
pub mod evidence;
pub mod explain_token;
mod facts;
pub mod follow_up;
pub mod found_account;
pub mod give_contact;
pub mod give_tickets;
pub mod import_records;
pub mod inbox;
pub mod join_policy;
mod joining;
pub mod key_links;
pub mod keys;
pub mod log_in;
mod log_in_address;
mod log_in_join;
mod log_in_session;
pub mod log_out;
mod login_checks;
pub mod login_log;
pub mod login_policies;
pub mod made_settings;
pub mod merge_notices;
pub mod merge_users;
mod metadata;
pub mod open_session;
pub mod own_chat;
pub mod own_conversations;
pub mod own_sessions;
pub mod own_work;
mod parting;
pub mod person;
pub mod placing;
pub mod post_message;
pub mod queues;
pub mod records;
mod refused;
pub mod request_login;
mod rest;
pub mod rest_keys;
pub mod rest_users;
pub mod retention;
pub mod route_tickets;
mod routing_lock;
mod run;
pub mod send_follow_ups;
pub mod sessions;
pub mod suggestions;
pub mod summary;
mod taking;
pub mod try_workstream;
pub mod undo_merge;
pub mod waiting_lines;
mod waits_nowhere;
pub mod workstreams;

pub use refused::{Refused, Step, Stop};
pub use rest::Rest;
