//! Whether the Graph API knows the number and takes the token.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::send::{VERSION, base_url};
use super::token;
use crate::call::Call;
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays};
use crate::fields::Fields;
use crate::settings::Settings;

/// How the connection is watched. The webhook is set in Meta's console: one address serves the whole app.
pub(super) const WAYS: ConnectionWays =
    ConnectionWays { state, read_state, pairing: None, set_webhook: None, expiry: Some(token::EXPIRY) };

fn state(settings: &Settings<'_>) -> Option<Call> {
    let number_id = utf8_percent_encode(settings("phone_number_id")?, NON_ALPHANUMERIC);
    let url = format!("{}/{VERSION}/{number_id}?fields=id,display_phone_number,verified_name", base_url(settings));
    Some(Call::get(url).with_bearer(settings("access_token")?))
}

fn read_state(http_status: u16, body: &[u8]) -> ConnectionReport {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&body);
    if (200..300).contains(&http_status) {
        let digits =
            answer.title("display_phone_number").map(|text| text.chars().filter(char::is_ascii_digit).collect());
        return ConnectionReport { state: ConnectionState::Connected, phone: digits, reason: None };
    }
    let error = answer.object("error");
    let state = match error.integer("code") {
        Some(0 | 3 | 10 | 190 | 200..=299) => ConnectionState::WrongKey("access_token"),
        Some(100) => ConnectionState::Unknown,
        _ if http_status == 401 => ConnectionState::WrongKey("access_token"),
        _ => ConnectionState::Unanswered,
    };
    ConnectionReport { state, phone: None, reason: error.title("message") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_token_is_told_from_a_wrong_number() {
        let state = |status, body: &[u8]| read_state(status, body).state;
        assert_eq!(state(200, br#"{"id":"1","display_phone_number":"+55 11 99999-0001"}"#), ConnectionState::Connected);
        assert_eq!(state(401, br#"{"error":{"code":190}}"#), ConnectionState::WrongKey("access_token"));
        assert_eq!(state(400, br#"{"error":{"code":100}}"#), ConnectionState::Unknown);
        assert_eq!(state(502, b"<html>"), ConnectionState::Unanswered);
    }
}
