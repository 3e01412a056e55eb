//! What holds for every answer: security headers, and problems where there is no route or no method.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::failure::Failure;

/// Largest body of the API, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// A route that needs other values sets them itself; what is set already stays.
const HEADERS: [(HeaderName, &str); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; \
         frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
];

/// Adds the security headers to an answer.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The answer of the API where there is no route.
pub async fn no_such_route() -> Failure {
    Failure::NotFound
}

/// The answer where the route has no such method.
pub async fn no_such_method() -> Failure {
    Failure::NoSuchMethod
}
