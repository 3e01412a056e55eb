//! What the cards of ads have in common, whoever delivers them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::carrier::read_header;
use nascente_domain::touch::CardSource;
use serde_json::Value;

use crate::linked_device::part::bytes;

/// The most bytes of the address by which an ad is keyed; indexes have limits. A shortened address leads nowhere.
pub(crate) const KEY_LIMIT: usize = 2_000;
/// The most bytes of other addresses.
pub(crate) const URL_LIMIT: usize = 4_096;

/// What a card says it is. Only the two words that Meta documents count; a post is never an ad.
pub(crate) fn source(word: Option<String>) -> CardSource {
    match word.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "ad" => CardSource::Ad,
        "post" => CardSource::Post,
        _ => CardSource::Other,
    }
}

/// The longest text in which a code of ours is looked for.
const DATA_LIMIT: usize = 200;

/// The code of ours that a link's data carry, however the tool at the other end wrote the bytes.
pub(crate) fn link_code(data: Option<&Value>) -> Option<String> {
    let read = |bytes: Vec<u8>| String::from_utf8(bytes).ok().and_then(|text| read_header(&text));
    let code = match data? {
        Value::String(text) if text.len() > DATA_LIMIT => None,
        Value::String(text) => read_header(text).or_else(|| STANDARD.decode(text.trim()).ok().and_then(read)),
        other => bytes(other).and_then(read),
    };
    code.map(|code| code.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_code_of_ours_is_found_in_every_form_of_bytes_and_nothing_else_is_one() {
        let code = nascente_domain::code::Code::make(nascente_domain::code::CodeKind::Click, 4);
        let text = nascente_domain::carrier::header_of(&code);
        let list: Vec<u8> = text.bytes().collect();
        for data in [json!(text), json!(STANDARD.encode(&text)), json!(list), json!({ "type": "Buffer", "data": list })]
        {
            assert_eq!(link_code(Some(&data)).as_deref(), Some(code.as_str()), "{data}");
        }
        for data in [json!(null), json!("QUJD"), json!("x".repeat(9_000)), json!(7), json!([300])] {
            assert_eq!(link_code(Some(&data)), None, "{data}");
        }
    }
}
