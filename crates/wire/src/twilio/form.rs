//! A delivery as fields: a form, or the JSON that Twilio posts where it was told to.
//!
//! In: the raw bytes. Out: an object of texts. Of a field that stands twice the first counts. A form has no wrong
//! shape; what has no field that we know is refused later.

use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::mend::parsed;

/// The most fields that are read.
const FIELDS_LIMIT: usize = 1_000;

/// Reads the fields of a delivery.
pub(super) fn fields(body: &[u8]) -> Result<Value, &'static str> {
    if is_json(body) {
        return parsed(body);
    }
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body).take(FIELDS_LIMIT) {
        fields.entry(name.into_owned()).or_insert_with(|| Value::String(value.into_owned()));
    }
    Ok(Value::Object(fields))
}

/// Whether a body is JSON rather than a form.
pub(super) fn is_json(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"{")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_and_json_give_the_same_fields() {
        let wanted = json!({ "Body": "Olá & tchau", "To": "whatsapp:+551130000001" });
        assert_eq!(fields(b"Body=Ol%C3%A1+%26+tchau&To=whatsapp%3A%2B551130000001&To=x"), Ok(wanted.clone()));
        assert_eq!(fields(wanted.to_string().as_bytes()), Ok(wanted));
    }
}
