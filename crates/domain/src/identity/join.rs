//! Joining what someone wrote before the login with what they wrote elsewhere (MRG-1 to MRG-7, MRG-11).

use super::apart::{Conversations, Joining};
use crate::{
    id::{ConversationId, TicketId},
    limits,
    ticket::{LiveTicket, Status},
    time::Millis,
};

/// A conversation that a join is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joinable {
    /// Its id.
    pub id: ConversationId,
    /// Its ticket that is not closed.
    pub ticket: Option<LiveTicket>,
}

/// The anonymous user of the device, A.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anonymous {
    /// CA, the conversation, if A has written anything; and those that stay apart (MRG-9).
    pub conversations: Conversations,
    /// When A last wrote; the time the session was opened if never.
    pub last_active: Millis,
    /// Whether A was merged by hand into somebody with an external id (MRG-8): then all this is theirs.
    pub is_known: bool,
}

/// The signed-in user, U.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// CU, the conversation U has already.
    pub conversation: Option<Joinable>,
}

/// When an account joins what was written before a login without asking (MRG-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinPolicy {
    /// If A was active within the last half an hour. Of anything older the person is asked.
    WithinHalfAnHour,
    /// However long ago it was: on a shared device one person's words may reach the next.
    Always,
    /// Never: the person is asked each time.
    Ask,
}

impl JoinPolicy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::WithinHalfAnHour, Self::Always, Self::Ask];

    /// The word that is kept, and for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WithinHalfAnHour => "within_half_an_hour",
            Self::Always => "always",
            Self::Ask => "ask",
        }
    }

    /// Whether choosing it asks for a confirmation, because it can hand one person's words to another.
    pub const fn is_risky(self) -> bool {
        match self {
            Self::Always => true,
            Self::WithinHalfAnHour | Self::Ask => false,
        }
    }

    /// Whether something last written at this moment is joined without asking.
    fn joins(self, last_active: Millis, now: Millis) -> bool {
        match self {
            Self::WithinHalfAnHour => now.since(last_active) <= limits::JOIN_WITHIN,
            Self::Always => true,
            Self::Ask => false,
        }
    }
}

/// What a login does with A.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtLogin {
    /// A is U from now on.
    Joined(Joining),
    /// MRG-11: nothing is joined until the person has said that what A wrote is theirs. A's session ends all the same.
    Asked,
    /// SES-10: A is somebody known who is not U. They keep what they wrote, and their session ends.
    LeftAlone,
}

/// How A becomes U: A is retired and its id leads to U (MRG-5). Messages keep their own time, author and evidence
/// (MRG-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// MRG-1: A has written nothing.
    Nothing,
    /// MRG-2: U has no conversation. CA becomes U's, and its ticket goes on with U as requester.
    Become {
        /// CA.
        conversation: ConversationId,
        /// TA.
        ticket: Option<TicketId>,
    },
    /// MRG-3: CA's messages join CU, which goes on in TU. TA is closed, marked as merged into TU.
    IntoTicket {
        /// CA.
        from: ConversationId,
        /// CU.
        into: ConversationId,
        /// TA.
        close: Option<TicketId>,
        /// TU, with the status and the priority it has from now on.
        keep: LiveTicket,
    },
    /// MRG-4: CA's messages join CU, and TA goes on as U's ticket.
    IntoConversation {
        /// CA.
        from: ConversationId,
        /// CU.
        into: ConversationId,
        /// TA.
        ticket: Option<TicketId>,
    },
}

/// Decides what becomes of A when U signs in on A's device.
pub fn join(anonymous: &Anonymous, user: &Before, policy: JoinPolicy, now: Millis) -> AtLogin {
    // SES-10: agents have found who A is, and it is another than U: nothing of the two is joined, and nobody is asked.
    if anonymous.is_known {
        return AtLogin::LeftAlone;
    }
    // MRG-11: a shared device must not hand one person's words to the next. MRG-1: of who wrote nothing there are none.
    if anonymous.conversations.are_none() || policy.joins(anonymous.last_active, now) {
        AtLogin::Joined(Joining::of(&anonymous.conversations, user.conversation))
    } else {
        AtLogin::Asked
    }
}

/// What becomes of a conversation whose user turned out to be another, who may have one too (MRG-2 to MRG-4).
pub(super) fn into(theirs: Joinable, users: Option<Joinable>) -> Join {
    let ticket = theirs.ticket.map(|ticket| ticket.id);
    match users {
        None => Join::Become { conversation: theirs.id, ticket }, // MRG-2
        Some(Joinable { id, ticket: Some(kept) }) => Join::IntoTicket {
            from: theirs.id,
            into: id,
            close: ticket,
            keep: go_on(kept, theirs.ticket), // MRG-3
        },
        Some(Joinable { id, ticket: None }) => Join::IntoConversation { from: theirs.id, into: id, ticket }, // MRG-4
    }
}

/// MRG-3: TU becomes open if TA was new or open, and takes the higher priority. Assignee, brand and queue stay.
fn go_on(kept: LiveTicket, joined: Option<LiveTicket>) -> LiveTicket {
    let Some(joined) = joined else { return kept };
    let status = match joined.status {
        Status::New | Status::Open => Status::Open,
        Status::Pending | Status::Solved | Status::Closed => kept.status,
    };
    LiveTicket { status, priority: kept.priority.max(joined.priority), ..kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    const NOW: Millis = Millis::new(10_000_000_000);
    const CA: ConversationId = ConversationId::from_bytes([1; 12]);
    const CU: ConversationId = ConversationId::from_bytes([2; 12]);
    const TA: TicketId = TicketId::from_bytes([3; 12]);
    const TU: TicketId = TicketId::from_bytes([4; 12]);

    fn ticket(id: TicketId, status: Status, priority: i64) -> LiveTicket {
        LiveTicket { id, status, priority }
    }

    fn anonymous(ticket: Option<LiveTicket>) -> Anonymous {
        let conversations = Some(Joinable { id: CA, ticket }).into();
        Anonymous { conversations, last_active: NOW, is_known: false }
    }

    fn user(ticket: Option<LiveTicket>) -> Before {
        Before { conversation: Some(Joinable { id: CU, ticket }) }
    }

    /// What comes of it where nobody is asked.
    fn joined(anonymous: &Anonymous, user: &Before) -> Join {
        match join(anonymous, user, JoinPolicy::WithinHalfAnHour, NOW) {
            AtLogin::Joined(joining) => joining.one,
            other @ (AtLogin::Asked | AtLogin::LeftAlone) => panic!("{other:?}"),
        }
    }

    #[test]
    fn mrg_1_nothing_written_is_nothing_to_join_or_ask_about_however_long_ago() {
        let conversations = Conversations::default();
        let silent = Anonymous { conversations, last_active: Millis::new(0), is_known: false };
        let nothing = AtLogin::Joined(Joining { one: Join::Nothing, apart: vec![] });
        for policy in JoinPolicy::ALL {
            for before in [user(None), Before { conversation: None }] {
                assert_eq!(join(&silent, &before, policy, NOW), nothing, "{policy:?}");
            }
        }
    }

    #[test]
    fn mrg_2_a_users_first_conversation_is_the_anonymous_one() {
        let joined = joined(&anonymous(Some(ticket(TA, Status::New, 0))), &Before { conversation: None });
        assert_eq!(joined, Join::Become { conversation: CA, ticket: Some(TA) });
    }

    #[test]
    fn mrg_3_the_status_and_priority_of_the_ticket_that_goes_on() {
        use Status::{New, Open, Pending, Solved};
        // TA's status and priority, TU's before, TU's after
        let table = [
            (New, 0, Pending, 0, Open, 0),
            (Open, 5, Solved, 3, Open, 5),
            (Open, 1, New, 3, Open, 3),
            (Pending, 9, Solved, 3, Solved, 9),
            (Solved, 0, Pending, 0, Pending, 0),
            (Pending, 0, New, 0, New, 0),
        ];
        for (theirs, their_priority, before, priority, after, higher) in table {
            let joined = joined(
                &anonymous(Some(ticket(TA, theirs, their_priority))),
                &user(Some(ticket(TU, before, priority))),
            );
            let keep = ticket(TU, after, higher);
            assert_eq!(
                joined,
                Join::IntoTicket { from: CA, into: CU, close: Some(TA), keep },
                "{theirs:?} {before:?}"
            );
        }
    }

    #[test]
    fn mrg_3_without_a_live_ticket_of_theirs_the_users_stays_as_it_is() {
        let keep = ticket(TU, Status::Pending, 2);
        let joined = joined(&anonymous(None), &user(Some(keep)));
        assert_eq!(joined, Join::IntoTicket { from: CA, into: CU, close: None, keep });
    }

    #[test]
    fn mrg_4_without_an_open_ticket_of_the_users_theirs_goes_on() {
        let joined = joined(&anonymous(Some(ticket(TA, Status::Open, 0))), &user(None));
        assert_eq!(joined, Join::IntoConversation { from: CA, into: CU, ticket: Some(TA) });
    }

    #[test]
    fn ses_10_somebody_known_is_never_joined_into_another_and_nobody_is_asked() {
        for conversations in [Conversations::default(), anonymous(None).conversations] {
            for policy in JoinPolicy::ALL {
                let conversations = conversations.clone();
                let known = Anonymous { is_known: true, conversations, ..anonymous(None) };
                assert_eq!(join(&known, &user(None), policy, NOW), AtLogin::LeftAlone, "{policy:?}");
            }
        }
    }

    #[test]
    fn mrg_11_what_is_joined_without_asking_under_each_setting() {
        use JoinPolicy::{Always, Ask, WithinHalfAnHour};
        let (just_now, half_an_hour) = (Span::millis(0), Span::minutes(30));
        let (longer, months) = (Span::millis(30 * 60 * 1000 + 1), Span::days(89));
        let one = Join::Become { conversation: CA, ticket: None };
        let joined = AtLogin::Joined(Joining { one, apart: vec![] });
        let table = [
            (WithinHalfAnHour, [&joined, &joined, &AtLogin::Asked, &AtLogin::Asked]),
            (Always, [&joined; 4]),
            (Ask, [&AtLogin::Asked; 4]),
        ];
        for (policy, outcomes) in table {
            for (ago, outcome) in [just_now, half_an_hour, longer, months].into_iter().zip(outcomes) {
                let written = Anonymous { last_active: NOW.minus(ago), ..anonymous(None) };
                let decided = join(&written, &Before { conversation: None }, policy, NOW);
                assert_eq!(&decided, outcome, "{policy:?} {ago:?}");
            }
        }
    }

    #[test]
    fn mrg_11_only_always_carries_a_risk() {
        let risky = JoinPolicy::ALL.map(JoinPolicy::is_risky);
        assert_eq!(risky, [false, true, false]);
    }
}
