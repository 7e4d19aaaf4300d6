//! What became of erasures, as administrators read it (RES-11).

use bonafide_domain::{id::ErasureId, limits};
use bonafide_store::{
    Tx,
    erasures::{self, Erasure},
};

use super::{Refused, Step, admission};
use crate::secrets::AgentToken;

/// A page of the erasures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasuresPage {
    /// The erasures, newest first.
    pub erasures: Vec<Erasure>,
    /// Where the next page begins, if there is one.
    pub next: Option<ErasureId>,
}

/// The page of the erasures before one, or the newest.
pub fn list(tx: &mut Tx<'_>, token: &AgentToken, before: Option<ErasureId>) -> Step<ErasuresPage> {
    admission::admit_administrator(tx, token)?;
    let mut erasures = erasures::page(tx, before, limits::ERASURES_PAGE + 1)?;
    let page = usize::try_from(limits::ERASURES_PAGE).unwrap_or(usize::MAX);
    let has_more = erasures.len() > page;
    erasures.truncate(page);
    let next = erasures.last().filter(|_| has_more).map(|erasure| erasure.id);
    Ok(ErasuresPage { erasures, next })
}

/// An erasure, and how far it has come.
pub fn find(tx: &mut Tx<'_>, token: &AgentToken, id: ErasureId) -> Step<Erasure> {
    admission::admit_administrator(tx, token)?;
    Ok(erasures::find(tx, id)?.ok_or(Refused::NotFound)?)
}
