//! Raw deliveries.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::DeliveryId;
use nascente_domain::outcome::DeliveryState;
use nascente_store::Lane;
use nascente_store::delivery::{self, DeliverySummary, Outcome};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ReadDeliveries};
use crate::failure::Failure;
use crate::http::body::delivery::{Delivery, EventOutcome};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, Path, Query, page};
use crate::http::problem::Problem;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(replay))
}

/// Which deliveries.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DeliveryFilter {
    /// `pending`, `recorded`, `failed`.
    state: Option<String>,
}

/// Raw deliveries, newest first, each with the outcome of its events.
#[utoipa::path(get, path = "/deliveries", tag = "deliveries", params(DeliveryFilter, PageQuery),
    responses((status = 200, body = Page<Delivery>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ReadDeliveries>,
    Query(filter): Query<DeliveryFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Delivery>>, Failure> {
    let wanted = PageRequest::read(&query, 1)?;
    let state = filter.state.as_deref().map(read_state).transpose()?;
    let company_id = caller.company_id;
    let below = wanted.after.as_ref().map_or(i64::MAX, |after| after[0]);
    let (limit, count) = (wanted.limit, wanted.count);
    let (rows, outcomes, total) = app
        .db
        .read(move |tx| {
            let rows = delivery::list(tx, company_id, below, limit + 1, state)?;
            let outcomes = delivery::outcomes(tx, company_id, rows.iter().map(|row| row.delivery_id).collect())?;
            let total = if count { Some(delivery::count(tx, company_id, state)?) } else { None };
            Ok::<_, Failure>((rows, outcomes, total))
        })
        .await?;
    let rows = page(rows, limit, total, |row| vec![row.delivery_id.value()]);
    let mut by_delivery = by_delivery(outcomes);
    let items = rows.items.into_iter().map(|row| body(row, &mut by_delivery)).collect();
    Ok(Json(Page { items, next_cursor: rows.next_cursor, total: rows.total }))
}

/// One raw delivery.
#[utoipa::path(get, path = "/deliveries/{id}", tag = "deliveries", params(("id" = String, Path)),
    responses((status = 200, body = Delivery), (status = 404, body = Problem)))]
async fn one(
    State(app): State<App>,
    caller: Allowed<ReadDeliveries>,
    Path(id): Path<String>,
) -> Result<Json<Delivery>, Failure> {
    let id: DeliveryId = id.parse().map_err(|_| Failure::NotFound)?;
    let company_id = caller.company_id;
    let (row, outcomes) = app
        .db
        .read(move |tx| {
            let row = delivery::one(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            Ok::<_, Failure>((row, delivery::outcomes(tx, company_id, vec![id])?))
        })
        .await?;
    Ok(Json(body(row, &mut by_delivery(outcomes))))
}

/// Process a delivery again, from its raw bytes.
#[utoipa::path(post, path = "/deliveries/{id}/replay", tag = "deliveries", params(("id" = String, Path)),
    responses((status = 202), (status = 404, body = Problem)))]
async fn replay(
    State(app): State<App>,
    caller: Allowed<ReadDeliveries>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id: DeliveryId = id.parse().map_err(|_| Failure::NotFound)?;
    let company_id = caller.company_id;
    let known = app.db.write(Lane::Work, move |tx| delivery::set_pending(tx, company_id, id)).await?;
    if !known {
        return Err(Failure::NotFound);
    }
    app.delivery_arrived.notify_one();
    Ok(StatusCode::ACCEPTED)
}

fn read_state(text: &str) -> Result<DeliveryState, Failure> {
    text.parse().map_err(|_| Failure::invalid("state", "invalid", "use pending, recorded or failed"))
}

fn by_delivery(outcomes: Vec<Outcome>) -> HashMap<DeliveryId, Vec<EventOutcome>> {
    let mut by_delivery: HashMap<DeliveryId, Vec<EventOutcome>> = HashMap::new();
    for outcome in outcomes {
        by_delivery.entry(outcome.delivery_id).or_default().push(EventOutcome {
            ordinal: outcome.ordinal,
            kind: outcome.kind,
            provider_id: outcome.provider_id,
            outcome: outcome.result.to_string(),
            reason: outcome.reason,
            conversation_id: outcome.conversation_id.map(|id| id.to_string()),
        });
    }
    by_delivery
}

fn body(row: DeliverySummary, outcomes: &mut HashMap<DeliveryId, Vec<EventOutcome>>) -> Delivery {
    Delivery {
        id: row.delivery_id.to_string(),
        channel_id: row.channel_id.to_string(),
        provider: row.provider,
        received_at: row.received_at.to_string(),
        state: row.state.to_string(),
        bytes: row.bytes,
        error: row.last_error,
        events: outcomes.remove(&row.delivery_id).unwrap_or_default(),
    }
}
