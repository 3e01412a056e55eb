//! Sending one delivery: asked again with growing pauses until it is taken, for three days at most.

use nascente_domain::id::{CompanyId, WebhookDeliveryId};
use nascente_domain::moment::{HOUR, SECOND};
use nascente_store::job::ClaimedJob;
use nascente_store::webhook::{self, Webhook, WebhookDelivery};
use nascente_store::{Lane, StoreError};
use nascente_wire::call::Call;

use super::signature::sign;
use crate::app::{App, LiveHint};
use crate::jobs::runner::JobEnd;

/// The kind of these jobs.
pub const KIND: &str = "webhook";
const MINUTE: i64 = 60 * SECOND;
/// The pauses before the second attempt, the third and so on.
const PAUSES: [i64; 8] = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR];
/// Characters of an error that are kept.
const LONGEST_ERROR: usize = 200;

/// Sends the delivery that the job names.
pub(crate) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let named = job.payload.get("delivery_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
    let Some(id) = named else { return JobEnd::Fail("the job names no delivery".to_owned()) };
    let (mut delivery, webhook) = match load(app, company_id, id).await {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return JobEnd::Fail("the delivery is unknown".to_owned()),
        Err(error) => return JobEnd::Retry(PAUSES[0], error.to_string()),
    };
    if matches!(delivery.state.as_str(), "delivered" | "cancelled") {
        return JobEnd::Done;
    }
    let now = app.now();
    let Some(webhook) = webhook else {
        "cancelled".clone_into(&mut delivery.state);
        delivery.next_attempt_at = None;
        return settle(app, company_id, delivery, JobEnd::Done).await;
    };
    delivery.attempts += 1;
    let asked = ask(app, company_id, &webhook, &delivery).await;
    let error = match asked {
        Ok(status) => {
            delivery.http_status = Some(i64::from(status));
            if (200..300).contains(&status) { None } else { Some(format!("answered {status}")) }
        }
        Err(error) => {
            delivery.http_status = None;
            Some(error)
        }
    };
    delivery.error = error.as_ref().map(|error| error.chars().take(LONGEST_ERROR).collect());
    let Some(error) = error else {
        "delivered".clone_into(&mut delivery.state);
        (delivery.delivered_at, delivery.next_attempt_at) = (Some(now), None);
        return settle(app, company_id, delivery, JobEnd::Done).await;
    };
    let pause = usize::try_from(job.attempts - 1).ok().and_then(|index| PAUSES.get(index)).copied();
    let Some(pause) = pause else {
        "failed".clone_into(&mut delivery.state);
        delivery.next_attempt_at = None;
        return settle(app, company_id, delivery, JobEnd::Fail(error)).await;
    };
    "retrying".clone_into(&mut delivery.state);
    delivery.next_attempt_at = Some(now.plus(pause));
    settle(app, company_id, delivery, JobEnd::Retry(pause, error)).await
}

type Loaded = (WebhookDelivery, Option<Webhook>);

/// The delivery, and its webhook while that is in use and what is told still stands.
async fn load(app: &App, company_id: CompanyId, id: WebhookDeliveryId) -> Result<Option<Loaded>, StoreError> {
    app.db
        .read(move |tx| {
            let Some(delivery) = webhook::delivery(tx, company_id, id)? else { return Ok(None) };
            let stands = match delivery.closing_id {
                Some(closing_id) if delivery.attempts == 0 => webhook::stands(tx, company_id, closing_id)?,
                _ => true,
            };
            let found = webhook::get(tx, company_id, delivery.webhook_id)?;
            Ok(Some((delivery, found.filter(|webhook| webhook.enabled && stands))))
        })
        .await
}

async fn ask(app: &App, company_id: CompanyId, webhook: &Webhook, delivery: &WebhookDelivery) -> Result<u16, String> {
    let key = app.secret_key().map_err(|error| error.to_string())?;
    let opened = key.open_of(company_id, webhook.webhook_id.value(), &webhook.secret);
    let secret = opened.map_err(|error| error.to_string())?;
    // Exactly the bytes that the door will send.
    let body = serde_json::to_vec(&delivery.payload).map_err(|error| error.to_string())?;
    let (id, seconds) = (delivery.delivery_id.to_string(), app.now().millis() / 1_000);
    let signature = sign(secret.expose(), &id, seconds, &body).ok_or("the secret is damaged: make a new one")?;
    let mut call = Call::post(webhook.url.clone(), delivery.payload.clone());
    call.headers.push(("webhook-id", id));
    call.headers.push(("webhook-timestamp", seconds.to_string()));
    call.headers.push(("webhook-signature", signature));
    let door = app.outbound().map_err(|error| error.to_string())?;
    Ok(door.call(call).await.map_err(|error| error.to_string())?.status)
}

async fn settle(app: &App, company_id: CompanyId, delivery: WebhookDelivery, ended: JobEnd) -> JobEnd {
    let id = delivery.webhook_id.to_string();
    let kept: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| webhook::settle(tx, company_id, &delivery)).await;
    app.hint(LiveHint { company_id, kind: "webhook", id, version: None });
    match kept {
        Ok(()) => ended,
        Err(error) => JobEnd::Retry(PAUSES[0], error.to_string()),
    }
}
