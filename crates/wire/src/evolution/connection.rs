//! Whether an Evolution instance is connected, how it is paired, and how its webhook is set.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::send::call;
use crate::call::{Call, Method};
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays, Pairing, PairingWays, WebhookWay};
use crate::linked_device::jid::Jid;
use crate::linked_device::outgoing::{answer, base_url, words};
use crate::linked_device::part::Part;
use crate::settings::Settings;

/// How the connection is watched and made.
pub(super) const WAYS: ConnectionWays = ConnectionWays {
    state,
    read_state,
    pairing: Some(PairingWays { prepare, code, read_code, restart: None, unpair }),
    set_webhook: Some(WebhookWay { calls: set_webhook }),
    expiry: None,
};

/// The events that we read. Others would come to nothing.
const EVENTS: &[&str] =
    &["MESSAGES_UPSERT", "MESSAGES_EDITED", "MESSAGES_UPDATE", "MESSAGES_DELETE", "SEND_MESSAGE", "CONNECTION_UPDATE"];

fn get(settings: &Settings<'_>, path: &str) -> Option<Call> {
    call(settings, path).map(|(url, key)| Call::get(url).with_header("apikey", key))
}

fn state(settings: &Settings<'_>) -> Option<Call> {
    get(settings, "instance/connectionState")
}

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let body = answer(body);
    let answer = Part::of(&body);
    let state = match http_status {
        200..=299 => match answer.object("instance").id("state").as_deref() {
            Some("open") => ConnectionState::Connected,
            Some("connecting") => ConnectionState::Pairing,
            Some("close" | "closed" | "refused") => ConnectionState::Disconnected,
            _ => ConnectionState::Unanswered,
        },
        401 | 403 => ConnectionState::WrongKey("api_key"),
        404 => ConnectionState::Unknown,
        _ => ConnectionState::Unanswered,
    };
    let reason = words(answer).filter(|_| !(200..300).contains(&http_status));
    ConnectionReport { state, phone: None, reason }
}

/// A report that the server sent by itself; `None`: it says nothing, as while it connects again by itself.
pub(super) fn report(data: Part<'_>) -> Option<ConnectionReport> {
    let word = data.id("state").or_else(|| data.id("status"));
    let state = match word.map(|word| word.to_ascii_lowercase()).as_deref() {
        Some("open") => ConnectionState::Connected,
        Some("close" | "closed" | "refused" | "removed" | "logged_out") => ConnectionState::Disconnected,
        _ => return None,
    };
    let phone = data.id("wuid").and_then(|jid| Jid::read(&jid)).and_then(|jid| match jid {
        Jid::Phone(phone) => Some(phone.digits().to_owned()),
        _ => None,
    });
    let code = data.long("statusReason").or_else(|| data.long("disconnectionReasonCode"));
    let reason = code.filter(|_| state != ConnectionState::Connected).map(why);
    Some(ConnectionReport { state, phone, reason })
}

/// The codes with which a linked device is let go.
fn why(code: i64) -> String {
    match code {
        401 => "logged out on the phone (401)".to_owned(),
        402 | 403 | 406 => format!("WhatsApp blocked the number ({code})"),
        440 => "another program took the connection over (440)".to_owned(),
        408 | 428 | 503 => format!("the connection was lost ({code})"),
        _ => format!("closed with code {code}"),
    }
}

/// The instance may be there already; then the refusal is no obstacle.
fn prepare(settings: &Settings<'_>) -> Vec<Call> {
    let call = || {
        let body = json!({ "instanceName": settings("instance")?, "integration": "WHATSAPP-BAILEYS", "qrcode": false,
            "groupsIgnore": true });
        let url = format!("{}/instance/create", base_url(settings)?);
        Some(Call::post(url, body).with_header("apikey", settings("api_key")?))
    };
    call().into_iter().collect()
}

fn code(settings: &Settings<'_>) -> Option<Call> {
    get(settings, "instance/connect")
}

fn read_code(http_status: u16, body: &[u8]) -> Pairing {
    let body = answer(body);
    let answer = Part::of(&body);
    if !(200..300).contains(&http_status) || answer.flag("error") == Some(true) {
        let unclear = || format!("the answer with HTTP status {http_status} was not understood");
        return Pairing::Refused(words(answer).unwrap_or_else(unclear));
    }
    let instance = answer.object("instance");
    if [instance.id("state"), instance.id("status")].into_iter().flatten().any(|state| state == "open") {
        return Pairing::Connected;
    }
    let found = [answer, answer.object("qrcode")].into_iter().find_map(picture_or_text);
    found.unwrap_or(Pairing::NotYet)
}

/// The text is preferred: we draw it ourselves.
fn picture_or_text(answer: Part<'_>) -> Option<Pairing> {
    let png = || {
        let base64 = answer.value("base64")?.as_str()?.rsplit(',').next()?;
        STANDARD.decode(base64).ok().filter(|bytes| !bytes.is_empty()).map(Pairing::Png)
    };
    answer.text("code").map(Pairing::Text).or_else(png)
}

fn unpair(settings: &Settings<'_>) -> Option<Call> {
    get(settings, "instance/logout").map(|call| Call { method: Method::Delete, ..call })
}

fn set_webhook(settings: &Settings<'_>, address: &str) -> Vec<Call> {
    let webhook = json!({ "webhook": { "enabled": true, "url": address, "byEvents": false, "base64": false,
        "events": EVENTS } });
    let call = call(settings, "webhook/set");
    call.map(|(url, key)| Call::post(url, webhook).with_header("apikey", key)).into_iter().collect()
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
    fn a_wrong_key_is_told_from_an_unknown_instance() {
        let state = |status, body: &[u8]| read_state(status, body).state;
        assert_eq!(state(200, br#"{"instance":{"instanceName":"loja","state":"open"}}"#), ConnectionState::Connected);
        assert_eq!(state(200, br#"{"instance":{"state":"connecting"}}"#), ConnectionState::Pairing);
        assert_eq!(state(200, br#"{"instance":{"state":"close"}}"#), ConnectionState::Disconnected);
        assert_eq!(state(401, b"{}"), ConnectionState::WrongKey("api_key"));
        assert_eq!(state(404, b"{}"), ConnectionState::Unknown);
        assert_eq!(state(502, b"<html>"), ConnectionState::Unanswered);
        assert_eq!(state(200, b"<html>"), ConnectionState::Unanswered);
    }

    #[test]
    fn the_code_is_taken_as_text_before_picture() {
        let both = br#"{"pairingCode":null,"code":"2@abc","base64":"data:image/png;base64,AQID","count":1}"#;
        assert!(matches!(read_code(200, both), Pairing::Text(text) if text == "2@abc"));
        let picture = br#"{"qrcode":{"base64":"data:image/png;base64,AQID"}}"#;
        assert!(matches!(read_code(200, picture), Pairing::Png(bytes) if bytes == [1, 2, 3]));
        assert!(matches!(read_code(200, br#"{"instance":{"state":"open"}}"#), Pairing::Connected));
        assert!(matches!(read_code(200, br#"{"count":0}"#), Pairing::NotYet));
        let missing = br#"{"status":404,"response":{"message":["The \"x\" instance does not exist"]}}"#;
        assert!(matches!(read_code(404, missing), Pairing::Refused(why) if why.contains("does not exist")));
        assert!(matches!(read_code(200, br#"{"error":true,"message":"boom"}"#), Pairing::Refused(_)));
    }

    #[test]
    fn the_webhook_is_set_with_our_whole_address() {
        let calls = set_webhook(&settings, "https://n.example/hooks/evolution/ch_1?key=s");
        assert_eq!(calls[0].url, "https://evolution.example.com/webhook/set/loja");
        let CallBody::Json(body) = &calls[0].body else { panic!("no JSON") };
        assert_eq!(body["webhook"]["url"], "https://n.example/hooks/evolution/ch_1?key=s");
        assert_eq!(body["webhook"]["base64"], false);
        assert!(body["webhook"]["events"].as_array().unwrap().contains(&json!("MESSAGES_UPSERT")));
    }

    #[test]
    fn without_settings_nothing_is_asked() {
        let none = |_: &str| None;
        assert!(state(&none).is_none() && code(&none).is_none() && unpair(&none).is_none());
        assert!(prepare(&none).is_empty() && set_webhook(&none, "https://x").is_empty());
        let logout = unpair(&settings).unwrap();
        assert_eq!(
            (logout.method, logout.url.as_str()),
            (Method::Delete, "https://evolution.example.com/instance/logout/loja")
        );
    }
}
