//! Files of conversations.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::permission::{Allowed, Export};
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter;
use crate::http::page::Query;
use crate::http::problem::Problem;
use crate::report::export;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_csv)).routes(routes!(get_xlsx))
}

/// One row per conversation, as CSV.
#[utoipa::path(get, path = "/exports/conversations.csv", tag = "exports",
    params(ConversationFilter),
    responses((status = 200, content_type = "text/csv", body = String), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_csv(
    State(app): State<App>,
    caller: Allowed<Export>,
    Query(filter): Query<ConversationFilter>,
) -> Result<Response, Failure> {
    let body = export::csv(&app, &caller, &filter).await?;
    Ok(file(&app, &caller, "csv", "text/csv; charset=utf-8", body))
}

/// One row per conversation, as an Excel file.
#[utoipa::path(get, path = "/exports/conversations.xlsx", tag = "exports",
    params(ConversationFilter),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_xlsx(
    State(app): State<App>,
    caller: Allowed<Export>,
    Query(filter): Query<ConversationFilter>,
) -> Result<Response, Failure> {
    let body = export::xlsx(&app, &caller, &filter).await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(&app, &caller, "xlsx", kind, Body::from(body)))
}

/// A file that is saved under a name with today's date.
fn file(app: &App, caller: &Caller, ending: &str, kind: &'static str, body: Body) -> Response {
    let name = format!("attachment; filename=\"nascente-{}.{ending}\"", app.now().day_in(&caller.zone));
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], body).into_response()
}
