//! Reading JSON that others wrote, without ever failing.
//!
//! In: a value of any shape. Out: the wanted thing, or its absence. A number given as text and a text given as a
//! number are taken; every other wrong type counts as absent, so that one bad field costs only itself. No text that
//! leaves here holds a NUL (PostgreSQL keeps none) or is longer than its limit.

use nascente_domain::moment::Moment;
use serde_json::{Map, Number, Value};

/// The most characters of a message's text.
pub(crate) const TEXT_LIMIT: usize = 65_536;
/// The most characters of a title, a name, a file name.
pub(crate) const TITLE_LIMIT: usize = 1_024;
/// The most bytes of an id.
const ID_LIMIT: usize = 512;
/// 2009-01-01, the year in which WhatsApp began; nothing was sent before.
const FIRST_SECOND: i64 = 1_230_768_000;
/// 2100-01-01; a later time is a unit mistaken for seconds.
const LAST_SECOND: i64 = 4_102_444_800;

/// A text in the place of an id that cannot be one: too long, or with control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAnId;

/// The fields of one JSON object; none at all when it was absent or no object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(Option<&'a Map<String, Value>>);

impl<'a> Fields<'a> {
    /// No fields.
    pub(crate) const NONE: Self = Self(None);

    /// The fields of a value; none when it is no object.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    /// Whether there was an object.
    pub(crate) fn is_object(self) -> bool {
        self.0.is_some()
    }

    /// The value under a key; `null` counts as absent.
    pub(crate) fn value(self, key: &str) -> Option<&'a Value> {
        self.0?.get(key).filter(|value| !value.is_null())
    }

    /// The names of the fields.
    pub(crate) fn names(self) -> impl Iterator<Item = &'a str> {
        self.0.into_iter().flat_map(Map::keys).map(String::as_str)
    }

    /// The object under a key, without fields when absent.
    pub(crate) fn object(self, key: &str) -> Self {
        Self(self.value(key).and_then(Value::as_object))
    }

    /// The list under a key, empty when absent.
    pub(crate) fn list(self, key: &str) -> &'a [Value] {
        self.value(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The first object of the list under a key.
    pub(crate) fn first(self, key: &str) -> Self {
        Self(self.list(key).first().and_then(Value::as_object))
    }

    /// The text of a message under a key; an empty one is none.
    pub(crate) fn text(self, key: &str) -> Option<String> {
        self.value(key).and_then(|value| text_of(value, TEXT_LIMIT))
    }

    /// A short text under a key; an empty one is none.
    pub(crate) fn title(self, key: &str) -> Option<String> {
        self.value(key).and_then(|value| text_of(value, TITLE_LIMIT))
    }

    /// A text that is useless when shortened, such as an address; a longer one than the given bytes is none.
    pub(crate) fn whole(self, key: &str, most_bytes: usize) -> Option<String> {
        self.text(key).filter(|text| text.len() <= most_bytes)
    }

    /// An address that a browser may be sent to: `http`, `https` or no scheme at all, never `javascript:`. One without a
    /// host is none.
    pub(crate) fn web_address(self, key: &str, most_bytes: usize) -> Option<String> {
        let address = self.whole(key, most_bytes)?.trim().to_owned();
        let start = address.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let has_scheme = matches!(start.as_str(), "http:" | "https:");
        let host = if has_scheme { address[start.len()..].trim_start_matches('/') } else { &address };
        ((has_scheme || !start.contains(':')) && !host.is_empty()).then_some(address)
    }

    /// An id that may be missing; one that cannot be an id counts as missing.
    pub(crate) fn id(self, key: &str) -> Option<String> {
        self.strict_id(key).unwrap_or_default()
    }

    /// An id on which something hangs: one that cannot be an id is an error.
    pub(crate) fn strict_id(self, key: &str) -> Result<Option<String>, NotAnId> {
        let Some(id) = self.value(key).and_then(scalar) else { return Ok(None) };
        let id = id.trim();
        if id.len() > ID_LIMIT || id.chars().any(char::is_control) {
            return Err(NotAnId);
        }
        Ok((!id.is_empty()).then(|| id.to_owned()))
    }

    /// A whole number, also when given as text.
    pub(crate) fn integer(self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Any number, also when given as text.
    pub(crate) fn number(self, key: &str) -> Option<Number> {
        match self.value(key)? {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Yes or no, also when given as text.
    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        match self.value(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A time in milliseconds since 1970, given as a number (also with a fraction), as text or as `{"$numberLong": …}`;
    /// where only seconds make a possible time of it, in seconds. One that cannot be a message's is none.
    pub(crate) fn moment_in_millis(self, key: &str) -> Option<Moment> {
        let value = self.value(key)?;
        let value = value.get("$numberLong").or_else(|| value.get("$numberDouble")).unwrap_or(value);
        let millis = match value {
            Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
            Value::String(text) => text.trim().parse().ok().or_else(|| text.trim().parse().ok().and_then(whole)),
            _ => None,
        }?;
        let within = |millis: i64| (FIRST_SECOND * 1_000..LAST_SECOND * 1_000).contains(&millis).then_some(millis);
        within(millis).or_else(|| within(millis.checked_mul(1_000)?)).map(Moment::from_millis)
    }

    /// A time in seconds since 1970; one that cannot be a message's is none.
    pub(crate) fn moment(self, key: &str) -> Option<Moment> {
        moment_of(self.integer(key)?)
    }
}

/// A time in seconds since 1970; one that cannot be a message's is none.
pub(crate) fn moment_of(seconds: i64) -> Option<Moment> {
    (FIRST_SECOND..LAST_SECOND).contains(&seconds).then(|| Moment::from_millis(seconds * 1_000))
}

/// A small JSON object made of what is there.
#[derive(Debug, Default)]
pub(crate) struct Details(Map<String, Value>);

impl Details {
    /// Adds a field when it has a value.
    pub(crate) fn with(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
        self
    }

    /// Adds a field that always stands there, `null` when it has no value.
    pub(crate) fn with_or_null(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        self.0.insert(key.to_owned(), value.map_or(Value::Null, Into::into));
        self
    }

    /// The object; none when nothing was added.
    pub(crate) fn done(self) -> Option<Value> {
        (!self.0.is_empty()).then_some(Value::Object(self.0))
    }
}

/// The first characters of a text, without NUL; none when nothing is left.
pub(crate) fn shortened(text: &str, most_characters: usize) -> Option<String> {
    let end = text.char_indices().nth(most_characters).map_or(text.len(), |(index, _)| index);
    let text = text[..end].replace('\0', "");
    (!text.is_empty()).then_some(text)
}

/// An id made of another one, when it still is an id: for parts that have none of their own.
pub(crate) fn derived_id(id: &str, part: &str) -> Option<String> {
    let derived = format!("{id}/{part}");
    (derived.len() <= ID_LIMIT).then_some(derived)
}

/// A number without its fraction.
fn whole(number: f64) -> Option<i64> {
    // Every moment of a message is far below 2^53, where a double holds whole numbers exactly.
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    (number.is_finite() && number.abs() < 9.0e15).then_some(number as i64)
}

/// A text, or a whole number written as one. A number beyond 64 bits was rounded by the parser and is no value.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

fn text_of(value: &Value, most_characters: usize) -> Option<String> {
    match value {
        Value::String(text) => shortened(text, most_characters),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_text_is_cut_between_two_characters() {
        let value = json!({ "body": "ã".repeat(TEXT_LIMIT + 10) });
        assert_eq!(Fields::of(&value).text("body").unwrap().chars().count(), TEXT_LIMIT);
    }

    #[test]
    fn a_nul_never_leaves_the_reader() {
        let value = json!({ "body": "a\u{0}b", "nothing": "\u{0}", "id": "a\u{0}b" });
        assert_eq!(Fields::of(&value).text("body").as_deref(), Some("ab"));
        assert_eq!(Fields::of(&value).text("nothing"), None);
        assert_eq!(Fields::of(&value).strict_id("id"), Err(NotAnId));
    }

    #[test]
    fn an_id_of_513_bytes_is_no_id_and_one_of_512_is() {
        let value = json!({ "long": "x".repeat(513), "fits": "x".repeat(512) });
        assert_eq!(Fields::of(&value).strict_id("long"), Err(NotAnId));
        assert_eq!(Fields::of(&value).id("long"), None);
        assert_eq!(Fields::of(&value).id("fits").map(|id| id.len()), Some(512));
    }

    #[test]
    fn an_id_given_as_a_number_is_taken_unless_the_parser_rounded_it() {
        let value: Value = serde_json::from_str(r#"{"a": 120226305854810726, "b": 120226305854810726120226}"#).unwrap();
        assert_eq!(Fields::of(&value).id("a").as_deref(), Some("120226305854810726"));
        assert_eq!(Fields::of(&value).id("b"), None);
    }

    #[test]
    fn milliseconds_come_in_four_shapes_and_seconds_are_told_from_them() {
        let value = json!({ "number": 1_657_209_752_000_i64, "double": 1_657_209_752_000.5, "text": "1657209752000",
            "long": { "$numberLong": "1657209752000" }, "seconds": 1_657_209_752, "zero": 0, "word": "NumberLong(1)",
            "far": 1e300, "list": [1] });
        let fields = Fields::of(&value);
        for key in ["number", "double", "text", "long", "seconds"] {
            assert_eq!(fields.moment_in_millis(key), Some(Moment::from_millis(1_657_209_752_000)), "{key}");
        }
        for key in ["zero", "word", "far", "list", "absent"] {
            assert_eq!(fields.moment_in_millis(key), None, "{key}");
        }
    }

    #[test]
    fn only_addresses_with_a_host_that_a_browser_may_open_are_addresses() {
        let value = json!({ "good": "https://fb.me/x", "bare": "fb.me/x", "empty": "https://", "script": "javascript:x",
            "data": "data:text/html,x" });
        let address = |key| Fields::of(&value).web_address(key, 100);
        assert_eq!(
            (address("good").as_deref(), address("bare").as_deref()),
            (Some("https://fb.me/x"), Some("fb.me/x"))
        );
        assert_eq!((address("empty"), address("script"), address("data")), (None, None, None));
    }

    #[test]
    fn absurd_times_are_none() {
        let value = json!({ "ok": "1762000100", "number": 1_762_000_100, "zero": 0, "millis": 1_762_000_100_000_i64,
            "far": "99999999999999999999", "word": "now", "list": [] });
        let fields = Fields::of(&value);
        assert_eq!(fields.moment("ok"), Some(Moment::from_millis(1_762_000_100_000)));
        assert_eq!(fields.moment("number"), fields.moment("ok"));
        for key in ["zero", "millis", "far", "word", "list", "absent"] {
            assert_eq!(fields.moment(key), None, "{key}");
        }
    }
}
