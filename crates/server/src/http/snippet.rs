//! The script for a company's sites: it turns every `WhatsApp` link to one of the company's numbers into a tracked one.
//!
//! In: `/snippet/{company_id}.js`. Out: a script without cookies that knows the company's numbers and the link of each:
//! the newest one in use with the tag `site`, else the newest; what strangers made on the public page is never it.
//! `data-link` names another link, `data-button` asks for a floating button. Numbers and slugs stand on the company's pages anyway; nothing else is given out.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use nascente_domain::id::CompanyId;
use nascente_domain::link::{LinkKind, LinkMaker};
use nascente_store::link::{StoredLink, WantedLinks};
use nascente_store::{company, link};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::failure::Failure;
use crate::http::page::Path;

/// The script, with three marks.
const SCRIPT: &str = include_str!("snippet.js");
/// The tag that chooses a number's link.
const TAG: &str = "site";
/// Links that are looked at, newest first.
const MOST: i64 = 1_000;

/// The route.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/snippet/{file}", get(snippet))
}

async fn snippet(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let company_id: CompanyId = file.strip_suffix(".js").and_then(|text| text.parse().ok()).ok_or(Failure::NotFound)?;
    let links = app
        .db
        .read(move |tx| {
            company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let own = WantedLinks { made_by: Some(LinkMaker::Company), ..WantedLinks::default() };
            Ok::<_, Failure>(link::list(tx, company_id, &own, None, MOST)?)
        })
        .await?;
    let script = script(&app, company_id, &links);
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(script.as_bytes())[..12]));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = (status, fixed, [(header::ETAG, tag)]).into_response();
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    if !known {
        *response.body_mut() = script.into();
    }
    Ok(response)
}

fn script(app: &App, company_id: CompanyId, links: &[StoredLink]) -> String {
    let mut slugs: BTreeMap<&str, &StoredLink> = BTreeMap::new();
    let is_over = |link: &StoredLink| link.expires_at.is_some_and(|end| end <= app.now());
    for link in links.iter().filter(|link| link.kind == LinkKind::Tracked && !is_over(link)) {
        let Some(phone) = &link.phone else { continue };
        let tagged = |link: &StoredLink| link.tags.iter().any(|tag| tag == TAG);
        let chosen = slugs.entry(phone.digits()).or_insert(link);
        if tagged(link) && !tagged(chosen) {
            *chosen = link;
        }
    }
    let slugs: BTreeMap<&str, &str> = slugs.into_iter().map(|(phone, link)| (phone, link.slug.as_str())).collect();
    // Digits and slugs hold nothing that could end the script; the address was checked when the program began.
    SCRIPT
        .replace("__ORIGIN__", app.public_url())
        .replace("__SLUGS__", &serde_json::to_string(&slugs).unwrap_or_else(|_| "{}".to_owned()))
        .replace("__COMPANY__", &company_id.to_string())
}
