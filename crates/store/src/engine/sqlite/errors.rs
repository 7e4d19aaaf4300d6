//! What SQLite's errors mean.

use rusqlite::{Error, ErrorCode, ffi};

use super::{super::job::Access, constraints::Constraints};
use crate::error::StoreError;

/// What an error of a statement means.
pub(super) fn explain(error: &Error, access: Access, constraints: &Constraints) -> StoreError {
    let Error::SqliteFailure(failure, words) = error else {
        // Wrong parameters, rows where none were expected: nothing that the data can cause.
        return StoreError::Bug(error.to_string());
    };
    let words = words.clone().unwrap_or_else(|| error.to_string());
    // The low byte is the kind of error, the others refine it (sqlite.org/rescode.html).
    match failure.extended_code & 0xff {
        ffi::SQLITE_CONSTRAINT => {
            constraints.name(&words).map_or(StoreError::Bug(words), StoreError::Conflict)
        }
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => StoreError::Busy,
        ffi::SQLITE_INTERRUPT => out_of_time(),
        ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => StoreError::Corrupt(words),
        ffi::SQLITE_READONLY if access == Access::Read => StoreError::Bug("a read tried to write".into()),
        ffi::SQLITE_READONLY
        | ffi::SQLITE_FULL
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PERM
        | ffi::SQLITE_NOMEM
        | ffi::SQLITE_NOLFS
        | ffi::SQLITE_PROTOCOL => StoreError::Unavailable(words),
        _ => StoreError::Bug(words),
    }
}

/// What an error of COMMIT means. After a failing disk nobody knows what a restart will find there.
pub(super) fn explain_commit(error: &Error, access: Access, constraints: &Constraints) -> StoreError {
    if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
        return StoreError::Unknown;
    }
    explain(error, access, constraints)
}

/// What an error before anything was asked means: the file cannot be used.
pub(super) fn unavailable(error: &Error) -> StoreError {
    if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) {
        return StoreError::Busy;
    }
    StoreError::Unavailable(error.to_string())
}

/// The closure took longer than the store's time limit.
pub(super) fn out_of_time() -> StoreError {
    StoreError::Unavailable("it took longer than the time limit".into())
}
