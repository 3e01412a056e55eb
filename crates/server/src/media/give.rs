//! Giving bytes out: whole or in part, with the headers that keep them harmless.
//!
//! In: a file that the asker may see, and the headers of the request. Out: an answer. Pictures, sounds, videos and PDFs
//! are shown in place, everything else is saved; nothing that a file holds is carried out by the browser.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::media::{MediaState, UNKNOWN_TYPE, is_shown_inline};
use nascente_store::media::{self, MediaRow};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{show, signed};
use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;

/// The bytes under an id never change.
const KEPT: &str = "private, max-age=31536000, immutable";
const NOTHING_RUNS: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
/// The viewers of browsers do not open a PDF in a sandbox.
const VIEWER_RUNS: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Which bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The file.
    Whole,
    /// The small picture of it.
    Thumbnail,
}

/// The bytes of a file for somebody who may see it.
pub async fn give(
    app: &App,
    caller: &Caller,
    id: MediaId,
    part: Part,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let caller = caller.clone();
    let row = app.db.read(move |tx| show::visible(tx, &caller, id)).await?;
    answer(app, &row, part, headers).await
}

/// An address of ours under which a provider fetches a file without a login; it holds for a while.
pub fn signed_address(app: &App, company_id: CompanyId, id: MediaId) -> Result<String, Failure> {
    let token = signed::sign(app.secret_key()?, company_id, id, app.now().plus(signed::LIFE));
    let token = token.ok_or_else(|| Failure::Unavailable("an address could not be signed".to_owned()))?;
    Ok(format!("{}/m/{token}", app.public_url()))
}

/// The bytes of a file for a provider that was given a signed address.
pub async fn give_signed(app: &App, token: &str, headers: &HeaderMap) -> Result<Response, Failure> {
    let (company_id, id): (CompanyId, MediaId) =
        signed::read(app.secret_key()?, token, app.now()).ok_or(Failure::NotFound)?;
    let row = app.db.read(move |tx| media::find(tx, company_id, id)).await?.ok_or(Failure::NotFound)?;
    answer(app, &row, Part::Whole, headers).await
}

async fn answer(app: &App, row: &MediaRow, part: Part, headers: &HeaderMap) -> Result<Response, Failure> {
    if row.state != MediaState::Ready {
        return Err(Failure::conflict("not_ready", "the bytes of this file are not there"));
    }
    let sha256 = row.sha256.as_deref().unwrap_or_default();
    let (key, mime_type, etag, size) = match part {
        Part::Whole => {
            let mime_type = row.mime_type.as_deref().unwrap_or(UNKNOWN_TYPE);
            let size = row.size_bytes.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
            (row.object_key.as_str(), mime_type, format!("\"{sha256}\""), Some(size))
        }
        Part::Thumbnail => {
            let key = row.thumbnail_key.as_deref().ok_or(Failure::NotFound)?;
            (key, "image/jpeg", format!("\"{sha256}-small\""), None)
        }
    };
    let mut response = if names(headers, header::IF_NONE_MATCH.as_str(), &etag) {
        status(StatusCode::NOT_MODIFIED)
    } else {
        bytes(app, key, size, headers, &etag).await?
    };
    let name = row.file_name.as_deref().filter(|_| part == Part::Whole);
    dress(response.headers_mut(), mime_type, &etag, name);
    Ok(response)
}

fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The bytes that were asked for; a small picture is always given whole.
async fn bytes(app: &App, key: &str, size: Option<u64>, headers: &HeaderMap, etag: &str) -> Result<Response, Failure> {
    let unchanged = !headers.contains_key(header::IF_RANGE) || names(headers, header::IF_RANGE.as_str(), etag);
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).filter(|_| unchanged);
    let files = app.files()?;
    let (Some(size), Some(asked)) = (size, asked) else {
        let mut response = Response::new(Body::from_stream(files.stream(key, None).await?));
        if let Some(size) = size {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
            response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        return Ok(response);
    };
    let (code, range, told) = match read_range(asked, size) {
        Asked::Whole => (StatusCode::OK, 0..size, None),
        Asked::Part(range) => {
            let told = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            (StatusCode::PARTIAL_CONTENT, range, Some(told))
        }
        Asked::Nothing => {
            let mut response = status(StatusCode::RANGE_NOT_SATISFIABLE);
            insert(response.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(response);
        }
    };
    let mut response = Response::new(Body::from_stream(files.stream(key, Some(range.clone())).await?));
    *response.status_mut() = code;
    let of_answer = response.headers_mut();
    of_answer.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    of_answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(told) = told {
        insert(of_answer, header::CONTENT_RANGE, &told);
    }
    Ok(response)
}

/// What a range asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Nothing,
}

/// Reads one range of bytes. Several, or another unit, are answered with everything, as HTTP allows.
fn read_range(text: &str, size: u64) -> Asked {
    let Some((first, last)) = text.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Asked::Whole;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..size.min(last.saturating_add(1)),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(most)) if first.trim().is_empty() => size.saturating_sub(most)..size,
        _ => return Asked::Whole,
    };
    if range.start < range.end { Asked::Part(range) } else { Asked::Nothing }
}

/// Whether a header names this tag.
fn names(headers: &HeaderMap, name: &str, etag: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

/// The headers that hold for every answer with bytes of a file.
fn dress(headers: &mut HeaderMap, mime_type: &str, etag: &str, file_name: Option<&str>) {
    let shown = is_shown_inline(mime_type);
    let disposition = if shown { "inline" } else { "attachment" };
    let disposition = file_name.map_or_else(
        || disposition.to_owned(),
        |name| format!("{disposition}; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC)),
    );
    insert(headers, header::CONTENT_TYPE, mime_type);
    insert(headers, header::CONTENT_DISPOSITION, &disposition);
    insert(headers, header::ETAG, etag);
    let policy = if mime_type == "application/pdf" { VIEWER_RUNS } else { NOTHING_RUNS };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
}

/// A header whose value was made here; one that cannot be written is left out.
fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_http_says() {
        let table = [
            ("bytes=0-3", Asked::Part(0..4)),
            ("bytes=4-", Asked::Part(4..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=8-99", Asked::Part(8..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=3-1", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("lines=0-1", Asked::Whole),
        ];
        for (text, wanted) in table {
            assert_eq!(read_range(text, 10), wanted, "{text}");
        }
    }

    #[test]
    fn a_page_is_saved_and_a_name_cannot_leave_its_header() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, "text/html", "\"x\"", Some("a\"; filename=b\r\nX: y.html"));
        let disposition = headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename*=UTF-8''a%22%3B"), "{disposition}");
        assert!(!disposition.contains(['\r', '\n']));
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox"));
    }
}
