//! Every endpoint over real HTTP: its success, and each of its refusals.
//!
//! The endpoints are divided into groups. A group walks its cases, each in a world of its own, and at the end it is
//! compared with the table: there was an answer for every code that a row lists. An answer that a row does not list,
//! or that lacks what every answer has, fails where it arrives. A failure names its case.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod answer;
mod bad;
mod call;
mod company;
mod contract;
mod exchange;
mod group;
mod log;
mod schema;
mod still;
mod visitor;
mod world;

/// A module for each group, and tests that walk it on both databases.
macro_rules! groups {
    ($($name:ident)*) => {
        $(mod $name;)*

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
    client_messages
    client_reading
    agent_signing_in
    agent_inbox
    agent_conversations
    agent_users
    admin_setup
    admin_agents
    admin_channels
    admin_keys
    admin_sessions
    isolation
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
