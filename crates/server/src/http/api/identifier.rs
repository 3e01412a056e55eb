//! Entry identifiers.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::IdentifierId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageCompany, ManageLinks};
use crate::failure::Failure;
use crate::http::body::ad_names::ImportedAdNames;
use crate::http::body::link::{
    EntryIdentifier, IdentifierFilter, ImportQuery, MergeIdentifierRequest, UpdateIdentifierRequest,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::body::marketing::{FetchedAdNames, MarketingApi, SetMarketingApiRequest};
use crate::http::page::{Body, PageRequest, Path, Query, id};
use crate::http::problem::Problem;
use crate::links::identifier::{self, Naming};
use crate::links::{ad_names, marketing, merge};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, update))
        .routes(routes!(import_ad_names))
        .routes(routes!(marketing_api, set_marketing_api, delete_marketing_api))
        .routes(routes!(fetch_ad_names))
        .routes(routes!(merge_identifier))
        .routes(routes!(split_identifier))
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

/// Reads the names of campaigns, ad sets and ads out of a CSV file that the Ads Manager exported. A preview changes
/// nothing.
#[utoipa::path(post, path = "/entry-identifiers/import", tag = "entry-identifiers", params(ImportQuery),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportedAdNames), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn import_ad_names(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Query(query): Query<ImportQuery>,
    file: Bytes,
) -> Result<Json<ImportedAdNames>, Failure> {
    ad_names::import(&app, caller.company_id, &file, query.preview.unwrap_or(true)).await.map(Json)
}

/// Whether names of ads can be asked for by the Marketing API.
#[utoipa::path(get, path = "/company/marketing-api", tag = "entry-identifiers",
    responses((status = 200, body = MarketingApi), (status = 403, body = Problem)))]
async fn marketing_api(State(app): State<App>, caller: Allowed<ManageLinks>) -> Result<Json<MarketingApi>, Failure> {
    marketing::settings(&app, caller.company_id).await.map(Json)
}

/// Sets the token of the Marketing API; it is kept sealed and never shown.
#[utoipa::path(put, path = "/company/marketing-api", tag = "entry-identifiers", request_body = SetMarketingApiRequest,
    responses((status = 200, body = MarketingApi), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn set_marketing_api(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(body): Body<SetMarketingApiRequest>,
) -> Result<Json<MarketingApi>, Failure> {
    marketing::set(&app, caller.company_id, body).await.map(Json)
}

/// Takes the token of the Marketing API away.
#[utoipa::path(delete, path = "/company/marketing-api", tag = "entry-identifiers",
    responses((status = 204), (status = 403, body = Problem)))]
async fn delete_marketing_api(State(app): State<App>, caller: Allowed<ManageCompany>) -> Result<StatusCode, Failure> {
    marketing::delete(&app, caller.company_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the Marketing API for the names of ads that lack one, 500 at most.
#[utoipa::path(post, path = "/entry-identifiers/fetch-names", tag = "entry-identifiers",
    responses((status = 200, body = FetchedAdNames), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`no_token`")))]
async fn fetch_ad_names(State(app): State<App>, caller: Allowed<ManageLinks>) -> Result<Json<FetchedAdNames>, Failure> {
    marketing::fetch(&app, caller.company_id).await.map(Json)
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

/// Merges an identifier into another of its kind: its conversations count there, the later ones too. Reversible.
#[utoipa::path(post, path = "/entry-identifiers/{id}/merge", tag = "entry-identifiers", params(("id" = String, Path)),
    request_body = MergeIdentifierRequest,
    responses((status = 200, body = EntryIdentifier), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_merged`"), (status = 422, body = Problem)))]
async fn merge_identifier(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(identifier_id): Path<IdentifierId>,
    Body(body): Body<MergeIdentifierRequest>,
) -> Result<Json<EntryIdentifier>, Failure> {
    merge::merge(&app, &caller, identifier_id, id("into", &body.into)?).await?;
    identifier::one(&app, caller.company_id, identifier_id).await.map(Json)
}

/// Gives a merged identifier back what was its own.
#[utoipa::path(post, path = "/entry-identifiers/{id}/split", tag = "entry-identifiers", params(("id" = String, Path)),
    responses((status = 200, body = EntryIdentifier), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`not_merged`")))]
async fn split_identifier(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(identifier_id): Path<IdentifierId>,
) -> Result<Json<EntryIdentifier>, Failure> {
    merge::split(&app, &caller, identifier_id).await?;
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
