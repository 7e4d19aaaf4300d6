//! Merging two users by hand (MRG-8, MRG-13).

use super::{
    apart::{Conversations, Joining},
    bars::Bars,
    join::Joinable,
};
use crate::{id::UserId, limits};

/// Who asks for a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// An agent.
    Agent,
    /// An administrator.
    Administrator,
}

/// One of two users who are to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Who it is: nobody who was merged already, but whom they resolve to.
    pub user: UserId,
    /// Whether they have an external id, in whichever namespace, or anyone who was merged into them has.
    pub has_external_id: bool,
    /// Their conversation, with how many messages it holds.
    pub conversation: Option<(Joinable, i64)>,
    /// Their conversations that stay apart (MRG-9).
    pub apart: Vec<Joinable>,
    /// What holds them back.
    pub bars: Bars,
}

/// A merge that may be done. `from` is retired and its id leads to `into` (MRG-5). External ids stay with their first
/// user and lead there too: each is an alias (RES-10), and neither user ever has two in one namespace (RES-6, RES-13).
/// Messages keep their own time, author and evidence (MRG-6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePlan {
    /// Who is merged.
    pub from: UserId,
    /// Into whom: the survivor.
    pub into: UserId,
    /// What becomes of their conversations and tickets.
    pub join: Joining,
    /// What holds the survivor back from now on.
    pub bars: Bars,
}

/// Why two users are not merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeRefused {
    /// They are one already: the same user, or merged before.
    AlreadyOne,
    /// MRG-13: both have an external id, and each would be handed the other's history.
    NeedsAdministrator,
    /// More messages would have to be moved than one transaction moves, or than a conversation holds (details 9).
    TooLong {
        /// How many there are.
        messages: i64,
        /// How many there may be.
        limit: i64,
    },
}

/// Decides about merging one user into another.
///
/// Of two of whom one has an external id that one survives, whichever way round it was asked for: whoever is known stays
/// so, and their tokens lead to themselves.
pub fn merge(one: &Side, into: &Side, by: Authority) -> Result<MergePlan, MergeRefused> {
    if one.user == into.user {
        return Err(MergeRefused::AlreadyOne);
    }
    let (from, into) = match (one.has_external_id, into.has_external_id, by) {
        (true, true, Authority::Agent) => return Err(MergeRefused::NeedsAdministrator), // MRG-13
        (true, false, _) => (into, one),
        (true, true, Authority::Administrator) | (false, _, _) => (one, into),
    };
    if let (Some((_, moved)), Some((_, kept))) = (from.conversation, into.conversation) {
        fits(moved, limits::MERGED_MESSAGES)?;
        fits(moved + kept, limits::MESSAGES)?;
    }
    let one = |side: &Side| side.conversation.map(|(conversation, _)| conversation);
    let join = Joining::of(&Conversations { one: one(from), apart: from.apart.clone() }, one(into));
    Ok(MergePlan { from: from.user, into: into.user, join, bars: into.bars.with(from.bars) })
}

fn fits(messages: i64, limit: i64) -> Result<(), MergeRefused> {
    if messages > limit { Err(MergeRefused::TooLong { messages, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{ConversationId, TicketId},
        identity::Join,
        ticket::{LiveTicket, Status},
        time::Millis,
    };

    const MARA: UserId = UserId::from_bytes([1; 12]);
    const HANNA: UserId = UserId::from_bytes([2; 12]);

    fn side(user: UserId, has_external_id: bool) -> Side {
        Side { user, has_external_id, conversation: None, apart: vec![], bars: Bars::default() }
    }

    fn wrote(user: UserId, messages: i64, status: Option<Status>) -> Side {
        let byte = user.as_bytes()[0];
        let ticket =
            status.map(|status| LiveTicket { id: TicketId::from_bytes([byte; 12]), status, priority: 0 });
        let conversation = Joinable { id: ConversationId::from_bytes([byte; 12]), ticket };
        Side { conversation: Some((conversation, messages)), ..side(user, false) }
    }

    #[test]
    fn mrg_8_nobody_is_merged_with_themselves() {
        for by in [Authority::Agent, Authority::Administrator] {
            assert_eq!(merge(&side(MARA, true), &side(MARA, true), by), Err(MergeRefused::AlreadyOne));
        }
    }

    #[test]
    fn mrg_13_two_with_an_external_id_take_an_administrator() {
        use Authority::{Administrator, Agent};
        let needs = Err(MergeRefused::NeedsAdministrator);
        let (mara_first, hanna_first) = (Ok((MARA, HANNA)), Ok((HANNA, MARA)));
        // whether each has an external id, who asks; who is merged into whom
        let table = [
            (true, true, Agent, needs),
            (true, true, Administrator, mara_first),
            (true, false, Agent, hanna_first),
            (true, false, Administrator, hanna_first),
            (false, true, Agent, mara_first),
            (false, true, Administrator, mara_first),
            (false, false, Agent, mara_first),
            (false, false, Administrator, mara_first),
        ];
        for (one, other, by, expected) in table {
            let merged = merge(&side(MARA, one), &side(HANNA, other), by).map(|plan| (plan.from, plan.into));
            assert_eq!(merged, expected, "{one} {other} {by:?}");
        }
    }

    #[test]
    fn mrg_8_conversations_and_tickets_become_one_as_at_a_login() {
        let join = |one: &Side, into: &Side| merge(one, into, Authority::Agent).unwrap().join.one;
        let (silent, open) = (side(MARA, false), wrote(HANNA, 1, Some(Status::Open)));
        assert_eq!(join(&silent, &open), Join::Nothing);
        assert!(matches!(join(&open, &silent), Join::Become { ticket: Some(_), .. }));
        let pending = wrote(MARA, 1, Some(Status::Pending));
        let Join::IntoTicket { close: Some(_), keep, .. } = join(&open, &pending) else { panic!("MRG-3") };
        assert_eq!(keep.status, Status::Open);
        assert!(matches!(join(&open, &wrote(MARA, 1, None)), Join::IntoConversation { ticket: Some(_), .. }));
    }

    #[test]
    fn details_9_what_would_have_to_be_moved_is_limited() {
        let (moved, whole) = (limits::MERGED_MESSAGES, limits::MESSAGES);
        let into = |kept, messages| {
            let (one, into) = (wrote(MARA, messages, None), wrote(HANNA, kept, None));
            merge(&one, &into, Authority::Administrator).map(|_| ()).err()
        };
        assert_eq!(into(1, moved), None);
        assert_eq!(into(1, moved + 1), Some(MergeRefused::TooLong { messages: moved + 1, limit: moved }));
        assert_eq!(into(whole - moved, moved), None);
        assert_eq!(into(whole, 1), Some(MergeRefused::TooLong { messages: whole + 1, limit: whole }));
        let only_one = merge(&wrote(MARA, whole, None), &side(HANNA, false), Authority::Agent);
        assert!(only_one.is_ok(), "nothing moves where only one has a conversation");
    }

    #[test]
    fn ses_13_a_ban_of_either_is_the_survivors() {
        let banned = Bars { banned_at: Some(Millis::new(5)), tokens_from: None };
        for (one, other) in [(banned, Bars::default()), (Bars::default(), banned)] {
            let (one, other) =
                (Side { bars: one, ..side(MARA, false) }, Side { bars: other, ..side(HANNA, true) });
            assert_eq!(merge(&one, &other, Authority::Agent).unwrap().bars, banned);
        }
    }
}
