//! A number at a provider, as the provider keeps it.

use std::collections::BTreeMap;

use nascente_domain::connection::Connection;
use nascente_wire::Provider;

use super::File;

/// A number at a provider.
#[derive(Debug, Clone)]
pub struct Line {
    /// The provider.
    pub provider: Provider,
    /// The settings of the channel that belongs to it, secrets included: what requests have to name and prove.
    pub settings: BTreeMap<String, String>,
    /// Its digits.
    pub phone: String,
    /// Whether it is connected.
    pub state: Connection,
    /// Where it posts to.
    pub webhook: Option<String>,
    /// What was sent through it.
    pub sent: Vec<Sent>,
    /// The files that the provider keeps, by id.
    pub files: BTreeMap<String, File>,
    /// Whether files lie at their addresses no more; WAHA gives them new ones when it is asked for the message.
    pub addresses_over: bool,
    /// Digits by the hidden id that stands for them, with its `@lid`.
    pub lids: BTreeMap<String, String>,
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The provider.
    pub provider: Provider,
    /// The line, see [`Line::key`].
    pub line: String,
    /// The id that the fake gave.
    pub id: String,
    /// Digits, or whatever else names the person.
    pub to: String,
    /// `text`, `image`, `audio`, `video`, `document`, `sticker`, `template`.
    pub kind: String,
    /// Text or caption.
    pub text: Option<String>,
    /// Our own id, where the provider takes one.
    pub our_id: Option<String>,
    /// The message it answers.
    pub reply_to: Option<String>,
    /// The file, as the provider got hold of it.
    pub file: Option<File>,
}

impl Line {
    /// A connected line.
    #[must_use]
    pub fn new(provider: Provider, phone: &str, settings: BTreeMap<String, String>) -> Self {
        let (sent, files, lids) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let (phone, state) = (phone.to_owned(), Connection::Connected);
        Self { provider, settings, phone, state, webhook: None, sent, files, addresses_over: false, lids }
    }

    /// What tells it from the other lines of its provider.
    #[must_use]
    pub fn key(&self) -> String {
        let name = match self.provider {
            Provider::Evolution => "instance",
            Provider::Waha => "session",
            Provider::Zapi => "instance_id",
            Provider::Dialog360 => "api_key",
            Provider::MetaCloud => "phone_number_id",
            Provider::Twilio | Provider::LinkOnly => return self.phone.clone(),
        };
        self.setting(name).to_owned()
    }

    /// A setting; empty when it is not set.
    pub(super) fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    /// Where the provider is reached.
    pub(super) fn base(&self) -> &str {
        let name = if self.provider == Provider::MetaCloud { "graph_base_url" } else { "base_url" };
        self.setting(name)
    }

    /// Whether messages go in and out.
    pub(super) fn is_connected(&self) -> bool {
        self.state == Connection::Connected
    }
}
