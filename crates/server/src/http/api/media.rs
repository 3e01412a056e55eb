//! Files: uploading, giving out, trying again.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use nascente_domain::id::MediaId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Converse, ListConversations};
use crate::failure::Failure;
use crate::http::body::media::{Media, UploadQuery};
use crate::http::page::{Path, Query};
use crate::http::problem::Problem;
use crate::jobs::fetch;
use crate::media::give::{Part, give, give_signed};
use crate::media::show;
use crate::media::take::{Upload, take};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload_media))
        .routes(routes!(get_media))
        .routes(routes!(get_thumbnail))
        .routes(routes!(retry_media))
}

/// Upload a file to be sent: the body is its bytes, `Content-Type` its type. It waits a day for a message that takes it.
///
/// Pictures up to 5 MB, everything else up to 16 MB. Programs, pages and drawings with scripts in them are refused.
#[utoipa::path(post, path = "/media", tag = "media", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Media), (status = 400, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
async fn upload_media(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<(StatusCode, Json<Media>), Failure> {
    let (parts, body) = request.into_parts();
    let said = |name| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let length = said(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let voice = query.voice.unwrap_or(false);
    let upload = Upload::read(said(header::CONTENT_TYPE), query.file_name, voice, length)?;
    let row = take(&app, &caller, upload, body).await?;
    Ok((StatusCode::CREATED, Json(show::body(&row))))
}

/// The bytes of a file; a range of them when the request asks for one.
///
/// Pictures, sounds, videos and PDFs are shown in place, everything else is saved. Role marketing gets pictures of cards
/// only.
#[utoipa::path(get, path = "/media/{id}", tag = "media", params(("id" = String, Path, description = "File")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 206, body = Vec<u8>, content_type = "application/octet-stream"), (status = 304),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 416)))]
async fn get_media(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<MediaId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    give(&app, &caller, id, Part::Whole, &headers).await
}

/// A small picture (JPEG) of a picture.
#[utoipa::path(get, path = "/media/{id}/thumbnail", tag = "media", params(("id" = String, Path, description = "File")),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = 304),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn get_thumbnail(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<MediaId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    give(&app, &caller, id, Part::Thumbnail, &headers).await
}

/// Try a file again that could not be fetched.
#[utoipa::path(post, path = "/media/{id}/retry", tag = "media", params(("id" = String, Path, description = "File")),
    responses((status = 200, body = Media), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn retry_media(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<MediaId>,
) -> Result<Json<Media>, Failure> {
    Ok(Json(show::body(&fetch::again(&app, &caller, id).await?)))
}

/// A file for the provider that sends it, under a signed address that holds for a while.
pub(crate) async fn give_to_provider(
    State(app): State<App>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    give_signed(&app, &token, &headers).await
}
