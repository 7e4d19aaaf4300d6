//! How long things took.

use std::time::Duration;

/// The lengths of many waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Latencies(Vec<Duration>);

impl Latencies {
    /// Adds one.
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Adds all of another.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The wait that `percent` of all did not exceed, in milliseconds (nearest rank).
    ///
    /// # Panics
    ///
    /// If there is none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rank among some millions"
    )]
    pub(crate) fn millis_at(&self, percent: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.max(1) - 1).expect("something was waited for").as_secs_f64() * 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut latencies = Latencies::default();
        (1..=200).rev().for_each(|millis| latencies.add(Duration::from_millis(millis)));
        assert!((latencies.millis_at(50.0) - 100.0).abs() < 1e-9);
        assert!((latencies.millis_at(99.0) - 198.0).abs() < 1e-9);
    }
}
