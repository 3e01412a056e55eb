//! Whether a WAHA session works, how it is paired, and how its webhook is set.

use serde_json::json;

use super::send::{of_session, with_key};
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
    pairing: Some(PairingWays { prepare, code, read_code, restart: Some(restart), unpair }),
    set_webhook: Some(WebhookWay { calls: set_webhook }),
    expiry: None,
};

/// The events that we read. `message.any` tells what `message` tells and what was written on the phone.
const EVENTS: &[&str] = &[
    "message.any",
    "message.ack",
    "message.reaction",
    "message.edited",
    "message.revoked",
    "message.waiting",
    "session.status",
];

fn state(settings: &Settings<'_>) -> Option<Call> {
    with_key(settings, Call::get(of_session(settings, "/sessions", "")?))
}

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let body = answer(body);
    let answer = Part::of(&body);
    let unanswered = ConnectionReport { state: ConnectionState::Unanswered, phone: None, reason: words(answer) };
    match http_status {
        200..=299 => report(answer, answer.object("me")).unwrap_or(unanswered),
        401 | 403 => ConnectionReport { state: ConnectionState::WrongKey("api_key"), ..unanswered },
        404 => ConnectionReport { state: ConnectionState::Unknown, ..unanswered },
        _ => unanswered,
    }
}

/// What the state of a session means; `None`: nothing yet, as while it starts.
pub(super) fn report(session: Part<'_>, me: Part<'_>) -> Option<ConnectionReport> {
    let word = session.id("status")?.to_ascii_uppercase();
    let state = match word.as_str() {
        "WORKING" => ConnectionState::Connected,
        "SCAN_QR_CODE" => ConnectionState::Pairing,
        "STOPPED" | "FAILED" => ConnectionState::Disconnected,
        _ => return None,
    };
    let phone = me.id("id").and_then(|id| Jid::read(&id)).and_then(|address| match address {
        Jid::Phone(phone) => Some(phone.digits().to_owned()),
        _ => None,
    });
    let reason = (state == ConnectionState::Disconnected).then(|| word.to_ascii_lowercase());
    Some(ConnectionReport { state, phone, reason })
}

/// The session may be there, or started, already; then the refusal is no obstacle.
fn prepare(settings: &Settings<'_>) -> Vec<Call> {
    let make = || {
        let url = format!("{}/api/sessions", base_url(settings)?);
        with_key(settings, Call::post(url, json!({ "name": settings("session")?, "start": true })))
    };
    let start = || with_key(settings, Call::post(of_session(settings, "/sessions", "/start")?, json!({})));
    [make(), start()].into_iter().flatten().collect()
}

/// The text of the code: we draw it ourselves.
fn code(settings: &Settings<'_>) -> Option<Call> {
    let call = Call::get(of_session(settings, "", "/auth/qr?format=raw")?).with_header("accept", "application/json");
    with_key(settings, call)
}

fn read_code(http_status: u16, body: &[u8]) -> Pairing {
    if body.starts_with(b"\x89PNG") && (200..300).contains(&http_status) {
        return Pairing::Png(body.to_vec());
    }
    let body = answer(body);
    let answer = Part::of(&body);
    if (200..300).contains(&http_status) {
        return answer.text("value").map_or(Pairing::NotYet, Pairing::Text);
    }
    let spoken = words(answer);
    let text = spoken.as_deref().unwrap_or_default().to_uppercase();
    let is = |word: &str| answer.id("status").is_some_and(|status| status == word) || text.contains(word);
    // The words name the state that would be right as well; the wrong ones are looked for.
    match () {
        () if is("WORKING") => Pairing::Connected,
        () if is("STARTING") => Pairing::NotYet,
        () if is("FAILED") => Pairing::Stuck,
        () => Pairing::Refused(
            spoken.unwrap_or_else(|| format!("the answer with HTTP status {http_status} was not understood")),
        ),
    }
}

/// A session that failed counts as started, and stays failed until it is restarted.
fn restart(settings: &Settings<'_>) -> Option<Call> {
    with_key(settings, Call::post(of_session(settings, "/sessions", "/restart")?, json!({})))
}

fn unpair(settings: &Settings<'_>) -> Option<Call> {
    with_key(settings, Call::post(of_session(settings, "/sessions", "/logout")?, json!({})))
}

/// The server keeps trying for some minutes, so that a restart of ours loses nothing.
fn set_webhook(settings: &Settings<'_>, address: &str) -> Vec<Call> {
    let mut webhook = json!({ "url": address, "events": EVENTS,
        "retries": { "policy": "exponential", "delaySeconds": 2, "attempts": 10 } });
    if let Some(key) = settings("hmac_key") {
        webhook["hmac"] = json!({ "key": key });
    }
    let call = || {
        let body = json!({ "name": settings("session")?, "config": { "webhooks": [webhook] } });
        let call = Call { method: Method::Put, ..Call::post(of_session(settings, "/sessions", "")?, body) };
        with_key(settings, call)
    };
    call().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::CallBody;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://waha.example.com"),
            "session" => Some("default"),
            "api_key" => Some("K"),
            "hmac_key" => Some("H"),
            _ => None,
        }
    }

    #[test]
    fn every_state_of_a_session_is_known() {
        let state = |status, body: &[u8]| read_state(status, body).state;
        let working = br#"{"name":"default","status":"WORKING","me":{"id":"551130000001@c.us"}}"#;
        assert_eq!(read_state(200, working).phone.as_deref(), Some("551130000001"));
        assert_eq!(state(200, working), ConnectionState::Connected);
        assert_eq!(state(200, br#"{"status":"SCAN_QR_CODE"}"#), ConnectionState::Pairing);
        assert_eq!(state(200, br#"{"status":"FAILED"}"#), ConnectionState::Disconnected);
        assert_eq!(state(200, br#"{"status":"STARTING"}"#), ConnectionState::Unanswered);
        assert_eq!(state(401, b"{}"), ConnectionState::WrongKey("api_key"));
        assert_eq!(state(404, b"{}"), ConnectionState::Unknown);
        assert_eq!(state(502, b"<html>"), ConnectionState::Unanswered);
    }

    #[test]
    fn the_code_is_text_and_a_session_that_has_none_says_why() {
        assert!(matches!(read_code(200, br#"{"value":"2@abc"}"#), Pairing::Text(text) if text == "2@abc"));
        assert!(matches!(read_code(200, b"\x89PNG\r\n"), Pairing::Png(_)));
        assert!(matches!(read_code(200, b"{}"), Pairing::NotYet));
        let refusal = |status: &str| {
            let message = format!("Can get QR code only in SCAN_QR_CODE status. The current status is '{status}'");
            read_code(422, json!({ "message": message }).to_string().as_bytes())
        };
        assert!(matches!(refusal("WORKING"), Pairing::Connected));
        assert!(matches!(refusal("STARTING"), Pairing::NotYet));
        assert!(matches!(refusal("FAILED"), Pairing::Stuck));
        assert_eq!(restart(&settings).unwrap().url, "https://waha.example.com/api/sessions/default/restart");
        assert!(matches!(read_code(404, br#"{"message":"Session not found"}"#), Pairing::Refused(_)));
    }

    #[test]
    fn the_webhook_is_set_with_our_whole_address_and_the_key_that_signs() {
        let calls = set_webhook(&settings, "https://n.example/hooks/waha/ch_1?key=s");
        assert_eq!(
            (calls[0].method, calls[0].url.as_str()),
            (Method::Put, "https://waha.example.com/api/sessions/default")
        );
        let CallBody::Json(body) = &calls[0].body else { panic!("no JSON") };
        let webhook = &body["config"]["webhooks"][0];
        assert_eq!(webhook["url"], "https://n.example/hooks/waha/ch_1?key=s");
        assert_eq!(webhook["hmac"], json!({ "key": "H" }));
        let unsigned = |name: &str| settings(name).filter(|_| name != "hmac_key");
        let CallBody::Json(body) = &set_webhook(&unsigned, "https://x")[0].body else { panic!("no JSON") };
        assert_eq!(body["config"]["webhooks"][0].get("hmac"), None);
    }

    #[test]
    fn a_session_is_made_and_started_before_its_code_is_asked_for() {
        let urls: Vec<String> = prepare(&settings).into_iter().map(|call| call.url).collect();
        let wanted = ["https://waha.example.com/api/sessions", "https://waha.example.com/api/sessions/default/start"];
        assert_eq!(urls, wanted);
        assert_eq!(code(&settings).unwrap().url, "https://waha.example.com/api/default/auth/qr?format=raw");
        let none = |_: &str| None;
        assert!(prepare(&none).is_empty() && set_webhook(&none, "https://x").is_empty() && unpair(&none).is_none());
    }
}
