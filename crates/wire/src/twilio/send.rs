//! Sending through Twilio.
//!
//! In: a message for one person, and later the HTTP answer. Out: the request, and what the answer means. Files are
//! fetched by Twilio from an address. What it answers cannot be named, so an answer goes out as a plain message.
//! Templates need Twilio's own ids of them and cannot be sent yet. A person is addressed by number or by BSUID, as
//! messages come. An answer that may stand for an accepted message is never tried again.

use nascente_domain::message::MessageKind;
use nascente_domain::phone::Phone;
use serde_json::Value;

use super::account::call;
use crate::call::{Call, CallBody, Method};
use crate::fields::{Fields, shortened};
use crate::media::{MediaSource, OutboundMedia};
use crate::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use crate::settings::Settings;

/// The most characters of a refusal's words that are kept.
const TITLE_LIMIT: usize = 300;

/// What to ask so that a message is sent.
pub(super) fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    let to = match &message.to {
        Recipient::Phone(phone) => address(phone),
        Recipient::Bsuid(bsuid) => format!("whatsapp:{bsuid}"),
        Recipient::Lid(_) => return None,
    };
    let from = Phone::read(settings("phone_number")?)?;
    let mut fields = vec![("From", address(&from)), ("To", to)];
    match &message.content {
        OutboundContent::Text(text) => fields.push(("Body", text.clone())),
        OutboundContent::Media(media) => fields.extend(file(media)?),
        OutboundContent::Template { .. } => return None,
    }
    if let Some(url) = settings("webhook_url") {
        fields.push(("StatusCallback", url.to_owned()));
    }
    call(settings, Method::Post, "/Messages.json", CallBody::Form(fields))
}

fn address(phone: &Phone) -> String {
    format!("whatsapp:+{}", phone.digits())
}

/// Captions are taken of pictures and videos.
fn file(media: &OutboundMedia) -> Option<Vec<(&'static str, String)>> {
    let MediaSource::Address(url) = &media.source else { return None };
    let mut fields = vec![("MediaUrl", url.clone())];
    let has_caption = matches!(media.kind, MessageKind::Image | MessageKind::Video);
    if let Some(caption) = media.caption.as_ref().filter(|_| has_caption) {
        fields.push(("Body", caption.clone()));
    }
    Some(fields)
}

/// What the HTTP answer means.
pub(super) fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    if (200..300).contains(&http_status) {
        return match answer.id("sid") {
            Some(provider_id) => SendAnswer::Accepted { provider_id, wa_id: None },
            None => SendAnswer::not_understood(http_status, Retry::Never),
        };
    }
    let (code, title) = refusal(answer);
    let retry = retry(code, http_status);
    match code {
        Some(code) => SendAnswer::Refused { code, title: title.unwrap_or_default(), retry },
        None => SendAnswer::not_understood(http_status, retry),
    }
}

/// Twilio's code and words.
pub(super) fn refusal(answer: Fields<'_>) -> (Option<i64>, Option<String>) {
    let words = answer.title("message").and_then(|words| shortened(&words, TITLE_LIMIT));
    (answer.integer("code"), words)
}

/// What a refusal asks for.
pub(super) fn retry(code: Option<i64>, http_status: u16) -> Retry {
    match code {
        // Too many at once, queue full, faults of Twilio or of the channel behind it.
        Some(14_107 | 20_429 | 20_500 | 20_503 | 21_611 | 30_001 | 63_012 | 63_018) => Retry::Later,
        // Token, account, sender: nothing goes out until somebody mends it.
        Some(20_003 | 20_005 | 20_008 | 20_404 | 21_212 | 21_606 | 63_007 | 63_038 | 90_010) => Retry::StopChannel,
        // Window closed, no such person, wrong content: the same message will fail again.
        Some(21_000..=21_999 | 63_000..=63_999) => Retry::Never,
        _ => Retry::by_status(http_status),
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;

    fn message(content: OutboundContent) -> OutboundMessage {
        let to = Recipient::Phone(Phone::read("553188887777").unwrap());
        OutboundMessage { to, content, our_id: "ms_1".to_owned(), reply_to: Some("SM0".to_owned()) }
    }

    fn text() -> OutboundMessage {
        message(OutboundContent::Text("Olá".to_owned()))
    }

    fn media(source: MediaSource, kind: MessageKind) -> OutboundMessage {
        message(OutboundContent::Media(OutboundMedia {
            kind,
            mime_type: "image/png".to_owned(),
            file_name: "a.png".to_owned(),
            caption: Some("veja".to_owned()),
            voice: false,
            source,
        }))
    }

    fn posted(message: &OutboundMessage) -> Vec<(&'static str, String)> {
        match send(&test_settings, message).unwrap().body {
            CallBody::Form(fields) => fields,
            _ => panic!("no form"),
        }
    }

    #[test]
    fn a_text_goes_from_the_number_of_the_channel_to_the_digits_of_the_wire() {
        let call = send(&test_settings, &text()).unwrap();
        assert_eq!(call.url, "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages.json");
        assert_eq!(call.headers, [("authorization", "Basic QUMwOjEyMzQ1".to_owned())]);
        let wanted = [
            ("From", "whatsapp:+551130000001".to_owned()),
            ("To", "whatsapp:+553188887777".to_owned()),
            ("Body", "Olá".to_owned()),
            ("StatusCallback", "https://x.example/hooks/twilio/ch_1".to_owned()),
        ];
        assert_eq!(posted(&text()), wanted);
    }

    #[test]
    fn without_our_own_number_nothing_is_sent_and_without_an_address_no_reports_are_asked_for() {
        let without = |missing: &'static str| move |name: &str| test_settings(name).filter(|_| name != missing);
        assert_eq!(send(&without("phone_number"), &text()), None);
        let call = send(&without("webhook_url"), &text()).unwrap();
        assert!(
            matches!(call.body, CallBody::Form(fields) if fields.iter().all(|(name, _)| *name != "StatusCallback"))
        );
    }

    #[test]
    fn a_file_is_named_by_its_address() {
        let address = MediaSource::Address("https://x.example/m/1".to_owned());
        let fields = posted(&media(address.clone(), MessageKind::Image));
        assert!(fields.contains(&("MediaUrl", "https://x.example/m/1".to_owned())));
        assert!(fields.contains(&("Body", "veja".to_owned())));
        assert!(posted(&media(address, MessageKind::Audio)).iter().all(|(name, _)| *name != "Body"));
        assert_eq!(send(&test_settings, &media(MediaSource::Bytes(vec![1]), MessageKind::Image)), None);
    }

    #[test]
    fn a_person_without_a_number_is_addressed_by_user_id() {
        let fields = posted(&OutboundMessage { to: Recipient::Bsuid("BR.1".to_owned()), ..text() });
        assert!(fields.contains(&("To", "whatsapp:BR.1".to_owned())));
        let by_lid = OutboundMessage { to: Recipient::Lid("1@lid".to_owned()), ..text() };
        assert_eq!(send(&test_settings, &by_lid), None);
    }

    #[test]
    fn a_template_cannot_be_sent() {
        let template = OutboundContent::Template { name: "a".to_owned(), language: "pt_BR".to_owned() };
        assert_eq!(send(&test_settings, &message(template)), None);
    }

    #[test]
    fn an_accepted_message_tells_its_id() {
        let body = br#"{"sid":"SM1","status":"queued","error_code":null}"#;
        assert_eq!(read_answer(201, body), SendAnswer::Accepted { provider_id: "SM1".to_owned(), wa_id: None });
    }

    #[test]
    fn refusals_say_what_to_do() {
        let told = |status, body: &str| match read_answer(status, body.as_bytes()) {
            SendAnswer::Refused { code, retry, .. } => (code, retry),
            SendAnswer::Accepted { .. } => panic!("accepted"),
        };
        assert_eq!(told(401, r#"{"code":20003,"message":"Authenticate"}"#), (20_003, Retry::StopChannel));
        assert_eq!(told(429, r#"{"code":20429,"message":"Too Many Requests"}"#), (20_429, Retry::Later));
        assert_eq!(told(400, r#"{"code":63018}"#), (63_018, Retry::Later));
        assert_eq!(told(400, r#"{"code":21211,"message":"Invalid 'To'"}"#), (21_211, Retry::Never));
        assert_eq!(told(400, r#"{"code":63016}"#), (63_016, Retry::Never));
        assert_eq!(told(400, r#"{"code":63007}"#), (63_007, Retry::StopChannel));
        assert_eq!(told(503, "<html>"), (503, Retry::Later));
        assert_eq!(told(200, "{}"), (200, Retry::Never));
    }
}
