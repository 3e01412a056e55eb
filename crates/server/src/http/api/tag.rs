//! Tags, and tags of conversations.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::{ConversationId, TagId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, Converse, ManageTeam};
use crate::failure::Failure;
use crate::http::body::list::{Page, PageQuery};
use crate::http::body::tag::{CreateTagRequest, Tag, TagConversationRequest, UpdateTagRequest};
use crate::http::page::{Body, Path, Query, id, part_of};
use crate::http::problem::Problem;
use crate::setup::tag;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(put))
        .routes(routes!(take))
}

fn tag_id(text: &str) -> Result<TagId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn conversation_id(text: &str) -> Result<ConversationId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every tag, archived ones included.
#[utoipa::path(get, path = "/tags", tag = "tags", params(PageQuery), responses(
    (status = 200, body = Page<Tag>), (status = 401, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Tag>>, Failure> {
    let all = tag::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |one| [one.created_at.millis(), one.tag_id.value()])?;
    Ok(Json(page.map(|one| tag::show(&one))))
}

/// Makes a tag.
#[utoipa::path(post, path = "/tags", tag = "tags", request_body = CreateTagRequest, responses(
    (status = 201, body = Tag), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<CreateTagRequest>,
) -> Result<(StatusCode, Json<Tag>), Failure> {
    Ok((StatusCode::CREATED, Json(tag::create(&app, caller.company_id, body).await?)))
}

/// Changes a tag, archives it or brings it back.
#[utoipa::path(patch, path = "/tags/{id}", tag = "tags", params(("id" = String, Path)),
    request_body = UpdateTagRequest, responses((status = 200, body = Tag), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<UpdateTagRequest>,
) -> Result<Json<Tag>, Failure> {
    tag::update(&app, caller.company_id, tag_id(&id)?, body).await.map(Json)
}

/// Puts a tag on a conversation; one that is there stays.
#[utoipa::path(post, path = "/conversations/{id}/tags", tag = "conversations", params(("id" = String, Path)),
    request_body = TagConversationRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn put(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<String>,
    Body(body): Body<TagConversationRequest>,
) -> Result<StatusCode, Failure> {
    let conversation = conversation_id(&conversation)?;
    tag::put(&app, &caller, conversation, id("tag_id", &body.tag_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a tag off a conversation.
#[utoipa::path(delete, path = "/conversations/{id}/tags/{tag_id}", tag = "conversations",
    params(("id" = String, Path), ("tag_id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn take(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path((conversation, tag)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    tag::take(&app, &caller, conversation_id(&conversation)?, tag_id(&tag)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
