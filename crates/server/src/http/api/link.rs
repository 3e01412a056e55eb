//! Links of the link generator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use nascente_domain::id::LinkId;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageLinks};
use crate::failure::Failure;
use crate::http::body::link::{
    CreateLinkRequest, CreateLinksRequest, CreatedLinks, Link, LinkFilter, UpdateLinkRequest,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, PageRequest, Path, Query};
use crate::http::problem::Problem;
use crate::links::{self, Change};

/// Most links of one request.
const MOST: usize = 200;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(create_many))
        .routes(routes!(show, update, archive))
}

/// Links, newest first.
#[utoipa::path(get, path = "/links", tag = "links", params(LinkFilter, PageQuery),
    responses((status = 200, body = Page<Link>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(filter): Query<LinkFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Link>>, Failure> {
    let request = PageRequest::read(&query, 1)?;
    links::list(&app, caller.company_id, filter.archived.unwrap_or(false), request).await.map(Json)
}

/// Makes a link.
#[utoipa::path(post, path = "/links", tag = "links", request_body = CreateLinkRequest,
    responses((status = 201, body = Link), (status = 403, body = Problem),
        (status = 409, description = "`slug_taken`, with a free one in `current.suggestion`", body = Problem),
        (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Body(request): Body<CreateLinkRequest>,
) -> Result<(StatusCode, Json<Link>), Failure> {
    let draft = links::read_draft("", request).map_err(Failure::Invalid)?;
    let made = links::make(&app, caller.company_id, vec![(String::new(), draft)]).await?;
    let mut shown = links::with_figures(&app, caller.company_id, made).await?;
    Ok((StatusCode::CREATED, Json(shown.pop().ok_or(Failure::NotFound)?)))
}

/// Makes several links: all of them, or none.
#[utoipa::path(post, path = "/links/bulk", tag = "links", request_body = CreateLinksRequest,
    responses((status = 201, body = CreatedLinks), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, description = "fields are named `links[3].name`", body = Problem)))]
async fn create_many(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Body(request): Body<CreateLinksRequest>,
) -> Result<(StatusCode, Json<CreatedLinks>), Failure> {
    let drafts = links::read_drafts(request.links, MOST).map_err(Failure::Invalid)?;
    let made = links::make(&app, caller.company_id, drafts).await?;
    let items = links::with_figures(&app, caller.company_id, made).await?;
    Ok((StatusCode::CREATED, Json(CreatedLinks { items })))
}

/// One link.
#[utoipa::path(get, path = "/links/{id}", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = Link), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(link_id): Path<LinkId>,
) -> Result<Json<Link>, Failure> {
    links::one(&app, caller.company_id, link_id).await.map(Json)
}

/// Changes a link.
#[utoipa::path(patch, path = "/links/{id}", tag = "links", params(("id" = String, Path)),
    request_body = UpdateLinkRequest,
    responses((status = 200, body = Link), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(link_id): Path<LinkId>,
    Body(request): Body<UpdateLinkRequest>,
) -> Result<Json<Link>, Failure> {
    let change = Change::read(request).map_err(Failure::Invalid)?;
    links::change(&app, caller.company_id, link_id, change).await?;
    links::one(&app, caller.company_id, link_id).await.map(Json)
}

/// Archives a link: it is never deleted, and its slug is never given to another.
#[utoipa::path(delete, path = "/links/{id}", tag = "links", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(link_id): Path<LinkId>,
) -> Result<StatusCode, Failure> {
    links::change(&app, caller.company_id, link_id, Change::archive()).await?;
    Ok(StatusCode::NO_CONTENT)
}
