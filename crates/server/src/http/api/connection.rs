//! Providers and connections of channels.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::ChannelId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageCompany, ManageTeam};
use crate::connect::{self, pairing, providers, queue, state, test, webhook};
use crate::failure::Failure;
use crate::http::body::company::Channel;
use crate::http::body::connection::{
    Pairing, Providers, QueuedMessage, StartTestRequest, StartedTest, TestProgress, WebhookSet,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, PageRequest, Path, Query, page};
use crate::http::problem::Problem;
use crate::setup::channel;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_providers))
        .routes(routes!(check))
        .routes(routes!(begin_pairing, end_pairing))
        .routes(routes!(set_webhook))
        .routes(routes!(start_test))
        .routes(routes!(test_progress))
        .routes(routes!(queue_of))
}

fn channel_id(text: &str) -> Result<ChannelId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The providers through which a number can be connected, and what each has to be told.
#[utoipa::path(get, path = "/providers", tag = "channels", responses(
    (status = 200, body = Providers), (status = 403, body = Problem)))]
async fn list_providers(_caller: Allowed<ManageTeam>) -> Json<Providers> {
    Json(providers::list())
}

/// Asks the provider now whether the number is connected. Silence changes nothing.
#[utoipa::path(post, path = "/channels/{id}/check", tag = "channels", params(("id" = String, Path)), responses(
    (status = 200, body = Channel), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn check(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<Json<Channel>, Failure> {
    let channel_id = channel_id(&id)?;
    state::ask(&app, caller.company_id, channel_id).await?;
    let found = channel::get(&app, caller.company_id, channel_id).await?;
    let connections = connect::show::read(&app, caller.company_id).await?;
    Ok(Json(channel::show(&app, &caller, &found, &connections)?))
}

/// The messages that are still to be sent through the number, in the order in which they go, then those that were given
/// up in the last 24 hours.
#[utoipa::path(get, path = "/channels/{id}/queue", tag = "channels",
    params(("id" = String, Path), PageQuery), responses(
    (status = 200, body = Page<QueuedMessage>), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn queue_of(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<QueuedMessage>>, Failure> {
    let PageRequest { limit, after, count } = PageRequest::read(&query, 2)?;
    let after = after.map_or([0, i64::MIN], |after| [after[0], after[1]]);
    let part = queue::Part { after, limit: limit + 1, count };
    let (entries, total) = queue::read(&app, caller.company_id, channel_id(&id)?, part).await?;
    Ok(Json(page(entries, limit, total, |entry| entry.place.to_vec()).map(|entry| entry.shown)))
}

/// A code to be scanned by the phone; ask again when it has expired.
#[utoipa::path(post, path = "/channels/{id}/pairing", tag = "channels", params(("id" = String, Path)), responses(
    (status = 200, body = Pairing), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`not_paired_by_code`, `setting_missing`")))]
async fn begin_pairing(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<Json<Pairing>, Failure> {
    pairing::begin(&app, caller.company_id, channel_id(&id)?).await.map(Json)
}

/// Ends the pairing of the number: the phone no longer lists us.
#[utoipa::path(delete, path = "/channels/{id}/pairing", tag = "channels", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`not_paired_by_code`, `setting_missing`, `provider_refused`")))]
async fn end_pairing(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    pairing::end(&app, caller.company_id, channel_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has the provider post its deliveries to our address.
#[utoipa::path(post, path = "/channels/{id}/webhook", tag = "channels", params(("id" = String, Path)), responses(
    (status = 200, body = WebhookSet), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn set_webhook(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<Json<WebhookSet>, Failure> {
    webhook::set(&app, caller.company_id, channel_id(&id)?).await.map(Json)
}

/// Sends a text with a code word to a phone at hand. Whatever that phone answers proves the way in. The phone becomes a
/// test number and stays out of every figure.
#[utoipa::path(post, path = "/channels/{id}/test", tag = "channels", params(("id" = String, Path)),
    request_body = StartTestRequest, responses(
    (status = 201, body = StartedTest), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`channel_cannot_send`"), (status = 422, body = Problem)))]
async fn start_test(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
    Body(body): Body<StartTestRequest>,
) -> Result<(StatusCode, Json<StartedTest>), Failure> {
    let started = test::start(&app, &caller, channel_id(&id)?, &body.phone).await?;
    Ok((StatusCode::CREATED, Json(started)))
}

/// How far a test got, out and in.
#[utoipa::path(get, path = "/channels/{id}/test/{test_id}", tag = "channels",
    params(("id" = String, Path), ("test_id" = String, Path)), responses(
    (status = 200, body = TestProgress), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn test_progress(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path((id, test_id)): Path<(String, String)>,
) -> Result<Json<TestProgress>, Failure> {
    let test_id = test_id.parse().map_err(|_| Failure::NotFound)?;
    test::progress(&app, caller.company_id, channel_id(&id)?, test_id).await.map(Json)
}
