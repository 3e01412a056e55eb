//! The screens, built into the program.
//!
//! Files below `/assets` carry a hash in their name and may be kept for a year; everything else is asked for again. An
//! address without a file is a screen and gets `index.html`, except below `/assets`, `/api` and `/l`, and where its end
//! names a file (`/favicon.ico`), which is not found.

use std::borrow::Cow;
use std::io::Read as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::failure::Failure;

/// Files that can be compressed are here in compressed forms only (`web/scripts/compress.mjs`), so that the program stays
/// small.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
struct Files;

/// What a program without screens answers.
const NO_SCREENS: &str = "This build of Nascente has no screens (NASCENTE_SKIP_WEB=1). The API is at /openapi.json.";

/// Serves a file or the screen at an address.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Failure::NotFound.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if !path.is_empty()
        && let Some(response) = file(path, &headers)
    {
        return response;
    }
    let names_a_file = path.rsplit('/').next().is_some_and(|end| end.contains('.'));
    if names_a_file || ["assets/", "api/", "l/"].iter().any(|place| path.starts_with(place)) {
        return Failure::NotFound.into_response();
    }
    file("index.html", &headers).unwrap_or_else(|| (StatusCode::NOT_FOUND, NO_SCREENS).into_response())
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let (bytes, encoding) = form(path, headers)?;
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = Response::new(Body::from(bytes));
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind.essence_str()).ok()?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The forms of a file that are kept, the smallest first.
const FORMS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// A file as the client takes it, and its encoding; unpacked for programs that do not say that they can unpack it.
fn form(path: &str, headers: &HeaderMap) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |encoding: &str| accepted.split(',').any(|one| one.split(';').next().is_some_and(|it| it.trim() == encoding));
    for (encoding, ending) in FORMS {
        if accepts(encoding)
            && let Some(found) = Files::get(&format!("{path}.{ending}"))
        {
            return Some((found.data, Some(encoding)));
        }
    }
    let Some(packed) = Files::get(&format!("{path}.gz")) else { return Some((Files::get(path)?.data, None)) };
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.data.as_ref()).read_to_end(&mut bytes).ok()?;
    Some((Cow::Owned(bytes), None))
}
