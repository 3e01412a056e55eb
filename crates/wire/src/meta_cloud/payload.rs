//! The envelope: `{object, entry: [{id, changes: [{field, value}]}]}`.
//!
//! In: the bytes of a delivery. Out: its changes in order, each part that is none with a reason. Refused as a whole:
//! what is no JSON (also nested deeper than the parser's limit of 128), no object, or speaks of another product than
//! `WhatsApp`.

use serde_json::Value;

use crate::fields::{Fields, NotAnId};
use crate::mend::mended;

/// The one object whose deliveries are ours.
const OBJECT: &str = "whatsapp_business_account";

/// Reads the bytes; a second try mends broken characters.
pub(super) fn parse(body: &[u8]) -> Result<Value, &'static str> {
    let parsed = match serde_json::from_slice(body) {
        Err(_) => mended(body).and_then(|text| serde_json::from_str(&text).ok()),
        Ok(value) => Some(value),
    };
    let value: Value = parsed.ok_or("the body is not JSON")?;
    value.is_object().then_some(value).ok_or("the body is not an object")
}

/// One change: a field of the subscription and what it says.
pub(super) struct Change<'a> {
    /// Its name; absent when it has none.
    pub(super) field: Option<String>,
    /// Its content.
    pub(super) value: Fields<'a>,
}

impl Change<'_> {
    /// The company's number it is about. One that cannot be an id is an error, for it must not fall to another.
    pub(super) fn number_id(&self) -> Result<Option<String>, NotAnId> {
        self.value.object("metadata").strict_id("phone_number_id")
    }
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
