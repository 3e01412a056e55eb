//! Sending through 360dialog: the bodies and answers of the Cloud API, and the partner's own words of refusal.

use serde_json::Value;

use super::account::call;
use crate::call::{Call, CallBody, Method};
use crate::fields::{Fields, shortened};
use crate::meta_cloud;
use crate::outbound::{OutboundMessage, Retry, SendAnswer};
use crate::settings::Settings;

/// The most characters of a refusal's words that are kept.
const TITLE_LIMIT: usize = 300;

/// What to ask so that a message is sent.
pub(super) fn send(settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    call(settings, Method::Post, "messages", CallBody::Json(meta_cloud::send::body(message)?))
}

/// What the HTTP answer means.
pub(super) fn read_answer(http_status: u16, body: &[u8]) -> SendAnswer {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    match (meta_cloud::send::read_answer(http_status, body), words(Fields::of(&value))) {
        (SendAnswer::Refused { code, .. }, Some(title)) if code == i64::from(http_status) => {
            let retry = if is_too_much(&title) { Retry::Later } else { Retry::by_status(http_status) };
            SendAnswer::Refused { code, title, retry }
        }
        (answer, _) => answer,
    }
}

/// The partner's own words: it answers in three forms.
pub(super) fn words(answer: Fields<'_>) -> Option<String> {
    let told = answer.object("meta").title("developer_message").or_else(|| answer.title("detail"));
    let told = told.or_else(|| answer.object("error").title("message")).or_else(|| answer.title("error"));
    told.and_then(|words| shortened(&words, TITLE_LIMIT))
}

/// Its limits are told as 400.
pub(super) fn is_too_much(words: &str) -> bool {
    words.to_ascii_lowercase().contains("rate limit")
}

#[cfg(test)]
mod tests {
    use nascente_domain::phone::Phone;
    use serde_json::json;

    use super::super::account::test_settings;
    use super::*;
    use crate::outbound::{OutboundContent, Recipient};

    #[test]
    fn the_body_is_that_of_the_cloud_and_the_proof_is_the_key() {
        let to = Recipient::Phone(Phone::read("553188887777").unwrap());
        let content = OutboundContent::Text("Olá".to_owned());
        let message = OutboundMessage { to, content, our_id: "ms_1".to_owned(), reply_to: None };
        let call = send(&test_settings, &message).unwrap();
        assert_eq!(call.url, "https://waba-v2.360dialog.io/messages");
        assert_eq!(call.headers, [("d360-api-key", "K360".to_owned())]);
        let CallBody::Json(body) = call.body else { panic!("no JSON") };
        assert_eq!((&body["to"], &body["text"]["body"]), (&json!("553188887777"), &json!("Olá")));
        assert_eq!(send(&|_| None, &message), None);
    }

    #[test]
    fn answers_of_the_cloud_and_of_the_partner_are_understood() {
        let accepted = read_answer(200, br#"{"contacts":[{"wa_id":"55"}],"messages":[{"id":"wamid.1"}]}"#);
        assert!(matches!(accepted, SendAnswer::Accepted { provider_id, .. } if provider_id == "wamid.1"));
        let told = |status, body: &str| match read_answer(status, body.as_bytes()) {
            SendAnswer::Refused { code, title, retry } => (code, title, retry),
            SendAnswer::Accepted { .. } => panic!("accepted"),
        };
        let (code, _, retry) = told(400, r#"{"error":{"message":"x","code":131047}}"#);
        assert_eq!((code, retry), (131_047, Retry::Never));
        let key = r#"{"meta":{"developer_message":"Invalid api_key","http_code":401,"success":false}}"#;
        assert_eq!(told(401, key), (401, "Invalid api_key".to_owned(), Retry::StopChannel));
        let limit = r#"{"error":{"message":"You have exceeded the endpoint rate limit."}}"#;
        assert_eq!(told(400, limit).2, Retry::Later);
        assert_eq!(told(502, "<html>").2, Retry::Later);
        assert_eq!(told(400, r#"{"detail":"no"}"#).2, Retry::Never);
    }
}
