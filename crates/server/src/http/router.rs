//! Every route of the program.

use axum::Json;
use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::http::openapi::{Description, document};

/// The routes that `/openapi.json` describes.
pub(super) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", super::api::routes())
}

/// The whole surface over the shared state.
pub fn router(app: App) -> Router {
    let (api, _) = api().split_for_parts();
    Router::new()
        .merge(api)
        .merge(crate::receive::webhook::routes())
        .merge(super::short_address::routes())
        .route("/openapi.json", get(|| async { Json(document()) }))
        .route("/healthz", get(|| async { "ok" }))
        .with_state(app)
}
