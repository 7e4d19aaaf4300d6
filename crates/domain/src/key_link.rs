//! One-time links that hand a signing key to a developer (KEY-9).

use crate::time::Millis;

/// What has become of a link, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// From when on it is too old.
    pub expires_at: Millis,
    /// When an administrator revoked it, or it went with its key.
    pub revoked_at: Option<Millis>,
    /// When it was opened.
    pub opened_at: Option<Millis>,
}

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be opened.
    Waiting,
    /// It was opened, which it can be once.
    Opened,
    /// It was revoked before anybody opened it.
    Revoked,
    /// Nobody opened it in its time.
    Expired,
}

impl State {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opened => "opened",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

/// Where a link stands now.
pub fn state(course: &Course, now: Millis) -> State {
    match course {
        Course { opened_at: Some(_), .. } => State::Opened,
        Course { revoked_at: Some(_), .. } => State::Revoked,
        Course { expires_at, .. } if now >= *expires_at => State::Expired,
        Course { .. } => State::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_9_a_link_opens_once_within_its_time_unless_it_is_revoked() {
        let (waiting, at) =
            (Course { expires_at: Millis::new(9), revoked_at: None, opened_at: None }, Millis::new(3));
        let opened = Course { opened_at: Some(at), ..waiting };
        let revoked = Course { revoked_at: Some(at), ..waiting };
        for (course, now, stands) in [
            (waiting, 8, State::Waiting),
            (waiting, 9, State::Expired),
            (opened, 8, State::Opened),
            (opened, 9, State::Opened),
            (revoked, 8, State::Revoked),
            (revoked, 9, State::Revoked),
        ] {
            assert_eq!(state(&course, Millis::new(now)), stands, "{course:?} at {now}");
        }
    }
}
