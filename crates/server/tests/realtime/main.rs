//! The two sockets over real loopback, and what ends them.
#![cfg(test)]

mod admission;
mod agents;
mod endings;
mod expiry;
mod gaps;
mod live;
mod oddities;
mod people;
mod posting;
mod recheck;
mod several;
mod waits;
mod wire;
mod world;
