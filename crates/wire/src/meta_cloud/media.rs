//! Files of the Graph API: asked for by their id, uploaded before they are sent.
//!
//! The address of a file lives for five minutes and takes the same token as everything else; so does nobody else's
//! address: a file that lies elsewhere than at Meta is fetched without the token.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::send::{VERSION, base_url, refused};
use crate::call::{Call, CallBody, FilePart, Method};
use crate::fields::Fields;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays, UploadAnswer, UploadWay};
use crate::outbound::{Retry, SendAnswer};
use crate::settings::Settings;

/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;
/// Where Meta keeps files.
const HOSTS: &[&str] = &["lookaside.fbsbx.com", "mmg.whatsapp.net", "graph.facebook.com"];

/// How files are moved.
pub(super) const WAYS: MediaWays = MediaWays {
    carrier: MediaCarrier::Upload,
    without_caption: &[],
    upload: Some(UploadWay { call: upload, read: read_upload }),
    fetch,
    read_fetch,
};

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    let id = utf8_percent_encode(media.id.as_deref()?, NON_ALPHANUMERIC);
    let url = format!("{}/{VERSION}/{id}", base_url(settings));
    Some(Fetch::Ask(Call::get(url).with_bearer(settings("access_token")?)))
}

fn read_fetch(settings: &Settings<'_>, http_status: u16, body: &[u8]) -> MediaAnswer {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&body);
    match answer.whole("url", ADDRESS_LIMIT).filter(|_| (200..300).contains(&http_status)) {
        Some(url) => {
            let token = settings("access_token").filter(|_| is_metas(&url, &base_url(settings)));
            let call = Call::get(url);
            MediaAnswer::At(token.map_or(call.clone(), |token| call.with_bearer(token)))
        }
        None => refusal(answer, http_status),
    }
}

/// Whether an address is Meta's own, so that it may see the token.
pub(crate) fn is_metas(url: &str, base: &str) -> bool {
    let host = |url: &str| {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase()
    };
    let host_of_file = host(url);
    host_of_file == host(base) || HOSTS.contains(&host_of_file.as_str())
}

fn refusal(answer: Fields<'_>, http_status: u16) -> MediaAnswer {
    let (title, retry) = why(answer, http_status);
    MediaAnswer::Refused { title, retry }
}

fn why(answer: Fields<'_>, http_status: u16) -> (String, Retry) {
    let by_status = Retry::by_status(http_status);
    match refused(answer.object("error"), by_status) {
        Some(SendAnswer::Refused { title, retry, .. }) => (title, retry),
        _ => (format!("the answer with HTTP status {http_status} was not understood"), by_status),
    }
}

fn upload(settings: &Settings<'_>, file: FilePart) -> Option<Call> {
    let number_id = utf8_percent_encode(settings("phone_number_id")?, NON_ALPHANUMERIC);
    let fields = vec![("messaging_product", "whatsapp".to_owned()), ("type", file.mime_type.clone())];
    let call = Call {
        method: Method::Post,
        url: format!("{}/{VERSION}/{number_id}/media", base_url(settings)),
        headers: Vec::new(),
        body: CallBody::Multipart { fields, file_field: "file", file },
    };
    Some(call.with_bearer(settings("access_token")?))
}

/// What became of an upload; the same at 360dialog.
pub(crate) fn read_upload(http_status: u16, body: &[u8]) -> UploadAnswer {
    let body = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&body);
    if let Some(id) = answer.id("id").filter(|_| (200..300).contains(&http_status)) {
        return UploadAnswer::Accepted(id);
    }
    let (title, retry) = why(answer, http_status);
    let code = answer.object("error").integer("code").unwrap_or_else(|| i64::from(http_status));
    UploadAnswer::Refused { code, title, retry }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "phone_number_id" => Some("1"),
            "access_token" => Some("EAAB"),
            _ => None,
        }
    }

    fn second_call(url: &str) -> Call {
        let body = serde_json::json!({ "url": url, "mime_type": "image/jpeg", "id": "9" }).to_string();
        match read_fetch(&settings, 200, body.as_bytes()) {
            MediaAnswer::At(call) => call,
            _ => panic!("refused"),
        }
    }

    #[test]
    fn a_file_is_asked_for_by_its_id_and_fetched_with_the_token() {
        let media = InboundMedia { id: Some("9/../8".to_owned()), ..InboundMedia::default() };
        let Some(Fetch::Ask(call)) = fetch(&settings, &media) else { panic!("no call") };
        assert_eq!(call.url, "https://graph.facebook.com/v24.0/9%2F%2E%2E%2F8");
        let call = second_call("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=9");
        assert_eq!(call.headers, [("authorization", "Bearer EAAB".to_owned())]);
    }

    #[test]
    fn the_token_is_shown_to_nobody_but_meta() {
        for url in ["https://evil.example/x", "https://lookaside.fbsbx.com.evil.example/x", "https://a@evil.example/"] {
            assert_eq!(second_call(url).headers, [], "{url}");
        }
    }

    #[test]
    fn a_file_that_is_gone_is_not_asked_for_again() {
        let body = br#"{"error":{"message":"Unsupported get request","code":100}}"#;
        assert!(matches!(read_fetch(&settings, 400, body), MediaAnswer::Refused { retry: Retry::Never, .. }));
        assert!(matches!(read_fetch(&settings, 503, b""), MediaAnswer::Refused { retry: Retry::Later, .. }));
    }
}
