//! Erasing a person: whom an id may erase, and what goes in which order (RES-11).
//!
//! The first step makes them unreachable in one transaction: their sessions end, external ids, aliases and addresses are
//! free, merges and conflicts are gone, and nobody sees their conversations. What takes time comes after it, trace by
//! trace and piece by piece.

use crate::{id::UserId, identity::Bars, time::Millis};

/// Whoever an id leads to, taken for the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The id that was asked for.
    pub asked: UserId,
    /// Whom it leads to.
    pub root: UserId,
    /// What holds them back.
    pub bars: Bars,
}

/// MRG-5: the id leads to somebody else by now, who is more than what was shown to whoever asks. Nobody is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged;

/// What survives of whatever held somebody back who is erased: it is kept with a keyed hash of each namespace and external
/// id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptBars {
    /// Whether they were banned (SES-13).
    pub is_banned: bool,
    /// From when on tokens must be to be accepted, if it was asked for (SES-14).
    pub tokens_from: Option<Millis>,
}

impl KeptBars {
    /// Whether there is nothing to be kept.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What holds back whoever gets an external id about which this is kept, and may be somebody already.
    #[must_use]
    pub fn with(self, of_user: Bars) -> Self {
        Self {
            is_banned: self.is_banned || of_user.banned_at.is_some(),
            tokens_from: self.tokens_from.max(of_user.tokens_from),
        }
    }
}

/// Whether a person may be erased, and what is kept of what held them back: bans hold until they are lifted, and so does the
/// refusal of earlier tokens (SES-13, SES-14).
pub fn erase(subject: &Subject) -> Result<KeptBars, Merged> {
    if subject.asked != subject.root {
        return Err(Merged);
    }
    Ok(KeptBars::default().with(subject.bars))
}

/// What leads to things of a person that are still there after the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// A conversation of theirs.
    Conversation,
    /// An external id that was theirs.
    ExternalId,
    /// They themselves, or somebody who was merged into them.
    User,
}

/// What is done about a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Messages go, whoever wrote them.
    DeleteMessages,
    /// Tickets go, with what pages set on them.
    DeleteTickets,
    /// What happened in the conversation goes.
    DeleteEvents,
    /// Lines of the login log about logins that were refused lose what is personal.
    BlankRefusedLogins,
    /// Lines of the login log about what led to a session, or was written with one, lose what is personal.
    BlankLogins,
    /// What came signed with their logins goes: the context variables (OMN-7).
    DeleteContexts,
    /// Evidence loses what is personal; what refers to it stays.
    BlankEvidence,
    /// Mails to their addresses are not sent any more, and lose address and subject wherever they are (EML-11).
    BlankFollowUps,
    /// Devices are logged out, so that whoever writes there next is on a new one, and those that nobody else was on
    /// forget what they said they are.
    ForgetDevices,
}

impl Trace {
    /// All of them, in the order in which they are followed.
    pub const ALL: [Self; 3] = [Self::Conversation, Self::ExternalId, Self::User];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::ExternalId => "external_id",
            Self::User => "user",
        }
    }

    /// What is done about it, in this order (RES-11).
    pub const fn work(self) -> &'static [Work] {
        match self {
            Self::Conversation => &[Work::DeleteMessages, Work::DeleteTickets, Work::DeleteEvents],
            Self::ExternalId => &[Work::BlankRefusedLogins],
            Self::User => &[
                Work::DeleteContexts,
                Work::BlankEvidence,
                Work::BlankLogins,
                Work::BlankFollowUps,
                Work::ForgetDevices,
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARA: UserId = UserId::from_bytes([1; 12]);
    const HANNA: UserId = UserId::from_bytes([2; 12]);

    const NONE: Bars = Bars { banned_at: None, tokens_from: None };
    const SUBJECT: Subject = Subject { asked: MARA, root: MARA, bars: NONE };
    const THEN: Option<Millis> = Some(Millis::new(5));

    #[test]
    fn res_11_whoever_an_id_names_is_erased() {
        assert_eq!(erase(&SUBJECT), Ok(KeptBars::default()));
        assert!(KeptBars::default().is_nothing());
    }

    #[test]
    fn ses_13_a_ban_is_kept() {
        let kept = erase(&Subject { bars: Bars { banned_at: THEN, ..NONE }, ..SUBJECT }).unwrap();
        assert_eq!((kept, kept.is_nothing()), (KeptBars { is_banned: true, tokens_from: None }, false));
    }

    #[test]
    fn ses_14_the_refusal_of_earlier_tokens_is_kept() {
        let kept = erase(&Subject { bars: Bars { tokens_from: THEN, ..NONE }, ..SUBJECT }).unwrap();
        assert_eq!((kept, kept.is_nothing()), (KeptBars { is_banned: false, tokens_from: THEN }, false));
    }

    #[test]
    fn ses_14_of_what_is_kept_and_what_holds_somebody_back_the_stricter_counts() {
        let kept = KeptBars { is_banned: false, tokens_from: THEN };
        assert_eq!(kept.with(NONE), kept);
        let later = Bars { banned_at: THEN, tokens_from: Some(Millis::new(6)) };
        assert_eq!(kept.with(later), KeptBars { is_banned: true, tokens_from: later.tokens_from });
        let earlier = Bars { banned_at: None, tokens_from: Some(Millis::new(4)) };
        assert_eq!(kept.with(earlier), kept);
    }

    #[test]
    fn mrg_5_the_id_of_somebody_merged_erases_nobody() {
        let merged = Subject { root: HANNA, ..SUBJECT };
        assert_eq!(erase(&merged), Err(Merged));
    }

    #[test]
    fn res_11_each_kind_of_work_belongs_to_one_trace() {
        let mut works: Vec<String> =
            Trace::ALL.into_iter().flat_map(Trace::work).map(|work| format!("{work:?}")).collect();
        let all = works.len();
        works.sort();
        works.dedup();
        assert_eq!((works.len(), all), (9, 9));
    }
}
