//! Whether anybody is there (ROU-4, ROU-8).

use bonafide_domain::id::QueueId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::use_cases::availability;

/// Of which channel.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityOf {
    /// Its public key.
    pub channel: String,
}

/// What everybody may know of a channel. It may be ten seconds old.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Availability {
    /// Who is there for somebody who is not signed in and writes now: `there`, somebody who can take the next; `away`, nobody;
    /// `closed`, it is outside opening hours.
    attendance: &'static str,
    /// The queues that a page of a chat may wish for; empty of channels of other kinds.
    departments: Vec<Department>,
}

/// A queue that can be wished for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Department {
    /// Its id.
    #[schemars(with = "String")]
    id: QueueId,
    /// Its name.
    name: String,
    /// `there`, `away` or `closed`.
    attendance: &'static str,
}

impl From<availability::Availability> for Availability {
    fn from(found: availability::Availability) -> Self {
        let department = |it: availability::Department| Department {
            id: it.id,
            name: it.name,
            attendance: it.attendance.as_str(),
        };
        Self {
            attendance: found.attendance.as_str(),
            departments: found.departments.into_iter().map(department).collect(),
        }
    }
}
