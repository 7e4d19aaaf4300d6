//! Handlers: extract, use case, wire type.

pub(super) mod admin;
pub(super) mod agent;
pub(super) mod availability;
pub(super) mod chat;
pub(super) mod client;
pub(super) mod follow_ups;
pub(super) mod keys;
pub(super) mod login;
pub(super) mod merges;
pub(super) mod people;
pub(super) mod policies;
pub(super) mod programs;
pub(super) mod records;
pub(super) mod rest_keys;
pub(super) mod routing;
pub(super) mod service;
pub(super) mod settings;
