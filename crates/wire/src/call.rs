//! A request to a provider as a value: what to ask, where and with which proof. Whoever owns the network carries it
//! out and hands the answer back to the dialect that made it.
//!
//! Addresses and headers carry tokens, so `Debug` shows neither.

use std::fmt;

use serde_json::Value;

/// One HTTP request.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// How.
    pub method: Method,
    /// Where: the whole address. Some providers want their token in it.
    pub url: String,
    /// Headers, by lower-case name.
    pub headers: Vec<(&'static str, String)>,
    /// What.
    pub body: CallBody,
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes.
    Post,
    /// Sets.
    Put,
    /// Takes away.
    Delete,
}

/// The body of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum CallBody {
    /// None.
    Empty,
    /// JSON.
    Json(Value),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(&'static str, String)>),
    /// `multipart/form-data` with one file.
    Multipart {
        /// The fields before the file.
        fields: Vec<(&'static str, String)>,
        /// The name of the field that holds the file.
        file_field: &'static str,
        /// The file.
        file: FilePart,
    },
}

/// A file as it is uploaded.
#[derive(Clone, PartialEq, Eq)]
pub struct FilePart {
    /// Its name.
    pub file_name: String,
    /// Its media type.
    pub mime_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Call {
    /// A request without a body.
    #[must_use]
    pub fn get(url: String) -> Self {
        Self { method: Method::Get, url, headers: Vec::new(), body: CallBody::Empty }
    }

    /// A request that posts JSON.
    #[must_use]
    pub fn post(url: String, body: Value) -> Self {
        Self { method: Method::Post, url, headers: Vec::new(), body: CallBody::Json(body) }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same request with a bearer token.
    #[must_use]
    pub fn with_bearer(self, token: &str) -> Self {
        self.with_header("authorization", format!("Bearer {token}"))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Call").field("method", &self.method).finish_non_exhaustive()
    }
}

impl fmt::Debug for CallBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "Empty",
            Self::Json(_) => "Json(..)",
            Self::Form(_) => "Form(..)",
            Self::Multipart { .. } => "Multipart(..)",
        })
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FilePart").field("mime_type", &self.mime_type).finish_non_exhaustive()
    }
}
