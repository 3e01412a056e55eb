//! What a message proves about its origin, before it is known where the message belongs.

use nascente_domain::code::{FoundCode, find_codes};
use nascente_domain::hashtag::{Hashtag, leading_hashtag};
use nascente_domain::message::MessageKind;
use nascente_domain::moment::LocalDay;
use nascente_domain::touch::{Card, EntryKind, HeaderEvidence, Method};
use nascente_wire::inbound::{Content, InboundMessage};

/// An identifier by what it is keyed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) kind: EntryKind,
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) source_url: Option<String>,
    pub(crate) source_id: Option<String>,
}

/// One piece of evidence on a message.
#[derive(Debug, Clone)]
pub(super) enum Evidence {
    /// Card of an ad or post; `named` is `None` when the card does not tell which one.
    Card { kind: EntryKind, named: Option<Named>, card: Box<Card> },
    /// Product.
    Product(Named),
    /// Hashtag at the start of the text; it counts on the first message only.
    Hashtag(Named),
    /// Code in the text.
    Code(FoundCode),
}

impl Evidence {
    /// How it was carried.
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::Card { .. } => Method::AdHeader,
            Self::Product(_) => Method::Product,
            Self::Hashtag(_) => Method::Hashtag,
            Self::Code(_) => Method::Code,
        }
    }

    /// The identifier it names, when that can be told without looking a code up.
    pub(super) const fn named(&self) -> Option<&Named> {
        match self {
            Self::Card { named, .. } => named.as_ref(),
            Self::Product(named) | Self::Hashtag(named) => Some(named),
            Self::Code(_) => None,
        }
    }

    /// What makes the same evidence one touch.
    ///
    /// The same tap may be reported again on later messages: a card is keyed by its click id, else by ad and day. A
    /// click's code is keyed by itself. Everything else happens once per message.
    pub(super) fn key(&self, contact: &str, channel: &str, provider_id: &str, day: LocalDay) -> String {
        match self {
            Self::Card { card, named, kind } => match (&card.ctwa_clid, named) {
                (Some(clid), _) => format!("{kind}:{contact}:{clid}"),
                (None, Some(named)) => format!("{kind}:{contact}:{}:{}", named.key, day.number()),
                (None, None) => format!("{kind}:{channel}:{provider_id}"),
            },
            Self::Product(_) => format!("product:{channel}:{provider_id}"),
            Self::Hashtag(_) => format!("hashtag:{channel}:{provider_id}"),
            Self::Code(found) if found.code.kind() == nascente_domain::code::CodeKind::Click => {
                format!("code:{contact}:{}", found.code)
            }
            Self::Code(found) => format!("code:{channel}:{provider_id}:{}", found.code),
        }
    }
}

/// Everything that a message proves.
pub(super) fn of_message(message: &InboundMessage) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = message.evidence.iter().filter_map(of_header).collect();
    if let Some(text) = typed_text(&message.content) {
        found.extend(leading_hashtag(text).map(|hashtag| Evidence::Hashtag(of_hashtag(&hashtag))));
        found.extend(find_codes(text).into_iter().map(Evidence::Code));
    }
    found
}

/// The text that the contact typed: a body or a caption, not the title of a chosen button.
fn typed_text(content: &Content) -> Option<&str> {
    match content.kind {
        MessageKind::Text | MessageKind::Image | MessageKind::Video | MessageKind::Document => content.text.as_deref(),
        _ => None,
    }
}

fn of_header(header: &HeaderEvidence) -> Option<Evidence> {
    match header {
        HeaderEvidence::Card(card) => {
            let kind = card.entry_kind()?;
            let named = card.identifier_key().map(|key| Named {
                kind,
                label: label_of(card, kind, &key),
                key,
                source_url: card.source_url.clone(),
                source_id: card.source_id.clone(),
            });
            Some(Evidence::Card { kind, named, card: Box::new(card.clone()) })
        }
        HeaderEvidence::Product { retailer_id, .. } => Some(Evidence::Product(Named {
            kind: EntryKind::Product,
            key: retailer_id.clone(),
            label: retailer_id.clone(),
            source_url: None,
            source_id: Some(retailer_id.clone()),
        })),
        HeaderEvidence::EntryPoint(_) => None,
    }
}

fn of_hashtag(hashtag: &Hashtag) -> Named {
    Named {
        kind: EntryKind::Hashtag,
        key: hashtag.key.clone(),
        label: hashtag.shown.clone(),
        source_url: None,
        source_id: None,
    }
}

/// What an ad or post is called until its name is known: the title of its card, else its id.
fn label_of(card: &Card, kind: EntryKind, key: &str) -> String {
    let what = if kind == EntryKind::Post { "Publicação" } else { "Anúncio" };
    card.headline.clone().unwrap_or_else(|| format!("{what} {key}"))
}
