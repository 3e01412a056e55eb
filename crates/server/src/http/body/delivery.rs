//! Raw deliveries and their outcomes.

use serde::Serialize;
use utoipa::ToSchema;

/// A raw delivery of a provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Delivery {
    /// Id.
    pub id: String,
    /// Channel whose address it came to.
    pub channel_id: String,
    /// Provider.
    pub provider: String,
    /// When.
    pub received_at: String,
    /// `pending`, `recorded`, `failed`.
    pub state: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Why it failed.
    pub error: Option<String>,
    /// One outcome per event.
    pub events: Vec<EventOutcome>,
}

/// How one event of a delivery ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventOutcome {
    /// Place in the delivery, from 0.
    pub ordinal: i64,
    /// `message`, `echo`, `status`, or the provider's word.
    pub kind: String,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// `recorded`, `duplicate`, `ignored`, `refused`, `failed`.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// The conversation it belongs to.
    pub conversation_id: Option<String>,
}
