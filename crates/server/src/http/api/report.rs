//! Reports.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ReadReports};
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter;
use crate::http::body::report::{DispositionMatrix, Funnel, MatrixQuery, Overview, ReportQuery};
use crate::http::page::Query;
use crate::http::problem::Problem;
use crate::report::{funnel, matrix};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_funnel)).routes(routes!(get_overview)).routes(routes!(get_dispositions))
}

/// The funnel by one grouping. Without days: the last 30, ending today. An agent gets the own row only.
#[utoipa::path(get, path = "/reports/funnel", tag = "reports",
    params(ReportQuery, ConversationFilter),
    responses((status = 200, body = Funnel), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn get_funnel(
    State(app): State<App>,
    caller: Allowed<ReadReports>,
    Query(report): Query<ReportQuery>,
    Query(filter): Query<ConversationFilter>,
) -> Result<Json<Funnel>, Failure> {
    funnel::funnel(&app, &caller, filter, report.group_by.as_deref()).await.map(Json)
}

/// The headline figures of a period, of the one of equal length before it, and of each day.
#[utoipa::path(get, path = "/reports/overview", tag = "reports",
    params(ConversationFilter),
    responses((status = 200, body = Overview), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn get_overview(
    State(app): State<App>,
    caller: Allowed<ReadReports>,
    Query(filter): Query<ConversationFilter>,
) -> Result<Json<Overview>, Failure> {
    funnel::overview(&app, &caller, filter).await.map(Json)
}

/// Closed conversations by disposition, crossed with departments or agents.
#[utoipa::path(get, path = "/reports/dispositions", tag = "reports",
    params(MatrixQuery, ConversationFilter),
    responses((status = 200, body = DispositionMatrix), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn get_dispositions(
    State(app): State<App>,
    caller: Allowed<ReadReports>,
    Query(report): Query<MatrixQuery>,
    Query(filter): Query<ConversationFilter>,
) -> Result<Json<DispositionMatrix>, Failure> {
    matrix::dispositions(&app, &caller, filter, report.by.as_deref()).await.map(Json)
}
