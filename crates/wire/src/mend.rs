//! Mends text that is almost JSON.
//!
//! In: a body. Out: the JSON object it holds; where it did not parse, that of the same body with invalid UTF-8 and
//! halves of surrogate pairs replaced by U+FFFD. Platforms shorten titles in the middle of an emoji; that one half
//! would otherwise cost the whole delivery.

use serde_json::Value;

/// Reads a body as JSON; a second try mends broken characters. What is nested deeper than the parser's limit of 128,
/// or is no object, is an error.
pub(crate) fn parsed(body: &[u8]) -> Result<Value, &'static str> {
    let parsed = match serde_json::from_slice(body) {
        Err(_) => mended(body).and_then(|text| serde_json::from_str(&text).ok()),
        Ok(value) => Some(value),
    };
    let value: Value = parsed.ok_or("the body is not JSON")?;
    value.is_object().then_some(value).ok_or("the body is not an object")
}

/// The body with its broken characters replaced; `None` when there were none.
pub(crate) fn mended(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let whole = without_half_pairs(&text);
    (whole.as_bytes() != body).then_some(whole)
}

fn without_half_pairs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (kept, length) = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(Half::High), Some(Half::Low)) => (&escape[..12], 12),
            (Some(_), _) => ("\\ufffd", 6),
            (None, _) => simple_escape(escape),
        };
        out.push_str(kept);
        rest = &escape[length..];
    }
    out.push_str(rest);
    out
}

enum Half {
    High,
    Low,
}

/// Which half of a pair the text begins with, when it begins with an escaped one.
fn surrogate(text: &str) -> Option<Half> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xD800..=0xDBFF => Some(Half::High),
        0xDC00..=0xDFFF => Some(Half::Low),
        _ => None,
    }
}

/// A backslash and the character it escapes, so that an escaped backslash is never taken for a new escape.
fn simple_escape(text: &str) -> (&str, usize) {
    let length = text.chars().take(2).map(char::len_utf8).sum();
    (&text[..length], length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_emoji_is_replaced_and_a_whole_one_is_kept() {
        assert_eq!(mended(br#""a\ud83d b\ude00 c""#).as_deref(), Some(r#""a\ufffd b\ufffd c""#));
        assert_eq!(mended(br#""\ud83d\ude00""#), None);
        assert_eq!(mended(br#""\ud83d\ud83d\ude00""#).as_deref(), Some(r#""\ufffd\ud83d\ude00""#));
    }

    #[test]
    fn an_escaped_backslash_before_a_u_is_no_escape() {
        assert_eq!(mended(br#""\\ud83d""#), None);
        assert_eq!(mended(b"\\"), None);
        assert_eq!(mended("\\ã\\ud8".as_bytes()), None);
    }

    #[test]
    fn bytes_that_are_no_utf_8_are_replaced() {
        assert_eq!(mended(b"\"\xff\"").as_deref(), Some("\"\u{fffd}\""));
    }
}
