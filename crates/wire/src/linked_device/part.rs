//! Reading the JSON of a linked device, however the tool at the other end wrote it.
//!
//! In: a value of any shape. Out: the wanted thing, or its absence. Names are found in any case, for the tools spell
//! `sourceId` and `sourceID`, `message` and `Message`. Long numbers come as number, text or `{low, high}`; bytes as
//! base64, a list of numbers, `{"0": ..}` or `{type: "Buffer", data}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::moment::Moment;
use serde_json::{Number, Value};

use crate::fields::{Fields, NotAnId, moment_of};

/// The most bytes that are read of a checksum.
const BYTES_LIMIT: usize = 64;
/// From here on a time is one in milliseconds: as seconds it would lie 30 000 years ahead.
const FIRST_MILLISECOND: i64 = 1_000_000_000_000;

/// The fields of one JSON object; none at all when it was absent or no object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a>(Fields<'a>);

impl<'a> Part<'a> {
    /// No fields.
    pub(crate) const NOTHING: Self = Self(Fields::NONE);

    /// The fields of a value.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(Fields::of(value))
    }

    /// Whether there was an object.
    pub(crate) fn is_object(self) -> bool {
        self.0.is_object()
    }

    /// The names of the fields.
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        self.0.names()
    }

    /// The name as it is really spelt.
    fn spelt<'k>(self, name: &'k str) -> &'k str
    where
        'a: 'k,
    {
        if self.0.value(name).is_some() {
            return name;
        }
        let like = |other: &&'a str| other.eq_ignore_ascii_case(name) && self.0.value(other).is_some();
        self.0.names().find(like).unwrap_or(name)
    }

    /// The value under a name; `null` counts as absent.
    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.0.value(self.spelt(name))
    }

    /// The object under a name, without fields when absent.
    pub(crate) fn object(self, name: &str) -> Self {
        Self(self.0.object(self.spelt(name)))
    }

    /// The list under a name, empty when absent.
    pub(crate) fn list(self, name: &str) -> &'a [Value] {
        self.0.list(self.spelt(name))
    }

    /// The text of a message.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        self.0.text(self.spelt(name))
    }

    /// A short text.
    pub(crate) fn title(self, name: &str) -> Option<String> {
        self.0.title(self.spelt(name))
    }

    /// An id that may be missing.
    pub(crate) fn id(self, name: &str) -> Option<String> {
        self.0.id(self.spelt(name))
    }

    /// An id on which something hangs.
    pub(crate) fn strict_id(self, name: &str) -> Result<Option<String>, NotAnId> {
        self.0.strict_id(self.spelt(name))
    }

    /// Any number, also when given as text.
    pub(crate) fn number(self, name: &str) -> Option<Number> {
        self.0.number(self.spelt(name))
    }

    /// Yes or no, also when given as text.
    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        self.0.flag(self.spelt(name))
    }

    /// An address that a browser may be sent to.
    pub(crate) fn address(self, name: &str, most_bytes: usize) -> Option<String> {
        self.0.web_address(self.spelt(name), most_bytes)
    }

    /// A whole number in any of its forms; a fraction is dropped.
    pub(crate) fn long(self, name: &str) -> Option<i64> {
        let value = self.value(name)?;
        match value {
            Value::Number(number) => whole_part(&number.to_string()),
            Value::String(text) => whole_part(text),
            _ => {
                let halves = Fields::of(value);
                let (low, high) = (halves.integer("low")?, halves.integer("high")?);
                high.checked_mul(1 << 32)?.checked_add(low.rem_euclid(1 << 32))
            }
        }
    }

    /// A time in seconds, or in milliseconds, since 1970.
    pub(crate) fn moment(self, name: &str) -> Option<Moment> {
        let time = self.long(name)?;
        if time < FIRST_MILLISECOND {
            return moment_of(time);
        }
        moment_of(time / 1_000).map(|_| Moment::from_millis(time))
    }

    /// A checksum as base64.
    pub(crate) fn checksum(self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(_) => self.id(name),
            other => bytes(other).map(|bytes| STANDARD.encode(bytes)),
        }
    }

    /// Whether there are bytes, of whatever form.
    pub(crate) fn has_bytes(self, name: &str) -> bool {
        match self.value(name) {
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(list)) => !list.is_empty(),
            Some(Value::Object(map)) => match map.get("data") {
                Some(Value::Array(list)) => !list.is_empty(),
                Some(Value::String(text)) => !text.is_empty(),
                _ => map.contains_key("0"),
            },
            _ => false,
        }
    }
}

fn whole_part(text: &str) -> Option<i64> {
    text.trim().split('.').next()?.parse().ok()
}

/// Bytes in the forms that are no plain text.
pub(crate) fn bytes(value: &Value) -> Option<Vec<u8>> {
    let byte = |value: &Value| value.as_u64().and_then(|number| u8::try_from(number).ok());
    match value {
        Value::Array(list) if (1..=BYTES_LIMIT).contains(&list.len()) => list.iter().map(byte).collect(),
        Value::Object(map) => match map.get("data") {
            Some(list @ Value::Array(_)) => bytes(list),
            Some(Value::String(text)) => STANDARD.decode(text).ok().filter(|bytes| bytes.len() <= BYTES_LIMIT),
            _ if (1..=BYTES_LIMIT).contains(&map.len()) => {
                (0..map.len()).map(|place| byte(map.get(&place.to_string())?)).collect()
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_found_in_any_case_and_the_exact_one_first() {
        let value =
            json!({ "sourceID": "go", "Message": { "text": "x" }, "url": null, "URL": "u", "id": "a", "ID": "b" });
        let part = Part::of(&value);
        assert_eq!(part.id("sourceId").as_deref(), Some("go"));
        assert_eq!(part.object("message").text("text").as_deref(), Some("x"));
        assert_eq!(part.id("url").as_deref(), Some("u"));
        assert_eq!((part.id("id").as_deref(), part.id("ID").as_deref()), (Some("a"), Some("b")));
    }

    #[test]
    fn a_long_is_read_in_all_its_forms() {
        let value = json!({ "number": 1_771_632_300, "text": "1771632300", "fraction": 1_771_632_300.5,
            "halves": { "low": 1_771_632_300, "high": 0, "unsigned": true },
            "signed": { "low": -1, "high": 0 }, "huge": { "low": 1, "high": 9_007_199_254_740_991_i64 } });
        let part = Part::of(&value);
        for name in ["number", "text", "fraction", "halves"] {
            assert_eq!(part.long(name), Some(1_771_632_300), "{name}");
        }
        assert_eq!(part.long("signed"), Some(4_294_967_295));
        assert_eq!(part.long("huge"), None);
    }

    #[test]
    fn a_time_in_milliseconds_is_told_from_one_in_seconds() {
        let value = json!({ "seconds": 1_771_632_300, "millis": 1_771_632_300_123_i64, "absurd": 9_999_999_999_i64 });
        let part = Part::of(&value);
        assert_eq!(part.moment("seconds"), Some(Moment::from_millis(1_771_632_300_000)));
        assert_eq!(part.moment("millis"), Some(Moment::from_millis(1_771_632_300_123)));
        assert_eq!(part.moment("absurd"), None);
    }

    #[test]
    fn bytes_are_read_in_all_their_forms() {
        let value = json!({ "base64": "AQID", "list": [1, 2, 3], "buffer": { "type": "Buffer", "data": [1, 2, 3] },
            "buffer64": { "type": "Buffer", "data": "AQID" }, "places": { "0": 1, "1": 2, "2": 3 },
            "no": { "0": 300 }, "empty": "", "none": {}, "hollow": [] });
        let part = Part::of(&value);
        for name in ["base64", "list", "buffer", "buffer64", "places"] {
            assert_eq!(part.checksum(name).as_deref(), Some("AQID"), "{name}");
            assert!(part.has_bytes(name), "{name}");
        }
        assert_eq!(part.checksum("no"), None);
        for name in ["empty", "none", "hollow", "absent"] {
            assert!(!part.has_bytes(name), "{name}");
        }
    }
}
