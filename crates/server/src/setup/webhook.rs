//! Webhooks to other programs: making, changing, listing what was told, telling it again.
//!
//! Refused: addresses that may not be reached from here; unknown events; departments that the company has not. The secret
//! is kept sealed and shown once.

use nascente_domain::id::{CompanyId, DepartmentId, WebhookDeliveryId, WebhookId};
use nascente_store::webhook::{self, Webhook, WebhookDelivery};
use nascente_store::{Lane, Tx, job};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::list::{Page, PageQuery};
use crate::http::body::webhook as body;
use crate::http::page::{PageRequest, id, page};
use crate::setup::{field, hint, lock};
use crate::webhook::send::KIND;
use crate::webhook::signature::new_secret;
use crate::webhook::{EVENTS, job as job_of, keys};

/// Most webhooks of a company.
const MOST: usize = 50;

/// Every webhook of the company.
pub async fn list(app: &App, company_id: CompanyId) -> Result<Vec<Webhook>, Failure> {
    Ok(app.db.read(move |tx| webhook::list(tx, company_id)).await?)
}

/// One webhook.
pub async fn get(app: &App, company_id: CompanyId, id: WebhookId) -> Result<body::Webhook, Failure> {
    let found = app.db.read(move |tx| webhook::get(tx, company_id, id)).await?;
    found.map(|one| show(&one, None)).ok_or(Failure::NotFound)
}

fn address(app: &App, text: &str) -> Result<String, Failure> {
    let text = field::line("url", text, 2_000)?;
    if app.outbound()?.may_reach(&text) {
        return Ok(text);
    }
    Err(Failure::invalid("url", "not_reachable", "give an https address on the internet"))
}

fn events(texts: &[String]) -> Result<Vec<String>, Failure> {
    let mut wanted = texts.to_vec();
    wanted.sort();
    wanted.dedup();
    if wanted.is_empty() || wanted.iter().any(|text| !EVENTS.contains(&text.as_str())) {
        let message = "use conversation.opened, conversation.closed, conversation.classified and tracking.changed, at least one of them";
        return Err(Failure::invalid("events", "unknown_event", message));
    }
    Ok(wanted)
}

/// A new secret, plain and sealed.
fn secret(app: &App, company_id: CompanyId, id: WebhookId) -> Result<(String, Vec<u8>), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Unavailable(error.to_string());
    let plain = new_secret().map_err(|error| failed(&error))?;
    let sealed = app.secret_key()?.seal_of(company_id, id.value(), &plain).map_err(|error| failed(&error))?;
    Ok((plain, sealed))
}

/// Makes a webhook; its secret is shown in the answer and never again.
pub async fn create(
    app: &App,
    company_id: CompanyId,
    request: body::CreateWebhookRequest,
) -> Result<body::Webhook, Failure> {
    let webhook_id: WebhookId = app.id();
    let (plain, sealed) = secret(app, company_id, webhook_id)?;
    let new = Webhook {
        webhook_id,
        url: address(app, &request.url)?,
        events: events(&request.events)?,
        department_id: request.department_id.as_deref().map(|text| id("department_id", text)).transpose()?,
        secret: sealed,
        enabled: true,
        created_at: app.now(),
    };
    let kept = new.clone();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            refuse_department(tx, company_id, kept.department_id)?;
            if webhook::list(tx, company_id)?.len() >= MOST {
                return Err(Failure::conflict("too_many_webhooks", "a company has at most 50 webhooks"));
            }
            webhook::insert(tx, company_id, &kept).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, webhook_id);
    Ok(show(&new, Some(plain)))
}

fn refuse_department(tx: &mut Tx<'_>, company_id: CompanyId, wanted: Option<DepartmentId>) -> Result<(), Failure> {
    field::known_departments(tx, company_id, "department_id", &wanted.into_iter().collect::<Vec<_>>())
}

/// Changes a webhook.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    webhook_id: WebhookId,
    request: body::UpdateWebhookRequest,
) -> Result<body::Webhook, Failure> {
    let url = request.url.map(|url| address(app, &url)).transpose()?;
    let wanted = request.events.map(|texts| events(&texts)).transpose()?;
    let department_id: Option<Option<DepartmentId>> = match request.department_id {
        None => None,
        Some(text) => Some(text.map(|text| id("department_id", &text)).transpose()?),
    };
    let fresh = if request.new_secret { Some(secret(app, company_id, webhook_id)?) } else { None };
    let sealed = fresh.as_ref().map(|(_, sealed)| sealed.clone());
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut one = webhook::get(tx, company_id, webhook_id)?.ok_or(Failure::NotFound)?;
            one.url = url.clone().unwrap_or(one.url);
            one.events = wanted.clone().unwrap_or(one.events);
            if let Some(department_id) = department_id {
                refuse_department(tx, company_id, department_id)?;
                one.department_id = department_id;
            }
            one.enabled = request.enabled.unwrap_or(one.enabled);
            one.secret = sealed.clone().unwrap_or(one.secret);
            webhook::update(tx, company_id, &one)?;
            Ok::<_, Failure>(one)
        })
        .await?;
    hint(app, company_id, webhook_id);
    Ok(show(&changed, fresh.map(|(plain, _)| plain)))
}

/// Archives a webhook: what was not told yet is told no more.
pub async fn archive(app: &App, company_id: CompanyId, webhook_id: WebhookId) -> Result<(), Failure> {
    let now = app.now();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            webhook::get(tx, company_id, webhook_id)?.ok_or(Failure::NotFound)?;
            webhook::archive(tx, company_id, webhook_id, now).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, webhook_id);
    Ok(())
}

/// What was told, latest first.
pub async fn deliveries(
    app: &App,
    company_id: CompanyId,
    webhook_id: WebhookId,
    query: &PageQuery,
) -> Result<Page<body::WebhookDelivery>, Failure> {
    let request = PageRequest::read(query, 1)?;
    let after = request.after.as_deref().and_then(|numbers| numbers.first()).copied().unwrap_or(i64::MAX);
    let (limit, wants_total) = (request.limit, request.count);
    let (found, total) = app
        .db
        .read(move |tx| {
            webhook::get(tx, company_id, webhook_id)?.ok_or(Failure::NotFound)?;
            let total = if wants_total { Some(webhook::count_deliveries(tx, company_id, webhook_id)?) } else { None };
            let before = WebhookDeliveryId::from(after);
            Ok::<_, Failure>((webhook::deliveries(tx, company_id, webhook_id, before, limit + 1)?, total))
        })
        .await?;
    Ok(page(found, limit, total, |one| vec![one.delivery_id.value()]).map(|one| show_delivery(&one)))
}

/// Tells something again (*Reenviar*), under the same id; what waits for its next attempt is told at once.
pub async fn resend(
    app: &App,
    company_id: CompanyId,
    webhook_id: WebhookId,
    delivery_id: WebhookDeliveryId,
) -> Result<body::WebhookDelivery, Failure> {
    let (of_unit, now) = (app.clone(), app.now());
    let again = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let found = webhook::delivery(tx, company_id, delivery_id)?;
            let mut one = found.filter(|one| one.webhook_id == webhook_id).ok_or(Failure::NotFound)?;
            if webhook::get(tx, company_id, webhook_id)?.is_none_or(|hook| !hook.enabled) {
                return Err(Failure::conflict("webhook_off", "the webhook is switched off"));
            }
            let under_way = || Failure::conflict("under_way", "it is being sent already");
            match one.state.as_str() {
                "waiting" => return Err(under_way()),
                "retrying" => {
                    if job::hasten(tx, company_id, KIND, keys(delivery_id, one.attempts), now)? == 0 {
                        return Err(under_way());
                    }
                }
                // Attempts only rise, so that each resending is a job of its own.
                _ => job::insert(tx, company_id, &job_of(&of_unit, delivery_id, one.attempts + 1, now, now))?,
            }
            "waiting".clone_into(&mut one.state);
            one.next_attempt_at = Some(now);
            webhook::settle(tx, company_id, &one)?;
            Ok(one)
        })
        .await?;
    app.job_arrived.notify_one();
    Ok(show_delivery(&again))
}

/// A webhook as it is shown.
#[must_use]
pub fn show(webhook: &Webhook, secret: Option<String>) -> body::Webhook {
    body::Webhook {
        id: webhook.webhook_id.to_string(),
        url: webhook.url.clone(),
        events: webhook.events.clone(),
        department_id: webhook.department_id.map(|id| id.to_string()),
        enabled: webhook.enabled,
        secret,
        created_at: webhook.created_at.to_string(),
    }
}

fn show_delivery(one: &WebhookDelivery) -> body::WebhookDelivery {
    body::WebhookDelivery {
        id: one.delivery_id.to_string(),
        event: one.event.clone(),
        conversation_id: one.conversation_id.map(|id| id.to_string()),
        state: one.state.clone(),
        attempts: one.attempts,
        http_status: one.http_status,
        error: one.error.clone(),
        next_attempt_at: one.next_attempt_at.map(|at| at.to_string()),
        delivered_at: one.delivered_at.map(|at| at.to_string()),
        created_at: one.created_at.to_string(),
        payload: one.payload.clone(),
    }
}
