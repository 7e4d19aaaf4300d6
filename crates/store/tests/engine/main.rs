//! The engine's contract, on both databases.
#![cfg(test)]

mod announcements;
mod constraints;
mod contract;
mod gate;
mod limits;
mod migrations;
mod portable;
mod postgres_faults;
mod postgres_plans;
mod postgres_sessions;
mod races;
mod reads;
mod schema;
mod sqlite_faults;
mod sqlite_file;
mod sqlite_plans;
mod values;
mod world;
