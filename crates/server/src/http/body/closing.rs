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
}

/// Close or classify a conversation.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CloseRequest {
    /// Disposition.
    pub disposition_id: Option<String>,
    /// Value in cents.
    pub value_cents: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Version of the form that was shown; stale: 409.
    pub form_version: Option<i64>,
    /// Answers by field key.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Why an earlier classification is corrected.
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
