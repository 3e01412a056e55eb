//! Sending through WAHA.
//!
//! In: a message for one person, and later the HTTP answer. Out: the request, and what the answer means. Files travel
//! as base64 inside the request. A session that does not work refuses with status 422 and says how it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use super::ids;
use crate::call::Call;
use crate::linked_device::jid::Jid;
use crate::linked_device::outgoing::{answer, base_url, file_name, in_path, refused, retry_by_status, words};
use crate::linked_device::part::Part;
use crate::media::{MediaSource, OutboundMedia};
use crate::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use crate::settings::Settings;

/// What to ask so that a message is sent; `None` when a setting is missing, or for templates and people whom it does
/// not address.
pub(super) fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    let (path, mut body) = match &message.content {
        OutboundContent::Text(text) => ("sendText", json!({ "text": text, "linkPreview": false })),
        OutboundContent::Media(media) => file(media)?,
        OutboundContent::Template { .. } => return None,
    };
    body["session"] = json!(settings("session")?);
    body["chatId"] = match &message.to {
        Recipient::Phone(phone) => json!(format!("{}@c.us", phone.digits())),
        Recipient::Lid(lid) => json!(lid),
        Recipient::Bsuid(_) => return None,
    };
    if let Some(id) = &message.reply_to {
        body["reply_to"] = json!(id);
    }
    let url = format!("{}/api/{path}", base_url(settings)?);
    with_key(settings, Call::post(url, body))
}

/// The request with the key of the server.
pub(super) fn with_key(settings: &Settings<'_>, call: Call) -> Option<Call> {
    Some(call.with_header("x-api-key", settings("api_key")?))
}

/// The address of a path about the session.
pub(super) fn of_session(settings: &Settings<'_>, before: &str, after: &str) -> Option<String> {
    Some(format!("{}/api{before}/{}{after}", base_url(settings)?, in_path(settings("session")?)))
}

fn file(media: &OutboundMedia) -> Option<(&'static str, Value)> {
    let mut file = json!({ "mimetype": media.mime_type, "filename": file_name(&media.file_name, &media.mime_type) });
    match &media.source {
        MediaSource::Bytes(bytes) => file["data"] = json!(STANDARD.encode(bytes)),
        MediaSource::Address(address) => file["url"] = json!(address),
        MediaSource::Uploaded(_) => return None,
    }
    let path = match media.kind {
        MessageKind::Image => "sendImage",
        MessageKind::Video => "sendVideo",
        MessageKind::Audio if media.voice => "sendVoice",
        _ => "sendFile",
    };
    let mut body = json!({ "file": file });
    if path == "sendVoice" {
        body["convert"] = json!(!media.mime_type.starts_with("audio/ogg"));
    }
    if let Some(caption) = media.caption.as_ref().filter(|_| media.kind != MessageKind::Audio) {
        body["caption"] = json!(caption);
    }
    Some((path, body))
}

/// What the HTTP answer means.
pub(super) fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    let body = answer(body);
    let answer = Part::of(&body);
    if (200..300).contains(&http_status) {
        return accepted(answer).unwrap_or_else(|| refused(http_status, None, Retry::Never));
    }
    let title = words(answer);
    let spoken = title.as_deref().unwrap_or_default().to_lowercase();
    let retry = match (http_status, answer.id("status").as_deref()) {
        (422, Some("STARTING")) => Retry::Later,
        (422, Some("STOPPED" | "SCAN_QR_CODE" | "FAILED")) => Retry::StopChannel,
        (422, _) if spoken.contains("session") && spoken.contains("does not exist") => Retry::StopChannel,
        (500, _) if spoken.contains("no lid for user") => Retry::Never,
        _ => retry_by_status(http_status),
    };
    refused(http_status, title, retry)
}

/// Each engine answers in its own form: the whole id, the browser's object, or the key of the protocol.
fn accepted(answer: Part<'_>) -> Option<SendAnswer> {
    let key = [answer.object("key"), answer.object("_data").object("key")].into_iter().find(|key| key.is_object());
    let by_key = || {
        let key = key?;
        let chat = key.id("remoteJid")?.replace("@s.whatsapp.net", "@c.us");
        Some(format!("true_{chat}_{}", key.id("id")?))
    };
    let provider_id = ids::id(answer, "id").filter(|id| ids::whole(id).is_some()).or_else(by_key);
    let provider_id = provider_id.or_else(|| ids::id(answer, "id"))?;
    let wa_id = ids::whole(&provider_id).and_then(|parts| Jid::read(parts.chat)).and_then(|address| match address {
        Jid::Phone(phone) => Some(phone.digits().to_owned()),
        _ => None,
    });
    Some(SendAnswer::Accepted { provider_id, wa_id })
}

#[cfg(test)]
mod tests {
    use nascente_domain::phone::Phone;

    use super::*;
    use crate::call::CallBody;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://waha.example.com/"),
            "session" => Some("default"),
            "api_key" => Some("K"),
            _ => None,
        }
    }

    fn posted(content: OutboundContent, to: Recipient) -> Option<(String, Value)> {
        let message =
            OutboundMessage { to, content, our_id: "ms_1".to_owned(), reply_to: Some("false_1@c.us_A".to_owned()) };
        let call = send(&settings, &message)?;
        assert_eq!(call.headers, [("x-api-key", "K".to_owned())]);
        let CallBody::Json(body) = call.body else { panic!("no JSON") };
        Some((call.url, body))
    }

    fn to_phone() -> Recipient {
        Recipient::Phone(Phone::read("553188887777").unwrap())
    }

    fn media(kind: MessageKind, mime_type: &str, voice: bool) -> OutboundContent {
        OutboundContent::Media(OutboundMedia {
            kind,
            mime_type: mime_type.to_owned(),
            file_name: "arquivo".to_owned(),
            caption: Some("Veja".to_owned()),
            voice,
            source: MediaSource::Bytes(vec![1, 2, 3]),
        })
    }

    #[test]
    fn a_text_goes_to_the_digits_of_the_wire_and_names_what_it_answers() {
        let (url, body) = posted(OutboundContent::Text("Olá".to_owned()), to_phone()).unwrap();
        assert_eq!(url, "https://waha.example.com/api/sendText");
        let wanted = json!({ "session": "default", "chatId": "553188887777@c.us", "text": "Olá", "linkPreview": false,
            "reply_to": "false_1@c.us_A" });
        assert_eq!(body, wanted);
        let (_, body) = posted(OutboundContent::Text("Olá".to_owned()), Recipient::Lid("21@lid".to_owned())).unwrap();
        assert_eq!(body["chatId"], "21@lid");
        assert_eq!(posted(OutboundContent::Text("Olá".to_owned()), Recipient::Bsuid("BR.1".to_owned())), None);
        let template = OutboundContent::Template { name: "a".to_owned(), language: "pt_BR".to_owned() };
        assert_eq!(posted(template, to_phone()), None);
    }

    #[test]
    fn files_travel_inside_the_request() {
        let (url, body) = posted(media(MessageKind::Image, "image/jpeg", false), to_phone()).unwrap();
        assert_eq!(url, "https://waha.example.com/api/sendImage");
        assert_eq!(body["file"], json!({ "mimetype": "image/jpeg", "filename": "arquivo.jpg", "data": "AQID" }));
        assert_eq!(body["caption"], "Veja");
        let (url, body) = posted(media(MessageKind::Audio, "audio/ogg; codecs=opus", true), to_phone()).unwrap();
        assert_eq!((url.as_str(), &body["convert"]), ("https://waha.example.com/api/sendVoice", &json!(false)));
        assert_eq!(body.get("caption"), None);
        let (url, _) = posted(media(MessageKind::Audio, "audio/mpeg", false), to_phone()).unwrap();
        assert_eq!(url, "https://waha.example.com/api/sendFile");
        assert_eq!(
            posted(media(MessageKind::Video, "video/mp4", false), to_phone()).unwrap().0,
            "https://waha.example.com/api/sendVideo"
        );
    }

    #[test]
    fn every_engine_tells_the_same_id() {
        let wanted = SendAnswer::Accepted {
            provider_id: "true_553188887777@c.us_3EB0".to_owned(),
            wa_id: Some("553188887777".to_owned()),
        };
        for body in [
            &br#"{"id":"true_553188887777@c.us_3EB0","timestamp":1}"#[..],
            br#"{"id":{"fromMe":true,"remote":"553188887777@c.us","id":"3EB0","_serialized":"true_553188887777@c.us_3EB0"}}"#,
            br#"{"key":{"remoteJid":"553188887777@s.whatsapp.net","fromMe":true,"id":"3EB0"},"status":1}"#,
        ] {
            assert_eq!(read_answer(201, body), wanted);
        }
        assert!(matches!(read_answer(200, b"{}"), SendAnswer::Refused { retry: Retry::Never, .. }));
    }

    #[test]
    fn every_refusal_says_what_to_do() {
        let retry = |status, body: &[u8]| match read_answer(status, body) {
            SendAnswer::Refused { retry, .. } => retry,
            SendAnswer::Accepted { .. } => panic!("accepted"),
        };
        let session = |status: &str| {
            json!({ "message": "Session status is not as expected.", "session": "default", "status": status })
                .to_string()
        };
        assert_eq!(retry(422, session("STARTING").as_bytes()), Retry::Later);
        assert_eq!(retry(422, session("SCAN_QR_CODE").as_bytes()), Retry::StopChannel);
        assert_eq!(retry(422, br#"{"message":"Session \"x\" does not exist"}"#), Retry::StopChannel);
        assert_eq!(retry(422, br#"{"message":"chatId must be a string"}"#), Retry::Never);
        assert_eq!(retry(500, br#"{"exception":{"message":"No LID for user"}}"#), Retry::Never);
        for (status, wanted) in
            [(401, Retry::StopChannel), (404, Retry::StopChannel), (429, Retry::Later), (502, Retry::Later)]
        {
            assert_eq!(retry(status, b"<html>"), wanted);
        }
    }
}
