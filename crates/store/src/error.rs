//! What can go wrong in the store.

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be reached or was shut down; the same call may succeed later.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// The transaction lost against another one and may be repeated as a whole.
    #[error("the transaction has to be repeated: {0}")]
    Conflict(String),
    /// A unique key exists already.
    #[error("a row with this key exists already: {0}")]
    Exists(String),
    /// A statement was refused by the engine: a fault of ours.
    #[error("the store refused a statement: {0}")]
    Refused(String),
    /// A stored value has not the form that the code expects: a fault of ours.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
    /// The schema is newer than this program.
    #[error("the schema has version {found}, this program knows {known}: use a newer program")]
    NewerSchema {
        /// Version in the store.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
}

/// Errors that a unit of work may end with. Those of the store decide about a repetition.
pub trait UnitError: From<StoreError> + Send + 'static {
    /// The store's error inside, if it is one.
    fn store_error(&self) -> Option<&StoreError>;
}

impl UnitError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl StoreError {
    /// Whether the whole transaction should be tried again at once.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let text = error.to_string();
        match error.sqlite_error().map(|inner| (inner.code, inner.extended_code)) {
            Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => Self::Conflict(text),
            Some((
                ErrorCode::ConstraintViolation,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
            )) => Self::Exists(text),
            Some((
                ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::DatabaseCorrupt,
                _,
            )) => Self::Unavailable(text),
            _ => Self::Refused(text),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let text = error.as_db_error().map_or_else(
            || error.to_string(),
            |db| format!("{}: {} {}", db.code().code(), db.message(), db.constraint().unwrap_or_default()),
        );
        match error.code() {
            None => Self::Unavailable(text),
            Some(code) if *code == SqlState::T_R_DEADLOCK_DETECTED || *code == SqlState::T_R_SERIALIZATION_FAILURE => {
                Self::Conflict(text)
            }
            Some(code) if *code == SqlState::UNIQUE_VIOLATION => Self::Exists(text),
            Some(code)
                if code.code().starts_with("57P") || code.code().starts_with("08") || code.code().starts_with("53") =>
            {
                Self::Unavailable(text)
            }
            Some(_) => Self::Refused(text),
        }
    }
}
