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
use crate::http::body::identifier::{
    EntryIdentifier, EntryIdentifierDetail, IdentifierChange, IdentifierFilter, IdentifierNames,
    MergeIdentifierRequest, NameIdentifiersRequest, NamedIdentifiers, UpdateIdentifierRequest,
};
use crate::http::body::link::ImportQuery;
use crate::http::body::list::{Page, PageQuery};
use crate::http::body::marketing::{FetchQuery, FetchedAdNames, MarketingApi, SetMarketingApiRequest};
use crate::http::page::{Body, PageRequest, Path, Query, id};
use crate::http::problem::Problem;
use crate::links::naming::{self, Naming};
use crate::links::{ad_names, detail, identifier, marketing, merge};

/// Most identifiers that are named by one request.
const MOST: usize = 200;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(names))
        .routes(routes!(name_many))
        .routes(routes!(changes))
        .routes(routes!(show, update))
        .routes(routes!(import_ad_names))
        .routes(routes!(marketing_api, set_marketing_api, delete_marketing_api))
        .routes(routes!(test_marketing_api))
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

/// The names in use, to choose from.
#[utoipa::path(get, path = "/entry-identifiers/names", tag = "entry-identifiers",
    responses((status = 200, body = IdentifierNames)))]
async fn names(State(app): State<App>, caller: Allowed<Anyone>) -> Result<Json<IdentifierNames>, Failure> {
    identifier::names(&app, caller.company_id).await.map(Json)
}

/// Gives one name to several identifiers: to all of them, or none.
#[utoipa::path(post, path = "/entry-identifiers/name-many", tag = "entry-identifiers",
    request_body = NameIdentifiersRequest,
    responses((status = 200, body = NamedIdentifiers), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn name_many(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Body(request): Body<NameIdentifiersRequest>,
) -> Result<Json<NamedIdentifiers>, Failure> {
    let NameIdentifiersRequest { ids, campaign, ad_set, ad, site } = request;
    if !(1..=MOST).contains(&ids.len()) {
        return Err(Failure::invalid("ids", "length", "use 1 to 200 identifiers"));
    }
    let ids = ids.iter().map(|text| id("ids", text)).collect::<Result<Vec<IdentifierId>, Failure>>()?;
    let names = UpdateIdentifierRequest { label: None, campaign, ad_set, ad, site };
    let naming = Naming::read(names).map_err(Failure::Invalid)?;
    let changed = naming::name(&app, caller.company_id, &*caller, ids, naming).await?;
    Ok(Json(NamedIdentifiers { changed }))
}

/// What was changed about an identifier, the latest first: its names, and merges with others.
#[utoipa::path(get, path = "/entry-identifiers/{id}/changes", tag = "entry-identifiers",
    params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<IdentifierChange>), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn changes(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(identifier_id): Path<IdentifierId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<IdentifierChange>>, Failure> {
    let request = PageRequest::read(&query, 1)?;
    detail::changes(&app, caller.company_id, identifier_id, request).await.map(Json)
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
    ad_names::import(&app, &caller, &file, query.preview.unwrap_or(true)).await.map(Json)
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

/// Asks Meta whether the token is good, until when, and whether it may read ads.
#[utoipa::path(post, path = "/company/marketing-api/test", tag = "entry-identifiers",
    responses((status = 200, body = MarketingApi), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`no_token`")))]
async fn test_marketing_api(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
) -> Result<Json<MarketingApi>, Failure> {
    marketing::test(&app, caller.company_id).await.map(Json)
}

/// Asks the Marketing API for the names of ads that lack one, 200 at most; go on with `next_cursor`.
#[utoipa::path(post, path = "/entry-identifiers/fetch-names", tag = "entry-identifiers", params(FetchQuery),
    responses((status = 200, body = FetchedAdNames), (status = 403, body = Problem),
        (status = 409, body = Problem, description = "`no_token`"), (status = 422, body = Problem)))]
async fn fetch_ad_names(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Query(query): Query<FetchQuery>,
) -> Result<Json<FetchedAdNames>, Failure> {
    let after = query.cursor.as_deref().map(|cursor| id("cursor", cursor)).transpose()?;
    marketing::fetch(&app, &caller, after).await.map(Json)
}

/// One entry identifier, with its card and what was merged into it.
#[utoipa::path(get, path = "/entry-identifiers/{id}", tag = "entry-identifiers", params(("id" = String, Path)),
    responses((status = 200, body = EntryIdentifierDetail), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(identifier_id): Path<IdentifierId>,
) -> Result<Json<EntryIdentifierDetail>, Failure> {
    detail::detail(&app, caller.company_id, identifier_id).await.map(Json)
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
    naming::name(&app, caller.company_id, &*caller, vec![identifier_id], naming).await?;
    identifier::one(&app, caller.company_id, identifier_id).await.map(Json)
}
