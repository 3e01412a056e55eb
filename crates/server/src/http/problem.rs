//! Every failure as `application/problem+json` (RFC 9457), with a stable `code`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nascente_domain::closing::FieldError;
use nascente_domain::conversation::Refused;
use nascente_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::failure::Failure;

/// A problem as it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code tells more than an address would.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Name of the status.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: &'static str,
    /// For a person.
    pub detail: String,
    /// What is wrong where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// What the caller should look at now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// Where.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// For a person.
    pub message: String,
}

impl From<FieldError> for ProblemField {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, code: error.code, message: error.message }
    }
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            current: None,
        }
    }
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Store(StoreError::Unavailable(_) | StoreError::Conflict(_)) | Failure::Unavailable(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "try again in a moment")
            }
            Failure::Store(StoreError::Exists(_)) => {
                Self::new(StatusCode::CONFLICT, "exists", "something with this key exists already")
            }
            Failure::Store(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "this is a fault of ours"),
            Failure::Unauthenticated => {
                Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "log in or send a valid token")
            }
            Failure::WrongLogin => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong_login", "the e-mail address or the password is wrong")
            }
            Failure::Csrf => Self::new(StatusCode::FORBIDDEN, "csrf", "send the csrf_token of GET /me as X-CSRF-Token"),
            Failure::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request: use a new one",
            ),
            Failure::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "send less at once"),
            Failure::UnsupportedType(detail) => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type", detail.clone())
            }
            Failure::NoSuchMethod => {
                Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this route has no such method")
            }
            Failure::Forbidden(why) => Self::new(StatusCode::FORBIDDEN, "forbidden", *why),
            Failure::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such thing"),
            Failure::Conflict { code, detail, current } => {
                Self { current: current.clone(), ..Self::new(StatusCode::CONFLICT, code, detail.clone()) }
            }
            Failure::Invalid(errors) => Self {
                errors: errors.iter().cloned().map(ProblemField::from).collect(),
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "some fields are wrong")
            },
            Failure::BadRequest(detail) => Self::new(StatusCode::BAD_REQUEST, "bad_request", detail.clone()),
            Failure::DayFull { .. } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "day_full", "the limit of the day is reached: try tomorrow")
            }
            Failure::TooMany { .. } => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", "wait and try again"),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = Problem::from(&self);
        if problem.status >= 500 {
            // Store errors name tables and keys, never contents.
            tracing::error!(error = %self, "a request failed");
        }
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Self::TooMany { retry_after } | Self::DayFull { retry_after } = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => wrong_shape("body", &error.body_text()),
            JsonRejection::BytesRejection(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            other => Self::BadRequest(other.body_text()),
        }
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        wrong_shape("query", &rejection.body_text())
    }
}

/// What serde says of a body or query that it cannot read: `what failed: field: why`. No field stands there where all of it
/// is at fault or where one is missing. Its words name the field and the type, never the value's neighbours.
fn wrong_shape(whole: &str, text: &str) -> Failure {
    let is_field = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.[]".contains(&byte));
    let rest = text.split_once(": ").map_or(text, |(_, rest)| rest);
    let (field, why) = match rest.split_once(": ") {
        Some((field, why)) if is_field(field) => (Some(field), why),
        _ => (None, rest),
    };
    match (field, why.strip_prefix("missing field `").and_then(|rest| rest.split('`').next())) {
        (None, Some(missing)) => Failure::invalid(missing, "required", text),
        (Some(above), Some(missing)) => Failure::invalid(&format!("{above}.{missing}"), "required", text),
        (field, None) => Failure::invalid(field.unwrap_or(whole), "wrong_shape", text),
    }
}

impl From<PathRejection> for Failure {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::Closed => "closed",
            Refused::NotClosed => "not_closed",
            Refused::NotReturned => "not_returned",
            Refused::AnotherIsOpen => "another_is_open",
        };
        Self::Conflict { code, detail: refused.to_string(), current: None }
    }
}
