//! The engine's contract, on both databases.

mod contract;
mod world;
