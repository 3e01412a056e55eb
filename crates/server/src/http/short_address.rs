//! The public addresses `/l/{slug}`: onward to `WhatsApp`, and the QR codes of themselves.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use nascente_domain::link::Slug;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::click::{Opened, Traces, open, own, page};
use crate::failure::Failure;
use crate::http::client_address::client_address;
use crate::http::page::{Path, Query};
use crate::links::short_url;
use crate::qr::{DEFAULT_SIDE, NoPicture, Picture};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ignorar-meus-cliques/{token}", get(own_clicks))
        .route("/l/{slug}", get(opened))
        .route("/l/{slug}/qr.svg", get(qr_svg))
        .route("/l/{slug}/qr.png", get(qr_png))
}

/// Somebody opens a link.
async fn opened(
    State(app): State<App>,
    extensions: Extensions,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let is_head = method == Method::HEAD;
    let traces = Traces::read(is_head, query.as_deref(), &headers);
    let address = client_address(&app, &extensions, &headers).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let language = traces.page_language();
    let mut response = match open(&app, &slug, is_head, address, &traces).await? {
        Opened::Onward(url) => {
            let location = HeaderValue::try_from(url).map_err(|error| Failure::Unavailable(error.to_string()))?;
            (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
        }
        Opened::Unknown => shown(StatusCode::NOT_FOUND, page::unknown(language)),
        Opened::Closed(url) => shown(StatusCode::GONE, page::closed(language, url.as_deref())),
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}

/// What the page *Ignorar meus cliques* is asked for.
#[derive(Debug, Deserialize)]
struct OwnClicks {
    desfazer: Option<String>,
}

/// A browser of the company's people marks itself, or takes the mark away.
async fn own_clicks(
    State(app): State<App>,
    Path(token): Path<String>,
    Query(wanted): Query<OwnClicks>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let language = Traces::read(false, None, &headers).page_language();
    let Ok(company_id) = own::company_of(&app, &token) else {
        return Ok(shown(StatusCode::NOT_FOUND, page::unknown(language)));
    };
    let marked = wanted.desfazer.is_none();
    let cookie = own::cookie(&app, company_id, marked)?;
    let cookie = HeaderValue::try_from(cookie).map_err(|error| Failure::Unavailable(error.to_string()))?;
    let mut response = shown(StatusCode::OK, page::own(language, marked));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn shown(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::content_security_policy())),
        (header::VARY, HeaderValue::from_static("accept-language")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (status, headers, Html(html)).into_response()
}

/// How large.
#[derive(Debug, Deserialize)]
struct Size {
    size: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Svg,
    Png,
}

impl Format {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

async fn qr_svg(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(size): Query<Size>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    qr(&app, &slug, size.size, Format::Svg, &headers).await
}

async fn qr_png(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(size): Query<Size>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    qr(&app, &slug, size.size, Format::Png, &headers).await
}

/// The QR code of a known slug, whether its link is over or not: a poster outlives a campaign.
async fn qr(
    app: &App,
    slug: &str,
    size: Option<usize>,
    format: Format,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let slug = Slug::read(slug).map_err(|_| Failure::NotFound)?;
    if !crate::links::is_known(app, slug.as_str()).await? {
        return Err(Failure::NotFound);
    }
    let (url, pixels) = (short_url(app, slug.as_str()), size.unwrap_or(DEFAULT_SIDE));
    let picture = Picture::of(&url, pixels).map_err(refused)?;
    let tag = entity_tag(&url, pixels, format);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let bytes = drawn(picture, format).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, [(header::ETAG, tag)], bytes).into_response())
}

/// Draws on a thread of its own: the largest picture has sixteen million pixels.
async fn drawn(picture: Picture, format: Format) -> Result<Vec<u8>, Failure> {
    let drawing = tokio::task::spawn_blocking(move || match format {
        Format::Svg => Ok(picture.svg().into_bytes()),
        Format::Png => picture.png(),
    });
    drawing.await.map_err(|error| Failure::Unavailable(error.to_string()))?.map_err(refused)
}

fn refused(why: NoPicture) -> Failure {
    let code = match why {
        NoPicture::Size => "out_of_range",
        NoPicture::TooLong => "too_small",
        NoPicture::Writing => return Failure::Unavailable(why.to_string()),
    };
    Failure::invalid("size", code, &why.to_string())
}

fn entity_tag(url: &str, side: usize, format: Format) -> String {
    let digest = Sha256::digest(format!("{} {side} {url}", format.content_type()).as_bytes());
    format!("\"{}\"", hex::encode(&digest[..12]))
}
