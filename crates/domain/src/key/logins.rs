//! How many logins were accepted with a key on each of the last days.

use crate::{limits, time::Day};

/// How many days a week has.
const WEEK: usize = 7;

/// The logins with a key on each of the last 30 days in UTC, today's last (KEY-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginsPerDay([i64; limits::KEY_DAYS as usize]);

impl LoginsPerDay {
    /// No login on any day.
    pub const NONE: Self = Self([0; limits::KEY_DAYS as usize]);

    /// The first of the days that are shown when it is `today`.
    pub fn first(today: Day) -> Day {
        today.minus(i64::from(limits::KEY_DAYS) - 1)
    }

    /// What was counted on single days, as seen `today`. Other days than the last 30 are left out.
    pub fn new(counted: impl IntoIterator<Item = (Day, i64)>, today: Day) -> Self {
        let mut all = Self::NONE;
        for (day, logins) in counted {
            let place = usize::try_from(day.since(Self::first(today))).ok();
            if let Some(known) = place.and_then(|place| all.0.get_mut(place)) {
                *known = known.saturating_add(logins);
            }
        }
        all
    }

    /// The counts, the oldest day first.
    pub const fn as_slice(&self) -> &[i64] {
        &self.0
    }

    /// How many there were in the last seven days.
    pub fn last_week(&self) -> i64 {
        self.0.iter().rev().take(WEEK).fold(0, |sum, logins| sum.saturating_add(*logins))
    }

    /// How many there were in the seven days in a row that had most.
    fn busiest_week(&self) -> i64 {
        let week = |days: &[i64]| days.iter().fold(0_i64, |sum, logins| sum.saturating_add(*logins));
        self.0.windows(WEEK).map(week).max().unwrap_or_default()
    }

    /// Whether the key is used less than half as much as it was lately.
    pub fn have_fallen(&self) -> bool {
        self.last_week().saturating_mul(2) < self.busiest_week()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day::new(100);

    #[test]
    fn key_5_thirty_days_are_shown_the_oldest_first_and_today_last() {
        let counted = [(TODAY, 3), (TODAY, 1), (Day::new(71), 7), (Day::new(70), 9), (Day::new(101), 9)];
        let shown = LoginsPerDay::new(counted, TODAY);
        let mut expected = [0; 30];
        (expected[0], expected[29]) = (7, 4);
        assert_eq!(shown.as_slice(), expected);
        assert_eq!(LoginsPerDay::first(TODAY), Day::new(71));
    }

    #[test]
    fn key_5_use_has_fallen_when_the_last_week_has_less_than_half_of_the_busiest() {
        let week = |first: i64, logins: i64| (first..first + 7).map(move |day| (Day::new(day), logins));
        for (before, lately, fallen) in
            [(10, 10, false), (10, 5, false), (10, 4, true), (10, 0, true), (0, 10, false), (0, 0, false)]
        {
            let logins = LoginsPerDay::new(week(80, before).chain(week(94, lately)), TODAY);
            assert_eq!(logins.last_week(), 7 * lately);
            assert_eq!(logins.have_fallen(), fallen, "{before} and then {lately}");
        }
        let most = LoginsPerDay::new([(TODAY, i64::MAX), (TODAY, i64::MAX)], TODAY);
        assert!(!most.have_fallen(), "what no number holds is no fall");
    }
}
