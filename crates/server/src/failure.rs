//! What a stage may fail with. `http/problem.rs` maps each to a status and a public text.

use nascente_domain::closing::FieldError;
use nascente_store::StoreError;
use nascente_store::error::UnitError;

use crate::media::files::FilesError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody is logged in, or the token is not valid.
    #[error("not authenticated")]
    Unauthenticated,
    /// E-mail address or password is wrong; which one is not told.
    #[error("wrong e-mail or password")]
    WrongLogin,
    /// A change from a browser without the session's token.
    #[error("the X-CSRF-Token is missing or wrong")]
    Csrf,
    /// An idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The body is larger than this route takes.
    #[error("the body is too large")]
    TooLarge,
    /// The body is of a type that this route does not take.
    #[error("unsupported type: {0}")]
    UnsupportedType(String),
    /// There is no such method on this route.
    #[error("there is no such method here")]
    NoSuchMethod,
    /// The caller may see it but not do this.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// It does not exist, or the caller may not know that it does.
    #[error("not found")]
    NotFound,
    /// The present state does not allow it; `code` is stable, `detail` is for a person.
    #[error("conflict: {detail}")]
    Conflict {
        /// Stable code.
        code: &'static str,
        /// For a person.
        detail: String,
        /// What the caller should look at now, such as the new form.
        current: Option<serde_json::Value>,
    },
    /// The request is wrong in these places (422).
    #[error("invalid request")]
    Invalid(Vec<FieldError>),
    /// The request cannot be read at all (400).
    #[error("bad request: {0}")]
    BadRequest(String),
    /// Too much at once; come back after so many seconds.
    #[error("too many requests")]
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// The company's limit for today is reached; come back after so many seconds.
    #[error("the day is full")]
    DayFull {
        /// Seconds.
        retry_after: u64,
    },
    /// Something beyond the store is out of order for now (503).
    #[error("unavailable: {0}")]
    Unavailable(String),
}

impl Failure {
    /// A request that is wrong in one place.
    #[must_use]
    pub fn invalid(field: &str, code: &'static str, message: &str) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), code, message: message.to_owned() }])
    }

    /// A state that does not allow it.
    #[must_use]
    pub fn conflict(code: &'static str, detail: &str) -> Self {
        Self::Conflict { code, detail: detail.to_owned(), current: None }
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Missing => Self::NotFound,
            FilesError::Store(_) => Self::Unavailable(error.to_string()),
        }
    }
}

impl UnitError for Failure {
    fn store_error(&self) -> Option<&StoreError> {
        if let Self::Store(error) = self { Some(error) } else { None }
    }
}
