//! The envelope: `{object, entry: [{id, changes: [{field, value}]}]}`.
//!
//! In: the object of a delivery. Out: its changes in order, each part that is none with a reason. Refused as a whole:
//! what speaks of another product than `WhatsApp` or has no list of entries.

use serde_json::Value;

use crate::fields::Fields;

/// The one object whose deliveries are ours.
const OBJECT: &str = "whatsapp_business_account";

/// One change: a field of the subscription and what it says.
pub(super) struct Change<'a> {
    /// Its name; absent when it has none.
    pub(super) field: Option<String>,
    /// Its content.
    pub(super) value: Fields<'a>,
}

/// The changes of a delivery, and reasons in the place of what is none. Empty: a legal envelope without changes.
pub(super) fn changes(body: &Value) -> Result<Vec<Result<Change<'_>, &'static str>>, &'static str> {
    let envelope = Fields::of(body);
    if envelope.value("object").is_some_and(|object| object.as_str() != Some(OBJECT)) {
        return Err("the delivery is not about WhatsApp");
    }
    let entries = envelope.value("entry").and_then(Value::as_array).ok_or("the delivery has no list of entries")?;
    Ok(entries.iter().flat_map(changes_of_entry).collect())
}

fn changes_of_entry(entry: &Value) -> Vec<Result<Change<'_>, &'static str>> {
    match Fields::of(entry).value("changes").and_then(Value::as_array) {
        Some(changes) => changes.iter().map(change).collect(),
        None => vec![Err("an entry has no list of changes")],
    }
}

fn change(raw: &Value) -> Result<Change<'_>, &'static str> {
    let change = Fields::of(raw);
    let value = change.object("value");
    if !value.is_object() {
        return Err("a change has no value");
    }
    Ok(Change { field: change.title("field"), value })
}
