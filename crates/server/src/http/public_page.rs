//! `/gerador/{company_slug}`: the screen of the public page, with the status that says whether it is there.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;

use crate::app::App;
use crate::failure::Failure;
use crate::generator;
use crate::http::page::Path;
use crate::http::web;

/// The route.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/gerador/{company_slug}", get(page)).route("/gerador/{company_slug}/", get(page))
}

/// The same screen either way: it says by itself that there is no such page. Search engines are told to stay away.
async fn page(
    State(app): State<App>,
    Path(slug): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let is_open = generator::is_open(&app, &slug).await?;
    let mut response = web::serve(method, uri, headers).await;
    if !is_open {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    Ok(response)
}
