//! Merges, their undoing, and who may be one person, as agents see it (MRG-8, MRG-12, RES-9).

use bonafide_domain::{
    id::{ConversationId, MergeId, SuggestionId, TicketId, UserId},
    identity::{Join, Joining, MergeRefused},
};
use bonafide_store::{
    agents,
    merges::{How, Merge as KeptMerge},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, agent::Colleague, person::Person};
use crate::{
    http::refused,
    use_cases::{
        merge_notices::MergeNotice,
        merge_users::{MergedUsers, Preview},
        suggestions::{Kin as FoundKin, Suggested},
        undo_merge::{Returned, UndoneMerge},
    },
};

/// A merge that was not undone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Merge {
    /// Its id.
    #[schemars(with = "String")]
    id: MergeId,
    /// `login`, `answer` where whoever had signed in said in the messenger that it was theirs, or `hand` where an agent merged
    /// them.
    kind: &'static str,
    /// Who was merged.
    #[schemars(with = "String")]
    from: UserId,
    /// Whether they had written something that was joined.
    joined: bool,
    /// Who merged them by hand.
    by: Option<Colleague>,
    /// The reason they gave.
    reason: Option<String>,
    /// When.
    at: Time,
}

impl From<(KeptMerge, Option<agents::Colleague>)> for Merge {
    fn from((merge, by): (KeptMerge, Option<agents::Colleague>)) -> Self {
        let (kind, reason) = match merge.done.how {
            How::Login(_) => ("login", None),
            How::Answer(_) => ("answer", None),
            How::Hand { reason, .. } => ("hand", Some(reason)),
        };
        Self {
            id: merge.done.id,
            kind,
            from: merge.done.from,
            joined: merge.done.conversations.is_some(),
            by: by.map(Into::into),
            reason,
            at: Time(merge.merged_at),
        }
    }
}

/// Somebody who may be the same person. Nobody is merged by that alone.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Suggestion {
    /// Its id.
    #[schemars(with = "String")]
    id: SuggestionId,
    /// Who it may be.
    user: Person,
    /// The address that both had something to do with.
    address: String,
    /// Since when.
    since: Time,
}

impl From<Suggested> for Suggestion {
    fn from(Suggested { id, person, address, since }: Suggested) -> Self {
        Self { id, user: person.into(), address, since: Time(since) }
    }
}

/// Who else a user was, and may be.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Kin {
    /// The merges that lead to the user, newest first. They are undone in this order.
    merges: Vec<Merge>,
    /// Who may be the same person, the oldest suggestion first.
    suggestions: Vec<Suggestion>,
}

impl From<FoundKin> for Kin {
    fn from(FoundKin { merges, suggestions }: FoundKin) -> Self {
        Self {
            merges: merges.into_iter().map(Into::into).collect(),
            suggestions: suggestions.into_iter().map(Into::into).collect(),
        }
    }
}

/// An agent's ticket that was closed and merged into another, in which the conversation goes on (MRG-3).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergedTicket {
    /// The ticket that was closed: its id.
    #[schemars(with = "String")]
    id: TicketId,
    /// Its number.
    number: i64,
    /// The ticket that goes on.
    into: GoesOn,
    /// The conversation in which that is worked.
    #[schemars(with = "String")]
    conversation: ConversationId,
    /// Whose case it is.
    requester: Person,
    /// When.
    at: Time,
}

/// A ticket that goes on.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct GoesOn {
    /// Its id.
    #[schemars(with = "String")]
    id: TicketId,
    /// Its number.
    number: i64,
}

/// What became of an agent's tickets.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergedTickets {
    /// At most 20 of those that they have not seen yet.
    pub tickets: Vec<MergedTicket>,
}

impl From<MergeNotice> for MergedTicket {
    fn from(notice: MergeNotice) -> Self {
        let (id, number) = notice.ticket;
        let into = GoesOn { id: notice.into.0, number: notice.into.1 };
        let MergeNotice { conversation, requester, merged_at, .. } = notice;
        Self { id, number, into, conversation, requester: requester.into(), at: Time(merged_at) }
    }
}

/// Which two would be merged.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeAsked {
    /// The id of the other.
    #[schemars(with = "String")]
    pub into: UserId,
}

/// One of two who would be merged.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergeSide {
    /// Who it is.
    user: Person,
    /// Every external id that leads to them, aliases among them.
    external_ids: Vec<String>,
}

/// What a merge would do. Nothing was done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergePreview {
    /// Who would be merged: their id and their external ids would lead to the other.
    from: MergeSide,
    /// Into whom.
    into: MergeSide,
    /// What would become of conversations and tickets: `nothing` where the first has written nothing, `become` where their
    /// conversation becomes the other's, or each of several that stay apart, `into_ticket` where it is joined and their ticket closed, `into_conversation` where
    /// it is joined and their ticket goes on. Null where the merge is refused.
    outcome: Option<&'static str>,
    /// The code and the words with which the merge would be refused; null where it would not.
    refused: Option<MergeRefusal>,
}

/// Why a merge would be refused.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MergeRefusal {
    /// The code: `already_one`, `merge_needs_administrator` or `merge_too_long`.
    code: &'static str,
    /// What was wrong and what to do.
    description: String,
}

impl From<MergeRefused> for MergeRefusal {
    fn from(why: MergeRefused) -> Self {
        let error = refused::merge(why);
        Self { code: error.code().as_str(), description: error.description().to_owned() }
    }
}

impl From<Preview> for MergePreview {
    fn from(Preview { from, into, outcome }: Preview) -> Self {
        let side =
            |(person, external_ids): (_, Vec<String>)| MergeSide { user: Person::from(person), external_ids };
        let word = |joining: &Joining| match joining.one {
            Join::Nothing if joining.is_nothing() => "nothing",
            // MRG-9: where none is joined, all of theirs become the other's.
            Join::Nothing | Join::Become { .. } => "become",
            Join::IntoTicket { .. } => "into_ticket",
            Join::IntoConversation { .. } => "into_conversation",
        };
        Self {
            from: side(from),
            into: side(into),
            outcome: outcome.as_ref().ok().map(word),
            refused: outcome.err().map(Into::into),
        }
    }
}

/// Merges a user into another.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeUsers {
    /// The id of the other. Of two of whom one has an external id, that one survives, whichever is named here.
    #[schemars(with = "String")]
    pub into: UserId,
    /// Why they are one person: 1 to 255 characters.
    pub reason: String,
}

/// Merges the two of a conflict.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeConflict {
    /// Why they are one person: 1 to 255 characters.
    pub reason: String,
}

/// Two users who are one since.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OnePerson {
    /// The merge.
    #[schemars(with = "String")]
    merge: MergeId,
    /// Who they are now.
    user: Person,
    /// Their conversation, if either had written.
    #[schemars(with = "Option<String>")]
    conversation: Option<ConversationId>,
}

impl From<MergedUsers> for OnePerson {
    fn from(MergedUsers { id, person, conversation }: MergedUsers) -> Self {
        Self { merge: id, user: person.into(), conversation }
    }
}

/// One of two who are two again.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PartedSide {
    /// Who it is.
    user: Person,
    /// The conversation they have.
    #[schemars(with = "Option<String>")]
    conversation: Option<ConversationId>,
}

/// An address that the undone one had.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReturnedAddress {
    /// The address.
    address: String,
    /// `back` where it is theirs, `held` where somebody else has it and keeps it, `gone` where it was taken away meanwhile.
    fate: &'static str,
    /// Who has it, where that is somebody else.
    holder: Option<Person>,
}

/// What undoing a merge came to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Undoing {
    /// Who had been merged, and is a user again.
    undone: PartedSide,
    /// Into whom.
    survivor: PartedSide,
    /// How many messages went back to where they were.
    messages_back: usize,
    /// How many of those written since went to the undone one, by what their evidence names.
    messages_to_undone: usize,
    /// How many of those written since the survivor keeps in a conversation of its own.
    messages_to_survivor: usize,
    /// The number of the ticket that is again what it was.
    ticket: Option<i64>,
    /// What became of the addresses that the undone one had.
    addresses: Vec<ReturnedAddress>,
}

impl From<UndoneMerge> for Undoing {
    fn from(done: UndoneMerge) -> Self {
        let side = |(person, conversation): (_, Option<ConversationId>)| PartedSide {
            user: Person::from(person),
            conversation,
        };
        let address = |(address, fate)| {
            let (fate, holder) = match fate {
                Returned::Back => ("back", None),
                Returned::HeldBy(holder) => ("held", Some(Person::from(*holder))),
                Returned::Gone => ("gone", None),
            };
            ReturnedAddress { address, fate, holder }
        };
        Self {
            undone: side(done.undone),
            survivor: side(done.survivor),
            messages_back: done.back,
            messages_to_undone: done.settled.0,
            messages_to_survivor: done.settled.1,
            ticket: done.ticket,
            addresses: done.addresses.into_iter().map(address).collect(),
        }
    }
}
