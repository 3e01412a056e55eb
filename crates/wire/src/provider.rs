//! The providers and what each of them speaks.
//!
//! A provider is one folder with one [`Dialect`] and one line in [`dialect`]. Everything else asks by [`Provider`].

use nascente_domain::text_enum;

use crate::inbound::{Decoded, Event, Located};
use crate::meta_cloud;
use crate::outbound::{OutboundMessage, SendAnswer, SendRequest};

text_enum! {
    /// Through whom a channel is connected to `WhatsApp`.
    Provider {
        /// Meta's own Cloud API.
        MetaCloud = "meta_cloud",
        /// 360dialog.
        Dialog360 = "dialog360",
        /// Twilio.
        Twilio = "twilio",
        /// Evolution API.
        Evolution = "evolution",
        /// WAHA.
        Waha = "waha",
        /// Z-API.
        Zapi = "zapi",
        /// A number for links, not connected yet.
        LinkOnly = "link_only",
    }
}

/// Finds a header of the request by its lower-case name.
pub type Headers<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// What one provider speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// Bytes of a delivery to events.
    pub(crate) decode: fn(&[u8]) -> Decoded,
    /// Secret, headers and raw bytes to: did the provider send this?
    pub(crate) authenticate: fn(&str, &Headers<'_>, &[u8]) -> bool,
    /// Query and verify token to the challenge that has to be sent back.
    pub(crate) handshake: fn(&str, &str) -> Option<String>,
    /// Where it is reached when the channel names no other address.
    pub(crate) base_url: &'static str,
    /// A text to what has to be posted.
    pub(crate) send_request: fn(&OutboundMessage) -> SendRequest,
    /// HTTP status and body to what became of it.
    pub(crate) read_send_answer: fn(u16, &[u8]) -> SendAnswer,
}

/// The list of providers that are spoken.
fn dialect(provider: Provider) -> Option<&'static Dialect> {
    match provider {
        Provider::MetaCloud => Some(&meta_cloud::DIALECT),
        _ => None,
    }
}

/// Whether deliveries of this provider are understood and messages can be sent through it.
#[must_use]
pub fn is_spoken(provider: Provider) -> bool {
    dialect(provider).is_some()
}

/// Translates one delivery. There is always at least one event.
#[must_use]
pub fn decode(provider: Provider, body: &[u8]) -> Decoded {
    dialect(provider).map_or_else(not_supported, |dialect| (dialect.decode)(body))
}

/// Whether the provider itself sent these raw bytes. Without a secret the answer is no.
#[must_use]
pub fn authenticate(provider: Provider, secret: &str, headers: &Headers<'_>, body: &[u8]) -> bool {
    dialect(provider).is_some_and(|dialect| (dialect.authenticate)(secret, headers, body))
}

/// The challenge to send back as the whole answer to a verification request (`GET`), given its raw query; `None`:
/// refuse it.
#[must_use]
pub fn handshake(provider: Provider, query: &str, verify_token: &str) -> Option<String> {
    dialect(provider).and_then(|dialect| (dialect.handshake)(query, verify_token))
}

/// Where the provider is reached when the channel names no other address.
#[must_use]
pub fn default_base_url(provider: Provider) -> Option<&'static str> {
    dialect(provider).map(|dialect| dialect.base_url)
}

/// What to post so that a text is sent; `None` when nothing can be sent through this provider yet.
#[must_use]
pub fn send_request(provider: Provider, text: &OutboundMessage) -> Option<SendRequest> {
    dialect(provider).map(|dialect| (dialect.send_request)(text))
}

/// What an HTTP answer to a [`SendRequest`] means; `None` when nothing can be sent through this provider yet.
#[must_use]
pub fn read_send_answer(provider: Provider, http_status: u16, body: &[u8]) -> Option<SendAnswer> {
    dialect(provider).map(|dialect| (dialect.read_send_answer)(http_status, body))
}

fn not_supported() -> Decoded {
    let reason = "this provider is not supported yet".to_owned();
    Decoded { events: vec![Located { number_id: None, event: Event::Refused { reason, provider_id: None } }] }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::meta_cloud::signature;

    #[test]
    fn a_delivery_is_authenticated_by_the_header_of_its_provider() {
        let headers = HashMap::from([(signature::HEADER.to_owned(), signature::header_for("secret", b"{}"))]);
        let find = |name: &str| headers.get(name).map(String::as_str);
        assert!(authenticate(Provider::MetaCloud, "secret", &find, b"{}"));
        assert!(!authenticate(Provider::MetaCloud, "secret", &find, b"{ }"));
        assert!(!authenticate(Provider::MetaCloud, "other", &find, b"{}"));
        assert!(!authenticate(Provider::MetaCloud, "secret", &|_| None, b"{}"));
    }

    #[test]
    fn a_provider_without_a_dialect_refuses_once_and_proves_nothing() {
        for provider in Provider::ALL.iter().copied().filter(|provider| *provider != Provider::MetaCloud) {
            let decoded = decode(provider, b"{}");
            assert!(matches!(&decoded.events[..], [Located { event: Event::Refused { .. }, .. }]), "{provider}");
            assert!(!authenticate(provider, "secret", &|_| Some("anything"), b"{}"), "{provider}");
            assert_eq!(handshake(provider, "hub.mode=subscribe&hub.challenge=1&hub.verify_token=t", "t"), None);
        }
    }
}
