//! Whether a phone is linked to the instance, how it is linked, and where deliveries are posted to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::account::{Fault, call, fault};
use crate::call::{Call, Method};
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays, Pairing, PairingWays, WebhookWay};
use crate::fields::Fields;
use crate::settings::Settings;

/// How the connection is watched and made.
pub(super) const WAYS: ConnectionWays = ConnectionWays {
    state: |settings| call(settings, Method::Get, "status", None),
    read_state,
    pairing: Some(PairingWays {
        prepare: |_| Vec::new(),
        code: |settings| call(settings, Method::Get, "qr-code/image", None),
        read_code,
        restart: None,
        unpair: |settings| call(settings, Method::Get, "disconnect", None),
    }),
    set_webhook: Some(WebhookWay { calls: set_webhook }),
    expiry: None,
};

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    let (fault, words) = fault(http_status, body);
    if (200..300).contains(&http_status) && answer.flag("connected") == Some(true) {
        return ConnectionReport { state: ConnectionState::Connected, phone: None, reason: None };
    }
    let state = match fault {
        Fault::ClientToken => ConnectionState::WrongKey("client_token"),
        Fault::Instance if matches!(http_status, 401 | 403) => ConnectionState::WrongKey("token"),
        Fault::Instance => ConnectionState::Unknown,
        _ if http_status == 404 => ConnectionState::Unknown,
        Fault::NotConnected => ConnectionState::Disconnected,
        Fault::Other if answer.flag("connected") == Some(false) => ConnectionState::Disconnected,
        Fault::Other => ConnectionState::Unanswered,
    };
    ConnectionReport { state, phone: None, reason: words }
}

fn read_code(http_status: u16, body: &[u8]) -> Pairing {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    if answer.flag("connected") == Some(true) {
        return Pairing::Connected;
    }
    let code = ["value", "base64", "qrcode"].iter().find_map(|key| answer.text(key));
    match code.as_deref().filter(|_| (200..300).contains(&http_status)).map(picture) {
        Some(Some(png)) => Pairing::Png(png),
        Some(None) => code.map_or(Pairing::NotYet, Pairing::Text),
        None if (200..300).contains(&http_status) => Pairing::NotYet,
        None => refusal(http_status, body),
    }
}

/// The picture of a code, where it is one; anything else is the text of the code.
fn picture(code: &str) -> Option<Vec<u8>> {
    let encoded = code.strip_prefix("data:").and_then(|rest| rest.split_once(',')).map_or(code, |(_, data)| data);
    STANDARD.decode(encoded.trim()).ok().filter(|bytes| bytes.starts_with(PNG))
}

fn refusal(http_status: u16, body: &[u8]) -> Pairing {
    let (_, words) = fault(http_status, body);
    let otherwise = || format!("the answer with HTTP status {http_status} was not understood");
    if http_status >= 500 { Pairing::NotYet } else { Pairing::Refused(words.unwrap_or_else(otherwise)) }
}

/// All webhooks get one address; messages written on the phone are delivered too.
fn set_webhook(settings: &Settings<'_>, address: &str) -> Vec<Call> {
    let body = json!({ "value": address, "notifySentByMe": true });
    call(settings, Method::Put, "update-every-webhooks", Some(body)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;
    use crate::call::CallBody;

    #[test]
    fn the_state_tells_which_key_is_wrong() {
        let state = |status, body: &str| read_state(status, body.as_bytes()).state;
        assert_eq!(state(200, r#"{"connected":true,"smartphoneConnected":true}"#), ConnectionState::Connected);
        assert_eq!(
            state(200, r#"{"connected":false,"error":"You are not connected."}"#),
            ConnectionState::Disconnected
        );
        assert_eq!(state(200, r#"{"connected":false}"#), ConnectionState::Disconnected);
        let told = state(400, r#"{"error":"your client-token is not configured"}"#);
        assert_eq!(told, ConnectionState::WrongKey("client_token"));
        assert_eq!(state(401, "{}"), ConnectionState::WrongKey("token"));
        assert_eq!(state(400, r#"{"error":"Instance not found"}"#), ConnectionState::Unknown);
        assert_eq!(state(502, "<html>"), ConnectionState::Unanswered);
    }

    #[test]
    fn the_code_is_a_picture_a_text_or_not_there_yet() {
        let png = format!(r#"{{"value":"data:image/png;base64,{}"}}"#, STANDARD.encode(PNG));
        assert!(matches!(read_code(200, png.as_bytes()), Pairing::Png(bytes) if bytes == PNG));
        assert!(matches!(read_code(200, br#"{"value":"2@abc,def"}"#), Pairing::Text(text) if text == "2@abc,def"));
        assert!(matches!(read_code(200, br#"{"value":null}"#), Pairing::NotYet));
        assert!(matches!(read_code(200, br#"{"connected":true}"#), Pairing::Connected));
        assert!(matches!(read_code(400, br#"{"error":"Instance not found"}"#), Pairing::Refused(_)));
        assert!(matches!(read_code(503, b""), Pairing::NotYet));
    }

    #[test]
    fn one_request_sets_every_webhook() {
        let calls = set_webhook(&test_settings, "https://x.example/hooks/zapi/ch_1?key=k");
        let [call] = &calls[..] else { panic!("not one call") };
        assert!(call.url.ends_with("/update-every-webhooks") && call.method == Method::Put);
        let wanted = json!({ "value": "https://x.example/hooks/zapi/ch_1?key=k", "notifySentByMe": true });
        assert!(matches!(&call.body, CallBody::Json(body) if *body == wanted));
    }
}
