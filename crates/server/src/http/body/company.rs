//! Company, channels, departments, dispositions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connection::{Connection, Queue};

/// The company.
#[derive(Debug, Serialize, ToSchema)]
pub struct Company {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Part of public addresses.
    pub slug: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub locale: String,
    /// A hashtag at the start of the first message is the identifier instead of an ad or link.
    pub hashtag_wins: bool,
}

/// Changes to the company.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateCompanyRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// Part of public addresses.
    pub slug: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// `pt-BR` or `en`.
    pub locale: Option<String>,
    /// See [`Company`].
    pub hashtag_wins: Option<bool>,
}

/// A channel: one WhatsApp number through one provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct Channel {
    /// Id.
    pub id: String,
    /// `meta_cloud`, `link_only` …
    pub provider: String,
    /// Name.
    pub name: String,
    /// Digits with country code.
    pub phone_number: String,
    /// `connected`, `waiting` (no delivery yet), `error`, `link_only`.
    pub state: String,
    /// Why, for a person.
    pub state_reason: Option<String>,
    /// Where the provider has to post.
    pub webhook_url: String,
    /// Settings that are no secrets.
    pub settings: BTreeMap<String, String>,
    /// Names of the secrets that are set.
    pub secrets_set: Vec<String>,
    /// Last delivery.
    pub last_delivery_at: Option<String>,
    /// Set: no longer used.
    pub archived_at: Option<String>,
    /// Whether it is connected.
    pub connection: Connection,
    /// Messages that wait to be sent.
    pub queue: Queue,
}

/// A new channel.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateChannelRequest {
    /// One of `GET /providers`, or `link_only`.
    pub provider: String,
    /// 1 to 120 characters.
    pub name: String,
    /// Number with country code, or Brazilian with area code.
    pub phone_number: String,
    /// Settings of the provider, secrets included (write-only).
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

/// Changes to a channel; settings that are left out stay.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateChannelRequest {
    /// Another provider: the number moves with its links and conversations; needs that provider's settings.
    pub provider: Option<String>,
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// Number.
    pub phone_number: Option<String>,
    /// Settings to set.
    pub settings: Option<BTreeMap<String, String>>,
}

/// A department.
#[derive(Debug, Serialize, ToSchema)]
pub struct Department {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The one that new conversations go to.
    pub is_default: bool,
    /// *Usar tabulação*.
    pub uses_dispositions: bool,
    /// *Classificação obrigatória*.
    pub disposition_required: bool,
    /// *Fechamento completo*.
    pub full_closing: bool,
    /// The dispositions that are offered.
    pub disposition_ids: Vec<String>,
    /// Version of the closing form.
    pub form_version: i64,
    /// The department's own fields.
    pub form_fields: Vec<FormField>,
    /// *Janela de retorno*, in hours; 0: none.
    pub return_window_hours: i64,
    /// Closing after silence; `null`: off.
    pub silence_rule: Option<SilenceRule>,
    /// Set: no longer used.
    pub archived_at: Option<String>,
}

/// A field of a closing form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FormField {
    /// Stable key, `a-z0-9_`.
    pub key: String,
    /// `text`, `number`, `money`, `list`.
    #[serde(rename = "type")]
    pub field_type: String,
    /// What the agent reads.
    pub label: String,
    /// Whether an answer is demanded.
    #[serde(default)]
    pub required: bool,
    /// Choices of a list.
    #[serde(default)]
    pub options: Vec<String>,
    /// Dispositions it is shown for; empty: all.
    #[serde(default)]
    pub shown_for: Vec<String>,
}

/// Closing after silence of the contact, warning first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SilenceRule {
    /// Hours of silence before the warning, 1 to 720.
    pub warn_after_hours: i64,
    /// Hours after the warning before the closing, 1 to 720.
    pub close_after_hours: i64,
    /// The warning.
    pub warning_text: String,
    /// The disposition; default: *Encerrado por inatividade*, made when missing.
    pub disposition_id: Option<String>,
}

/// A new department.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateDepartmentRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// *Usar tabulação*.
    #[serde(default)]
    pub uses_dispositions: bool,
    /// *Classificação obrigatória*, default true.
    pub disposition_required: Option<bool>,
    /// *Fechamento completo*; needs `uses_dispositions`.
    #[serde(default)]
    pub full_closing: bool,
    /// Offered dispositions.
    #[serde(default)]
    pub disposition_ids: Vec<String>,
    /// Own fields.
    #[serde(default)]
    pub form_fields: Vec<FormField>,
    /// 0 to 720, default 12.
    pub return_window_hours: Option<i64>,
    /// Closing after silence.
    pub silence_rule: Option<SilenceRule>,
}

/// Changes to a department.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateDepartmentRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// *Usar tabulação*.
    pub uses_dispositions: Option<bool>,
    /// *Classificação obrigatória*.
    pub disposition_required: Option<bool>,
    /// *Fechamento completo*.
    pub full_closing: Option<bool>,
    /// Offered dispositions.
    pub disposition_ids: Option<Vec<String>>,
    /// Own fields; a change makes a new version of the form.
    pub form_fields: Option<Vec<FormField>>,
    /// 0 to 720.
    pub return_window_hours: Option<i64>,
    /// Closing after silence; `null` switches it off.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<SilenceRule>)]
    pub silence_rule: Option<Option<SilenceRule>>,
}

/// Switches for several departments at once.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SwitchDepartmentsRequest {
    /// The selected departments.
    pub department_ids: Vec<String>,
    /// *Usar tabulação*.
    pub uses_dispositions: Option<bool>,
    /// *Fechamento completo*.
    pub full_closing: Option<bool>,
    /// *Classificação obrigatória*.
    pub disposition_required: Option<bool>,
}

/// A disposition.
#[derive(Debug, Serialize, ToSchema)]
pub struct Disposition {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `won`, `qualified`, `lost`, `neutral`, `not_lead`.
    pub outcome: String,
    /// Whether a value is demanded.
    pub requires_value: bool,
    /// Departments that offer it.
    pub department_ids: Vec<String>,
    /// Set: no longer offered.
    pub archived_at: Option<String>,
}

/// A new disposition.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateDispositionRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// `won`, `qualified`, `lost`, `neutral`, `not_lead`.
    pub outcome: String,
    /// Whether a value is demanded.
    #[serde(default)]
    pub requires_value: bool,
    /// Departments that offer it.
    #[serde(default)]
    pub department_ids: Vec<String>,
}

/// Changes to a disposition. The outcome of one that closings carry cannot change: make another.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateDispositionRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
    /// Whether a value is demanded.
    pub requires_value: Option<bool>,
    /// Departments that offer it.
    pub department_ids: Option<Vec<String>>,
    /// `true` archives, `false` brings back.
    pub archived: Option<bool>,
}

/// Tells an absent member (outer `None`) from `null` (inner `None`).
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
