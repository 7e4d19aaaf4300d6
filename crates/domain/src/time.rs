//! Points in time and lengths of time, in milliseconds.

/// A point in time: milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Millis(i64);

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// A day of the calendar in UTC: how many whole days after 1970-01-01 it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day `days` days after 1970-01-01.
    pub const fn new(days: i64) -> Self {
        Self(days)
    }

    /// Whole days since 1970-01-01.
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// The day so many days before this one.
    #[must_use]
    pub const fn minus(self, days: i64) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// How many days after `earlier` this is; negative when it is before.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Millis {
    /// The point `millis` milliseconds after 1970.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// The point `seconds` seconds after 1970, as tokens count (RFC 7519, section 2). `None` beyond what fits.
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        match seconds.checked_mul(1000) {
            Some(millis) => Some(Self(millis)),
            None => None,
        }
    }

    /// Milliseconds since 1970.
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// The day in UTC that this point lies in.
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(Span::days(1).0))
    }

    /// This point and a length later; the last representable point when that lies beyond.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// A length before this point; the first representable point when that lies beyond.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; negative when it is before.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// `millis` milliseconds.
    pub const fn millis(millis: i64) -> Self {
        Self(millis)
    }

    /// `seconds` seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    /// `minutes` minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes * 60)
    }

    /// `days` days of 24 hours.
    pub const fn days(days: i64) -> Self {
        Self::minutes(days * 24 * 60)
    }

    /// The length in milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_utc_before_1970_too() {
        const DAY: i64 = 86_400_000;
        for (at, day) in [(0, 0), (DAY - 1, 0), (DAY, 1), (-1, -1), (-DAY, -1), (-DAY - 1, -2)] {
            assert_eq!(Millis::new(at).day(), Day::new(day), "{at}");
        }
        assert_eq!(Day::new(5).since(Day::new(5).minus(3)), 3);
    }
}
