//! The audit trail of the company.

use axum::Json;
use axum::extract::State;
use nascente_store::event::{self, Event};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageCompany};
use crate::failure::Failure;
use crate::http::body::conversation::AuditEvent;
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, Query, page};
use crate::http::problem::Problem;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which events.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditEventFilter {
    /// `logged_in`, `login_refused`, `setting_changed`, `exported`, `contact_excluded`, `closed` …
    kind: Option<String>,
}

/// Who did what, newest first: logins, changed settings, exports, and what happened to conversations.
#[utoipa::path(get, path = "/audit-events", tag = "company", params(AuditEventFilter, PageQuery),
    responses((status = 200, body = Page<AuditEvent>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Query(filter): Query<AuditEventFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<AuditEvent>>, Failure> {
    let wanted = PageRequest::read(&query, 1)?;
    if filter.kind.as_ref().is_some_and(|kind| kind.bytes().any(|byte| !byte.is_ascii_lowercase() && byte != b'_')) {
        return Err(Failure::invalid("kind", "invalid", "use a kind such as `setting_changed`"));
    }
    let below = wanted.after.as_ref().map_or(i64::MAX, |after| after[0]);
    let (company_id, limit, count) = (caller.company_id, wanted.limit, wanted.count);
    let (rows, total) = app
        .db
        .read(move |tx| {
            let kind = filter.kind.as_deref();
            let rows = event::list(tx, company_id, kind, below, limit + 1)?;
            let total = if count { Some(event::count(tx, company_id, kind)?) } else { None };
            Ok::<_, Failure>((rows, total))
        })
        .await?;
    let rows = page(rows, limit, total, |row| vec![row.event_id.value()]);
    let items = rows.items.into_iter().map(shown).collect();
    Ok(Json(Page { items, next_cursor: rows.next_cursor, total: rows.total }))
}

fn shown(event: Event) -> AuditEvent {
    AuditEvent {
        id: event.event_id.to_string(),
        conversation_id: event.conversation_id.map(|id| id.to_string()),
        kind: event.kind,
        actor_kind: event.actor_kind,
        actor_id: event.actor_id,
        actor_name: event.actor_name,
        at: event.happened_at.to_string(),
        details: event.details,
    }
}
