//! Entry identifiers.

use axum::Json;
use axum::extract::State;
use nascente_domain::id::IdentifierId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageLinks};
use crate::failure::Failure;
use crate::http::body::link::{EntryIdentifier, IdentifierFilter, UpdateIdentifierRequest};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, PageRequest, Path, Query};
use crate::http::problem::Problem;
use crate::links::identifier::{self, Naming};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, update))
}

/// Entry identifiers, newest first.
#[utoipa::path(get, path = "/entry-identifiers", tag = "entry-identifiers", params(IdentifierFilter, PageQuery),
    responses((status = 200, body = Page<EntryIdentifier>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(filter): Query<IdentifierFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<EntryIdentifier>>, Failure> {
    let request = PageRequest::read(&query, 1)?;
    identifier::list(&app, caller.company_id, &filter, request).await.map(Json)
}

/// One entry identifier.
#[utoipa::path(get, path = "/entry-identifiers/{id}", tag = "entry-identifiers", params(("id" = String, Path)),
    responses((status = 200, body = EntryIdentifier), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(identifier_id): Path<IdentifierId>,
) -> Result<Json<EntryIdentifier>, Failure> {
    identifier::one(&app, caller.company_id, identifier_id).await.map(Json)
}

/// Names an entry identifier. Figures do not move: they are kept by identifier.
#[utoipa::path(patch, path = "/entry-identifiers/{id}", tag = "entry-identifiers", params(("id" = String, Path)),
    request_body = UpdateIdentifierRequest,
    responses((status = 200, body = EntryIdentifier), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(identifier_id): Path<IdentifierId>,
    Body(request): Body<UpdateIdentifierRequest>,
) -> Result<Json<EntryIdentifier>, Failure> {
    let naming = Naming::read(request).map_err(Failure::Invalid)?;
    identifier::name(&app, caller.company_id, identifier_id, naming).await?;
    identifier::one(&app, caller.company_id, identifier_id).await.map(Json)
}
