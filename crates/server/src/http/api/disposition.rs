//! Dispositions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::DispositionId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageTeam};
use crate::failure::Failure;
use crate::http::body::company::{
    CreateDispositionRequest, Disposition, DispositionSuggestions, ImportDispositionsRequest, ImportedDispositions,
    OrderDispositionsRequest, SegmentQuery, UpdateDispositionRequest,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::{disposition, disposition_import, disposition_suggestion};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(order))
        .routes(routes!(import))
        .routes(routes!(suggest))
        .routes(routes!(read, change, archive))
}

fn disposition_id(text: &str) -> Result<DispositionId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every disposition in its order, archived ones included.
#[utoipa::path(get, path = "/dispositions", tag = "dispositions", params(PageQuery), responses(
    (status = 200, body = Page<Disposition>), (status = 401, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Disposition>>, Failure> {
    let (all, associations) = disposition::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |one| [one.position, one.disposition_id.value()])?;
    Ok(Json(page.map(|one| disposition::show(&one, &associations))))
}

/// Makes a disposition.
#[utoipa::path(post, path = "/dispositions", tag = "dispositions", request_body = CreateDispositionRequest, responses(
    (status = 201, body = Disposition), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<CreateDispositionRequest>,
) -> Result<(StatusCode, Json<Disposition>), Failure> {
    Ok((StatusCode::CREATED, Json(disposition::create(&app, caller.company_id, body).await?)))
}

/// Sets the order of the dispositions.
#[utoipa::path(post, path = "/dispositions/order", tag = "dispositions", request_body = OrderDispositionsRequest,
    responses((status = 200, body = Page<Disposition>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn order(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<OrderDispositionsRequest>,
) -> Result<Json<Page<Disposition>>, Failure> {
    let (all, associations) = disposition::order(&app, caller.company_id, body).await?;
    let items = all.iter().map(|one| disposition::show(one, &associations)).collect();
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// Makes dispositions out of a pasted list, or looks at it only.
#[utoipa::path(post, path = "/dispositions/import", tag = "dispositions", request_body = ImportDispositionsRequest,
    responses((status = 200, body = ImportedDispositions), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn import(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<ImportDispositionsRequest>,
) -> Result<Json<ImportedDispositions>, Failure> {
    disposition_import::import(&app, caller.company_id, body).await.map(Json)
}

/// The dispositions that are usual in a business.
#[utoipa::path(get, path = "/disposition-suggestions", tag = "dispositions", params(SegmentQuery),
    responses((status = 200, body = Page<DispositionSuggestions>), (status = 422, body = Problem)))]
async fn suggest(
    _caller: Allowed<Anyone>,
    Query(query): Query<SegmentQuery>,
) -> Result<Json<Page<DispositionSuggestions>>, Failure> {
    let items = disposition_suggestion::of(query.segment.as_deref())?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// One disposition.
#[utoipa::path(get, path = "/dispositions/{id}", tag = "dispositions", params(("id" = String, Path)), responses(
    (status = 200, body = Disposition), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(id): Path<String>,
) -> Result<Json<Disposition>, Failure> {
    disposition::get(&app, caller.company_id, disposition_id(&id)?).await.map(Json)
}

/// Changes a disposition.
#[utoipa::path(patch, path = "/dispositions/{id}", tag = "dispositions", params(("id" = String, Path)),
    request_body = UpdateDispositionRequest, responses(
    (status = 200, body = Disposition), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`outcome_in_use`, `in_silence_rule`, `in_closing_rule`"),
    (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<UpdateDispositionRequest>,
) -> Result<Json<Disposition>, Failure> {
    disposition::update(&app, caller.company_id, disposition_id(&id)?, body).await.map(Json)
}

/// Archives a disposition: it is offered no longer, closings keep it.
#[utoipa::path(delete, path = "/dispositions/{id}", tag = "dispositions", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`in_silence_rule`, `in_closing_rule`")))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    disposition::archive(&app, caller.company_id, disposition_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
