//! Whether 360dialog takes the key and Meta takes the number's messages, and where deliveries are posted to.

use serde_json::{Value, json};

use super::account::call;
use super::send::words;
use crate::call::{Call, CallBody, Method};
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays, WebhookWay};
use crate::fields::{Fields, shortened};
use crate::settings::Settings;

/// How the connection is watched and its webhook set.
pub(super) const WAYS: ConnectionWays = ConnectionWays {
    state,
    read_state,
    pairing: None,
    set_webhook: Some(WebhookWay { calls: set_webhook }),
    expiry: None,
};

/// The most characters of a reason.
const REASON_LIMIT: usize = 300;

fn state(settings: &Settings<'_>) -> Option<Call> {
    let path = "health_status?fields=id,display_phone_number,health_status";
    call(settings, Method::Get, path, CallBody::Empty)
}

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    let health = answer.object("health_status");
    let is_blocked = health.title("can_send_message").is_some_and(|word| word == "BLOCKED");
    let state = match http_status {
        200..=299 if is_blocked => ConnectionState::Disconnected,
        200..=299 if answer.is_object() => ConnectionState::Connected,
        401 | 403 => ConnectionState::WrongKey("api_key"),
        404 => ConnectionState::Unknown,
        _ => ConnectionState::Unanswered,
    };
    let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = answer.title("display_phone_number").map(digits).filter(|digits| !digits.is_empty());
    let reason = if is_blocked { blocked_by(health) } else { words(answer) };
    ConnectionReport { state, phone, reason }
}

/// What Meta says against the number, its account or the business.
fn blocked_by(health: Fields<'_>) -> Option<String> {
    let entities = health.list("entities").iter().map(Fields::of);
    let mut errors = entities.flat_map(|entity| entity.list("errors")).map(Fields::of);
    let words = errors.find_map(|error| error.title("error_description"))?;
    shortened(&words, REASON_LIMIT)
}

fn set_webhook(settings: &Settings<'_>, address: &str) -> Vec<Call> {
    let body = CallBody::Json(json!({ "url": address }));
    call(settings, Method::Post, "v1/configs/webhook", body).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;

    #[test]
    fn a_wrong_key_is_told_from_a_number_that_meta_blocks() {
        let state = |status, body: &str| read_state(status, body.as_bytes()).state;
        let well = r#"{"id":"1","health_status":{"can_send_message":"AVAILABLE"}}"#;
        assert_eq!(state(200, well), ConnectionState::Connected);
        assert_eq!(state(401, "{}"), ConnectionState::WrongKey("api_key"));
        assert_eq!(state(502, "<html>"), ConnectionState::Unanswered);
        assert_eq!(state(200, "<html>"), ConnectionState::Unanswered);
        let blocked = br#"{"id":"1","display_phone_number":"+55 11 3000-0001","health_status":{"can_send_message":
            "BLOCKED","entities":[{"errors":[{"error_description":"payment is missing"}]}]}}"#;
        let report = read_state(200, blocked);
        assert_eq!((report.state, report.phone.as_deref()), (ConnectionState::Disconnected, Some("551130000001")));
        assert_eq!(report.reason.as_deref(), Some("payment is missing"));
    }

    #[test]
    fn the_webhook_is_set_at_the_number() {
        let calls = set_webhook(&test_settings, "https://x.example/hooks/dialog360/ch_1?key=k");
        let [call] = &calls[..] else { panic!("not one call") };
        assert_eq!(call.url, "https://waba-v2.360dialog.io/v1/configs/webhook");
        let wanted = json!({ "url": "https://x.example/hooks/dialog360/ch_1?key=k" });
        assert!(matches!(&call.body, CallBody::Json(body) if *body == wanted));
    }
}
