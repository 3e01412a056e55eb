//! Files of Z-API: they lie at an open address for thirty days, and are sent inside the message.
//!
//! The address is not Z-API's own host, so it never sees a token.

use crate::call::Call;
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays};
use crate::outbound::Retry;
use crate::settings::Settings;

/// How files are moved.
pub(super) const WAYS: MediaWays =
    MediaWays { carrier: MediaCarrier::Inline, without_caption: &[], upload: None, fetch, read_fetch };

fn fetch(_: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    Some(Fetch::Bytes(Call::get(media.url.clone()?)))
}

/// Nothing is asked first, so there is no answer to read.
fn read_fetch(_: &Settings<'_>, http_status: u16, _: &[u8]) -> MediaAnswer {
    let title = format!("the answer with HTTP status {http_status} was not understood");
    MediaAnswer::Refused { title, retry: Retry::by_status(http_status) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_fetched_without_any_token() {
        let media = InboundMedia { url: Some("https://files.example/a.jpg".to_owned()), ..InboundMedia::default() };
        let Some(Fetch::Bytes(call)) = fetch(&|_| Some("secret"), &media) else { panic!("no call") };
        assert_eq!((call.url.as_str(), call.headers.len()), ("https://files.example/a.jpg", 0));
        assert_eq!(fetch(&|_| Some("secret"), &InboundMedia::default()), None);
    }
}
