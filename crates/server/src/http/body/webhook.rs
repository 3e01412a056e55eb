//! Webhooks to other programs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::company::present;

/// A webhook to another program, by the Standard Webhooks convention.
#[derive(Debug, Serialize, ToSchema)]
pub struct Webhook {
    /// Id.
    pub id: String,
    /// Where.
    pub url: String,
    /// `conversation.opened`, `conversation.closed`, `conversation.classified`, `tracking.changed`.
    pub events: Vec<String>,
    /// Only of this department.
    pub department_id: Option<String>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The secret, `whsec_…`: shown once, when it is made.
    pub secret: Option<String>,
    /// When it was made.
    pub created_at: String,
}

/// A new webhook.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateWebhookRequest {
    /// An address that may be reached from here.
    pub url: String,
    /// At least one of `conversation.opened`, `conversation.closed`, `conversation.classified`, `tracking.changed`.
    pub events: Vec<String>,
    /// Only of this department.
    pub department_id: Option<String>,
}

/// Changes to a webhook.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct UpdateWebhookRequest {
    /// Where.
    pub url: Option<String>,
    /// What is told.
    pub events: Option<Vec<String>>,
    /// Only of this department; `null`: of all.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub department_id: Option<Option<String>>,
    /// Whether it is switched on.
    pub enabled: Option<bool>,
    /// `true` makes a new secret, which is shown in the answer.
    #[serde(default)]
    pub new_secret: bool,
}

/// Something that was told, or will be.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDelivery {
    /// Id, sent as `webhook-id`: the same when it is sent again.
    pub id: String,
    /// What happened.
    pub event: String,
    /// The conversation; `null`: what is told concerns none.
    pub conversation_id: Option<String>,
    /// `waiting`, `retrying`, `delivered`, `failed`, `cancelled` (the closing was undone, or the webhook switched off).
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// The last answer.
    pub http_status: Option<i64>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it is tried again.
    pub next_attempt_at: Option<String>,
    /// When it was taken.
    pub delivered_at: Option<String>,
    /// When it happened.
    pub created_at: String,
    /// What is told.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
}
