//! The addresses of an account and its proof.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::call::{Call, CallBody, Method};
use crate::settings::Settings;

/// Where Twilio is, when the channel names no other address.
const BASE_URL: &str = "https://api.twilio.com";

/// Where Twilio is for this channel, without a slash at the end.
pub(super) fn base_url(settings: &Settings<'_>) -> String {
    settings("base_url").unwrap_or(BASE_URL).trim_end_matches('/').to_owned()
}

/// A request to the account; `None` when a setting is missing.
pub(super) fn call(settings: &Settings<'_>, method: Method, path: &str, body: CallBody) -> Option<Call> {
    let account = utf8_percent_encode(settings("account_sid")?, NON_ALPHANUMERIC);
    let url = format!("{}/2010-04-01/Accounts/{account}{path}", base_url(settings));
    proven(settings, Call { method, url, headers: Vec::new(), body })
}

/// The same request with the account's name and token.
pub(super) fn proven(settings: &Settings<'_>, call: Call) -> Option<Call> {
    let pair = format!("{}:{}", settings("account_sid")?, settings("auth_token")?);
    Some(call.with_header("authorization", format!("Basic {}", STANDARD.encode(pair))))
}

#[cfg(test)]
pub(super) fn test_settings(name: &str) -> Option<&'static str> {
    match name {
        "account_sid" => Some("AC0"),
        "auth_token" => Some("12345"),
        "phone_number" => Some("+55 11 3000-0001"),
        "webhook_url" => Some("https://x.example/hooks/twilio/ch_1"),
        _ => None,
    }
}
