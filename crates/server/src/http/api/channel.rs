//! Channels.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::ChannelId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageCompany, ManageTeam};
use crate::connect::show::read as read_connections;
use crate::failure::Failure;
use crate::http::body::company::{Channel, CreateChannelRequest, UpdateChannelRequest};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::channel;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read, change, archive))
}

fn channel_id(text: &str) -> Result<ChannelId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every channel, archived ones included. Secrets are never shown; `secrets_set` names those that are set.
#[utoipa::path(get, path = "/channels", tag = "channels", params(PageQuery), responses(
    (status = 200, body = Page<Channel>), (status = 401, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Channel>>, Failure> {
    let all = channel::list(&app, caller.company_id).await?;
    let known = read_connections(&app, caller.company_id).await?;
    let page = part_of(all, &query, |channel| [channel.created_at.millis(), channel.channel_id.value()])?;
    Ok(Json(page.try_map(|one| channel::show(&app, &caller, &one, &known))?))
}

/// Makes a channel. It is connected by the first delivery, never by being made.
#[utoipa::path(post, path = "/channels", tag = "channels", request_body = CreateChannelRequest, responses(
    (status = 201, body = Channel), (status = 403, body = Problem),
    (status = 409, body = Problem, description = "`number_in_use`"), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(body): Body<CreateChannelRequest>,
) -> Result<(StatusCode, Json<Channel>), Failure> {
    let made = channel::create(&app, caller.company_id, body).await?;
    let known = read_connections(&app, caller.company_id).await?;
    Ok((StatusCode::CREATED, Json(channel::show(&app, &caller, &made, &known)?)))
}

/// One channel.
#[utoipa::path(get, path = "/channels/{id}", tag = "channels", params(("id" = String, Path)), responses(
    (status = 200, body = Channel), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(id): Path<String>,
) -> Result<Json<Channel>, Failure> {
    let found = channel::get(&app, caller.company_id, channel_id(&id)?).await?;
    let known = read_connections(&app, caller.company_id).await?;
    Ok(Json(channel::show(&app, &caller, &found, &known)?))
}

/// Changes a channel; managers may change its name only. With another provider the number moves: links, contacts and
/// figures stay, and the former provider's address keeps taking what comes late for 30 days.
#[utoipa::path(patch, path = "/channels/{id}", tag = "channels", params(("id" = String, Path)),
    request_body = UpdateChannelRequest, responses(
    (status = 200, body = Channel), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`number_in_use`"), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<UpdateChannelRequest>,
) -> Result<Json<Channel>, Failure> {
    let changed = channel::update(&app, &caller, channel_id(&id)?, body).await?;
    let known = read_connections(&app, caller.company_id).await?;
    Ok(Json(channel::show(&app, &caller, &changed, &known)?))
}

/// Archives a channel.
#[utoipa::path(delete, path = "/channels/{id}", tag = "channels", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    channel::archive(&app, caller.company_id, channel_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
