//! Files of Twilio: they lie at Twilio, which sends whoever proves himself on to an address that needs no proof.
//!
//! The proof is shown to Twilio's own hosts only. Whoever carries out the request follows where it is sent on to and
//! shows no header of it to another host.

use nascente_domain::message::MessageKind;

use super::account::{base_url, proven};
use crate::call::Call;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays};
use crate::outbound::Retry;
use crate::settings::Settings;

/// How files are moved. What stands below a document does not arrive.
pub(super) const WAYS: MediaWays = MediaWays {
    carrier: MediaCarrier::Address,
    without_caption: &[MessageKind::Document],
    upload: None,
    fetch,
    read_fetch,
};

fn fetch(settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    let call = Call::get(media.url.clone()?);
    let is_twilios = is_twilios(&call.url, &base_url(settings));
    Some(Fetch::Bytes(if is_twilios { proven(settings, call)? } else { call }))
}

/// Whether an address is Twilio's own, so that it may see the token. No other proof goes over plain HTTP than that to
/// the address of the channel's settings.
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

/// Nothing is asked first, so there is no answer to read.
fn read_fetch(_: &Settings<'_>, http_status: u16, _: &[u8]) -> MediaAnswer {
    let title = format!("the answer with HTTP status {http_status} was not understood");
    MediaAnswer::Refused { title, retry: Retry::by_status(http_status) }
}

#[cfg(test)]
mod tests {
    use super::super::account::test_settings;
    use super::*;

    fn fetched(url: &str) -> Call {
        let media = InboundMedia { url: Some(url.to_owned()), ..InboundMedia::default() };
        match fetch(&test_settings, &media) {
            Some(Fetch::Bytes(call)) => call,
            _ => panic!("not fetched"),
        }
    }

    #[test]
    fn twilio_is_asked_with_the_token_and_nobody_else() {
        let call = fetched("https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME1");
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
            assert_eq!(fetched(url).headers, [], "{url}");
        }
    }
}
