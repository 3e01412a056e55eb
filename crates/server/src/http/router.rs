//! Every route of the program.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::failure::Failure;
use crate::http::openapi::{Description, document};
use crate::http::query_names::{self, QueryNames};
use crate::http::{audit_trail, guard, idempotency, metrics, web};

/// The routes that `/openapi.json` describes.
pub(super) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi()).nest("/api/v1", super::api::routes())
}

/// The whole surface over the shared state.
pub fn router(app: App) -> Router {
    let (api, description) = api().split_for_parts();
    let known = Arc::new(QueryNames::of(&description));
    let api = api
        .route("/api/{*rest}", any(guard::no_such_route))
        .method_not_allowed_fallback(guard::no_such_method)
        .layer(DefaultBodyLimit::max(guard::BODY_LIMIT))
        .layer(from_fn_with_state(known, query_names::check))
        .layer(from_fn_with_state(app.clone(), audit_trail::keep))
        .layer(from_fn_with_state(app.clone(), idempotency::once));
    metrics::install();
    let demo = if app.config.demo { crate::demo::routes(&app) } else { Router::new() };
    Router::new()
        .merge(api)
        .merge(demo)
        .merge(crate::receive::webhook::routes())
        .merge(super::short_address::routes())
        .merge(super::snippet::routes())
        .merge(super::public_page::routes())
        .route("/m/{token}", get(super::api::media::give_to_provider))
        .route("/openapi.json", get(|| async { Json(document()) }))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(|| async { metrics::text() }))
        .fallback(web::serve)
        .layer(from_fn(guard::security_headers))
        .with_state(app)
}

/// The store is reachable, and its schema is the one that this program knows.
async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    match app.db.read(nascente_store::migrate::version).await? {
        found if found == nascente_store::migrate::newest_version() => Ok("ready"),
        found => Err(Failure::Unavailable(format!("the schema has version {found}"))),
    }
}
