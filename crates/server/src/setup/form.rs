//! Closing forms: their fields as they are sent, checked, and what may change from one version to the next.
//!
//! A key keeps its type for ever, also after it left the form and came back: answers that were given stay readable.

use nascente_domain::closing::{FieldError, FieldType, FormField, check_form};
use nascente_domain::id::DispositionId;

use crate::failure::Failure;
use crate::http::body::company as body;
use crate::http::page::id;

/// Most fields of a form, and most choices of a list.
const MOST_FIELDS: usize = 50;
const MOST_OPTIONS: usize = 200;

/// Reads the fields of a new version.
pub fn read(fields: Vec<body::FormField>) -> Result<Vec<FormField>, Failure> {
    if fields.len() > MOST_FIELDS {
        return Err(Failure::invalid("form_fields", "too_many", "use at most 50 fields"));
    }
    let fields = fields.into_iter().enumerate().map(read_field).collect::<Result<Vec<_>, _>>()?;
    let mut errors = check_form(&fields);
    for (index, field) in fields.iter().enumerate() {
        let is_fine = |option: &String| !option.is_empty() && option.chars().count() <= 120;
        if field.options.len() > MOST_OPTIONS || !field.options.iter().all(is_fine) {
            let message = "use at most 200 options of 1 to 120 characters".to_owned();
            errors.push(FieldError { field: format!("form_fields[{index}].options"), code: "invalid", message });
        }
    }
    if errors.is_empty() { Ok(fields) } else { Err(Failure::Invalid(errors)) }
}

fn read_field((index, field): (usize, body::FormField)) -> Result<FormField, Failure> {
    let place = format!("form_fields[{index}]");
    let field_type = field.field_type.parse::<FieldType>().map_err(|_| {
        Failure::invalid(
            &format!("{place}.type"),
            "unknown_type",
            "use text, long_text, number, money, date, list, multiple, yes_no or cpf_cnpj",
        )
    })?;
    let shown_for = field
        .shown_for
        .iter()
        .map(|text| id(&format!("{place}.shown_for"), text))
        .collect::<Result<Vec<DispositionId>, _>>()?;
    Ok(FormField {
        key: field.key,
        field_type,
        label: field.label.trim().to_owned(),
        required: field.required,
        options: field.options.iter().map(|option| option.trim().to_owned()).collect(),
        shown_for,
    })
}

/// Refuses fields whose key had another type in any earlier version.
pub fn refuse_retyped(earlier: &[(String, FieldType)], fields: &[FormField]) -> Result<(), Failure> {
    let errors: Vec<FieldError> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| earlier.iter().any(|(key, kind)| *key == field.key && *kind != field.field_type))
        .map(|(index, _)| FieldError {
            field: format!("form_fields[{index}].type"),
            code: "key_retyped",
            message: "this key had another type before: use a new key".to_owned(),
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

/// Fields as they are shown.
#[must_use]
pub fn show(fields: &[FormField]) -> Vec<body::FormField> {
    fields
        .iter()
        .map(|field| body::FormField {
            key: field.key.clone(),
            field_type: field.field_type.to_string(),
            label: field.label.clone(),
            required: field.required,
            options: field.options.clone(),
            shown_for: field.shown_for.iter().map(ToString::to_string).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, kind: &str) -> body::FormField {
        body::FormField {
            key: key.into(),
            field_type: kind.into(),
            label: key.into(),
            required: false,
            options: if kind == "list" { vec!["a".into()] } else { Vec::new() },
            shown_for: Vec::new(),
        }
    }

    #[test]
    fn a_key_that_changes_its_type_is_refused_and_an_unchanged_one_is_not() {
        let earlier = [("size".to_owned(), FieldType::Number)];
        let same = read(vec![field("size", "number"), field("colour", "list")]).unwrap();
        assert!(refuse_retyped(&earlier, &same).is_ok());
        let changed = read(vec![field("size", "text")]).unwrap();
        assert!(refuse_retyped(&earlier, &changed).is_err());
    }

    #[test]
    fn an_unknown_type_or_too_many_fields_are_refused() {
        assert!(read(vec![field("size", "colour")]).is_err());
        assert!(read((0..51).map(|n| field(&format!("k{n}"), "text")).collect()).is_err());
    }
}
