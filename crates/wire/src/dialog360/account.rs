//! The addresses of a number at 360dialog and its proof.

use crate::call::{Call, CallBody, Method};
use crate::settings::Settings;

/// Where 360dialog is, when the channel names no other address.
const BASE_URL: &str = "https://waba-v2.360dialog.io";

/// Where 360dialog is for this channel, without a slash at the end.
pub(super) fn base_url(settings: &Settings<'_>) -> String {
    settings("base_url").unwrap_or(BASE_URL).trim_end_matches('/').to_owned()
}

/// A request for the number that the key belongs to; `None` when there is no key.
pub(super) fn call(settings: &Settings<'_>, method: Method, path: &str, body: CallBody) -> Option<Call> {
    let call = Call { method, url: format!("{}/{path}", base_url(settings)), headers: Vec::new(), body };
    Some(call.with_header("d360-api-key", settings("api_key")?))
}

#[cfg(test)]
pub(super) fn test_settings(name: &str) -> Option<&'static str> {
    (name == "api_key").then_some("K360")
}
