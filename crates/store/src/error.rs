//! What can go wrong in the store. Not found is `Option`; a refusal is an outcome that commits.

/// Why a transaction did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A named constraint refused a row, for instance a second user for one external id.
    #[error("the constraint {0} refused a row")]
    Conflict(&'static str),
    /// The database was busy for longer than its time-out, or chose this transaction to end a deadlock.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached, or cannot write now; nothing was changed.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The connection was lost while committing: whether the change happened is not known, and it is not run
    /// again. The client repeats with its own id.
    #[error("the connection to the database was lost while committing")]
    Unknown,
    /// What was read cannot be what was written.
    #[error("corrupt data: {0}")]
    Corrupt(String),
    /// A statement was wrong in itself: a foreign key, a CHECK or a type refused it, or it is no SQL. Always a
    /// mistake of ours. The words name tables and columns, never their values.
    #[error("a mistake in the server's own code: {0}")]
    Bug(String),
    /// The code of a transaction panicked; only that transaction was undone.
    #[error("a transaction failed inside")]
    Panicked,
}

/// What a function of the store gives back.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
