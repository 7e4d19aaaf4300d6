//! The login log, as administrators read it (SEE-6).

use bonafide_domain::{id::LoginAttemptId, limits};
use bonafide_store::{
    Tx,
    login_log::{self, Filter, Listed},
};

use super::{Step, admission};
use crate::secrets::AgentToken;

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginLogPage {
    /// The lines, newest first.
    pub lines: Vec<Listed>,
    /// Where the next page begins, if there is one.
    pub next: Option<LoginAttemptId>,
}

/// The page of the log before a line, or the newest.
pub fn read_login_log(
    tx: &mut Tx<'_>,
    token: &AgentToken,
    filter: &Filter,
    before: Option<LoginAttemptId>,
) -> Step<LoginLogPage> {
    admission::admit_administrator(tx, token)?;
    let mut lines = login_log::page(tx, filter, before, limits::LOGIN_LOG_PAGE + 1)?;
    let page = usize::try_from(limits::LOGIN_LOG_PAGE).unwrap_or(usize::MAX);
    let has_more = lines.len() > page;
    lines.truncate(page);
    let next = lines.last().filter(|_| has_more).map(|line| line.attempt.id);
    Ok(LoginLogPage { lines, next })
}
