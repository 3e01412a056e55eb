//! The public addresses `/l/{slug}`: onward to `WhatsApp`, and the QR codes of themselves.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
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
use crate::qr::{DEFAULT_SIDE, Level, Logo, NoPicture, Picture, with_logo_png, with_logo_svg};

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ignorar-meus-cliques/{token}", get(own_clicks))
        .route("/l/{slug}", get(opened))
        .route("/l/{slug}/", get(opened))
        .route("/l", get(nowhere))
        .route("/l/", get(nowhere))
        .route("/l/{slug}/{*rest}", get(nowhere))
        .route("/l/{slug}/qr.svg", get(qr_svg))
        .route("/l/{slug}/qr.png", get(qr_png))
}

/// Somebody opens a link.
async fn opened(State(app): State<App>, Path(slug): Path<String>, request: Request) -> Result<Response, Failure> {
    let is_head = request.method() == Method::HEAD;
    let traces = Traces::read(is_head, request.uri().query(), request.headers());
    let address =
        client_address(&app, request.extensions(), request.headers()).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
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

/// An address that no link can have: never a screen of the company's people.
async fn nowhere(headers: HeaderMap) -> Response {
    shown(StatusCode::NOT_FOUND, page::unknown(Traces::read(false, None, &headers).page_language()))
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

/// How a code is drawn.
#[derive(Debug, Deserialize)]
struct QrWanted {
    size: Option<usize>,
    /// `L`, `M`, `Q`, `H`.
    level: Option<String>,
    /// Whether the company's logo stands in the middle.
    logo: Option<bool>,
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
    Query(size): Query<QrWanted>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    qr(&app, &slug, size, Format::Svg, &headers).await
}

async fn qr_png(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(size): Query<QrWanted>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    qr(&app, &slug, size, Format::Png, &headers).await
}

/// The QR code of a known slug, whether its link is over or not: a poster outlives a campaign.
async fn qr(app: &App, slug: &str, wanted: QrWanted, format: Format, headers: &HeaderMap) -> Result<Response, Failure> {
    let slug = Slug::read(slug).map_err(|_| Failure::NotFound)?;
    let level = wanted.level.as_deref().map_or(Some(Level::default()), Level::read);
    let level = level.ok_or_else(|| Failure::invalid("level", "unknown", "use L, M, Q or H"))?;
    let wants_logo = wanted.logo.unwrap_or(false);
    let logo = crate::links::logo_of_slug(app, slug.as_str(), wants_logo).await?;
    let (url, pixels) = (short_url(app, slug.as_str()), wanted.size.unwrap_or(DEFAULT_SIDE));
    let tag = entity_tag(&url, pixels, format, level, logo.as_deref());
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    // A logo may be changed; the code itself never is.
    let keep = if wants_logo { "public, no-cache" } else { "public, max-age=31536000, immutable" };
    let bytes = drawn(url, pixels, level, logo, format).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, [(header::ETAG, tag)], bytes).into_response())
}

/// Draws on a thread of its own: the largest picture has sixteen million pixels.
async fn drawn(
    url: String,
    pixels: usize,
    level: Level,
    logo: Option<Vec<u8>>,
    format: Format,
) -> Result<Vec<u8>, Failure> {
    let drawing = tokio::task::spawn_blocking(move || {
        let logo = logo.map(|bytes| Logo::read(&bytes)).transpose()?;
        match (logo, format) {
            (Some(logo), Format::Svg) => with_logo_svg(&url, pixels, &logo).map(String::into_bytes),
            (Some(logo), Format::Png) => with_logo_png(&url, pixels, &logo),
            (None, Format::Svg) => Ok(Picture::at_level(&url, pixels, level)?.svg().into_bytes()),
            (None, Format::Png) => Picture::at_level(&url, pixels, level)?.png(),
        }
    });
    drawing.await.map_err(|error| Failure::Unavailable(error.to_string()))?.map_err(refused)
}

pub(super) fn refused(why: NoPicture) -> Failure {
    let code = match why {
        NoPicture::Size => "out_of_range",
        NoPicture::TooLong => "too_small",
        NoPicture::Unreadable => "unreadable",
        NoPicture::NoLogo => "logo",
        NoPicture::Writing => return Failure::Unavailable(why.to_string()),
    };
    Failure::invalid("size", code, &why.to_string())
}

fn entity_tag(url: &str, side: usize, format: Format, level: Level, logo: Option<&[u8]>) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("{} {side} {level:?} {url} ", format.content_type()));
    digest.update(logo.unwrap_or_default());
    let digest = digest.finalize();
    format!("\"{}\"", hex::encode(&digest[..12]))
}
