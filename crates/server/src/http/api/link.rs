//! Links of the link generator.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use nascente_domain::id::LinkId;
use nascente_domain::moment::LocalDay;
use nascente_store::link::WantedLinks;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageLinks};
use crate::failure::Failure;
use crate::http::body::link::{
    CreateLinkRequest, CreateLinksRequest, CreatedLinks, ImportQuery, ImportedLinks, Link, LinkCheck, LinkCheckQuery,
    LinkFilter, LinkStatistics, PeriodQuery, UpdateLinkRequest, UtmMacros,
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
        .routes(routes!(import))
        .routes(routes!(check))
        .routes(routes!(utm_macros))
        .routes(routes!(statistics))
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
    let tag = filter.tag.map(|tag| tag.trim().to_lowercase());
    if tag.as_ref().is_some_and(|tag| tag.contains(['%', '_', '"', '\\', '\0'])) {
        return Err(Failure::invalid("tag", "form", "tags hold no quotes, \\, % and _"));
    }
    let unknown = |_| Failure::invalid("made_by", "unknown", "use company or public");
    let made_by = filter.made_by.map(|text| text.parse().map_err(unknown)).transpose()?;
    let wanted = WantedLinks { archived_too: filter.archived.unwrap_or(false), tag, made_by };
    links::list(&app, caller.company_id, wanted, request).await.map(Json)
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
    let requests = match &request.product {
        Some(product) if request.links.is_empty() => links::expanded(product),
        Some(_) => return Err(Failure::invalid("product", "both", "give a list of links or a product, not both")),
        None => request.links,
    };
    let drafts = links::read_drafts(requests, MOST).map_err(Failure::Invalid)?;
    let made = links::make(&app, caller.company_id, drafts).await?;
    let items = links::with_figures(&app, caller.company_id, made).await?;
    Ok((StatusCode::CREATED, Json(CreatedLinks { items })))
}

/// Reads a CSV file of links. A preview makes nothing; without one the good rows become links, all of them or none.
#[utoipa::path(post, path = "/links/import", tag = "links", params(ImportQuery),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportedLinks), (status = 403, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn import(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Query(query): Query<ImportQuery>,
    file: Bytes,
) -> Result<Json<ImportedLinks>, Failure> {
    links::import(&app, caller.company_id, &caller.zone, &file, query.preview.unwrap_or(true)).await.map(Json)
}

/// Looks at a prefilled text and a slug before they are used.
#[utoipa::path(get, path = "/links/check", tag = "links", params(LinkCheckQuery),
    responses((status = 200, body = LinkCheck), (status = 422, body = Problem)))]
async fn check(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<LinkCheckQuery>,
) -> Result<Json<LinkCheck>, Failure> {
    links::check(&app, caller.company_id, query).await.map(Json)
}

/// The macros of the ad platforms, to copy.
#[utoipa::path(get, path = "/utm-macros", tag = "links", responses((status = 200, body = Vec<UtmMacros>)))]
async fn utm_macros(_: Allowed<Anyone>) -> Json<Vec<UtmMacros>> {
    Json(links::macros())
}

/// The figures of a link in a period.
#[utoipa::path(get, path = "/links/{id}/statistics", tag = "links", params(("id" = String, Path), PeriodQuery),
    responses((status = 200, body = LinkStatistics), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn statistics(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(link_id): Path<LinkId>,
    Query(period): Query<PeriodQuery>,
) -> Result<Json<LinkStatistics>, Failure> {
    let day = |field: &str, text: &Option<String>, otherwise: LocalDay| {
        let wrong = || Failure::invalid(field, "date", "use a date of the form 2026-11-22");
        text.as_deref().map_or(Ok(otherwise), |text| text.parse().map_err(|_| wrong()))
    };
    let to = day("to", &period.to, app.now().day_in(&caller.zone))?;
    let from = day("from", &period.from, to.plus(-29))?;
    if from > to || from.plus(20 * 366) < to {
        return Err(Failure::invalid(
            "from",
            "out_of_range",
            "use a period of up to 20 years that ends after it begins",
        ));
    }
    links::statistics(&app, caller.company_id, link_id, (from, to)).await.map(Json)
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
    links::change(&app, &caller, link_id, change).await?;
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
    links::change(&app, &caller, link_id, Change::archive()).await?;
    Ok(StatusCode::NO_CONTENT)
}
