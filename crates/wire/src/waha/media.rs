//! Files of WAHA: the server decrypts them and keeps them for some minutes at an address of its own.
//!
//! The key of the server goes to the server alone. Where the message came without an address, or with one that only
//! the server itself can reach, it is asked at the address that the channel knows.

use super::send::{of_session, with_key};
use crate::call::Call;
use crate::linked_device::outgoing::{answer, base_url, in_path, no_file};
use crate::linked_device::part::Part;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays};
use crate::settings::Settings;

/// How files are moved.
pub(super) const WAYS: MediaWays =
    MediaWays { carrier: MediaCarrier::Inline, without_caption: &[], upload: None, fetch, read_fetch };

/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;
/// Where the server keeps files.
const FILES: &str = "/api/files/";

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    if let Some(url) = &media.url {
        return Some(Fetch::Bytes(file_at(settings, url)?));
    }
    let key = Part::of(media.key.as_ref()?);
    let (chat, id) = (in_path(&key.id("chat")?), in_path(&key.id("id")?));
    let url = of_session(settings, "", &format!("/chats/{chat}/messages/{id}?downloadMedia=true"))?;
    with_key(settings, Call::get(url)).map(Fetch::Ask)
}

fn read_fetch(settings: &Settings<'_>, http_status: u16, body: &[u8]) -> MediaAnswer {
    let body = answer(body);
    let answer = Part::of(&body);
    let url = answer.object("media").address("url", ADDRESS_LIMIT).filter(|_| (200..300).contains(&http_status));
    url.and_then(|url| file_at(settings, &url)).map_or_else(|| no_file(http_status, answer), MediaAnswer::At)
}

/// The request for a file at an address, with the key only when it is the server's own.
fn file_at(settings: &Settings<'_>, url: &str) -> Option<Call> {
    let base = base_url(settings)?;
    let (origin, path) = split(url);
    let (own, _) = split(&base);
    if origin.eq_ignore_ascii_case(own) {
        return with_key(settings, Call::get(url.to_owned()));
    }
    if is_local(origin) && path.starts_with(FILES) {
        return with_key(settings, Call::get(format!("{base}{path}")));
    }
    Some(Call::get(url.to_owned()))
}

/// Scheme, host and port; and what follows.
fn split(url: &str) -> (&str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    url.split_at(end)
}

/// Whether the server speaks of itself as it sees itself: its own machine, under the address it was not told to change.
fn is_local(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    ["localhost", "127.0.0.1", "0.0.0.0"].iter().any(|local| host.split(':').next() == Some(local))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::Retry;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://waha.example.com"),
            "session" => Some("default"),
            "api_key" => Some("K"),
            _ => None,
        }
    }

    fn at(url: &str) -> Call {
        let media = InboundMedia { url: Some(url.to_owned()), ..InboundMedia::default() };
        match fetch(&settings, &media) {
            Some(Fetch::Bytes(call)) => call,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_key_is_shown_to_nobody_but_the_server() {
        let own = at("https://waha.example.com/api/files/default/a.jpg");
        assert_eq!(own.headers, [("x-api-key", "K".to_owned())]);
        for url in [
            "https://evil.example/api/files/a.jpg",
            "https://waha.example.com.evil.example/x",
            "https://waha.example.com@evil.example/x",
            "http://waha.example.com/x",
            "http://localhost.evil.example/api/files/x",
        ] {
            let call = at(url);
            assert_eq!((call.headers.len(), call.url.as_str()), (0, url));
        }
    }

    #[test]
    fn an_address_that_only_the_server_can_reach_is_asked_at_the_known_one() {
        let call = at("http://localhost:3000/api/files/default/a.jpg?x=1");
        assert_eq!(call.url, "https://waha.example.com/api/files/default/a.jpg?x=1");
        assert_eq!(call.headers, [("x-api-key", "K".to_owned())]);
    }

    #[test]
    fn a_file_without_address_is_asked_for_by_its_message() {
        let key = json!({ "chat": "5511999990001@c.us", "id": "false_5511999990001@c.us_A" });
        let media = InboundMedia { key: Some(key), ..InboundMedia::default() };
        let Some(Fetch::Ask(call)) = fetch(&settings, &media) else { panic!("no call") };
        let wanted = "https://waha.example.com/api/default/chats/5511999990001%40c%2Eus/messages/\
            false%5F5511999990001%40c%2Eus%5FA?downloadMedia=true";
        assert_eq!(call.url, wanted);
        let found = br#"{"id":"A","media":{"url":"https://waha.example.com/api/files/a.jpg","mimetype":"image/jpeg"}}"#;
        let MediaAnswer::At(call) = read_fetch(&settings, 200, found) else { panic!("no address") };
        assert_eq!(call.url, "https://waha.example.com/api/files/a.jpg");
        let gone = read_fetch(&settings, 404, br#"{"message":"Message not found"}"#);
        assert!(matches!(gone, MediaAnswer::Refused { retry: Retry::Never, .. }));
        let none = read_fetch(&settings, 200, br#"{"media":null}"#);
        assert!(matches!(none, MediaAnswer::Refused { retry: Retry::Never, .. }));
    }
}
