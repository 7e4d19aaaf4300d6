//! Who or what changed a ticket, and how an event keeps it.

use bonafide_domain::id::EvidenceId;

use super::colleague;
use crate::{
    agents::Colleague,
    error::{Result, StoreError},
    tx::Tx,
};

/// Who or what changed a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedBy {
    /// An agent.
    Agent(Colleague),
    /// The rules sent it to a queue (ROU-2), for somebody who was signed in on this evidence then, or not signed in. It is kept
    /// so that rules can be tried on what was known then (ROU-6).
    Rules(Option<EvidenceId>),
    /// Nobody: it closed by itself (TKT-1), or was given to its agent (ROU-4).
    Itself,
}

impl ChangedBy {
    /// What the change of the rules is kept as, before the evidence's id. No agent's id begins so.
    const RULES: &'static str = "rules ";

    /// The agent, if it was one.
    pub const fn agent(&self) -> Option<&Colleague> {
        match self {
            Self::Agent(agent) => Some(agent),
            Self::Rules(_) | Self::Itself => None,
        }
    }

    pub(super) fn payload(&self) -> String {
        match self {
            Self::Agent(agent) => agent.id.to_string(),
            Self::Rules(evidence) => {
                let on = evidence.map(|evidence| evidence.to_string()).unwrap_or_default();
                format!("{}{on}", Self::RULES)
            }
            Self::Itself => String::new(),
        }
    }

    pub(super) fn read(tx: &mut Tx<'_>, payload: &str) -> Result<Self> {
        let corrupt = || StoreError::Corrupt(format!("{payload:?} changes no ticket"));
        if payload.is_empty() {
            return Ok(Self::Itself);
        }
        match payload.strip_prefix(Self::RULES) {
            Some("") => Ok(Self::Rules(None)),
            Some(evidence) => evidence.parse().map(|id| Self::Rules(Some(id))).map_err(|_| corrupt()),
            None => colleague(tx, payload.parse().map_err(|_| corrupt())?).map(Self::Agent),
        }
    }
}
