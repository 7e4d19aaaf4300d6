//! What holds somebody back, through a merge and its undoing (SES-13, SES-14).

use crate::time::Millis;

/// What holds somebody back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bars {
    /// When they were banned, if they are (SES-8).
    pub banned_at: Option<Millis>,
    /// From when on their tokens must be to be accepted, if it was asked for (SES-14).
    pub tokens_from: Option<Millis>,
}

impl Bars {
    /// SES-13: what holds one of two back holds them both once they are one: the survivor, and who was merged into them.
    #[must_use]
    pub fn with(self, merged: Self) -> Self {
        Self {
            banned_at: self.banned_at.or(merged.banned_at),
            tokens_from: self.tokens_from.max(merged.tokens_from),
        }
    }

    /// SES-13: it comes apart again: what holds the survivor back, and then the other, whose own the caller still has.
    ///
    /// What nobody touched since goes to whom it was of. What was placed or lifted while they were one was so for both.
    pub fn apart(now: Self, survivors: Self, merged: Self) -> (Self, Self) {
        fn part<T: PartialEq + Copy>(now: T, together: T, survivors: T, merged: T) -> (T, T) {
            if now == together { (survivors, merged) } else { (now, now) }
        }
        let together = survivors.with(merged);
        let banned = part(now.banned_at, together.banned_at, survivors.banned_at, merged.banned_at);
        let tokens = part(now.tokens_from, together.tokens_from, survivors.tokens_from, merged.tokens_from);
        (
            Self { banned_at: banned.0, tokens_from: tokens.0 },
            Self { banned_at: banned.1, tokens_from: tokens.1 },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLIER: Option<Millis> = Some(Millis::new(1));
    const LATER: Option<Millis> = Some(Millis::new(2));

    fn banned(banned_at: Option<Millis>) -> Bars {
        Bars { banned_at, tokens_from: None }
    }

    fn tokens(tokens_from: Option<Millis>) -> Bars {
        Bars { banned_at: None, tokens_from }
    }

    #[test]
    fn ses_13_a_ban_follows_a_merge_by_hand() {
        let table =
            [(None, None, None), (None, LATER, LATER), (EARLIER, None, EARLIER), (LATER, EARLIER, LATER)];
        for (survivors, merged, both) in table {
            assert_eq!(banned(survivors).with(banned(merged)), banned(both), "{survivors:?} {merged:?}");
        }
    }

    #[test]
    fn ses_14_tokens_refused_for_one_are_refused_for_both() {
        for (survivors, merged, both) in
            [(None, None, None), (None, EARLIER, EARLIER), (LATER, EARLIER, LATER), (EARLIER, LATER, LATER)]
        {
            assert_eq!(tokens(survivors).with(tokens(merged)), tokens(both), "{survivors:?} {merged:?}");
        }
    }

    #[test]
    fn ses_13_a_ban_comes_apart_again() {
        let placed_since = Some(Millis::new(9));
        // the survivor's before, the merged one's, how it is now; the survivor's after, the other's after
        let table = [
            (None, None, None, None, None),
            (None, EARLIER, EARLIER, None, EARLIER),
            (EARLIER, None, EARLIER, EARLIER, None),
            (LATER, EARLIER, LATER, LATER, EARLIER),
            (None, EARLIER, None, None, None),
            (EARLIER, LATER, None, None, None),
            (None, None, placed_since, placed_since, placed_since),
            (None, EARLIER, placed_since, placed_since, placed_since),
        ];
        for (survivors, merged, now, survivors_after, merged_after) in table {
            let after = Bars::apart(banned(now), banned(survivors), banned(merged));
            assert_eq!(
                after,
                (banned(survivors_after), banned(merged_after)),
                "{survivors:?} {merged:?} {now:?}"
            );
        }
    }

    #[test]
    fn ses_14_refused_tokens_come_apart_again() {
        let after = Bars::apart(tokens(LATER), tokens(EARLIER), tokens(LATER));
        assert_eq!(after, (tokens(EARLIER), tokens(LATER)));
        assert_eq!(Bars::apart(tokens(None), tokens(None), tokens(LATER)), (tokens(None), tokens(None)));
    }
}
