//! Sending through Evolution.
//!
//! In: a message for one person, and later the HTTP answer. Out: the request, and what the answer means. Files travel
//! as base64 inside the request. What the server says about a lost connection comes with status 400 and passes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use crate::call::Call;
use crate::linked_device::jid::Jid;
use crate::linked_device::outgoing::{answer, base_url, file_name, in_path, refused, retry_by_status, words};
use crate::linked_device::part::Part;
use crate::media::{MediaSource, OutboundMedia};
use crate::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use crate::settings::Settings;

/// The words with which the server reports faults of its own connection, in lower case.
const PASSING: &[&str] = &["connection closed", "timed out", "connection lost", "rate-overlimit"];

/// What to ask so that a message is sent; `None` when a setting is missing, or for templates and people whom it does
/// not address.
pub(super) fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    let (path, mut body) = match &message.content {
        OutboundContent::Text(text) => ("message/sendText", json!({ "text": text, "linkPreview": false })),
        OutboundContent::Media(media) => file(media)?,
        OutboundContent::Template { .. } => return None,
    };
    body["number"] = match &message.to {
        Recipient::Phone(phone) => json!(phone.digits()),
        Recipient::Lid(lid) => json!(lid),
        Recipient::Bsuid(_) => return None,
    };
    if let Some(id) = &message.reply_to {
        body["quoted"] = json!({ "key": { "id": id } });
    }
    call(settings, path).map(|(url, key)| Call::post(url, body).with_header("apikey", key))
}

/// The address of a path about the instance, and the key to it.
pub(super) fn call<'a>(settings: &Settings<'a>, path: &str) -> Option<(String, &'a str)> {
    let instance = in_path(settings("instance")?);
    Some((format!("{}/{path}/{instance}", base_url(settings)?), settings("api_key")?))
}

/// Pictures and videos get the name that the server gives them, for it takes the media type from the name.
fn file(media: &OutboundMedia) -> Option<(&'static str, Value)> {
    let bytes = match &media.source {
        MediaSource::Bytes(bytes) => STANDARD.encode(bytes),
        MediaSource::Address(address) => address.clone(),
        MediaSource::Uploaded(_) => return None,
    };
    let word = match media.kind {
        MessageKind::Sticker => return Some(("message/sendSticker", json!({ "sticker": bytes }))),
        MessageKind::Audio if media.voice => {
            return Some(("message/sendWhatsAppAudio", json!({ "audio": bytes })));
        }
        MessageKind::Image => "image",
        MessageKind::Video => "video",
        MessageKind::Audio => "audio",
        _ => "document",
    };
    let mut body = json!({ "mediatype": word, "mimetype": media.mime_type, "media": bytes });
    if matches!(word, "audio" | "document") {
        body["fileName"] = json!(file_name(&media.file_name, &media.mime_type));
    }
    if let Some(caption) = media.caption.as_ref().filter(|_| word != "audio") {
        body["caption"] = json!(caption);
    }
    Some(("message/sendMedia", body))
}

/// What the HTTP answer means.
pub(super) fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    let body = answer(body);
    let answer = Part::of(&body);
    if (200..300).contains(&http_status) {
        return accepted(answer).unwrap_or_else(|| refused(http_status, None, Retry::Never));
    }
    if is_stranger(answer) {
        return refused(http_status, Some("the number is not on WhatsApp".to_owned()), Retry::Never);
    }
    let title = words(answer);
    let spoken = title.as_deref().unwrap_or_default().to_lowercase();
    let passes = http_status == 400 && PASSING.iter().any(|words| spoken.contains(words));
    refused(http_status, title, if passes { Retry::Later } else { retry_by_status(http_status) })
}

fn accepted(answer: Part<'_>) -> Option<SendAnswer> {
    let key = answer.object("key");
    let provider_id = key.id("id")?;
    let addresses = ["remoteJid", "remoteJidAlt"].into_iter().filter_map(|name| key.id(name));
    let wa_id = addresses.filter_map(|address| Jid::read(&address)).find_map(|address| match address {
        Jid::Phone(phone) => Some(phone.digits().to_owned()),
        _ => None,
    });
    Some(SendAnswer::Accepted { provider_id, wa_id })
}

/// Whether the server found that the number has no account: `response.message: [{exists: false}]`.
fn is_stranger(answer: Part<'_>) -> bool {
    let found = answer.object("response").list("message").iter().map(Part::of);
    found.into_iter().any(|number| number.flag("exists") == Some(false))
}

#[cfg(test)]
mod tests {
    use nascente_domain::phone::Phone;

    use super::*;
    use crate::call::CallBody;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://evolution.example.com/"),
            "instance" => Some("loja teste"),
            "api_key" => Some("K"),
            _ => None,
        }
    }

    fn message(to: Recipient, content: OutboundContent) -> OutboundMessage {
        OutboundMessage { to, content, our_id: "ms_1".to_owned(), reply_to: None }
    }

    fn to_phone() -> Recipient {
        Recipient::Phone(Phone::read("553188887777").unwrap())
    }

    fn posted(message: &OutboundMessage) -> (String, Value) {
        let call = send(&settings, message).unwrap();
        assert_eq!(call.headers, [("apikey", "K".to_owned())]);
        let CallBody::Json(body) = call.body else { panic!("no JSON") };
        (call.url, body)
    }

    fn media(kind: MessageKind, voice: bool) -> OutboundContent {
        OutboundContent::Media(OutboundMedia {
            kind,
            mime_type: "application/pdf".to_owned(),
            file_name: "tabela".to_owned(),
            caption: Some("Preços".to_owned()),
            voice,
            source: MediaSource::Bytes(vec![1, 2, 3]),
        })
    }

    #[test]
    fn a_text_goes_to_the_digits_of_the_wire_and_names_what_it_answers() {
        let mut text = message(to_phone(), OutboundContent::Text("Olá".to_owned()));
        text.reply_to = Some("3EB0".to_owned());
        let (url, body) = posted(&text);
        assert_eq!(url, "https://evolution.example.com/message/sendText/loja%20teste");
        let wanted = json!({ "number": "553188887777", "text": "Olá", "linkPreview": false,
            "quoted": { "key": { "id": "3EB0" } } });
        assert_eq!(body, wanted);
    }

    #[test]
    fn a_person_without_phone_is_addressed_by_lid_but_never_by_another_id() {
        let text = || OutboundContent::Text("Olá".to_owned());
        let (_, body) = posted(&message(Recipient::Lid("21@lid".to_owned()), text()));
        assert_eq!(body["number"], "21@lid");
        assert_eq!(send(&settings, &message(Recipient::Bsuid("BR.1".to_owned()), text())), None);
        let template = OutboundContent::Template { name: "a".to_owned(), language: "pt_BR".to_owned() };
        assert_eq!(send(&settings, &message(to_phone(), template)), None);
    }

    #[test]
    fn files_travel_inside_the_request() {
        let (url, body) = posted(&message(to_phone(), media(MessageKind::Document, false)));
        assert_eq!(url, "https://evolution.example.com/message/sendMedia/loja%20teste");
        let wanted = json!({ "number": "553188887777", "mediatype": "document", "mimetype": "application/pdf",
            "media": "AQID", "fileName": "tabela.pdf", "caption": "Preços" });
        assert_eq!(body, wanted);
        let (url, body) = posted(&message(to_phone(), media(MessageKind::Audio, true)));
        assert_eq!(url, "https://evolution.example.com/message/sendWhatsAppAudio/loja%20teste");
        assert_eq!(body, json!({ "number": "553188887777", "audio": "AQID" }));
        assert_eq!(posted(&message(to_phone(), media(MessageKind::Image, false))).1.get("fileName"), None);
    }

    #[test]
    fn an_accepted_message_tells_its_id_and_the_number_it_went_to() {
        let body =
            br#"{"key":{"remoteJid":"553188887777@s.whatsapp.net","fromMe":true,"id":"3EB0X"},"status":"PENDING"}"#;
        let wa_id = Some("553188887777".to_owned());
        assert_eq!(read_answer(201, body), SendAnswer::Accepted { provider_id: "3EB0X".to_owned(), wa_id });
        assert!(matches!(read_answer(201, b"{}"), SendAnswer::Refused { retry: Retry::Never, .. }));
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let retry = |status, body: &[u8]| match read_answer(status, body) {
            SendAnswer::Refused { retry, .. } => retry,
            SendAnswer::Accepted { .. } => panic!("accepted"),
        };
        let stranger = br#"{"status":400,"response":{"message":[{"jid":"1@s.whatsapp.net","exists":false}]}}"#;
        assert_eq!(retry(400, stranger), Retry::Never);
        let closed = br#"{"status":400,"response":{"message":["Error: Connection Closed"]}}"#;
        assert_eq!(retry(400, closed), Retry::Later);
        let missing = br#"{"status":404,"response":{"message":["The \"x\" instance does not exist"]}}"#;
        assert_eq!(retry(404, missing), Retry::StopChannel);
        assert_eq!(retry(401, br#"{"response":{"message":"Unauthorized"}}"#), Retry::StopChannel);
        for status in [429, 500, 502, 503] {
            assert_eq!(retry(status, b"<html>"), Retry::Later);
        }
        assert_eq!(retry(400, b"[1]"), Retry::Never);
    }
}
