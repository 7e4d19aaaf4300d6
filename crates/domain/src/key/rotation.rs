//! How a new signing key takes an old one's place, as far as the counts tell.

use super::{LoginsPerDay, Standing};
use crate::{
    id::KeyId,
    limits,
    time::{Millis, Span},
};

/// A live key, as far as a rotation asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Its id.
    pub id: KeyId,
    /// When it was made.
    pub made_at: Millis,
    /// When a token signed with it was last accepted.
    pub last_used: Option<Millis>,
    /// Whether it is needed.
    pub standing: Standing,
    /// Its logins on each of the last days.
    pub logins: LoginsPerDay,
}

/// How far the newest key has taken another's place (KEY-3, KEY-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The new key was made, and nothing was signed with it yet.
    Waiting {
        /// The key in use, if there is but one.
        from: Option<KeyId>,
        /// The new key.
        to: KeyId,
    },
    /// Tokens of both come; the old key cannot go yet.
    Moving {
        /// The old key.
        from: KeyId,
        /// The new key.
        to: KeyId,
    },
    /// The old key is safe to delete.
    Done {
        /// The old key.
        from: KeyId,
        /// The new key.
        to: KeyId,
    },
}

/// The rotation that is under way among the live keys, if the counts show one (KEY-5).
///
/// Nobody declares it. The newest key is the one that takes over; whose place it takes is seen from an older key whose
/// use has fallen, or from there being but one older key in use. Where several are used as ever, none is said to go.
pub fn rotation(live: &[Turn], now: Millis) -> Option<Rotation> {
    let to = live.iter().max_by_key(|key| (key.made_at, key.id))?;
    let older = || live.iter().filter(|key| key.id != to.id);
    let in_use = || older().filter(|key| key.standing == Standing::InUse);
    let only = || in_use().next().filter(|_| in_use().count() == 1);
    if to.standing == Standing::New {
        let from = only().map(|key| key.id);
        return in_use().next().map(|_| Rotation::Waiting { from, to: to.id });
    }
    if to.logins.last_week() == 0 {
        return None;
    }
    let is_young = now < to.made_at.plus(Span::days(limits::KEY_DAYS.into()));
    let fallen = older().filter(|key| key.logins.have_fallen()).max_by_key(|key| key.last_used);
    let from = fallen.or_else(|| only().filter(|_| is_young))?;
    Some(match from.standing {
        // KEY-6
        Standing::SafeToDelete => Rotation::Done { from: from.id, to: to.id },
        Standing::InUse | Standing::New => Rotation::Moving { from: from.id, to: to.id },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        key::{Use, standing},
        time::Day,
    };

    const NOW: Millis = Millis::new(1_800_000_000_000);
    const OLD: KeyId = KeyId::from_bytes([1; 12]);
    const APPS: KeyId = KeyId::from_bytes([2; 12]);
    const NEW: KeyId = KeyId::from_bytes([3; 12]);

    /// A key made so many days ago, with logins on the days that `logins` says, counted back from today.
    fn key(id: KeyId, days_old: i64, logins: impl Fn(i64) -> i64) -> Turn {
        let today = NOW.day();
        let counted: Vec<(Day, i64)> =
            (0..days_old.min(30)).map(|ago| (today.minus(ago), logins(ago))).filter(|it| it.1 > 0).collect();
        let last_used = counted.first().map(|(day, _)| NOW.minus(Span::days(today.since(*day))));
        let made_at = NOW.minus(Span::days(days_old));
        let standing = standing(&Use { made_at, last_used, sessions: 0 }, NOW);
        Turn { id, made_at, last_used, standing, logins: LoginsPerDay::new(counted, today) }
    }

    fn steady(id: KeyId, days_old: i64) -> Turn {
        key(id, days_old, |_| 50)
    }

    fn unused(id: KeyId, days_old: i64) -> Turn {
        key(id, days_old, |_| 0)
    }

    #[test]
    fn key_5_a_new_key_waits_until_something_is_signed_with_it() {
        let waiting = |from| Some(Rotation::Waiting { from, to: NEW });
        let new = unused(NEW, 1);
        assert_eq!(rotation(&[steady(OLD, 300), new], NOW), waiting(Some(OLD)));
        assert_eq!(rotation(&[steady(OLD, 300), unused(APPS, 90), new], NOW), waiting(Some(OLD)));
        let two = [steady(OLD, 300), steady(APPS, 90), new];
        assert_eq!(rotation(&two, NOW), waiting(None), "which of the two it is for is not known");
    }

    #[test]
    fn key_5_tokens_move_to_the_new_key() {
        let moving = Some(Rotation::Moving { from: OLD, to: NEW });
        let begun = key(NEW, 2, |_| 1);
        assert_eq!(rotation(&[steady(OLD, 300), begun], NOW), moving, "there is but one it can be for");
        let fallen = key(OLD, 300, |ago| if ago < 10 { 1 } else { 50 });
        let taken_over = key(NEW, 20, |ago| if ago < 10 { 50 } else { 0 });
        assert_eq!(rotation(&[fallen, steady(APPS, 90), taken_over], NOW), moving, "it is the one that fell");
    }

    #[test]
    fn key_6_the_old_key_can_go_once_it_was_not_used_for_long() {
        let gone = |days| key(OLD, 300, move |ago| if ago < days { 0 } else { 50 });
        let taken_over = steady(NEW, 20);
        let keys = |days| [gone(days), steady(APPS, 90), taken_over];
        assert_eq!(rotation(&keys(13), NOW), Some(Rotation::Moving { from: OLD, to: NEW }));
        assert_eq!(rotation(&keys(14), NOW), Some(Rotation::Done { from: OLD, to: NEW }));
    }

    #[test]
    fn key_5_keys_that_are_used_as_ever_are_in_no_rotation() {
        for live in [
            vec![],
            vec![steady(NEW, 1)],
            vec![unused(NEW, 1)],
            vec![unused(OLD, 300), unused(NEW, 1)],
            vec![unused(OLD, 300), steady(NEW, 9)],
            vec![steady(OLD, 300), steady(APPS, 90), steady(NEW, 9)],
            vec![steady(OLD, 300), steady(NEW, 31)],
            vec![steady(OLD, 300), unused(NEW, 60)],
        ] {
            assert_eq!(rotation(&live, NOW), None, "{live:?}");
        }
    }
}
