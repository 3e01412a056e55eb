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
    /// Closing after silence: the first rule that asks for nothing but silence; `null`: none is switched on.
    pub silence_rule: Option<SilenceRule>,
    /// The users who attend its conversations.
    pub member_ids: Vec<String>,
    /// When it attends, in the company's time zone; `null`: always.
    pub working_hours: Option<WorkingHours>,
    /// What is answered outside the working hours, once per conversation.
    pub away_message: Option<String>,
    /// How new conversations find their agent: `manual`, `round_robin`, `least_busy`, `last_agent`.
    pub routing: String,
    /// How many conversations a member attends at most; `null`: any number.
    pub capacity: Option<i64>,
    /// Set: no longer used.
    pub archived_at: Option<String>,
}

/// A field of a closing form.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FormField {
    /// Stable key, `a-z0-9_`.
    pub key: String,
    /// `text`, `long_text`, `number`, `money`, `date`, `list`, `multiple`, `yes_no`, `cpf_cnpj`.
    #[serde(rename = "type")]
    pub field_type: String,
    /// What the agent reads.
    pub label: String,
    /// Whether an answer is demanded.
    #[serde(default)]
    pub required: bool,
    /// Choices of `list` and `multiple`.
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
#[derive(Debug, Default, Deserialize, ToSchema)]
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
    /// The users who attend its conversations.
    pub member_ids: Option<Vec<String>>,
    /// When it attends.
    pub working_hours: Option<WorkingHours>,
    /// What is answered outside the working hours, up to 1000 characters.
    pub away_message: Option<String>,
    /// `manual` (default), `round_robin`, `least_busy`, `last_agent`.
    pub routing: Option<String>,
    /// 1 to 1000.
    pub capacity: Option<i64>,
}

/// Changes to a department.
#[derive(Debug, Default, Deserialize, ToSchema)]
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
    /// The users who attend its conversations.
    pub member_ids: Option<Vec<String>>,
    /// When it attends; `null`: always.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<WorkingHours>)]
    pub working_hours: Option<Option<WorkingHours>>,
    /// What is answered outside the working hours; `null`: nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub away_message: Option<Option<String>>,
    /// `manual`, `round_robin`, `least_busy`, `last_agent`.
    pub routing: Option<String>,
    /// 1 to 1000; `null`: any number.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i64>)]
    pub capacity: Option<Option<i64>>,
}

/// The working hours of a department.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkingHours {
    /// The spans of the week, 1 to 50.
    pub week: Vec<WorkingSpan>,
    /// The days at which nobody attends.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

/// A part of a weekday; a night shift is two of them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WorkingSpan {
    /// `monday` to `sunday`.
    pub weekday: String,
    /// Such as `08:30`.
    pub from: String,
    /// Such as `18:00`, at most `24:00`.
    pub to: String,
}

/// A day at which nobody attends.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Holiday {
    /// `2026-12-25`.
    pub date: String,
    /// What is celebrated.
    pub name: String,
}

/// One version of a closing form.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormVersion {
    /// Its number.
    pub version: i64,
    /// Whether it is asked now.
    pub current: bool,
    /// Since when it was asked.
    pub created_at: String,
    /// Its fields.
    pub fields: Vec<FormField>,
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
    /// `#rrggbb`.
    pub colour: String,
    /// Its place in lists and forms.
    pub position: i64,
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
    /// `#rrggbb`; default: the colour of the outcome.
    pub colour: Option<String>,
    /// Departments that offer it.
    #[serde(default)]
    pub department_ids: Vec<String>,
}

/// The dispositions in their new order; those that are not named follow in the order they had.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OrderDispositionsRequest {
    /// The ids, first to last.
    pub disposition_ids: Vec<String>,
}

/// A pasted list of dispositions.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ImportDispositionsRequest {
    /// One a line: `Nome; resultado`, and `; valor` behind it where a value is demanded.
    pub text: String,
    /// Departments that offer them.
    #[serde(default)]
    pub department_ids: Vec<String>,
    /// `true` looks only: nothing is made.
    #[serde(default)]
    pub preview: bool,
}

/// What became of a pasted list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedDispositions {
    /// Whether it was looked at only.
    pub preview: bool,
    /// How many were made, or would be.
    pub created: usize,
    /// How many lines cannot be read; while there is one nothing is made.
    pub errors: usize,
    /// Every line that is not empty.
    pub lines: Vec<ImportedLine>,
}

/// One line of a pasted list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedLine {
    /// Its number, from 1.
    pub line: usize,
    /// As pasted.
    pub text: String,
    /// The name.
    pub name: Option<String>,
    /// The outcome.
    pub outcome: Option<String>,
    /// Whether a value is demanded.
    pub requires_value: bool,
    /// `new`, `exists` (left as it is), `error`.
    pub status: String,
    /// Why it cannot be read: `no_outcome`, `unknown_outcome`, `invalid_name`, `repeated`, `unknown_option`.
    pub code: Option<String>,
    /// For a person.
    pub message: Option<String>,
    /// The disposition, made or found.
    pub id: Option<String>,
}

/// The dispositions that are usual in a business.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispositionSuggestions {
    /// `clinica`, `advocacia`, `imobiliaria`, `loja`, `restaurante`, `escola`.
    pub segment: String,
    /// What a person reads.
    pub label: String,
    /// The dispositions, in their order.
    pub dispositions: Vec<SuggestedDisposition>,
}

/// A disposition that is usual in a business.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedDisposition {
    /// Name.
    pub name: String,
    /// Outcome.
    pub outcome: String,
    /// Whether a value is demanded.
    pub requires_value: bool,
    /// `#rrggbb`.
    pub colour: String,
}

/// Which business.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SegmentQuery {
    /// `clinica`, `advocacia`, `imobiliaria`, `loja`, `restaurante`, `escola`; default: all of them.
    pub segment: Option<String>,
}

/// Changes to a disposition. The outcome of one that closings carry cannot change: make another.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct UpdateDispositionRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
    /// Whether a value is demanded.
    pub requires_value: Option<bool>,
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// Departments that offer it.
    pub department_ids: Option<Vec<String>>,
    /// `true` archives, `false` brings back.
    pub archived: Option<bool>,
}

/// Tells an absent member (outer `None`) from `null` (inner `None`).
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
