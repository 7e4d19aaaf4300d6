//! Erasures of people, as administrators see them (RES-11).

use bonafide_domain::id::{AgentId, ErasureId, UserId};
use bonafide_store::erasures;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, record::Record};
use crate::use_cases::erase::Preview;

/// How much of everything goes, or went so far.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ErasureCounts {
    /// Sessions that counted, and have ended.
    sessions: i64,
    /// External ids and aliases that are free.
    external_ids: i64,
    /// Addresses that are free.
    addresses: i64,
    /// Conversations that nobody sees any more.
    conversations: i64,
    /// Messages that are deleted, the agents' among them.
    messages: i64,
    /// Tickets that are deleted.
    tickets: i64,
    /// Merges that can no longer be undone.
    merges: i64,
    /// Logins and renewals of which nothing personal is left.
    evidence: i64,
    /// Lines of the login log of which nothing personal is left.
    login_lines: i64,
}

impl From<erasures::Counts> for ErasureCounts {
    fn from(counts: erasures::Counts) -> Self {
        let erasures::Counts {
            sessions,
            external_ids,
            addresses,
            conversations,
            merges,
            messages,
            tickets,
            evidence,
            login_lines,
        } = counts;
        Self {
            sessions,
            external_ids,
            addresses,
            conversations,
            messages,
            tickets,
            merges,
            evidence,
            login_lines,
        }
    }
}

/// What erasing a person would free and lose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ErasurePreview {
    /// Who it is: the id to erase. That of somebody merged leads to another here.
    #[schemars(with = "String")]
    user: UserId,
    /// The external ids that become free, aliases among them.
    external_ids: Vec<String>,
    /// The addresses that become free.
    addresses: Vec<String>,
    /// Whether they are banned, which goes on for their external ids and devices.
    banned: bool,
    /// From when on tokens of theirs must be to be accepted, which goes on for their external ids; null if that was not asked
    /// for.
    tokens_from: Option<Time>,
    /// The records with an external id of theirs. They are the customer's own, and stay until they are deleted.
    records: Vec<Record>,
    /// How much of everything would go.
    counts: ErasureCounts,
}

impl From<Preview> for ErasurePreview {
    fn from(preview: Preview) -> Self {
        Self {
            user: preview.user,
            external_ids: preview.external_ids,
            addresses: preview.addresses,
            banned: preview.is_banned,
            tokens_from: preview.tokens_from.map(Time),
            records: preview.records.into_iter().map(Into::into).collect(),
            counts: preview.counts.into(),
        }
    }
}

/// Who asked for an erasure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ErasedBy {
    /// Their id.
    #[schemars(with = "String")]
    id: AgentId,
    /// Their name.
    name: String,
}

/// The erasure of a person, and how far it has come.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Erasure {
    /// Its id.
    #[schemars(with = "String")]
    id: ErasureId,
    /// Who was erased: nothing but the id is left of them.
    #[schemars(with = "String")]
    user: UserId,
    /// Who asked for it.
    by: ErasedBy,
    /// Whether they were banned and still are.
    banned: bool,
    /// From when on tokens with an external id of theirs must be to be accepted; null if that was not asked for, was lifted, or
    /// is somebody's who has the external id since.
    tokens_from: Option<Time>,
    /// How much of everything went so far.
    counts: ErasureCounts,
    /// When it was asked for: from then on the person was unreachable.
    requested_at: Time,
    /// When nothing was left to be done; null while something is.
    finished_at: Option<Time>,
}

impl From<erasures::Erasure> for Erasure {
    fn from(erasure: erasures::Erasure) -> Self {
        let (id, name) = erasure.by;
        Self {
            id: erasure.id,
            user: erasure.user,
            by: ErasedBy { id, name },
            banned: erasure.is_banned,
            tokens_from: erasure.tokens_from.map(Time),
            counts: erasure.counts.into(),
            requested_at: Time(erasure.requested_at),
            finished_at: erasure.finished_at.map(Time),
        }
    }
}

/// Which page of the erasures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasuresAsked {
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<ErasureId>,
}

/// A page of the erasures, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Erasures {
    /// The erasures.
    pub erasures: Vec<Erasure>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<ErasureId>,
}
