//! Clicks.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use nascente_domain::id::ClickId;
use nascente_domain::link::ClickVerdict;
use nascente_store::click::{self, StoredClick, Wanted};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageLinks};
use crate::failure::Failure;
use crate::http::body::link::{Click, ClickFilter, OwnClicksAddress};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, Query, id, page};
use crate::http::problem::Problem;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(own_clicks))
}

/// Clicks, the latest first. Another company's link has none.
#[utoipa::path(get, path = "/clicks", tag = "clicks", params(ClickFilter, PageQuery),
    responses((status = 200, body = Page<Click>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(filter): Query<ClickFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Click>>, Failure> {
    let request = PageRequest::read(&query, 1)?;
    let mut wanted = wanted(&filter)?;
    wanted.after = request.after.as_deref().and_then(<[i64]>::first).copied().map(ClickId::from);
    let (company_id, limit, wants_total) = (caller.company_id, request.limit, request.count);
    let (clicks, total) = app
        .db
        .read(move |tx| {
            let total = wants_total.then(|| click::count(tx, company_id, &wanted)).transpose()?;
            Ok::<_, Failure>((click::list(tx, company_id, &wanted, limit + 1)?, total))
        })
        .await?;
    let shown = page(clicks, limit, total, |click| vec![click.click_id.value()]);
    let items = shown.items.into_iter().map(body).collect();
    Ok(Json(Page { items, next_cursor: shown.next_cursor, total: shown.total }))
}

/// The address that keeps the clicks of whoever opens it apart (*Ignorar meus cliques*).
#[utoipa::path(post, path = "/clicks/ignore-mine", tag = "clicks",
    responses((status = 200, body = OwnClicksAddress), (status = 403, body = Problem)))]
async fn own_clicks(State(app): State<App>, caller: Allowed<ManageLinks>) -> Result<Json<OwnClicksAddress>, Failure> {
    let (url, ends_at) = crate::click::own::address(&app, caller.company_id)?;
    Ok(Json(OwnClicksAddress { url, expires_at: ends_at.to_string() }))
}

fn wanted(filter: &ClickFilter) -> Result<Wanted, Failure> {
    let day = |field: &str, text: &Option<String>| {
        let wrong = || Failure::invalid(field, "date", "use a date of the form 2026-11-22");
        text.as_deref().map(|text| text.parse().map_err(|_| wrong())).transpose()
    };
    // The store takes no NUL in a text, so no click has one.
    let word = |field: &str, text: &Option<String>| match text {
        Some(text) if text.contains('\0') => Err(Failure::invalid(field, "invalid_character", "use no NUL")),
        text => Ok(text.clone()),
    };
    Ok(Wanted {
        link_id: filter.link_id.as_deref().map(|text| id("link_id", text)).transpose()?,
        valid: filter.valid,
        verdict: filter.verdict.as_deref().map(verdict).transpose()?,
        device: word("device", &filter.device)?,
        referrer: word("referrer", &filter.referrer)?,
        region: word("region", &filter.region)?,
        from: day("from", &filter.from)?,
        to: day("to", &filter.to)?,
        after: None,
    })
}

fn verdict(text: &str) -> Result<ClickVerdict, Failure> {
    let message = "use valid, bot, prefetch, repeat, closed_link or own";
    text.parse().map_err(|_| Failure::invalid("verdict", "unknown", message))
}

/// The fields of a query; the first one of a name counts.
fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        fields.entry(name.into_owned()).or_insert_with(|| value.into_owned());
    }
    fields
}

pub(crate) fn body(click: StoredClick) -> Click {
    Click {
        parameters: parameters(&click.query),
        query: click.query,
        language: click.language,
        region: click.region,
        visitor: click.visitor_key,
        id: click.click_id.to_string(),
        link_id: click.link_id.to_string(),
        at: click.clicked_at.to_string(),
        valid: click.verdict == ClickVerdict::Valid,
        verdict: click.verdict.to_string(),
        device: click.device,
        referrer: click.referrer,
        matched: click.matched,
    }
}
