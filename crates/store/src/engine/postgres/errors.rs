//! What PostgreSQL's errors mean.

use postgres::{
    Error,
    error::{DbError, Severity, SqlState},
};

use super::super::{job::Access, names::intern};
use crate::error::StoreError;

/// What becomes of a transaction and its connection after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aftermath {
    /// The transaction is to be rolled back, and the error answered.
    Undo,
    /// The database chose this transaction to give way; running it again may well succeed.
    Again,
    /// The connection is gone or cannot be trusted.
    Gone,
}

/// An error in the store's words, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) error: StoreError,
    pub(super) aftermath: Aftermath,
}

/// What an error of a statement means.
pub(super) fn explain(error: &Error, access: Access) -> Failure {
    let Some(refusal) = error.as_db_error() else {
        return if is_lost(error) {
            Failure { error: unavailable(error), aftermath: Aftermath::Gone }
        } else {
            // A parameter or a row that does not fit its type.
            Failure { error: StoreError::Bug(words(error)), aftermath: Aftermath::Undo }
        };
    };
    let aftermath = if !is_only_an_error(refusal) {
        Aftermath::Gone
    } else if gives_way(refusal) {
        Aftermath::Again
    } else {
        Aftermath::Undo
    };
    Failure { error: meaning(refusal, access), aftermath }
}

/// What an error of COMMIT means. Only a plain refusal tells that nothing was committed.
pub(super) fn explain_commit(error: &Error) -> Failure {
    match error.as_db_error() {
        Some(refusal) if is_only_an_error(refusal) => explain(error, Access::Write),
        Some(_) | None => Failure { error: StoreError::Unknown, aftermath: Aftermath::Gone },
    }
}

/// What an error before anything was asked means: the database cannot be used.
pub(super) fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(words(error))
}

fn meaning(refusal: &DbError, access: Access) -> StoreError {
    let words = || refusal.message().to_owned();
    let code = refusal.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return refusal
            .constraint()
            .map_or_else(|| StoreError::Bug(words()), |name| StoreError::Conflict(intern(name)));
    }
    if gives_way(refusal) || *code == SqlState::LOCK_NOT_AVAILABLE {
        return StoreError::Busy;
    }
    if *code == SqlState::READ_ONLY_SQL_TRANSACTION && access == Access::Read {
        return StoreError::Bug("a read tried to write".into());
    }
    // Classes of Appendix A of PostgreSQL's manual: 08 connections, 25 transactions (a standby that only reads,
    // a transaction that idled), 53 resources, 57 intervention and time-outs, 58 the system, XX corruption.
    match code.code().get(..2) {
        Some("08" | "25" | "53" | "57" | "58") => StoreError::Unavailable(words()),
        Some("XX") => StoreError::Corrupt(words()),
        Some(_) | None => StoreError::Bug(words()),
    }
}

fn gives_way(refusal: &DbError) -> bool {
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(refusal.code())
}

/// Whether the session goes on after it; what is fatal ends the session.
fn is_only_an_error(refusal: &DbError) -> bool {
    refusal.parsed_severity() == Some(Severity::Error)
}

fn is_lost(error: &Error) -> bool {
    let cause = std::error::Error::source(error);
    error.is_closed() || cause.is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// The words of an error and its cause. They name tables and columns and never hold their values.
fn words(error: &Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(refusal), _) => refusal.message().to_owned(),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}
