//! Telephone numbers, user ids and names as they stand in payloads.
//!
//! In: a text of the wire. Out: the identity it is, or none. Nothing is guessed: letters are never dropped from a
//! number, for what is left would be somebody else's.

use nascente_domain::phone::Phone;

use crate::fields::{Fields, shortened};

/// The most characters of a name that are kept.
const NAME_LIMIT: usize = 200;

/// A number, when nothing else stands in its place: letters would be dropped and leave another person's number.
pub(crate) fn phone(text: &str) -> Option<Phone> {
    is_dialled(text).then(|| Phone::read(text)).flatten()
}

/// Two letters of a country, a dot, letters and digits (with `ENT.` before them for a parent).
pub(crate) fn is_bsuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 3
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2] == b'.'
        && bytes[3..].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
}

/// The hidden id of a person on linked devices, `<digits>@lid`, without the number of a device.
pub(crate) fn lid(text: &str) -> Option<String> {
    let user = text.strip_suffix("@lid")?;
    let user = user.split(':').next().unwrap_or_default();
    let is_id = !user.is_empty() && user.len() <= 32 && user.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| format!("{user}@lid"))
}

/// The name a person chose. A number in its place is none.
pub(crate) fn name(fields: Fields<'_>, key: &str) -> Option<String> {
    let name = fields.title(key)?;
    shortened(name.trim(), NAME_LIMIT).filter(|name| !is_dialled(name))
}

fn is_dialled(text: &str) -> bool {
    text.chars().all(|character| matches!(character, '0'..='9' | '+' | ' ' | '-' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lid_loses_its_device_and_nothing_else_is_a_lid() {
        assert_eq!(lid("81896604192873@lid").as_deref(), Some("81896604192873@lid"));
        assert_eq!(lid("81896604192873:12@lid").as_deref(), Some("81896604192873@lid"));
        for text in ["@lid", "81896604192873", "x@lid", "1@lid@lid", "5511999990001@c.us"] {
            assert_eq!(lid(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_is_no_name() {
        let value = json!({ "name": " Rosa ", "number": "+55 11 99999-0001", "empty": "  " });
        let read = |key| name(Fields::of(&value), key);
        assert_eq!((read("name").as_deref(), read("number"), read("empty")), (Some("Rosa"), None, None));
    }
}
