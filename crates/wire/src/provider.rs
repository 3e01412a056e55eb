//! The providers and what each of them speaks.
//!
//! A provider is one folder with one [`Dialect`] and one line in [`dialect`]. Everything else asks by [`Provider`].

use nascente_domain::connection::TokenLife;
use nascente_domain::media::takes_caption;
use nascente_domain::message::MessageKind;
use nascente_domain::text_enum;

use crate::call::{Call, FilePart};
use crate::connection::{ConnectionReport, ConnectionState, ConnectionWays, Pairing};
use crate::inbound::{Decoded, Event, Located};
use crate::lid::{LidAnswer, LidWay};
use crate::media::{Fetch, InboundMedia, MediaAnswer, MediaCarrier, MediaWays, UploadAnswer};
use crate::outbound::{OutboundMessage, SendAnswer};
use crate::settings::{SettingRule, Settings};
use crate::{dialog360, evolution, meta_cloud, twilio, waha, zapi};

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

/// What a delivery brings to prove who sent it.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// Its headers.
    pub headers: &'a Headers<'a>,
    /// The whole public address it was posted to, with its query.
    pub url: &'a str,
    /// Its bytes, exactly as they came.
    pub body: &'a [u8],
}

/// The answer that a provider wants to a delivery that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its `content-type`; `None`: no body.
    pub content_type: Option<&'static str>,
    /// Its body.
    pub body: &'static str,
}

impl Receipt {
    /// An empty answer.
    pub(crate) const EMPTY: Self = Self { content_type: None, body: "" };
}

/// How the sender of deliveries is proven.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signing {
    /// The secret setting under which deliveries are signed. Where it is not set, the address carries a key instead.
    pub(crate) secret: &'static str,
    /// Secret and delivery to: did the provider send this?
    pub(crate) is_authentic: fn(&str, &Proof<'_>) -> bool,
}

/// How a provider asks whether an address is ours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handshake {
    /// The secret setting that it names.
    pub(crate) secret: &'static str,
    /// Raw query and secret to the challenge that has to be sent back.
    pub(crate) challenge: fn(&str, &str) -> Option<String>,
}

/// What one provider speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// What it has to be told.
    pub(crate) settings: &'static [SettingRule],
    /// The setting by which a delivery names the number; `None`: the address of the delivery tells it.
    pub(crate) number_id: Option<&'static str>,
    /// How it signs; `None`: it does not, and the address carries a key.
    pub(crate) signing: Option<Signing>,
    /// How it verifies the address; `None`: it does not ask.
    pub(crate) handshake: Option<Handshake>,
    /// What it wants as answer.
    pub(crate) receipt: Receipt,
    /// Bytes of a delivery to events.
    pub(crate) decode: fn(&[u8]) -> Decoded,
    /// Settings and message to what has to be asked; `None`: a setting is missing, or it cannot be said here.
    pub(crate) send: fn(&Settings<'_>, &OutboundMessage) -> Option<Call>,
    /// HTTP status and body to what became of it.
    pub(crate) read_send: fn(u16, &[u8]) -> SendAnswer,
    /// How files are moved.
    pub(crate) media: MediaWays,
    /// How the connection is watched and made.
    pub(crate) connection: ConnectionWays,
    /// How it tells whose hidden id one is; `None`: it does not.
    pub(crate) lids: Option<LidWay>,
}

/// The list of providers that are spoken.
fn dialect(provider: Provider) -> Option<&'static Dialect> {
    match provider {
        Provider::MetaCloud => Some(&meta_cloud::DIALECT),
        Provider::Dialog360 => Some(&dialog360::DIALECT),
        Provider::Twilio => Some(&twilio::DIALECT),
        Provider::Evolution => Some(&evolution::DIALECT),
        Provider::Waha => Some(&waha::DIALECT),
        Provider::Zapi => Some(&zapi::DIALECT),
        Provider::LinkOnly => None,
    }
}

/// Whether deliveries of this provider are understood and messages can be sent through it.
#[must_use]
pub fn is_spoken(provider: Provider) -> bool {
    dialect(provider).is_some()
}

/// What the provider has to be told; empty where nothing is connected.
#[must_use]
pub fn settings(provider: Provider) -> &'static [SettingRule] {
    dialect(provider).map_or(&[], |dialect| dialect.settings)
}

/// The setting by which deliveries name the number.
#[must_use]
pub fn number_id_setting(provider: Provider) -> Option<&'static str> {
    dialect(provider)?.number_id
}

/// The secret setting under which deliveries are signed. Without it the address has to carry a key.
#[must_use]
pub fn signing_secret(provider: Provider) -> Option<&'static str> {
    dialect(provider)?.signing.map(|signing| signing.secret)
}

/// What to answer to a delivery that was taken.
#[must_use]
pub fn receipt(provider: Provider) -> Receipt {
    dialect(provider).map_or(Receipt::EMPTY, |dialect| dialect.receipt)
}

/// Translates one delivery. There is always at least one event.
#[must_use]
pub fn decode(provider: Provider, body: &[u8]) -> Decoded {
    dialect(provider).map_or_else(not_supported, |dialect| (dialect.decode)(body))
}

/// Whether the provider itself sent this delivery. Without a secret, or where the provider does not sign, no.
#[must_use]
pub fn authenticate(provider: Provider, secret: &str, proof: &Proof<'_>) -> bool {
    let signing = dialect(provider).and_then(|dialect| dialect.signing);
    signing.is_some_and(|signing| !secret.is_empty() && (signing.is_authentic)(secret, proof))
}

/// The secret setting that answers a verification request.
#[must_use]
pub fn handshake_secret(provider: Provider) -> Option<&'static str> {
    dialect(provider)?.handshake.map(|handshake| handshake.secret)
}

/// The challenge to send back as the whole answer to a verification request (`GET`), given its raw query; `None`:
/// refuse it.
#[must_use]
pub fn handshake(provider: Provider, query: &str, verify_token: &str) -> Option<String> {
    (dialect(provider)?.handshake?.challenge)(query, verify_token)
}

/// What to ask so that a message is sent; `None` when a setting is missing or it cannot be said through this provider.
#[must_use]
pub fn send(provider: Provider, settings: &Settings<'_>, message: &OutboundMessage) -> Option<Call> {
    (dialect(provider)?.send)(settings, message)
}

/// What an HTTP answer to [`send`] means; `None` when nothing can be sent through this provider.
#[must_use]
pub fn read_send(provider: Provider, http_status: u16, body: &[u8]) -> Option<SendAnswer> {
    dialect(provider).map(|dialect| (dialect.read_send)(http_status, body))
}

/// How the provider takes files.
#[must_use]
pub fn media_carrier(provider: Provider) -> Option<MediaCarrier> {
    dialect(provider).map(|dialect| dialect.media.carrier)
}

/// Whether a text below a file of this kind arrives.
#[must_use]
pub fn carries_caption(provider: Provider, kind: MessageKind) -> bool {
    takes_caption(kind) && dialect(provider).is_none_or(|dialect| !dialect.media.without_caption.contains(&kind))
}

/// What to ask so that a file is uploaded; `None` when the provider takes no uploads or a setting is missing.
#[must_use]
pub fn upload(provider: Provider, settings: &Settings<'_>, file: FilePart) -> Option<Call> {
    (dialect(provider)?.media.upload?.call)(settings, file)
}

/// What an HTTP answer to [`upload`] means.
#[must_use]
pub fn read_upload(provider: Provider, http_status: u16, body: &[u8]) -> Option<UploadAnswer> {
    Some((dialect(provider)?.media.upload?.read)(http_status, body))
}

/// What to ask first so that the file of a message is fetched; `None` when the message does not tell enough.
#[must_use]
pub fn fetch(provider: Provider, settings: &Settings<'_>, media: &InboundMedia) -> Option<Fetch> {
    (dialect(provider)?.media.fetch)(settings, media)
}

/// What an HTTP answer to a [`Fetch::Ask`] means.
#[must_use]
pub fn read_fetch(provider: Provider, settings: &Settings<'_>, status: u16, body: &[u8]) -> Option<MediaAnswer> {
    Some((dialect(provider)?.media.read_fetch)(settings, status, body))
}

/// What to ask for the state of the connection; `None` when a setting is missing.
#[must_use]
pub fn connection_state(provider: Provider, settings: &Settings<'_>) -> Option<Call> {
    (dialect(provider)?.connection.state)(settings)
}

/// What an HTTP answer to [`connection_state`] means.
#[must_use]
pub fn read_connection_state(provider: Provider, http_status: u16, body: &[u8]) -> ConnectionReport {
    let nothing = ConnectionReport { state: ConnectionState::Unanswered, phone: None, reason: None };
    dialect(provider).map_or(nothing, |dialect| (dialect.connection.read_state)(http_status, body))
}

/// Whether the number is connected by scanning a code on our screen.
#[must_use]
pub fn is_paired_by_code(provider: Provider) -> bool {
    dialect(provider).is_some_and(|dialect| dialect.connection.pairing.is_some())
}

/// What to ask before the code is asked for, in order. A refusal is no obstacle: what is made may be there already.
#[must_use]
pub fn prepare_pairing(provider: Provider, settings: &Settings<'_>) -> Vec<Call> {
    let pairing = dialect(provider).and_then(|dialect| dialect.connection.pairing);
    pairing.map_or_else(Vec::new, |pairing| (pairing.prepare)(settings))
}

/// What to ask for the code that the phone scans.
#[must_use]
pub fn pairing_code(provider: Provider, settings: &Settings<'_>) -> Option<Call> {
    (dialect(provider)?.connection.pairing?.code)(settings)
}

/// What an HTTP answer to [`pairing_code`] means.
#[must_use]
pub fn read_pairing_code(provider: Provider, http_status: u16, body: &[u8]) -> Option<Pairing> {
    Some((dialect(provider)?.connection.pairing?.read_code)(http_status, body))
}

/// What to ask so that pairing goes on after [`Pairing::Stuck`].
#[must_use]
pub fn restart_pairing(provider: Provider, settings: &Settings<'_>) -> Option<Call> {
    (dialect(provider)?.connection.pairing?.restart?)(settings)
}

/// Whether the provider can be asked whose hidden id (LID) one is.
#[must_use]
pub fn looks_up_lids(provider: Provider) -> bool {
    dialect(provider).is_some_and(|dialect| dialect.lids.is_some())
}

/// What to ask for the telephone number behind a LID; `None` when a setting is missing or nobody can be asked.
#[must_use]
pub fn look_up_lid(provider: Provider, settings: &Settings<'_>, lid: &str) -> Option<Call> {
    (dialect(provider)?.lids?.call)(settings, lid)
}

/// What an HTTP answer to [`look_up_lid`] about this LID means.
#[must_use]
pub fn read_lid(provider: Provider, lid: &str, http_status: u16, body: &[u8]) -> Option<LidAnswer> {
    Some((dialect(provider)?.lids?.read)(lid, http_status, body))
}

/// What to ask so that the number is no longer paired.
#[must_use]
pub fn unpair(provider: Provider, settings: &Settings<'_>) -> Option<Call> {
    (dialect(provider)?.connection.pairing?.unpair)(settings)
}

/// Whether our address is made known to the provider by a request; else it is set by hand in its console.
#[must_use]
pub fn sets_webhook(provider: Provider) -> bool {
    dialect(provider).is_some_and(|dialect| dialect.connection.set_webhook.is_some())
}

/// What to ask for the moment at which the token stops being good; `None` where tokens do not expire, or one is missing.
#[must_use]
pub fn token_expiry(provider: Provider, settings: &Settings<'_>) -> Option<Call> {
    (dialect(provider)?.connection.expiry?.call)(settings)
}

/// What an HTTP answer to [`token_expiry`] means; `None` when it could not be understood.
#[must_use]
pub fn read_token_expiry(provider: Provider, http_status: u16, body: &[u8]) -> Option<TokenLife> {
    (dialect(provider)?.connection.expiry?.read)(http_status, body)
}

/// What to ask so that the provider posts its deliveries to our address; empty: it is set by hand in its console.
#[must_use]
pub fn set_webhook(provider: Provider, settings: &Settings<'_>, address: &str) -> Vec<Call> {
    let way = dialect(provider).and_then(|dialect| dialect.connection.set_webhook);
    way.map_or_else(Vec::new, |way| (way.calls)(settings, address))
}

fn not_supported() -> Decoded {
    let reason = "this provider is not supported yet".to_owned();
    Decoded { events: vec![Located::here(Event::Refused { reason, provider_id: None })] }
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
        let proof = |body: &'static [u8]| Proof { headers: &find, url: "https://x/hooks/meta_cloud/ch_1", body };
        assert!(authenticate(Provider::MetaCloud, "secret", &proof(b"{}")));
        assert!(!authenticate(Provider::MetaCloud, "secret", &proof(b"{ }")));
        assert!(!authenticate(Provider::MetaCloud, "other", &proof(b"{}")));
        assert!(!authenticate(Provider::MetaCloud, "", &proof(b"{}")));
        assert!(!authenticate(Provider::MetaCloud, "secret", &Proof { headers: &|_| None, ..proof(b"{}") }));
    }

    #[test]
    fn a_provider_without_a_dialect_refuses_once_and_proves_nothing() {
        for provider in Provider::ALL.iter().copied().filter(|provider| !is_spoken(*provider)) {
            let decoded = decode(provider, b"{}");
            assert!(matches!(&decoded.events[..], [Located { event: Event::Refused { .. }, .. }]), "{provider}");
            let proof = Proof { headers: &|_| Some("anything"), url: "https://x/", body: b"{}" };
            assert!(!authenticate(provider, "secret", &proof), "{provider}");
            assert_eq!(handshake(provider, "hub.mode=subscribe&hub.challenge=1&hub.verify_token=t", "t"), None);
        }
    }
}
