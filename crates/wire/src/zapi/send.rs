//! Sending through Z-API.
//!
//! In: a message for one person, and later the HTTP answer. Out: the request, and what the answer means. A person is
//! addressed by number or by LID. Files travel inside the message. Templates and users known by BSUID only cannot be
//! addressed here. An answer that may stand for an accepted message is never tried again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use super::account::{Fault, call, fault};
use crate::call::{Call, Method};
use crate::fields::Fields;
use crate::media::{MediaSource, OutboundMedia};
use crate::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use crate::settings::Settings;

/// The most characters of a file's ending.
const ENDING_LIMIT: usize = 8;

/// What to ask so that a message is sent.
pub(super) fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    let (path, mut body) = match &message.content {
        OutboundContent::Text(text) => ("send-text".to_owned(), json!({ "message": text })),
        OutboundContent::Media(media) => file(media)?,
        OutboundContent::Template { .. } => return None,
    };
    body["phone"] = match &message.to {
        Recipient::Phone(phone) => json!(phone.digits()),
        Recipient::Lid(lid) => json!(lid),
        Recipient::Bsuid(_) => return None,
    };
    if let Some(message_id) = &message.reply_to {
        body["messageId"] = json!(message_id);
    }
    call(settings, Method::Post, &path, Some(body))
}

/// Captions are taken of pictures, videos and documents only.
fn file(media: &OutboundMedia) -> Option<(String, Value)> {
    let source = match &media.source {
        MediaSource::Bytes(bytes) => format!("data:{};base64,{}", media.mime_type, STANDARD.encode(bytes)),
        MediaSource::Address(address) => address.clone(),
        MediaSource::Uploaded(_) => return None,
    };
    let (path, key) = match media.kind {
        MessageKind::Image => ("send-image".to_owned(), "image"),
        MessageKind::Video => ("send-video".to_owned(), "video"),
        MessageKind::Audio => ("send-audio".to_owned(), "audio"),
        MessageKind::Sticker => ("send-sticker".to_owned(), "sticker"),
        _ => (format!("send-document/{}", ending(media)), "document"),
    };
    let mut body = json!({ key: source });
    if let Some(caption) = media.caption.as_ref().filter(|_| !matches!(key, "audio" | "sticker")) {
        body["caption"] = json!(caption);
    }
    if key == "document" {
        body["fileName"] = json!(media.file_name);
    }
    Some((path, body))
}

/// The ending of a document, which the address of the request wants: that of its name, else of its media type.
fn ending(media: &OutboundMedia) -> String {
    let good = |text: &&str| {
        !text.is_empty() && text.len() <= ENDING_LIMIT && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let of_name = media.file_name.rsplit_once('.').map(|(_, ending)| ending).filter(good);
    let of_type = || media.mime_type.split(';').next().and_then(|kind| kind.rsplit('/').next()).filter(good);
    of_name.or_else(of_type).unwrap_or("bin").to_ascii_lowercase()
}

/// What the HTTP answer means.
pub(super) fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    if (200..300).contains(&http_status) {
        let value = serde_json::from_slice(body).unwrap_or(Value::Null);
        let answer = Fields::of(&value);
        let id = answer.id("messageId").or_else(|| answer.id("id"));
        if let Some(provider_id) = id {
            return SendAnswer::Accepted { provider_id, wa_id: None };
        }
    }
    let (fault, words) = fault(http_status, body);
    let retry = match fault {
        Fault::ClientToken | Fault::Instance => Retry::StopChannel,
        // Nothing was sent, and it will be once the phone is linked again.
        Fault::NotConnected => Retry::Later,
        Fault::Other => Retry::by_status(http_status),
    };
    match words {
        Some(title) => SendAnswer::Refused { code: i64::from(http_status), title, retry },
        None => SendAnswer::not_understood(http_status, retry),
    }
}

#[cfg(test)]
mod tests {
    use nascente_domain::phone::Phone;

    use super::super::account::test_settings;
    use super::*;
    use crate::call::CallBody;

    fn message(content: OutboundContent) -> OutboundMessage {
        let to = Recipient::Phone(Phone::read("5511999990001").unwrap());
        OutboundMessage { to, content, our_id: "ms_1".to_owned(), reply_to: None }
    }

    fn media(kind: MessageKind, mime_type: &str, file_name: &str) -> OutboundContent {
        OutboundContent::Media(OutboundMedia {
            kind,
            mime_type: mime_type.to_owned(),
            file_name: file_name.to_owned(),
            caption: Some("veja".to_owned()),
            voice: false,
            source: MediaSource::Bytes(b"abc".to_vec()),
        })
    }

    fn posted(message: &OutboundMessage) -> (String, Value) {
        let call = send(&test_settings, message).unwrap();
        let CallBody::Json(body) = call.body else { panic!("no JSON") };
        (call.url.rsplit_once("A%2FB/").unwrap().1.to_owned(), body)
    }

    #[test]
    fn a_text_and_a_reply_name_the_number_and_the_message() {
        let mut text = message(OutboundContent::Text("Olá".to_owned()));
        assert_eq!(posted(&text), ("send-text".to_owned(), json!({ "phone": "5511999990001", "message": "Olá" })));
        text.reply_to = Some("3EB0".to_owned());
        assert_eq!(posted(&text).1["messageId"], "3EB0");
    }

    #[test]
    fn a_person_without_phone_is_addressed_by_lid() {
        let mut text = message(OutboundContent::Text("Olá".to_owned()));
        text.to = Recipient::Lid("81896604192873@lid".to_owned());
        assert_eq!(posted(&text).1["phone"], "81896604192873@lid");
        text.to = Recipient::Bsuid("BR.1".to_owned());
        assert_eq!(send(&test_settings, &text), None);
    }

    #[test]
    fn files_travel_inside_the_message() {
        let (path, body) = posted(&message(media(MessageKind::Image, "image/png", "a.png")));
        let wanted = json!({ "phone": "5511999990001", "image": "data:image/png;base64,YWJj", "caption": "veja" });
        assert_eq!((path.as_str(), body), ("send-image", wanted));
        let (path, body) = posted(&message(media(MessageKind::Audio, "audio/ogg; codecs=opus", "a.ogg")));
        assert_eq!((path.as_str(), body.get("caption")), ("send-audio", None));
    }

    #[test]
    fn the_ending_of_a_document_is_safe_in_the_address() {
        let path = |name| posted(&message(media(MessageKind::Document, "application/pdf", name))).0;
        assert_eq!(path("tabela.PDF"), "send-document/pdf");
        assert_eq!(path("tabela"), "send-document/pdf");
        assert_eq!(path("x./../../disconnect"), "send-document/pdf");
    }

    #[test]
    fn a_template_cannot_be_sent() {
        let template = OutboundContent::Template { name: "a".to_owned(), language: "pt_BR".to_owned() };
        assert_eq!(send(&test_settings, &message(template)), None);
    }

    #[test]
    fn an_accepted_message_tells_its_id() {
        let body = br#"{"zaapId":"39999","messageId":"D241","id":"D241"}"#;
        assert_eq!(read_answer(200, body), SendAnswer::Accepted { provider_id: "D241".to_owned(), wa_id: None });
    }

    #[test]
    fn refusals_say_what_to_do() {
        let retry = |status, body: &str| match read_answer(status, body.as_bytes()) {
            SendAnswer::Refused { retry, .. } => retry,
            SendAnswer::Accepted { .. } => panic!("accepted"),
        };
        assert_eq!(retry(400, r#"{"error":"your client-token is not configured"}"#), Retry::StopChannel);
        assert_eq!(retry(400, r#"{"error":"You are not connected."}"#), Retry::Later);
        assert_eq!(retry(400, r#"{"error":"Phone number is invalid"}"#), Retry::Never);
        assert_eq!(retry(429, ""), Retry::Later);
        assert_eq!(retry(503, "<html>"), Retry::Later);
        assert_eq!(retry(200, "{}"), Retry::Never);
    }
}
