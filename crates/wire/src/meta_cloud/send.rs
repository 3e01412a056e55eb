//! Sending through the Graph API.
//!
//! In: a message for one person, and later the HTTP answer. Out: the request, and what the answer means. Every answer has a meaning, also pages of proxies and empty bodies. An answer that may stand for an
//! accepted message is never tried again: better a message marked as failed than one sent twice.

use nascente_domain::message::MessageKind;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::call::Call;
use crate::fields::{Fields, shortened};
use crate::media::{MediaSource, OutboundMedia};
use crate::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use crate::settings::Settings;

/// The version of the Graph API that the bodies are written for.
pub const VERSION: &str = "v24.0";
/// Where the Graph API is, when the channel names no other address.
pub const BASE_URL: &str = "https://graph.facebook.com";
/// The most characters of a refusal's words that are kept.
const TITLE_LIMIT: usize = 300;

/// What to ask so that a message is sent; `None` when the number's id or the token is missing, or when it is for somebody
/// whom the Cloud API does not address.
#[must_use]
pub fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    let body = body(message)?;
    let number_id = utf8_percent_encode(settings("phone_number_id")?, NON_ALPHANUMERIC);
    let url = format!("{}/{VERSION}/{number_id}/messages", base_url(settings));
    Some(Call::post(url, body).with_bearer(settings("access_token")?))
}

/// Where the Graph API is for this channel, without a slash at the end.
pub(super) fn base_url(settings: &Settings<'_>) -> String {
    settings("graph_base_url").unwrap_or(BASE_URL).trim_end_matches('/').to_owned()
}

/// The body that sends a message; the same at 360dialog.
pub(crate) fn body(message: &OutboundMessage) -> Option<Value> {
    let (kind, content) = content(&message.content)?;
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind,
        "biz_opaque_callback_data": message.our_id,
    });
    body[kind] = content;
    match &message.to {
        Recipient::Phone(phone) => body["to"] = json!(phone.digits()),
        Recipient::Bsuid(bsuid) => body["recipient"] = json!(bsuid),
        Recipient::Lid(_) => return None,
    }
    if let Some(message_id) = &message.reply_to {
        body["context"] = json!({ "message_id": message_id });
    }
    Some(body)
}

fn content(content: &OutboundContent) -> Option<(&'static str, Value)> {
    Some(match content {
        OutboundContent::Text(text) => ("text", json!({ "body": text, "preview_url": false })),
        OutboundContent::Template { name, language } => {
            ("template", json!({ "name": name, "language": { "code": language } }))
        }
        OutboundContent::Media(media) => media_content(media)?,
    })
}

/// Captions are refused on sounds and stickers, names are taken of documents only.
fn media_content(media: &OutboundMedia) -> Option<(&'static str, Value)> {
    let mut part = match &media.source {
        MediaSource::Uploaded(id) => json!({ "id": id }),
        MediaSource::Address(link) => json!({ "link": link }),
        MediaSource::Bytes(_) => return None,
    };
    let kind = match media.kind {
        MessageKind::Image => "image",
        MessageKind::Video => "video",
        MessageKind::Audio => "audio",
        MessageKind::Sticker => "sticker",
        _ => "document",
    };
    if let Some(caption) = media.caption.as_ref().filter(|_| !matches!(kind, "audio" | "sticker")) {
        part["caption"] = json!(caption);
    }
    if kind == "document" {
        part["filename"] = json!(media.file_name);
    }
    Some((kind, part))
}

/// What the HTTP answer means.
#[must_use]
pub fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&body);
    if (200..300).contains(&http_status) {
        accepted(answer).unwrap_or_else(|| SendAnswer::not_understood(http_status, Retry::Never))
    } else {
        let by_status = Retry::by_status(http_status);
        refused(answer.object("error"), by_status).unwrap_or_else(|| SendAnswer::not_understood(http_status, by_status))
    }
}

fn accepted(answer: Fields<'_>) -> Option<SendAnswer> {
    let provider_id = answer.first("messages").id("id")?;
    Some(SendAnswer::Accepted { provider_id, wa_id: answer.first("contacts").id("wa_id") })
}

/// A refusal in Meta's form; `None`: the error is of another form.
pub(crate) fn refused(error: Fields<'_>, by_status: Retry) -> Option<SendAnswer> {
    let code = error.integer("code")?;
    let words = error.object("error_data").title("details").or_else(|| error.title("message"));
    let title = words.and_then(|words| shortened(&words, TITLE_LIMIT)).unwrap_or_default();
    let transient = error.flag("is_transient") == Some(true);
    let otherwise = if transient { Retry::Later } else { by_status };
    Some(SendAnswer::Refused { code, title, retry: retry_by_code(code).unwrap_or(otherwise) })
}

/// What a code of the Graph API asks for; `None`: the code does not tell.
fn retry_by_code(code: i64) -> Option<Retry> {
    match code {
        // Limits of the app, the account and the throughput; faults of Meta; 131057 is maintenance and passes.
        1 | 2 | 4 | 80_007 | 130_429 | 131_000 | 131_016 | 131_057 | 133_004 | 135_000 => Some(Retry::Later),
        131_056 => Some(Retry::LaterForThisContact),
        // Token, permission, spam, policy, lock, country.
        0 | 3 | 10 | 190 | 200..=299 | 368 | 130_497 | 131_005 | 131_031 | 131_048 => Some(Retry::StopChannel),
        // Undeliverable, window closed, wrong parameters, templates: the same message will fail again.
        100 | 130_472 | 131_008..=131_064 | 132_000..=132_999 => Some(Retry::Never),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use nascente_domain::phone::Phone;

    use super::*;
    use crate::call::CallBody;

    fn text(to: Recipient) -> OutboundMessage {
        OutboundMessage {
            to,
            content: OutboundContent::Text("Olá! Já separei o seu.".to_owned()),
            our_id: "ms_0000000000001".to_owned(),
            reply_to: None,
        }
    }

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "phone_number_id" => Some("106540352242922"),
            "access_token" => Some("EAAB"),
            _ => None,
        }
    }

    fn posted(message: &OutboundMessage) -> (String, Value) {
        let call = send(&settings, message).unwrap();
        assert_eq!(call.headers, [("authorization", "Bearer EAAB".to_owned())]);
        let CallBody::Json(body) = call.body else { panic!("no JSON") };
        (call.url, body)
    }

    fn retry(code: i64) -> Retry {
        let body = json!({ "error": { "code": code, "message": "x" } });
        match read_answer(400, body.to_string().as_bytes()) {
            SendAnswer::Refused { retry, .. } => retry,
            SendAnswer::Accepted { .. } => panic!("accepted"),
        }
    }

    #[test]
    fn a_text_goes_to_the_digits_of_the_wire() {
        let (url, body) = posted(&text(Recipient::Phone(Phone::read("553188887777").unwrap())));
        assert_eq!(url, "https://graph.facebook.com/v24.0/106540352242922/messages");
        let wanted = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "553188887777", "type": "text",
            "text": { "body": "Olá! Já separei o seu.", "preview_url": false },
            "biz_opaque_callback_data": "ms_0000000000001",
        });
        assert_eq!(body, wanted);
    }

    #[test]
    fn a_person_without_phone_is_addressed_by_user_id() {
        let (_, body) = posted(&text(Recipient::Bsuid("BR.1502576394655843".to_owned())));
        assert_eq!(body["recipient"], "BR.1502576394655843");
        assert_eq!(body.get("to"), None);
        assert_eq!(send(&settings, &text(Recipient::Lid("1@lid".to_owned()))), None);
    }

    #[test]
    fn a_reply_names_the_message_and_a_strange_number_id_stays_in_its_place_of_the_path() {
        let mut reply = text(Recipient::Bsuid("BR.1".to_owned()));
        reply.reply_to = Some("wamid.A".to_owned());
        let strange = |name: &str| if name == "phone_number_id" { Some("../me?x=") } else { settings(name) };
        let call = send(&strange, &reply).unwrap();
        assert_eq!(call.url, "https://graph.facebook.com/v24.0/%2E%2E%2Fme%3Fx%3D/messages");
        assert_eq!(posted(&reply).1["context"], json!({ "message_id": "wamid.A" }));
    }

    #[test]
    fn an_accepted_message_tells_its_id_and_the_number_it_went_to() {
        let body = br#"{"messaging_product":"whatsapp","contacts":[{"input":"5531988887777","wa_id":"553188887777"}],
            "messages":[{"id":"wamid.X"}]}"#;
        let wa_id = Some("553188887777".to_owned());
        assert_eq!(read_answer(200, body), SendAnswer::Accepted { provider_id: "wamid.X".to_owned(), wa_id });
    }

    #[test]
    fn every_code_of_the_table_says_what_to_do() {
        let table = [
            (Retry::StopChannel, &[0, 190, 3, 10, 200, 299, 131_005, 131_048, 368, 131_031, 130_497][..]),
            (Retry::Later, &[4, 80_007, 130_429, 131_000, 131_016, 135_000, 131_057]),
            (Retry::LaterForThisContact, &[131_056]),
            (Retry::Never, &[131_026, 131_047, 131_049, 130_472, 131_050, 131_051, 131_052, 131_053]),
            (Retry::Never, &[131_008, 131_009, 131_021, 131_030, 131_037, 131_042, 131_045, 131_062, 131_064]),
            (Retry::Never, &[132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016, 100]),
        ];
        for (wanted, codes) in table {
            for code in codes {
                assert_eq!(retry(*code), wanted, "{code}");
            }
        }
    }

    #[test]
    fn a_refusal_keeps_code_and_words() {
        let body = br#"{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,
            "error_data":{"messaging_product":"whatsapp","details":"More than 24 hours have passed"}}}"#;
        let title = "More than 24 hours have passed".to_owned();
        assert_eq!(read_answer(400, body), SendAnswer::Refused { code: 131_047, title, retry: Retry::Never });
    }

    #[test]
    fn a_transient_error_of_an_unknown_code_is_tried_again() {
        let body = br#"{"error":{"message":"Service temporarily unavailable","code":7777,"is_transient":true}}"#;
        assert!(matches!(read_answer(400, body), SendAnswer::Refused { code: 7777, retry: Retry::Later, .. }));
        assert_eq!(retry(7_777), Retry::Never);
    }

    #[test]
    fn pages_and_empty_bodies_are_judged_by_their_status() {
        let page = b"<html><title>502 Bad Gateway</title></html>";
        for (status, wanted) in [
            (500, Retry::Later),
            (502, Retry::Later),
            (503, Retry::Later),
            (429, Retry::Later),
            (401, Retry::StopChannel),
            (404, Retry::Never),
            (302, Retry::Never),
            (200, Retry::Never),
        ] {
            for body in [&page[..], b"", b"{}", b"[1]", b"{\"error\":\"no\"}"] {
                let SendAnswer::Refused { code, retry, .. } = read_answer(status, body) else { panic!("accepted") };
                assert_eq!((code, retry), (i64::from(status), wanted));
            }
        }
    }
}
