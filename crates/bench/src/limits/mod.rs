//! What this machine could do at most: the same work without everything that is ours around it.
//!
//! Each limit has a function that other measures call within their own rounds, so that a figure and its limit see
//! the same machine and their ratio means something.

pub(crate) mod apart;
pub(crate) mod bare_writes;
pub(crate) mod echo;
pub(crate) mod kept;
pub(crate) mod pgbench;
pub(crate) mod rows;
pub(crate) mod verification;

use std::time::Duration;

/// What one round of a limit brought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// How much was done a second: exchanges, logins, messages.
    pub(crate) a_second: f64,
    /// What one of them cost of the processor, in microseconds.
    pub(crate) cpu_micros: f64,
}

impl Rate {
    /// `count` done in `wall` time, for `cpu` time of the processor.
    #[expect(clippy::cast_precision_loss, reason = "counts are some millions at most")]
    fn of(count: usize, wall: Duration, cpu: Duration) -> Self {
        let count = count as f64;
        Self { a_second: count / wall.as_secs_f64(), cpu_micros: cpu.as_secs_f64() * 1e6 / count }
    }
}
