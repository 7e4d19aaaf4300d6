//! How long logs are kept (SEE-6, SEE-8).

use crate::{
    limits,
    time::{Millis, Span},
};

/// For how many days lines of a log are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(i64);

/// That a number of days is outside what may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysRefused {
    /// The fewest.
    pub least: i64,
    /// The most.
    pub most: i64,
}

impl Days {
    const fn within(days: i64, least: i64) -> Result<Self, DaysRefused> {
        let most = limits::LOG_DAYS_AT_MOST;
        if least <= days && days <= most { Ok(Self(days)) } else { Err(DaysRefused { least, most }) }
    }

    /// For how long the login log may be kept (SEE-6).
    pub const fn of_login_log(days: i64) -> Result<Self, DaysRefused> {
        Self::within(days, limits::LOGIN_LOG_DAYS_AT_LEAST)
    }

    /// For how long the audit log may be kept (SEE-8): whoever did something cannot make it vanish by a shorter time.
    pub const fn of_audit_log(days: i64) -> Result<Self, DaysRefused> {
        Self::within(days, limits::AUDIT_LOG_DAYS_AT_LEAST)
    }

    /// As many days as were chosen once.
    pub const fn kept(days: i64) -> Self {
        Self(days)
    }

    /// How many.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// From when on lines are kept: what is older goes.
    pub const fn kept_from(self, now: Millis) -> Millis {
        now.minus(Span::days(self.0))
    }
}

/// For how long an account keeps its logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The login log.
    pub login_log: Days,
    /// The audit log.
    pub audit_log: Days,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn see_6_a_log_is_kept_for_a_set_time() {
        let now = Millis::new(0).plus(Span::days(100));
        assert_eq!(Days::kept(90).kept_from(now), Millis::new(0).plus(Span::days(10)));
    }

    #[test]
    fn see_8_the_audit_log_is_kept_for_a_time_that_nobody_makes_too_short() {
        let cases = [
            (Days::of_login_log(0), false),
            (Days::of_login_log(1), true),
            (Days::of_login_log(3_650), true),
            (Days::of_login_log(3_651), false),
            (Days::of_audit_log(179), false),
            (Days::of_audit_log(180), true),
            (Days::of_audit_log(3_651), false),
        ];
        for (days, accepted) in cases {
            assert_eq!(days.is_ok(), accepted, "{days:?}");
        }
    }
}
