//! The load: connections that keep their own processor time small, and the two ways to drive them.

pub(crate) mod clock;
pub(crate) mod closed;
pub(crate) mod http;
pub(crate) mod latency;
pub(crate) mod open;
pub(crate) mod socket;
