//! The closing form as it is shown.

use nascente_store::department::DepartmentDemands;

use crate::http::body::closing::{ClosingForm, OfferedDisposition};
use crate::http::body::company::FormField;

/// What a department asks for, as a body.
#[must_use]
pub fn of(department: &DepartmentDemands) -> ClosingForm {
    let demands = &department.demands;
    let offered = demands.offered.iter().zip(&department.disposition_names).zip(&department.colours);
    ClosingForm {
        uses_dispositions: demands.uses_dispositions,
        disposition_required: demands.disposition_required,
        full_closing: demands.full_closing,
        dispositions: offered
            .map(|((offered, name), colour)| OfferedDisposition {
                id: offered.id.to_string(),
                name: name.clone(),
                outcome: offered.outcome.to_string(),
                requires_value: offered.requires_value,
                colour: colour.clone(),
            })
            .collect(),
        form_version: demands.form_version,
        fields: demands.fields.iter().map(field).collect(),
    }
}

/// A field as a body.
#[must_use]
pub fn field(field: &nascente_domain::closing::FormField) -> FormField {
    FormField {
        key: field.key.clone(),
        field_type: field.field_type.to_string(),
        label: field.label.clone(),
        required: field.required,
        options: field.options.clone(),
        shown_for: field.shown_for.iter().map(ToString::to_string).collect(),
    }
}
