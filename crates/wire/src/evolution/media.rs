//! Files of Evolution: the server fetches and decrypts them itself, given the key of the message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::send::call;
use crate::call::Call;
use crate::linked_device::outgoing::{answer, no_file};
use crate::linked_device::part::Part;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays};
use crate::outbound::Retry;
use crate::settings::Settings;

/// How files are moved.
pub(super) const WAYS: MediaWays =
    MediaWays { carrier: MediaCarrier::Inline, without_caption: &[], upload: None, fetch, read_fetch };

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    let key = media.key.as_ref()?;
    let (url, api_key) = call(settings, "chat/getBase64FromMediaMessage")?;
    let body = json!({ "message": { "key": key }, "convertToMp4": false });
    Some(Fetch::Ask(Call::post(url, body).with_header("apikey", api_key)))
}

fn read_fetch(_: &Settings<'_>, http_status: u16, body: &[u8]) -> MediaAnswer {
    let body = answer(body);
    let answer = Part::of(&body);
    let text = answer.value("base64").and_then(serde_json::Value::as_str);
    let Some(text) = text.filter(|_| (200..300).contains(&http_status)) else { return no_file(http_status, answer) };
    let bare = text.strip_prefix("data:").and_then(|text| text.split_once(',')).map_or(text, |(_, bare)| bare);
    match STANDARD.decode(bare) {
        Ok(bytes) if !bytes.is_empty() => MediaAnswer::Here { bytes, mime_type: answer.id("mimetype") },
        _ => MediaAnswer::Refused { title: "the file is not base64".to_owned(), retry: Retry::Never },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::CallBody;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://evolution.example.com"),
            "instance" => Some("loja"),
            "api_key" => Some("K"),
            _ => None,
        }
    }

    #[test]
    fn a_file_is_asked_for_by_the_key_of_its_message() {
        let media = InboundMedia { key: Some(json!({ "id": "3A" })), ..InboundMedia::default() };
        let Some(Fetch::Ask(call)) = fetch(&settings, &media) else { panic!("no call") };
        assert_eq!(call.url, "https://evolution.example.com/chat/getBase64FromMediaMessage/loja");
        assert!(call.body == CallBody::Json(json!({ "message": { "key": { "id": "3A" } }, "convertToMp4": false })));
        assert_eq!(fetch(&settings, &InboundMedia::default()), None);
    }

    #[test]
    fn the_answer_holds_the_file() {
        for base64 in ["AQID", "data:image/jpeg;base64,AQID"] {
            let body = json!({ "base64": base64, "mimetype": "image/jpeg" }).to_string();
            let MediaAnswer::Here { bytes, mime_type } = read_fetch(&settings, 201, body.as_bytes()) else {
                panic!("no file")
            };
            assert_eq!((bytes, mime_type.as_deref()), (vec![1, 2, 3], Some("image/jpeg")));
        }
    }

    #[test]
    fn a_file_that_is_gone_stops_nothing_else() {
        let refusal = |status, body: &[u8]| match read_fetch(&settings, status, body) {
            MediaAnswer::Refused { retry, .. } => retry,
            _ => panic!("a file"),
        };
        assert_eq!(refusal(404, br#"{"response":{"message":["Message not found"]}}"#), Retry::Never);
        assert_eq!(refusal(400, b"{}"), Retry::Never);
        assert_eq!(refusal(503, b""), Retry::Later);
        assert_eq!(refusal(401, b"{}"), Retry::StopChannel);
        assert_eq!(refusal(201, br#"{"base64":"?"}"#), Retry::Never);
        assert_eq!(refusal(201, br#"{"base64":""}"#), Retry::Never);
    }
}
