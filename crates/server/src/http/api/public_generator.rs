//! The public page of the link generator: its settings for the company, its data and links for anybody.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, RequestExt};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageCompany, ManageLinks};
use crate::failure::Failure;
use crate::generator;
use crate::http::body::public_generator::{
    MakePublicLinkRequest, PublicGeneratorSettings, PublicLink, PublicPage, UpdatePublicGeneratorRequest,
};
use crate::http::client_address::client_address;
use crate::http::page::{Body, Path};
use crate::http::problem::Problem;
use crate::http::same_origin;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(settings, change))
        .routes(routes!(page))
        .routes(routes!(logo))
        .routes(routes!(make))
}

/// What the company offers on its public page.
#[utoipa::path(get, path = "/company/public-generator", tag = "links", responses(
    (status = 200, body = PublicGeneratorSettings), (status = 403, body = Problem)))]
async fn settings(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
) -> Result<Json<PublicGeneratorSettings>, Failure> {
    generator::settings::get(&app, caller.company_id).await.map(Json)
}

/// Switches the public page on or off, and says what it offers.
#[utoipa::path(patch, path = "/company/public-generator", tag = "links", request_body = UpdatePublicGeneratorRequest,
    responses((status = 200, body = PublicGeneratorSettings), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(request): Body<UpdatePublicGeneratorRequest>,
) -> Result<Json<PublicGeneratorSettings>, Failure> {
    generator::settings::change(&app, caller.company_id, request).await.map(Json)
}

/// The public page of a company.
#[utoipa::path(get, path = "/public-generators/{company_slug}", tag = "links", security(()),
    params(("company_slug" = String, Path)),
    responses((status = 200, body = PublicPage),
        (status = 404, description = "unknown, or switched off", body = Problem)))]
async fn page(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Failure> {
    let page = generator::page(&app, &slug).await?;
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(page)).into_response())
}

/// The logo on the public page of a company.
#[utoipa::path(get, path = "/public-generators/{company_slug}/logo", tag = "links", security(()),
    params(("company_slug" = String, Path)),
    responses((status = 200, content_type = "image/png", description = "the picture"), (status = 404, body = Problem)))]
async fn logo(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Failure> {
    let bytes = generator::logo(&app, &slug).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}

/// Makes a link on the public page of a company. A session is neither needed nor looked at; a browser may ask from the
/// page itself only.
#[utoipa::path(post, path = "/public-generators/{company_slug}/links", tag = "links", security(()),
    params(("company_slug" = String, Path)), request_body = MakePublicLinkRequest,
    responses((status = 201, body = PublicLink),
        (status = 403, description = "sent by the page of another site", body = Problem),
        (status = 404, description = "unknown, or switched off", body = Problem),
        (status = 409, description = "`slug_taken`, with a free one in `current.suggestion`", body = Problem),
        (status = 422, body = Problem),
        (status = 429, description = "`too_many` from one address, `day_full` for the company; see `Retry-After`",
            body = Problem)))]
async fn make(
    State(app): State<App>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<(StatusCode, Json<PublicLink>), Failure> {
    if same_origin::is_foreign(app.public_url(), request.headers()) {
        return Err(Failure::Forbidden("this can be asked from the page itself only"));
    }
    let address = client_address(&app, request.extensions(), request.headers());
    let Body(wanted) = request.extract::<Body<MakePublicLinkRequest>, _>().await?;
    let made = generator::make(&app, &slug, address, wanted).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
