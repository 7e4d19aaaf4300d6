//! The question whether an earlier conversation is theirs, which whoever signed in answers (MRG-11).

use super::{
    apart::{Conversations, Joining},
    join::Joinable,
};
use crate::{
    id::{SessionId, UserId},
    limits,
    session::Epoch,
    time::Millis,
};

/// What somebody who signed in is asked: whether what A wrote on this device is theirs. It is asked with their session,
/// which is their device's, and with no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The session that the login opened.
    pub session: SessionId,
    /// A, who wrote on the device before.
    pub anonymous: UserId,
    /// A's epoch when it was asked: a ban, an adoption, an erasure and an undoing raise it.
    pub epoch: Epoch,
    /// U, whom the session acted for when it was asked.
    pub user: UserId,
    /// When A last wrote: all that the person is told.
    pub written_at: Millis,
    /// When it was asked.
    pub asked_at: Millis,
    /// From when on the answer is *no*.
    pub expires_at: Millis,
    /// What was answered.
    pub answer: Option<Answer>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is theirs.
    Mine,
    /// It is not: it stays with A.
    NotMine,
}

impl Answer {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mine, Self::NotMine];

    /// The word that is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::NotMine => "not_mine",
        }
    }
}

/// What became of the two since it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// Whom A leads to now.
    pub root: UserId,
    /// A's epoch now.
    pub epoch: Epoch,
    /// Whether agents have found who A is.
    pub is_known: bool,
    /// Whether somebody was merged into A since, whose words would be given away with A's; or was parted from A, who may be
    /// the one that wrote on this device.
    pub is_changed: bool,
    /// Whom the session acts for now.
    pub user: UserId,
}

/// There is no such question, or no more: the answer is *no*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionOver;

/// What comes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// A is U from now on, as if the login had joined them.
    Joined(Joining),
    /// A keeps what they wrote.
    LeftAlone,
    /// The same was answered before.
    Before,
}

impl Question {
    /// From when on a question of a session that ends then is over.
    pub fn ends(session_expires: Millis, now: Millis) -> Millis {
        now.plus(limits::QUESTION).min(session_expires)
    }

    /// Whether it can still be answered.
    pub fn is_open(&self, since: &Since, now: Millis) -> bool {
        self.answer.is_none() && now < self.expires_at && self.holds(since)
    }

    /// Whether A and U are who they were. SES-10: somebody known is never joined into another.
    fn holds(&self, since: &Since) -> bool {
        since.root == self.anonymous
            && since.epoch == self.epoch
            && since.user == self.user
            && !since.is_known
            && !since.is_changed
    }
}

/// What an answer does. `theirs` is what A has, `users` the one conversation that U has, with its ticket.
pub fn answer(
    question: &Question,
    since: &Since,
    said: Answer,
    (theirs, users): (&Conversations, Option<Joinable>),
    now: Millis,
) -> Result<Answered, QuestionOver> {
    // An answer that was lost is repeated, and another one is too late.
    if question.answer == Some(said) {
        return Ok(Answered::Before);
    }
    if !question.is_open(since, now) {
        return Err(QuestionOver);
    }
    match said {
        Answer::NotMine => Ok(Answered::LeftAlone),
        Answer::Mine if theirs.are_none() => Err(QuestionOver), // RES-11: it was erased
        Answer::Mine => Ok(Answered::Joined(Joining::of(theirs, users))), // MRG-2 to MRG-4, MRG-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::ConversationId, identity::Join, time::Span};

    const A: UserId = UserId::from_bytes([1; 12]);
    const U: UserId = UserId::from_bytes([2; 12]);
    const OTHER: UserId = UserId::from_bytes([3; 12]);
    const ASKED: Millis = Millis::new(10_000_000_000);
    const CA: Joinable = Joinable { id: ConversationId::from_bytes([4; 12]), ticket: None };
    const CU: Joinable = Joinable { id: ConversationId::from_bytes([5; 12]), ticket: None };

    const QUESTION: Question = Question {
        session: SessionId::ZERO,
        anonymous: A,
        epoch: 3,
        user: U,
        written_at: Millis::new(0),
        asked_at: ASKED,
        expires_at: Millis::new(10_000_060_000),
        answer: None,
    };
    const SINCE: Since = Since { root: A, epoch: 3, is_known: false, is_changed: false, user: U };

    fn say(said: Answer, question: &Question, since: &Since, now: Millis) -> Result<Answered, QuestionOver> {
        answer(question, since, said, (&Some(CA).into(), None), now)
    }

    #[test]
    fn mrg_11_yes_joins_as_the_login_would_have_and_no_leaves_it_with_them() {
        let become_theirs = Join::Become { conversation: CA.id, ticket: None };
        let into = Join::IntoConversation { from: CA.id, into: CU.id, ticket: None };
        for (users, join) in [(None, become_theirs), (Some(CU), into)] {
            let theirs = Some(CA).into();
            let answered = |said| answer(&QUESTION, &SINCE, said, (&theirs, users), ASKED);
            let joining = Joining { one: join, apart: vec![] };
            assert_eq!(answered(Answer::Mine), Ok(Answered::Joined(joining)));
            assert_eq!(answered(Answer::NotMine), Ok(Answered::LeftAlone));
        }
    }

    #[test]
    fn mrg_11_it_is_answered_once_and_a_repeat_gets_the_first_answer() {
        use Answer::{Mine, NotMine};
        for (first, then, outcome) in [
            (Mine, Mine, Ok(Answered::Before)),
            (Mine, NotMine, Err(QuestionOver)),
            (NotMine, Mine, Err(QuestionOver)),
            (NotMine, NotMine, Ok(Answered::Before)),
        ] {
            let answered = Question { answer: Some(first), ..QUESTION };
            // After a yes, A leads to U.
            for since in [SINCE, Since { root: U, ..SINCE }] {
                assert_eq!(say(then, &answered, &since, ASKED), outcome, "{first:?} {then:?}");
            }
            assert!(!answered.is_open(&SINCE, ASKED));
        }
    }

    #[test]
    fn mrg_11_unanswered_is_no() {
        let last = QUESTION.expires_at.minus(Span::millis(1));
        assert!(say(Answer::Mine, &QUESTION, &SINCE, last).is_ok());
        for said in Answer::ALL {
            assert_eq!(say(said, &QUESTION, &SINCE, QUESTION.expires_at), Err(QuestionOver));
        }
    }

    #[test]
    fn mrg_11_it_lasts_hours_and_no_longer_than_the_session() {
        let hours = ASKED.plus(limits::QUESTION);
        for (session, ends) in [
            (ASKED.plus(Span::days(14)), hours),
            (hours, hours),
            (ASKED.plus(Span::minutes(5)), ASKED.plus(Span::minutes(5))),
        ] {
            assert_eq!(Question::ends(session, ASKED), ends);
        }
    }

    #[test]
    fn mrg_11_whatever_becomes_of_either_makes_it_void() {
        let table = [
            ("A was merged", Since { root: OTHER, ..SINCE }),
            ("A was banned, adopted, erased or parted", Since { epoch: 4, ..SINCE }),
            ("somebody was merged into A, or parted from them", Since { is_changed: true, ..SINCE }),
            ("U was merged", Since { user: OTHER, ..SINCE }),
            ("ses_10: A is known", Since { is_known: true, ..SINCE }),
        ];
        for (what, since) in table {
            assert!(!QUESTION.is_open(&since, ASKED), "{what}");
            for said in Answer::ALL {
                assert_eq!(say(said, &QUESTION, &since, ASKED), Err(QuestionOver), "{what}");
            }
        }
    }

    #[test]
    fn res_11_what_was_erased_is_joined_into_nothing() {
        let nothing = (&Conversations::default(), Some(CU));
        assert_eq!(answer(&QUESTION, &SINCE, Answer::Mine, nothing, ASKED), Err(QuestionOver));
    }
}
