//! Files of Twilio: they lie at Twilio, which sends whoever proves himself on to an address that needs no proof.
//!
//! The proof is shown to Twilio's own hosts only, never to the address that Twilio sends on to.

use super::account::{base_url, proven};
use super::send::{refusal, retry};
use crate::call::Call;
use crate::fields::Fields;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays};
use crate::settings::Settings;

/// The longest address that is followed.
const ADDRESS_LIMIT: usize = 4_096;

/// How files are moved.
pub(super) const WAYS: MediaWays = MediaWays { carrier: MediaCarrier::Address, upload: None, fetch, read_fetch };

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    let call = Call::get(media.url.clone()?);
    if is_twilios(&call.url, &base_url(settings)) {
        return proven(settings, call).map(Fetch::Ask);
    }
    Some(Fetch::Bytes(call))
}

/// Whether an address is Twilio's own, so that it may see the token. No other proof goes over plain HTTP than that to the
/// address of the channel's settings.
fn is_twilios(url: &str, base: &str) -> bool {
    let origin = |url: &str| {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        Some((scheme.to_ascii_lowercase(), authority.to_ascii_lowercase()))
    };
    let Some((scheme, authority)) = origin(url) else { return false };
    let is_known = authority == "api.twilio.com" || authority.ends_with(".twilio.com");
    origin(base).is_some_and(|base| base == (scheme.clone(), authority.clone()))
        || (scheme == "https" && is_known && !authority.contains('@'))
}

/// The file itself, or the address that Twilio sends on to, which stands in the place of the body.
fn read_fetch(_: &Settings<'_>, http_status: u16, body: &[u8]) -> MediaAnswer {
    match http_status {
        200..=299 => MediaAnswer::Here { bytes: body.to_vec(), mime_type: None },
        301 | 302 | 303 | 307 | 308 => match address(body) {
            Some(url) => MediaAnswer::At(Call::get(url)),
            None => refused(http_status, body),
        },
        _ => refused(http_status, body),
    }
}

fn address(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let is_clean = text.len() <= ADDRESS_LIMIT && !text.chars().any(char::is_whitespace);
    (is_address && is_clean).then(|| text.to_owned())
}

fn refused(http_status: u16, body: &[u8]) -> MediaAnswer {
    let value = serde_json::from_slice(body).unwrap_or_default();
    let (code, words) = refusal(Fields::of(&value));
    let otherwise = || format!("the answer with HTTP status {http_status} was not understood");
    // A file that is gone says nothing about the account.
    let retry = if http_status == 404 { crate::outbound::Retry::Never } else { retry(code, http_status) };
    MediaAnswer::Refused { title: words.unwrap_or_else(otherwise), retry }
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;
    use crate::outbound::Retry;

    fn fetched(url: &str) -> Fetch {
        let media = InboundMedia { url: Some(url.to_owned()), ..InboundMedia::default() };
        fetch(&test_settings, &media).unwrap()
    }

    #[test]
    fn twilio_is_asked_with_the_token_and_nobody_else() {
        let Fetch::Ask(call) = fetched("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME1") else {
            panic!("not asked")
        };
        assert_eq!(call.headers, [("authorization", "Basic QUMwOjEyMzQ1".to_owned())]);
        for url in [
            "https://evil.example/x",
            "https://api.twilio.com.evil.example/x",
            "https://evil.example/.twilio.com",
            "https://evil.example\\.twilio.com/x",
            "https://x@api.twilio.com/x",
            "http://api.twilio.com/x",
            "https://mms.twiliocdn.com/x",
        ] {
            assert!(matches!(fetched(url), Fetch::Bytes(call) if call.headers.is_empty()), "{url}");
        }
    }

    #[test]
    fn the_address_that_twilio_sends_on_to_never_sees_the_token() {
        let answer = read_fetch(&test_settings, 307, b"https://mms.twiliocdn.com/AC0/abc?sig=1");
        assert!(matches!(answer, MediaAnswer::At(call) if call.headers.is_empty() && call.url.ends_with("sig=1")));
        for body in [&b""[..], b"ftp://x", b"https://x y", b"\xff"] {
            assert!(matches!(read_fetch(&test_settings, 307, body), MediaAnswer::Refused { .. }));
        }
    }

    #[test]
    fn the_file_may_also_be_the_answer_and_may_be_gone() {
        let answer = read_fetch(&test_settings, 200, b"\x89PNG");
        assert!(matches!(answer, MediaAnswer::Here { bytes, .. } if bytes == b"\x89PNG"));
        let gone = read_fetch(&test_settings, 404, br#"{"code":20404,"message":"not found"}"#);
        assert!(matches!(gone, MediaAnswer::Refused { retry: Retry::Never, .. }));
        assert!(matches!(read_fetch(&test_settings, 503, b""), MediaAnswer::Refused { retry: Retry::Later, .. }));
    }
}
