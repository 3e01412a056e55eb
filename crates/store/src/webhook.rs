//! Webhooks to other programs, and everything that is told to them.

use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DepartmentId, WebhookDeliveryId, WebhookId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    LIST = "select webhook_id, url, events, department_id, secret, enabled, created_at from webhook
        where company_id = $1 and archived_at is null order by created_at, webhook_id";
    ONE = "select webhook_id, url, events, department_id, secret, enabled, created_at from webhook
        where company_id = $1 and webhook_id = $2 and archived_at is null";
    INSERT = "insert into webhook (company_id, webhook_id, url, events, department_id, secret, enabled, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE = "update webhook set url = $3, events = $4, department_id = $5, secret = $6, enabled = $7
        where company_id = $1 and webhook_id = $2";
    ARCHIVE = "update webhook set enabled = (1 = 0), archived_at = $3 where company_id = $1 and webhook_id = $2";
    INSERT_DELIVERY = "insert into webhook_delivery
            (company_id, delivery_id, webhook_id, event, conversation_id, closing_id, payload, state, attempts,
             next_attempt_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9)";
    DELIVERIES = "select delivery_id, webhook_id, event, conversation_id, closing_id, payload, state, attempts,
            http_status, error, next_attempt_at, delivered_at, created_at
        from webhook_delivery where company_id = $1 and webhook_id = $2 and delivery_id < $3
        order by delivery_id desc limit $4";
    COUNT = "select count(*) from webhook_delivery where company_id = $1 and webhook_id = $2";
    DELIVERY = "select delivery_id, webhook_id, event, conversation_id, closing_id, payload, state, attempts,
            http_status, error, next_attempt_at, delivered_at, created_at
        from webhook_delivery where company_id = $1 and delivery_id = $2";
    SETTLE = "update webhook_delivery
        set state = $3, attempts = $4, http_status = $5, error = $6, next_attempt_at = $7, delivered_at = $8
        where company_id = $1 and delivery_id = $2";
    STANDS = "select 1 from closing where company_id = $1 and closing_id = $2 and undone_at is null";
}

/// A webhook as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Id.
    pub webhook_id: WebhookId,
    /// Where.
    pub url: String,
    /// What is told.
    pub events: Vec<String>,
    /// Only of this department.
    pub department_id: Option<DepartmentId>,
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Moment,
}

fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

fn read(mut row: Row) -> Result<Webhook, StoreError> {
    Ok(Webhook {
        webhook_id: row.take()?,
        url: row.take()?,
        events: serde_json::from_value(row.take()?).map_err(unreadable)?,
        department_id: row.take()?,
        secret: row.take()?,
        enabled: row.take()?,
        created_at: row.take()?,
    })
}

/// Every webhook of the company, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Webhook>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// One webhook.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, webhook_id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    tx.query_first(&ONE, params![company_id, webhook_id])?.map(read).transpose()
}

/// Keeps a new webhook.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, webhook: &Webhook) -> Result<(), StoreError> {
    let values = params![
        company_id,
        webhook.webhook_id,
        &webhook.url,
        &serde_json::json!(webhook.events),
        webhook.department_id,
        webhook.secret.clone(),
        webhook.enabled,
        webhook.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// Writes everything that may change of a webhook.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, webhook: &Webhook) -> Result<(), StoreError> {
    let values = params![
        company_id,
        webhook.webhook_id,
        &webhook.url,
        &serde_json::json!(webhook.events),
        webhook.department_id,
        webhook.secret.clone(),
        webhook.enabled
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Archives a webhook.
pub fn archive(tx: &mut Tx<'_>, company_id: CompanyId, id: WebhookId, now: Moment) -> Result<(), StoreError> {
    tx.execute(&ARCHIVE, params![company_id, id, now]).map(drop)
}

/// Something that is told to a webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookDelivery {
    /// Id.
    pub delivery_id: WebhookDeliveryId,
    /// To whom.
    pub webhook_id: WebhookId,
    /// What happened.
    pub event: String,
    /// The conversation that is told of.
    pub conversation_id: Option<ConversationId>,
    /// The closing that is told of.
    pub closing_id: Option<ClosingId>,
    /// What is told.
    pub payload: serde_json::Value,
    /// `waiting`, `retrying`, `delivered`, `failed`, `cancelled`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The last answer.
    pub http_status: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it is tried again.
    pub next_attempt_at: Option<Moment>,
    /// When it was taken.
    pub delivered_at: Option<Moment>,
    /// When it happened.
    pub created_at: Moment,
}

fn read_delivery(mut row: Row) -> Result<WebhookDelivery, StoreError> {
    Ok(WebhookDelivery {
        delivery_id: row.take()?,
        webhook_id: row.take()?,
        event: row.take()?,
        conversation_id: row.take()?,
        closing_id: row.take()?,
        payload: row.take()?,
        state: row.take()?,
        attempts: row.take()?,
        http_status: row.take()?,
        error: row.take()?,
        next_attempt_at: row.take()?,
        delivered_at: row.take()?,
        created_at: row.take()?,
    })
}

/// Keeps something that will be told.
pub fn insert_delivery(tx: &mut Tx<'_>, company_id: CompanyId, new: &WebhookDelivery) -> Result<(), StoreError> {
    let values = params![
        company_id,
        new.delivery_id,
        new.webhook_id,
        &new.event,
        new.conversation_id,
        new.closing_id,
        &new.payload,
        new.next_attempt_at,
        new.created_at
    ];
    tx.execute(&INSERT_DELIVERY, values).map(drop)
}

/// What was told to a webhook, latest first, before a delivery.
pub fn deliveries(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    webhook_id: WebhookId,
    before: WebhookDeliveryId,
    limit: i64,
) -> Result<Vec<WebhookDelivery>, StoreError> {
    let rows = tx.query(&DELIVERIES, params![company_id, webhook_id, before, limit])?;
    rows.into_iter().map(read_delivery).collect()
}

/// How much was told to a webhook.
pub fn count_deliveries(tx: &mut Tx<'_>, company_id: CompanyId, webhook_id: WebhookId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT, params![company_id, webhook_id])?.map_or(Ok(0), |mut row| row.take())
}

/// One delivery.
pub fn delivery(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: WebhookDeliveryId,
) -> Result<Option<WebhookDelivery>, StoreError> {
    tx.query_first(&DELIVERY, params![company_id, id])?.map(read_delivery).transpose()
}

/// Writes how far a delivery got.
pub fn settle(tx: &mut Tx<'_>, company_id: CompanyId, one: &WebhookDelivery) -> Result<(), StoreError> {
    let values = params![
        company_id,
        one.delivery_id,
        &one.state,
        one.attempts,
        one.http_status,
        one.error.clone(),
        one.next_attempt_at,
        one.delivered_at
    ];
    tx.execute(&SETTLE, values).map(drop)
}

/// Whether a closing was not taken back.
pub fn stands(tx: &mut Tx<'_>, company_id: CompanyId, closing_id: ClosingId) -> Result<bool, StoreError> {
    Ok(tx.query_first(&STANDS, params![company_id, closing_id])?.is_some())
}
