//! Why a message or a person carries a check mark (SEE-3).

use bonafide_domain::id::EvidenceId;
use bonafide_store::{
    Tx,
    evidence::{self, Evidence},
};

use super::{Refused, Step, admission};
use crate::secrets::AgentToken;

/// A piece of evidence by id.
pub fn find(tx: &mut Tx<'_>, token: &AgentToken, id: EvidenceId) -> Step<Evidence> {
    admission::admit_agent(tx, token)?;
    Ok(evidence::find(tx, id)?.ok_or(Refused::NotFound)?)
}
