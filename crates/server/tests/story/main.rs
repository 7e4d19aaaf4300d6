//! The real binary, driven by clients that know the protocol's page and nothing else.
#![cfg(test)]

mod codes;
mod commands;
mod crash;
mod expiry;
mod logins;
mod lost_answers;
mod mrg_7;
mod nodes;
mod posting;
mod reconnection;
mod routing;
mod stage;
mod tabs;
mod whole_story;
