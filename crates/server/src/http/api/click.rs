//! Clicks.

use axum::Json;
use axum::extract::State;
use nascente_domain::id::ClickId;
use nascente_domain::link::ClickVerdict;
use nascente_store::click::{self, StoredClick, Wanted};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone};
use crate::failure::Failure;
use crate::http::body::link::{Click, ClickFilter};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, Query, id, page};
use crate::http::problem::Problem;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Clicks, newest first. Another company's link has none.
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
    wanted.after = request.after.and_then(|cursor| cursor.first().copied()).map(ClickId::from);
    let (company_id, limit, wants_total) = (caller.company_id, request.limit, request.count);
    let (clicks, total) = app
        .db
        .read(move |tx| {
            let total = wants_total.then(|| click::count(tx, company_id, wanted)).transpose()?;
            Ok::<_, Failure>((click::list(tx, company_id, wanted, limit + 1)?, total))
        })
        .await?;
    let shown = page(clicks, limit, total, |click| vec![click.click_id.value()]);
    let items = shown.items.into_iter().map(body).collect();
    Ok(Json(Page { items, next_cursor: shown.next_cursor, total: shown.total }))
}

fn wanted(filter: &ClickFilter) -> Result<Wanted, Failure> {
    let day = |field: &str, text: &Option<String>| {
        let wrong = || Failure::invalid(field, "date", "use a date of the form 2026-11-22");
        text.as_deref().map(|text| text.parse().map_err(|_| wrong())).transpose()
    };
    Ok(Wanted {
        link_id: filter.link_id.as_deref().map(|text| id("link_id", text)).transpose()?,
        valid: filter.valid,
        from: day("from", &filter.from)?,
        to: day("to", &filter.to)?,
        after: None,
    })
}

fn body(click: StoredClick) -> Click {
    Click {
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
