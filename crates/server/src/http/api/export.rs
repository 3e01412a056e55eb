//! Files of conversations.

use axum::Json;
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
use crate::http::body::conversion::{ConversionQuery, Conversions, PlatformQuery};
use crate::http::page::Query;
use crate::http::problem::Problem;
use crate::report::conversions::{self, Platform};
use crate::report::export;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_csv))
        .routes(routes!(get_xlsx))
        .routes(routes!(preview_conversions))
        .routes(routes!(google_conversions))
        .routes(routes!(meta_conversions))
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

/// What a file of conversions would hold, and what it leaves out, each with its reason.
#[utoipa::path(get, path = "/conversions", tag = "exports", params(PlatformQuery, ConversionQuery),
    responses((status = 200, body = Conversions), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn preview_conversions(
    State(app): State<App>,
    caller: Allowed<Export>,
    Query(platform): Query<PlatformQuery>,
    Query(query): Query<ConversionQuery>,
) -> Result<Json<Conversions>, Failure> {
    conversions::preview(&app, &caller, Platform::read(&platform.platform)?, &query).await.map(Json)
}

/// Offline conversions for Google Ads: eligible rows only.
#[utoipa::path(get, path = "/exports/google-ads-conversions.csv", tag = "exports", params(ConversionQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn google_conversions(
    State(app): State<App>,
    caller: Allowed<Export>,
    Query(query): Query<ConversionQuery>,
) -> Result<Response, Failure> {
    conversions::file(&app, &caller, Platform::GoogleAds, &query).await.map(conversion_file)
}

/// Conversions for Meta: eligible rows only.
#[utoipa::path(get, path = "/exports/meta-conversions.csv", tag = "exports", params(ConversionQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn meta_conversions(
    State(app): State<App>,
    caller: Allowed<Export>,
    Query(query): Query<ConversionQuery>,
) -> Result<Response, Failure> {
    conversions::file(&app, &caller, Platform::Meta, &query).await.map(conversion_file)
}

fn conversion_file((name, bytes): (&'static str, Vec<u8>)) -> Response {
    let place = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, place)], bytes).into_response()
}

/// A file that is saved under a name with today's date.
fn file(app: &App, caller: &Caller, ending: &str, kind: &'static str, body: Body) -> Response {
    let name = format!("attachment; filename=\"nascente-{}.{ending}\"", app.now().day_in(&caller.zone));
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], body).into_response()
}
