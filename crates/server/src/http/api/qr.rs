//! The logo of the company's QR codes, and printable sheets of codes.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use nascente_domain::id::LinkId;
use nascente_store::{Lane, StoreError, company};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageLinks};
use crate::failure::Failure;
use crate::http::body::link::SheetQuery;
use crate::http::page::{Query, id};
use crate::http::problem::Problem;
use crate::http::short_address::refused;
use crate::links;
use crate::qr::{DEFAULT_SIDE, Level, Logo, sheet, with_logo_png};

/// Most codes of a sheet.
const MOST: usize = 200;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(logo, set_logo, delete_logo)).routes(routes!(qr_sheet))
}

/// The logo in the middle of the company's QR codes.
#[utoipa::path(get, path = "/company/qr-logo", tag = "company",
    responses((status = 200, content_type = "image/png", description = "the picture; 204 where there is none"),
        (status = 204)))]
async fn logo(State(app): State<App>, caller: Allowed<Anyone>) -> Result<Response, Failure> {
    let company_id = caller.company_id;
    let Some((bytes, _)) = app.db.read(move |tx| company::logo(tx, company_id)).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, bytes).into_response())
}

/// Sets the logo: a PNG of 32 to 1024 pixels a side, up to 512 KiB. A code with it is read back before it is kept.
#[utoipa::path(put, path = "/company/qr-logo", tag = "company",
    request_body(content = Vec<u8>, content_type = "image/png"),
    responses((status = 204), (status = 403, body = Problem),
        (status = 422, description = "`logo` or `unreadable`", body = Problem)))]
async fn set_logo(State(app): State<App>, caller: Allowed<ManageLinks>, file: Bytes) -> Result<StatusCode, Failure> {
    let example = links::short_url(&app, "exemplo-de-endereco");
    let checked = tokio::task::spawn_blocking(move || {
        let logo = Logo::read(&file)?;
        with_logo_png(&example, DEFAULT_SIDE, &logo)?;
        Ok(logo.png().to_vec())
    });
    let png = checked.await.map_err(|error| Failure::Unavailable(error.to_string()))?.map_err(refused)?;
    let (company_id, now) = (caller.company_id, app.now());
    app.db.write(Lane::Work, move |tx| company::set_logo(tx, company_id, Some(&png), now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the logo away.
#[utoipa::path(delete, path = "/company/qr-logo", tag = "company",
    responses((status = 204), (status = 403, body = Problem)))]
async fn delete_logo(State(app): State<App>, caller: Allowed<ManageLinks>) -> Result<StatusCode, Failure> {
    let (company_id, now) = (caller.company_id, app.now());
    let done: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| company::set_logo(tx, company_id, None, now)).await;
    done?;
    Ok(StatusCode::NO_CONTENT)
}

/// A printable sheet (A4, PDF) of codes, each with the link's name and its address to type.
#[utoipa::path(get, path = "/links/qr-sheet.pdf", tag = "links", params(SheetQuery),
    responses((status = 200, content_type = "application/pdf", description = "the sheet"),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn qr_sheet(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<SheetQuery>,
) -> Result<Response, Failure> {
    let ids: Vec<&str> = query.ids.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
    if !(1..=MOST).contains(&ids.len()) {
        return Err(Failure::invalid("ids", "length", "use 1 to 200 links"));
    }
    let ids = ids.into_iter().map(|text| id("ids", text)).collect::<Result<Vec<LinkId>, Failure>>()?;
    let columns = query.columns.unwrap_or(3);
    if !(1..=6).contains(&columns) {
        return Err(Failure::invalid("columns", "out_of_range", "use 1 to 6"));
    }
    let level = query.level.as_deref().map_or(Some(Level::default()), Level::read);
    let level = level.ok_or_else(|| Failure::invalid("level", "unknown", "use L, M, Q or H"))?;
    let labels = links::labels(&app, caller.company_id, ids).await?;
    let drawn = tokio::task::spawn_blocking(move || sheet::sheet(&labels, columns, level));
    let pdf = drawn.await.map_err(|error| Failure::Unavailable(error.to_string()))?.map_err(refused)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"qr-codes.pdf\"")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, pdf).into_response())
}
