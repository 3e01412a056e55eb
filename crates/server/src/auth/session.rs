//! Sessions of the browser: an opaque cookie, checked against the store.

use axum::http::request::Parts;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;

/// The caller behind the session cookie.
#[expect(clippy::unused_async, reason = "sessions are looked up in the store")]
pub(crate) async fn by_cookie(_app: &App, _parts: &Parts) -> Result<Caller, Failure> {
    Err(Failure::Unauthenticated)
}
