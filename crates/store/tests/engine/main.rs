//! The engine's contract, on both databases.

mod announcements;
mod constraints;
mod contract;
mod gate;
mod reads;
mod values;
mod world;
