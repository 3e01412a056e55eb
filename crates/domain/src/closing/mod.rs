//! Closings: what a department demands when a conversation ends, and whether an answer meets it.

mod answer;
pub mod document;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::disposition::Outcome;
use crate::id::DispositionId;
use crate::text_enum;

/// Largest value of a sale that is taken for one: ten billion in the currency's main unit.
const LARGEST_VALUE_CENTS: i64 = crate::money::LARGEST_CENTS;
/// Longest text answer and note, in characters.
const LONGEST_TEXT: usize = 4_000;

text_enum! {
    /// The types of a form's fields.
    FieldType {
        /// One line of text.
        Text = "text",
        /// Text of several lines.
        LongText = "long_text",
        /// Number.
        Number = "number",
        /// Money, in cents.
        Money = "money",
        /// Day, `2026-11-22`.
        Date = "date",
        /// One of the options.
        List = "list",
        /// Some of the options.
        Multiple = "multiple",
        /// Yes or no.
        YesNo = "yes_no",
        /// Number of a person or company in Brazil, without points.
        CpfCnpj = "cpf_cnpj",
    }
}

impl FieldType {
    /// Whether a field of this type offers options.
    #[must_use]
    pub const fn has_options(self) -> bool {
        matches!(self, Self::List | Self::Multiple)
    }
}

/// A field of a department's closing form. Its key never changes meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Stable key, `a-z0-9_`.
    pub key: String,
    /// The type of the answer.
    #[serde(rename = "type")]
    pub field_type: FieldType,
    /// What the agent reads.
    pub label: String,
    /// Whether an answer is demanded.
    #[serde(default)]
    pub required: bool,
    /// The choices of a list.
    #[serde(default)]
    pub options: Vec<String>,
    /// The dispositions it is shown for; empty: all.
    #[serde(default)]
    pub shown_for: Vec<DispositionId>,
}

impl FormField {
    /// Whether the field is part of the form for this disposition.
    #[must_use]
    pub fn is_shown_for(&self, disposition: Option<DispositionId>) -> bool {
        self.shown_for.is_empty() || disposition.is_some_and(|id| self.shown_for.contains(&id))
    }
}

/// A disposition as the department offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub id: DispositionId,
    /// Its outcome.
    pub outcome: Outcome,
    /// Whether a value is demanded with it.
    pub requires_value: bool,
}

/// What a department asks for when a conversation ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demands {
    /// *Usar tabulação*.
    pub uses_dispositions: bool,
    /// *Classificação obrigatória*.
    pub disposition_required: bool,
    /// *Fechamento completo*.
    pub full_closing: bool,
    /// The dispositions that are offered.
    pub offered: Vec<Offered>,
    /// The current version of the form.
    pub form_version: i64,
    /// Its fields.
    pub fields: Vec<FormField>,
}

/// What the agent or program answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// The chosen disposition.
    pub disposition_id: Option<DispositionId>,
    /// The value in cents.
    pub value_cents: Option<i64>,
    /// The note.
    pub note: Option<String>,
    /// The version of the form that was shown.
    pub form_version: Option<i64>,
    /// The answers to the department's own fields.
    pub fields: BTreeMap<String, serde_json::Value>,
}

/// An answer that meets the demands.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// The disposition and its outcome.
    pub disposition: Option<(DispositionId, Outcome)>,
    /// The value in cents.
    pub value_cents: Option<i64>,
    /// The note, trimmed; `None` when empty.
    pub note: Option<String>,
    /// The version of the form, when the department closes with the complete form.
    pub form_version: Option<i64>,
    /// The answers by field key, trimmed; empty ones left out.
    pub fields: BTreeMap<String, serde_json::Value>,
}

/// One thing that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// `disposition_id`, `value_cents`, `note` or `fields.<key>`.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// For a person.
    pub message: String,
}

/// Why an answer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmet {
    /// The form has a newer version than the one that was answered.
    #[error("the closing form has changed")]
    StaleForm,
    /// Something is missing or wrong.
    #[error("the closing lacks what the department demands")]
    Fields(Vec<FieldError>),
}

/// Holds an answer against what the department demands.
pub fn accept(demands: &Demands, answers: Answers) -> Result<Accepted, Unmet> {
    if demands.full_closing && answers.form_version.is_some_and(|version| version != demands.form_version) {
        return Err(Unmet::StaleForm);
    }
    let mut errors = Vec::new();
    let chosen = check_disposition(demands, answers.disposition_id, &mut errors);
    check_value(chosen, answers.value_cents, &mut errors);
    let note = answers.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > LONGEST_TEXT) {
        errors.push(error("note", "too_long", "the note is too long"));
    }
    let fields = check_fields(demands, answers.disposition_id, answers.fields, &mut errors);
    if !errors.is_empty() {
        return Err(Unmet::Fields(errors));
    }
    Ok(Accepted {
        disposition: chosen.map(|offered| (offered.id, offered.outcome)),
        value_cents: answers.value_cents,
        note,
        form_version: demands.full_closing.then_some(demands.form_version),
        fields,
    })
}

fn error(field: impl Into<String>, code: &'static str, message: &str) -> FieldError {
    FieldError { field: field.into(), code, message: message.to_owned() }
}

fn check_disposition<'a>(
    demands: &'a Demands,
    chosen: Option<DispositionId>,
    errors: &mut Vec<FieldError>,
) -> Option<&'a Offered> {
    let Some(id) = chosen else {
        if demands.uses_dispositions && demands.disposition_required {
            errors.push(error("disposition_id", "required", "the department demands a disposition"));
        }
        return None;
    };
    let offered = demands.offered.iter().find(|offered| offered.id == id && demands.uses_dispositions);
    if offered.is_none() {
        errors.push(error("disposition_id", "not_offered", "the department does not offer this disposition"));
    }
    offered
}

fn check_value(chosen: Option<&Offered>, value_cents: Option<i64>, errors: &mut Vec<FieldError>) {
    match value_cents {
        None if chosen.is_some_and(|offered| offered.requires_value) => {
            errors.push(error("value_cents", "required", "this disposition demands a value"));
        }
        Some(value) if !(0..=LARGEST_VALUE_CENTS).contains(&value) => {
            errors.push(error("value_cents", "out_of_range", "the value is negative or too large"));
        }
        _ => {}
    }
}

fn check_fields(
    demands: &Demands,
    disposition: Option<DispositionId>,
    mut answers: BTreeMap<String, serde_json::Value>,
    errors: &mut Vec<FieldError>,
) -> BTreeMap<String, serde_json::Value> {
    let fields: &[FormField] = if demands.full_closing { &demands.fields } else { &[] };
    let mut accepted = BTreeMap::new();
    for field in fields {
        let name = format!("fields.{}", field.key);
        let answer = answers.remove(&field.key);
        if !field.is_shown_for(disposition) {
            continue;
        }
        match answer::read(field, answer) {
            Ok(Some(value)) => drop(accepted.insert(field.key.clone(), value)),
            Ok(None) if field.required => errors.push(error(name, "required", "an answer is demanded")),
            Ok(None) => {}
            Err(wrong) => errors.push(error(name, wrong.0, wrong.1)),
        }
    }
    for key in answers.into_keys() {
        errors.push(error(format!("fields.{key}"), "unknown_field", "the form has no such field"));
    }
    accepted
}

/// Checks the fields of a new version of a form.
#[must_use]
pub fn check_form(fields: &[FormField]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let place = format!("form_fields[{index}]");
        let formed = (1..=40).contains(&field.key.len())
            && field.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !formed {
            errors.push(error(format!("{place}.key"), "invalid", "use a-z, 0-9 and _"));
        }
        if fields[..index].iter().any(|other| other.key == field.key) {
            errors.push(error(format!("{place}.key"), "duplicate", "two fields have this key"));
        }
        if field.label.trim().is_empty() || field.label.chars().count() > 120 {
            errors.push(error(format!("{place}.label"), "invalid", "give a label of 1 to 120 characters"));
        }
        if field.field_type.has_options() == field.options.is_empty() {
            errors.push(error(format!("{place}.options"), "invalid", "a list needs options, no other type has them"));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(key: &str, field_type: FieldType, required: bool) -> FormField {
        let options = if field_type == FieldType::List { vec!["a".to_owned()] } else { Vec::new() };
        FormField { key: key.into(), field_type, label: key.into(), required, options, shown_for: Vec::new() }
    }

    fn full() -> Demands {
        let sale = Offered { id: DispositionId::from(1), outcome: Outcome::Won, requires_value: true };
        Demands {
            uses_dispositions: true,
            disposition_required: true,
            full_closing: true,
            offered: vec![sale],
            form_version: 3,
            fields: vec![field("product", FieldType::Text, true), field("seller", FieldType::List, false)],
        }
    }

    fn codes(unmet: Unmet) -> Vec<(String, &'static str)> {
        match unmet {
            Unmet::Fields(errors) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
            Unmet::StaleForm => vec![("form_version".into(), "stale")],
        }
    }

    #[test]
    fn everything_the_department_still_demands_is_named_at_once() {
        let chosen = Answers { disposition_id: Some(DispositionId::from(1)), ..Answers::default() };
        let missing = codes(accept(&full(), chosen).unwrap_err());
        assert_eq!(missing, [("value_cents".into(), "required"), ("fields.product".into(), "required")]);
        let nothing = codes(accept(&full(), Answers::default()).unwrap_err());
        assert_eq!(nothing, [("disposition_id".into(), "required"), ("fields.product".into(), "required")]);
    }

    #[test]
    fn a_complete_answer_is_taken_with_the_version_of_its_form() {
        let answers = Answers {
            disposition_id: Some(DispositionId::from(1)),
            value_cents: Some(20_000),
            note: Some("  ".into()),
            form_version: Some(3),
            fields: [("product".to_owned(), json!(" jaqueta ")), ("seller".to_owned(), json!(""))].into(),
        };
        let accepted = accept(&full(), answers).unwrap();
        assert_eq!(accepted.fields, BTreeMap::from([("product".to_owned(), json!("jaqueta"))]));
        assert_eq!((accepted.note, accepted.form_version), (None, Some(3)));
    }

    #[test]
    fn an_answer_to_an_older_form_is_stale() {
        let answers = Answers { form_version: Some(2), ..Answers::default() };
        assert_eq!(accept(&full(), answers), Err(Unmet::StaleForm));
    }

    #[test]
    fn a_simple_closing_asks_for_nothing_and_takes_no_disposition() {
        let simple = Demands { uses_dispositions: false, full_closing: false, ..full() };
        assert!(accept(&simple, Answers::default()).is_ok());
        let chosen = Answers { disposition_id: Some(DispositionId::from(1)), ..Answers::default() };
        assert_eq!(codes(accept(&simple, chosen).unwrap_err()), [("disposition_id".into(), "not_offered")]);
    }

    #[test]
    fn wrong_types_unknown_fields_and_absurd_values_are_named() {
        let answers = Answers {
            disposition_id: Some(DispositionId::from(1)),
            value_cents: Some(-1),
            fields: [("product".to_owned(), json!(5)), ("seller".to_owned(), json!("b")), ("x".to_owned(), json!(1))]
                .into(),
            ..Answers::default()
        };
        assert_eq!(
            codes(accept(&full(), answers).unwrap_err()),
            [
                ("value_cents".into(), "out_of_range"),
                ("fields.product".into(), "wrong_type"),
                ("fields.seller".into(), "not_an_option"),
                ("fields.x".into(), "unknown_field"),
            ]
        );
    }

    #[test]
    fn a_field_shown_for_another_disposition_is_not_demanded() {
        let mut demands = full();
        demands.fields[0].shown_for = vec![DispositionId::from(9)];
        let answers =
            Answers { disposition_id: Some(DispositionId::from(1)), value_cents: Some(1), ..Answers::default() };
        assert!(accept(&demands, answers).is_ok());
    }
}
