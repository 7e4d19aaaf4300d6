//! Every endpoint over real HTTP: its success, and each of its refusals.
//!
//! The endpoints are divided into groups. A group walks its cases, each in a world of its own, and at the end it is
//! compared with the table: there was an answer for every code that a row lists. An answer that a row does not list,
//! or that lacks what every answer has, fails where it arrives. A failure names its case.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod admin_agents;
mod admin_audit_log;
mod admin_channels;
mod admin_chat;
mod admin_conflicts;
mod admin_erasures;
mod admin_key_links;
mod admin_keys;
mod admin_login_log;
mod admin_policies;
mod admin_records;
mod admin_rest_keys;
mod admin_retention;
mod admin_routing;
mod admin_sessions;
mod admin_settings;
mod admin_setup;
mod admin_tokens;
mod agent_colleagues;
mod agent_conversations;
mod agent_emails;
mod agent_follow_ups;
mod agent_inbox;
mod agent_login_request;
mod agent_merges;
mod agent_signing_in;
mod agent_tickets;
mod agent_users;
mod agent_work;
mod answer;
mod bad;
mod call;
mod chat;
mod client_availability;
mod client_chat;
mod client_codes;
mod client_contact;
mod client_login;
mod client_logout;
mod client_messages;
mod client_metadata;
mod client_own_sessions;
mod client_question;
mod client_reading;
mod client_sessions;
mod client_several;
mod code_chat;
mod company;
mod contract;
mod exchange;
mod group;
mod impersonation;
mod isolation;
mod live_chat;
mod log;
mod omnichannel;
mod program_emails;
mod rest;
mod schema;
mod service;
mod still;
mod visitor;
mod world;

/// For each group the tests that walk it, on both databases.
macro_rules! groups {
    ($($name:ident)*) => {
        const GROUPS: &[&group::Group] = &[$(&$name::GROUP),*];

        mod on_sqlite {
            $(#[test]
            fn $name() {
                super::$name::GROUP.walk(stringify!($name), super::world::Engine::Sqlite);
            })*
        }

        mod on_postgresql {
            $(#[test]
            fn $name() {
                super::$name::GROUP.walk(stringify!($name), super::world::Engine::Postgresql);
            })*
        }
    };
}

groups! {
    service
    client_sessions
    client_login
    client_logout
    client_availability
    client_chat
    client_codes
    client_contact
    client_messages
    client_reading
    client_own_sessions
    client_question
    agent_signing_in
    agent_colleagues
    agent_inbox
    agent_tickets
    agent_conversations
    agent_login_request
    agent_users
    agent_emails
    agent_follow_ups
    agent_merges
    agent_work
    program_emails
    admin_settings
    admin_setup
    admin_agents
    admin_channels
    admin_chat
    admin_keys
    admin_key_links
    admin_conflicts
    admin_policies
    admin_rest_keys
    admin_tokens
    admin_sessions
    admin_login_log
    admin_audit_log
    admin_erasures
    admin_records
    admin_retention
    admin_routing
    isolation
    omnichannel
    rest
}

#[test]
fn every_endpoint_belongs_to_one_group() {
    let mut told: Vec<_> = contract::Contract::of_the_table().rows().map(contract::Row::name).collect();
    let mut walked: Vec<_> =
        GROUPS.iter().flat_map(|group| group.rows).map(|row| (*row).to_owned()).collect();
    told.sort();
    walked.sort();
    assert_eq!(walked, told);
}
