//! Conflicts about addresses, as administrators see them (RES-8).

use bonafide_domain::id::ConflictId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Time, person::Person};
use crate::use_cases::conflicts::OpenConflict;

/// Which page of the conflicts.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConflictsAsked {
    /// The `next` of the page before; the first page without.
    #[schemars(with = "Option<String>")]
    pub before: Option<ConflictId>,
}

/// Logins of one external id that were refused because somebody else holds the address of their tokens.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Conflict {
    /// Its id.
    #[schemars(with = "String")]
    id: ConflictId,
    /// The address.
    address: String,
    /// Whether the last of the tokens said that it is verified.
    verified: bool,
    /// The external id of the tokens.
    external_id: String,
    /// The name in the last of them.
    name: Option<String>,
    /// How many logins were refused.
    refused: i64,
    /// When the first was.
    first_at: Time,
    /// When the last was.
    last_at: Time,
    /// Who holds the address now, if anybody does.
    holder: Option<Person>,
    /// Who has the external id now, if anybody does.
    user: Option<Person>,
}

impl From<OpenConflict> for Conflict {
    fn from(OpenConflict { conflict, holder, user }: OpenConflict) -> Self {
        Self {
            id: conflict.id,
            address: conflict.address,
            verified: conflict.verified,
            external_id: conflict.external_id,
            name: conflict.name,
            refused: conflict.refused,
            first_at: Time(conflict.first_at),
            last_at: Time(conflict.last_at),
            holder: holder.map(Into::into),
            user: user.map(Into::into),
        }
    }
}

/// A page of the open conflicts, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Conflicts {
    /// The conflicts.
    pub conflicts: Vec<Conflict>,
    /// What to ask for the next page with; null on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<ConflictId>,
}
