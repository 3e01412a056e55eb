//! Whether Twilio knows the account and takes the token. Webhooks of `WhatsApp` senders are set in Twilio's console.

use serde_json::Value;

use super::account::call;
use super::send::refusal;
use crate::call::{CallBody, Method};
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays};
use crate::fields::Fields;

/// How the connection is watched.
pub(super) const WAYS: ConnectionWays = ConnectionWays {
    state: |settings| call(settings, Method::Get, ".json", CallBody::Empty),
    read_state,
    pairing: None,
    set_webhook: None,
    expiry: None,
};

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    let (code, words) = refusal(answer);
    let (state, reason) = match (http_status, answer.title("status").as_deref()) {
        (200..=299, Some("active")) => (ConnectionState::Connected, None),
        (200..=299, Some(word)) => (ConnectionState::Disconnected, Some(format!("the account is {word}"))),
        (401, _) => (ConnectionState::WrongKey("auth_token"), words),
        (403, _) if code == Some(20_003) => (ConnectionState::WrongKey("auth_token"), words),
        (404, _) => (ConnectionState::Unknown, words),
        _ => (ConnectionState::Unanswered, words),
    };
    ConnectionReport { state, phone: None, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_the_account_is_that_of_the_connection() {
        let state = |status, body: &str| read_state(status, body.as_bytes()).state;
        assert_eq!(state(200, r#"{"sid":"AC0","status":"active"}"#), ConnectionState::Connected);
        assert_eq!(state(200, r#"{"status":"suspended"}"#), ConnectionState::Disconnected);
        let told = state(401, r#"{"code":20003,"message":"Authenticate","status":401}"#);
        assert_eq!(told, ConnectionState::WrongKey("auth_token"));
        assert_eq!(state(404, r#"{"code":20404,"status":404}"#), ConnectionState::Unknown);
        assert_eq!(state(503, "<html>"), ConnectionState::Unanswered);
        assert_eq!(state(200, "<html>"), ConnectionState::Unanswered);
    }
}
