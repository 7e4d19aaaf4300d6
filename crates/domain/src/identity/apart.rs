//! Conversations that stay apart when users merge (MRG-9).

use super::join::{Join, Joinable};
use crate::id::{ConversationId, TicketId};

/// Whether a conversation is joined with another of the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one that a user has by default: it is joined with the other's one (MRG-3, MRG-4).
    One,
    /// One of several, which goes on by itself whoever turns out to have written it.
    Apart,
}

impl Kind {
    /// Of a conversation that begins on a channel, or is there when users merge. `multiple` says whether the channel has
    /// `multiple conversations` on.
    ///
    /// What began apart stays so when the setting is switched off: nothing is joined in hindsight. What began as the one
    /// stays apart once it is on.
    #[must_use]
    pub const fn on(self, multiple: bool) -> Self {
        match self {
            Self::One if !multiple => Self::One,
            Self::One | Self::Apart => Self::Apart,
        }
    }
}

/// The conversations of a user, as joins look at them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conversations {
    /// The one.
    pub one: Option<Joinable>,
    /// Those that stay apart.
    pub apart: Vec<Joinable>,
}

impl Conversations {
    /// Whether nothing was ever said.
    pub fn are_none(&self) -> bool {
        self.one.is_none() && self.apart.is_empty()
    }
}

impl From<Option<Joinable>> for Conversations {
    /// Of a user who has one at most.
    fn from(one: Option<Joinable>) -> Self {
        Self { one, apart: Vec::new() }
    }
}

/// A conversation that becomes the survivor's and goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apart {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its ticket that is not closed. The survivor is its requester from now on.
    pub ticket: Option<TicketId>,
}

/// What becomes of everything that somebody has said who turned out to be another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// Of their one conversation.
    pub one: Join,
    /// Of those that stay apart.
    pub apart: Vec<Apart>,
}

impl Joining {
    /// What becomes of theirs, where `users` is the one that the survivor has already.
    pub(super) fn of(theirs: &Conversations, users: Option<Joinable>) -> Self {
        let stays = |theirs: &Joinable| Apart {
            conversation: theirs.id,
            ticket: theirs.ticket.map(|ticket| ticket.id),
        };
        Self {
            one: theirs.one.map_or(Join::Nothing, |one| super::join::into(one, users)),
            apart: theirs.apart.iter().map(stays).collect(), // MRG-9
        }
    }

    /// MRG-1: whether there was nothing to join.
    pub fn is_nothing(&self) -> bool {
        self.one == Join::Nothing && self.apart.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::UserId,
        identity::{self, Anonymous, AtLogin, Authority, Bars, Before, JoinPolicy, Side},
        ticket::{LiveTicket, Status},
        time::{Millis, Span},
    };

    const NOW: Millis = Millis::new(10_000_000_000);

    fn joinable(byte: u8) -> Joinable {
        let ticket = LiveTicket { id: TicketId::from_bytes([byte; 12]), status: Status::Open, priority: 0 };
        Joinable { id: ConversationId::from_bytes([byte; 12]), ticket: Some(ticket) }
    }

    fn apart(byte: u8) -> Apart {
        let Joinable { id, ticket } = joinable(byte);
        Apart { conversation: id, ticket: ticket.map(|ticket| ticket.id) }
    }

    fn wrote(one: Option<u8>, apart: &[u8]) -> Anonymous {
        let apart = apart.iter().copied().map(joinable).collect();
        let conversations = Conversations { one: one.map(joinable), apart };
        Anonymous { conversations, last_active: NOW, is_known: false }
    }

    fn joined(anonymous: &Anonymous, users: Option<u8>) -> Joining {
        let before = Before { conversation: users.map(joinable) };
        match identity::join(anonymous, &before, JoinPolicy::WithinHalfAnHour, NOW) {
            AtLogin::Joined(joining) => joining,
            other @ (AtLogin::Asked | AtLogin::LeftAlone) => panic!("{other:?}"),
        }
    }

    #[test]
    fn mrg_9_what_the_setting_makes_of_a_conversation() {
        let table = [
            (Kind::One, false, Kind::One),
            (Kind::One, true, Kind::Apart),
            (Kind::Apart, false, Kind::Apart),
            (Kind::Apart, true, Kind::Apart),
        ];
        for (kind, multiple, expected) in table {
            assert_eq!(kind.on(multiple), expected, "{kind:?}, setting on {multiple}");
        }
    }

    #[test]
    fn mrg_9_conversations_stay_apart_and_their_tickets_go_on_as_the_users() {
        for users in [None, Some(9)] {
            let joining = joined(&wrote(None, &[1, 2]), users);
            assert_eq!(joining, Joining { one: Join::Nothing, apart: vec![apart(1), apart(2)] }, "{users:?}");
            assert!(!joining.is_nothing());
        }
    }

    #[test]
    fn mrg_9_the_one_is_joined_beside_them_as_ever() {
        let joining = joined(&wrote(Some(1), &[2]), Some(9));
        assert!(matches!(joining.one, Join::IntoTicket { .. }), "MRG-3");
        assert_eq!(joining.apart, [apart(2)]);
        let joining = joined(&wrote(Some(1), &[2]), None);
        assert!(matches!(joining.one, Join::Become { .. }), "MRG-2");
    }

    #[test]
    fn mrg_11_the_person_is_asked_about_conversations_that_stay_apart_too() {
        let earlier = NOW.minus(Span::minutes(31));
        let old = Anonymous { last_active: earlier, ..wrote(None, &[1]) };
        let before = Before { conversation: None };
        let decided = identity::join(&old, &before, JoinPolicy::WithinHalfAnHour, NOW);
        assert_eq!(decided, AtLogin::Asked);
        let silent = Anonymous { last_active: earlier, ..wrote(None, &[]) };
        let nothing = Joining { one: Join::Nothing, apart: vec![] };
        let decided = identity::join(&silent, &before, JoinPolicy::WithinHalfAnHour, NOW);
        assert_eq!(decided, AtLogin::Joined(nothing), "MRG-1");
    }

    #[test]
    fn mrg_9_by_hand_they_stay_apart_too_whoever_survives() {
        let side = |byte: u8, has_external_id| Side {
            user: UserId::from_bytes([byte; 12]),
            has_external_id,
            conversation: None,
            apart: vec![joinable(byte)],
            bars: Bars::default(),
        };
        for (first_is_known, from) in [(false, 1), (true, 2)] {
            let (one, into) = (side(1, first_is_known), side(2, !first_is_known));
            let plan = identity::merge(&one, &into, Authority::Agent).unwrap();
            assert_eq!(plan.join, Joining { one: Join::Nothing, apart: vec![apart(from)] });
        }
    }
}
