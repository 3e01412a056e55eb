//! *Saúde do rastreamento*.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageLinks};
use crate::failure::Failure;
use crate::http::body::tracking::TrackingHealth;
use crate::http::problem::Problem;
use crate::tracking;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tracking_health))
}

/// Whether what measures still measures: every check, with its mend.
#[utoipa::path(get, path = "/tracking-health", tag = "links",
    responses((status = 200, body = TrackingHealth), (status = 403, body = Problem)))]
async fn tracking_health(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
) -> Result<Json<TrackingHealth>, Failure> {
    tracking::show::health(&app, caller.company_id).await.map(Json)
}
