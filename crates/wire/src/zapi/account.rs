//! The addresses of an instance, and what every refusal has in common.
//!
//! Instance and token stand in the path; the token of the account in a header, demanded where the account asks for
//! it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::call::{Call, CallBody, Method};
use crate::fields::{Fields, shortened};
use crate::settings::Settings;

/// Where Z-API is, when the channel names no other address.
const BASE_URL: &str = "https://api.z-api.io";
/// The most characters of a refusal's words that are kept.
const TITLE_LIMIT: usize = 300;

/// A request to the instance; `None` when instance or token is missing.
pub(super) fn call(settings: &Settings<'_>, method: Method, path: &str, body: Option<Value>) -> Option<Call> {
    let base = settings("base_url").unwrap_or(BASE_URL).trim_end_matches('/');
    let instance = utf8_percent_encode(settings("instance_id")?, NON_ALPHANUMERIC);
    let token = utf8_percent_encode(settings("token")?, NON_ALPHANUMERIC);
    let call = Call {
        method,
        url: format!("{base}/instances/{instance}/token/{token}/{path}"),
        headers: Vec::new(),
        body: body.map_or(CallBody::Empty, CallBody::Json),
    };
    Some(match settings("client_token") {
        Some(client_token) => call.with_header("client-token", client_token),
        None => call,
    })
}

/// What a refusal means, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The account's token is missing or wrong.
    ClientToken,
    /// Instance and token do not belong together, or the instance is gone.
    Instance,
    /// No phone is linked to the instance.
    NotConnected,
    /// Something else.
    Other,
}

/// The words of a refusal and what they mean. Z-API has no codes: its words are all there is.
pub(super) fn fault(http_status: u16, body: &[u8]) -> (Fault, Option<String>) {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&body);
    let words = answer.title("error").or_else(|| answer.title("message"));
    let folded = words.as_deref().unwrap_or_default().to_ascii_lowercase();
    let says = |part: &str| folded.contains(part);
    let fault = if says("client-token") {
        Fault::ClientToken
    } else if says("instance not found") || says("unable to find matching target") || matches!(http_status, 401 | 403) {
        Fault::Instance
    } else if says("not connected") || says("not_connected") || says("disconnected") || says("device not found") {
        Fault::NotConnected
    } else {
        Fault::Other
    };
    (fault, words.and_then(|words| shortened(&words, TITLE_LIMIT)))
}

#[cfg(test)]
pub(super) fn test_settings(name: &str) -> Option<&'static str> {
    match name {
        "instance_id" => Some("3C01"),
        "token" => Some("A/B"),
        "client_token" => Some("F00"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instance_and_token_stay_in_their_places_of_the_path() {
        let asked = call(&test_settings, Method::Get, "status", None).unwrap();
        assert_eq!(asked.url, "https://api.z-api.io/instances/3C01/token/A%2FB/status");
        assert_eq!(asked.headers, [("client-token", "F00".to_owned())]);
        let without = |name: &str| test_settings(name).filter(|_| name != "client_token");
        assert_eq!(call(&without, Method::Get, "status", None).unwrap().headers, []);
        assert_eq!(call(&|_| None, Method::Get, "status", None), None);
    }

    #[test]
    fn refusals_are_told_apart_by_their_words() {
        let told = |status, body: &str| fault(status, body.as_bytes()).0;
        assert_eq!(told(400, r#"{"error":"your client-token is not configured"}"#), Fault::ClientToken);
        assert_eq!(told(403, r#"{"error":"Client-Token X not allowed"}"#), Fault::ClientToken);
        assert_eq!(told(400, r#"{"error":"Instance not found"}"#), Fault::Instance);
        assert_eq!(told(400, r#"{"error":"You are not connected."}"#), Fault::NotConnected);
        assert_eq!(told(400, r#"{"error":"Phone is required"}"#), Fault::Other);
        assert_eq!(told(502, "<html>"), Fault::Other);
    }
}
