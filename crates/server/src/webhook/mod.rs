//! Telling other programs: a conversation was opened, closed or classified.
//!
//! In comes the working set of a transaction that was just written; out go deliveries and their jobs, in the same
//! transaction, so that nothing is told that did not happen and nothing that happened is forgotten. The payload is what
//! the conversation was like then. A closing of a person or program is told after the ten seconds in which it can be
//! undone. Signed by
//! the Standard Webhooks convention.

pub mod send;
pub mod signature;

use nascente_domain::conversation::Status;
use nascente_domain::disposition::ClosedBy;
use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DepartmentId, JobId, WebhookDeliveryId};
use nascente_domain::moment::{Moment, SECOND};
use nascente_store::job::NewJob;
use nascente_store::webhook::{self, Webhook, WebhookDelivery};
use nascente_store::{StoreError, Tx};
use serde_json::{Value, json};

use crate::app::App;
use crate::close::take_back::UNDO_WINDOW;
use crate::record::working::WorkingSet;
use crate::report::announce;

/// What can be told.
pub const EVENTS: [&str; 4] = [OPENED, CLOSED, CLASSIFIED, TRACKING];
const OPENED: &str = "conversation.opened";
const CLOSED: &str = "conversation.closed";
const CLASSIFIED: &str = "conversation.classified";
/// A check of *Saúde do rastreamento* raised an alarm, or it is over.
const TRACKING: &str = "tracking.changed";

/// Something that happened to a conversation.
#[derive(Debug, Clone, Copy)]
struct Happened {
    event: &'static str,
    conversation_id: ConversationId,
    department_id: DepartmentId,
    closing_id: Option<ClosingId>,
    /// Whether it may be undone for a moment.
    undoable: bool,
}

/// Notes what has to be told about a transaction; gives the jobs that tell it.
pub(crate) fn announce(tx: &mut Tx<'_>, working: &WorkingSet, now: Moment) -> Result<Vec<NewJob>, StoreError> {
    let happened = happened(working);
    if happened.is_empty() {
        return Ok(Vec::new());
    }
    let company_id = working.company.company_id;
    let mut webhooks = webhook::list(tx, company_id)?;
    webhooks.retain(|one| one.enabled && happened.iter().any(|event| hears(one, event)));
    let mut jobs = Vec::new();
    if webhooks.is_empty() {
        return Ok(jobs);
    }
    for event in &happened {
        let listening: Vec<&Webhook> = webhooks.iter().filter(|one| hears(one, event)).collect();
        if listening.is_empty() {
            continue;
        }
        let Some(told) = announce::conversation(&working.app, tx, company_id, event.conversation_id)? else { continue };
        let payload = json!({ "type": event.event, "timestamp": now, "data": told });
        let run_at = if event.undoable { now.plus(UNDO_WINDOW + SECOND) } else { now };
        for one in listening {
            let delivery_id: WebhookDeliveryId = working.app.id();
            let new = delivery(one, event, delivery_id, payload.clone(), run_at, now);
            webhook::insert_delivery(tx, company_id, &new)?;
            jobs.push(job(&working.app, delivery_id, 0, run_at, now));
        }
    }
    Ok(jobs)
}

/// Notes that an alarm of the tracking was raised or is over; gives the jobs that tell it. Webhooks of one department
/// are not told: tracking is the whole company's.
pub(crate) fn announce_tracking(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    told: &Value,
    now: Moment,
) -> Result<(), StoreError> {
    let mut webhooks = webhook::list(tx, company_id)?;
    webhooks.retain(|one| one.enabled && one.department_id.is_none() && one.events.iter().any(|it| it == TRACKING));
    let mut jobs = Vec::new();
    for one in webhooks {
        let delivery_id: WebhookDeliveryId = app.id();
        let new = WebhookDelivery {
            delivery_id,
            webhook_id: one.webhook_id,
            event: TRACKING.to_owned(),
            conversation_id: None,
            closing_id: None,
            payload: json!({ "type": TRACKING, "timestamp": now, "data": told }),
            state: "waiting".to_owned(),
            attempts: 0,
            http_status: None,
            error: None,
            next_attempt_at: Some(now),
            delivered_at: None,
            created_at: now,
        };
        webhook::insert_delivery(tx, company_id, &new)?;
        jobs.push(job(app, delivery_id, 0, now, now));
    }
    nascente_store::job::insert_all(tx, company_id, &jobs)
}

fn delivery(
    webhook: &Webhook,
    event: &Happened,
    delivery_id: WebhookDeliveryId,
    payload: Value,
    run_at: Moment,
    now: Moment,
) -> WebhookDelivery {
    WebhookDelivery {
        delivery_id,
        webhook_id: webhook.webhook_id,
        event: event.event.to_owned(),
        conversation_id: Some(event.conversation_id),
        closing_id: event.closing_id,
        payload,
        state: "waiting".to_owned(),
        attempts: 0,
        http_status: None,
        error: None,
        next_attempt_at: Some(run_at),
        delivered_at: None,
        created_at: now,
    }
}

/// The job that tells; `again` tells a resending from the first sending.
pub(crate) fn job(app: &App, delivery_id: WebhookDeliveryId, again: i64, run_at: Moment, now: Moment) -> NewJob {
    NewJob {
        job_id: app.id::<JobId>(),
        kind: send::KIND,
        dedupe_key: key(delivery_id, again),
        in_order_of: None,
        payload: json!({ "delivery_id": delivery_id }),
        run_at,
        created_at: now,
    }
}

fn key(delivery_id: WebhookDeliveryId, again: i64) -> String {
    format!("{delivery_id}:{again}")
}

/// What the jobs of a delivery may be known by after so many attempts.
pub(crate) fn keys(delivery_id: WebhookDeliveryId, attempts: i64) -> Vec<String> {
    (0..=attempts).map(|again| key(delivery_id, again)).collect()
}

fn hears(webhook: &Webhook, event: &Happened) -> bool {
    let of_department = webhook.department_id.is_none_or(|wanted| wanted == event.department_id);
    of_department && webhook.events.iter().any(|wanted| wanted == event.event)
}

/// What the transaction changed that others may want to know. Test numbers stay among ourselves.
fn happened(working: &WorkingSet) -> Vec<Happened> {
    let mut found = Vec::new();
    for held in working.conversations.values().filter(|held| !held.now.excluded) {
        let (before, now) = (held.before.as_ref(), &held.now);
        let mut note = |event: &'static str, closing_id: Option<ClosingId>| {
            found.push(Happened {
                event,
                conversation_id: now.conversation_id,
                department_id: now.department_id,
                closing_id,
                undoable: event == CLOSED && matches!(now.closed_by, Some(ClosedBy::User | ClosedBy::Api)),
            });
        };
        if before.is_none() {
            note(OPENED, None);
        }
        let was_closed = before.is_some_and(|before| before.status == Status::Closed);
        let is_new = now.closing_id.is_some() && before.is_none_or(|before| before.closing_id != now.closing_id);
        if now.status == Status::Closed && is_new {
            note(if was_closed { CLASSIFIED } else { CLOSED }, now.closing_id);
        }
    }
    found
}
