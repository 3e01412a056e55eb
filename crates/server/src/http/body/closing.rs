//! Closings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::company::FormField;

/// How a conversation ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Closing {
    /// Id.
    pub id: String,
    /// Disposition; `null`: unclassified.
    pub disposition_id: Option<String>,
    /// Its name.
    pub disposition: Option<String>,
    /// Its outcome when it was given.
    pub outcome: Option<String>,
    /// `human` or `automatic`.
    pub mode: String,
    /// `user`, `rule`, `bot`, `classifier`, `api`.
    pub closed_by: String,
    /// Role of the user.
    pub closed_by_role: Option<String>,
    /// User, token or rule.
    pub closed_by_id: Option<String>,
    /// Its name.
    pub closed_by_name: Option<String>,
    /// Of a classifier.
    pub confidence: Option<f64>,
    /// Value in cents.
    pub value_cents: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Version of the form; `null`: not the complete form.
    pub form_version: Option<i64>,
    /// Answers by field key.
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// When the conversation was closed.
    pub closed_at: String,
    /// When this closing was written; a correction is written later than the conversation was closed.
    pub created_at: String,
    /// When it was taken back (undone, or reversed where it was automatic).
    pub undone_at: Option<String>,
    /// The closing that it took the place of.
    pub supersedes: Option<String>,
}

/// One closing of a conversation's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct PastClosing {
    /// The closing.
    #[serde(flatten)]
    pub closing: Closing,
    /// Whether it is the one that counts.
    pub current: bool,
    /// The fields of the form that was answered, as they were named then.
    pub form_fields: Vec<FormField>,
}

/// A value read from the chat: a suggestion, never filled in silently.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingSuggestion {
    /// In cents; `null`: the chat names none.
    pub value_cents: Option<i64>,
    /// The message that names it.
    pub message_id: Option<String>,
    /// The line that names it.
    pub quote: Option<String>,
}

/// Close or classify several conversations alike. Each stands for itself: what one refuses holds up no other.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CloseManyRequest {
    /// 1 to 200 conversations.
    pub conversation_ids: Vec<String>,
    /// The answers, the same for all.
    #[serde(flatten)]
    pub answers: CloseRequest,
    /// Whatever else was given: nothing may be.
    #[serde(flatten)]
    #[schema(ignore)]
    pub strangers: BTreeMap<String, serde_json::Value>,
}

/// What became of several conversations.
#[derive(Debug, Serialize, ToSchema)]
pub struct ManyOutcomes {
    /// How many were changed.
    pub done: usize,
    /// How many refused.
    pub refused: usize,
    /// One per conversation, in the order of the request.
    pub items: Vec<ManyOutcome>,
}

/// What became of one of several conversations.
#[derive(Debug, Serialize, ToSchema)]
pub struct ManyOutcome {
    /// The conversation.
    pub conversation_id: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// Why it refused.
    pub problem: Option<crate::http::problem::Problem>,
}

/// Close or classify a conversation.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct CloseRequest {
    /// Disposition.
    pub disposition_id: Option<String>,
    /// Value in cents.
    pub value_cents: Option<i64>,
    /// The value as typed, such as `1.234,56` or `R$ 200`; instead of `value_cents`.
    pub value: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Version of the form that was shown; stale: 409.
    pub form_version: Option<i64>,
    /// Answers by field key.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Why an earlier classification is corrected; demanded then.
    pub reason: Option<String>,
    /// The conversation's version that was seen; stale: 409.
    pub version: Option<i64>,
}

/// What the department asks for when this conversation ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingForm {
    /// *Usar tabulação*.
    pub uses_dispositions: bool,
    /// *Classificação obrigatória*.
    pub disposition_required: bool,
    /// *Fechamento completo*.
    pub full_closing: bool,
    /// Offered dispositions.
    pub dispositions: Vec<OfferedDisposition>,
    /// Version of the form.
    pub form_version: i64,
    /// Own fields.
    pub fields: Vec<FormField>,
}

/// A disposition on the form.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedDisposition {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Outcome.
    pub outcome: String,
    /// Whether a value is demanded.
    pub requires_value: bool,
    /// `#rrggbb`.
    pub colour: String,
}

/// The complete form of a closed conversation, as it was answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingRecord {
    /// The current closing.
    pub closing: Closing,
    /// The fields of the form's version that was answered.
    pub fields: Vec<FormField>,
    /// Earlier closings, latest first.
    pub history: Vec<Closing>,
}
