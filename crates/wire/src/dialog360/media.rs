//! Files of 360dialog: uploaded and asked for as at the Cloud API, but fetched through the partner.
//!
//! The address that Meta tells is answered only to Meta's own token; the partner answers the same path and query at
//! its own host with its key. A file that lies elsewhere is fetched without the key.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::account::{base_url, call};
use super::send::words;
use crate::call::{Call, CallBody, FilePart, Method};
use crate::fields::Fields;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays, UploadWay};
use crate::meta_cloud;
use crate::outbound::Retry;
use crate::settings::Settings;

/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;

/// How files are moved.
pub(super) const WAYS: MediaWays = MediaWays {
    carrier: MediaCarrier::Upload,
    without_caption: &[],
    upload: Some(UploadWay { call: upload, read: meta_cloud::media::read_upload }),
    fetch,
    read_fetch,
};

fn upload(settings: &Settings<'_>, file: FilePart) -> Option<Call> {
    let fields = vec![("messaging_product", "whatsapp".to_owned()), ("type", file.mime_type.clone())];
    call(settings, Method::Post, "media", CallBody::Multipart { fields, file_field: "file", file })
}

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    let id = utf8_percent_encode(media.id.as_deref()?, NON_ALPHANUMERIC).to_string();
    call(settings, Method::Get, &id, CallBody::Empty).map(Fetch::Ask)
}

fn read_fetch(settings: &Settings<'_>, http_status: u16, body: &[u8]) -> MediaAnswer {
    let value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let answer = Fields::of(&value);
    let url = answer.whole("url", ADDRESS_LIMIT).filter(|_| (200..300).contains(&http_status));
    match url.and_then(|url| through_partner(settings, url)) {
        Some(call) => MediaAnswer::At(call),
        None => refused(answer, http_status),
    }
}

/// The request for a file at the partner's host, where it lies at Meta or at the partner.
fn through_partner(settings: &Settings<'_>, url: String) -> Option<Call> {
    let base = base_url(settings);
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if meta_cloud::media::is_metas(&url, &base) {
        return call(settings, Method::Get, rest[end..].trim_start_matches('/'), CallBody::Empty);
    }
    Some(Call::get(url))
}

fn refused(answer: Fields<'_>, http_status: u16) -> MediaAnswer {
    let otherwise = || format!("the answer with HTTP status {http_status} was not understood");
    let title = words(answer).unwrap_or_else(otherwise);
    MediaAnswer::Refused { title, retry: Retry::by_status(http_status) }
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;

    fn second_call(url: &str) -> Call {
        let body = serde_json::json!({ "url": url, "mime_type": "image/jpeg", "id": "9" }).to_string();
        match read_fetch(&test_settings, 200, body.as_bytes()) {
            MediaAnswer::At(call) => call,
            _ => panic!("refused"),
        }
    }

    #[test]
    fn a_file_at_meta_is_fetched_through_the_partner() {
        let media = InboundMedia { id: Some("9/8".to_owned()), ..InboundMedia::default() };
        let Some(Fetch::Ask(first)) = fetch(&test_settings, &media) else { panic!("no call") };
        assert_eq!(first.url, "https://waba-v2.360dialog.io/9%2F8");
        let second = second_call("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=9&ext=1&hash=A");
        let wanted = "https://waba-v2.360dialog.io/whatsapp_business/attachments/?mid=9&ext=1&hash=A";
        assert_eq!((second.url.as_str(), second.headers.len()), (wanted, 1));
    }

    #[test]
    fn a_file_elsewhere_never_sees_the_key() {
        for url in ["https://evil.example/x", "https://lookaside.fbsbx.com.evil.example/x", "https://a@evil.example/"] {
            assert_eq!(second_call(url).headers, [], "{url}");
        }
    }

    #[test]
    fn a_refusal_says_whether_to_ask_again() {
        let told = |status, body: &str| match read_fetch(&test_settings, status, body.as_bytes()) {
            MediaAnswer::Refused { retry, .. } => retry,
            _ => panic!("not refused"),
        };
        assert_eq!(told(404, r#"{"error":{"message":"gone","code":100}}"#), Retry::Never);
        assert_eq!(told(401, r#"{"meta":{"developer_message":"Invalid api_key"}}"#), Retry::StopChannel);
        assert_eq!(told(503, ""), Retry::Later);
        assert_eq!(told(200, "{}"), Retry::Never);
    }
}
