//! What a message proves about its origin, before it is known where the message belongs.

use std::collections::HashMap;

use nascente_domain::carrier::{Carrier, Carriers, comparable_text};
use nascente_domain::code::{Code, CodeKind, FoundCode, find_codes};
use nascente_domain::hashtag::{Hashtag, leading_hashtag};
use nascente_domain::id::{ChannelId, LinkId};
use nascente_domain::invisible;
use nascente_domain::message::MessageKind;
use nascente_domain::moment::LocalDay;
use nascente_domain::touch::{Card, EntryKind, EntryPoint, HeaderEvidence, Method};
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

/// What a company looks at in messages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// The carriers that are used.
    pub(crate) carriers: Carriers,
    /// What stands before the slug in the addresses of links.
    pub(crate) own_address: String,
    /// The numbers that one link alone leads to.
    pub(crate) own_numbers: HashMap<ChannelId, LinkId>,
}

impl Reading {
    /// The slug in an address, where it is one of ours.
    fn slug_in(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(self.own_address.as_str()).filter(|_| !self.own_address.is_empty())?;
        let slug = rest.split(['?', '#', '/']).next()?;
        nascente_domain::link::Slug::read(slug).ok().map(|slug| slug.as_str().to_owned())
    }
}

/// How the header of a custom link names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeaderMark {
    /// By the slug in its address.
    Slug(String),
    /// By a code in its data.
    Code(Code),
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
    /// Code in the text, visible or not.
    Code(FoundCode),
    /// A text that may be that of one link alone, as it is compared; it counts on the first message only.
    Prefilled(String),
    /// The number that it was sent to is that of one link alone.
    Number(LinkId),
    /// Header of a custom link.
    LinkHeader(HeaderMark),
    /// How the chat was opened; `kind` is `None` when that proves nothing.
    EntryPoint { kind: Option<EntryKind>, point: Box<EntryPoint> },
}

impl Evidence {
    /// How it was carried.
    pub(super) const fn method(&self) -> Method {
        match self {
            Self::Card { .. } => Method::AdHeader,
            Self::Product(_) => Method::Product,
            Self::Hashtag(_) => Method::Hashtag,
            Self::Code(_) => Method::Code,
            Self::Prefilled(_) => Method::PrefilledText,
            Self::Number(_) => Method::Number,
            Self::LinkHeader(_) => Method::LinkHeader,
            Self::EntryPoint { .. } => Method::EntryPoint,
        }
    }

    /// The identifier it names, when that can be told without looking a code up.
    pub(super) const fn named(&self) -> Option<&Named> {
        match self {
            Self::Card { named, .. } => named.as_ref(),
            Self::Product(named) | Self::Hashtag(named) => Some(named),
            Self::Code(_) | Self::Prefilled(_) | Self::Number(_) | Self::LinkHeader(_) | Self::EntryPoint { .. } => {
                None
            }
        }
    }

    /// Whether it can open a new conversation. That somebody found the chat without an ad or link is no news, nor that
    /// a number is written to again which was a link's once.
    pub(super) const fn is_news(&self) -> bool {
        !matches!(self, Self::Number(_) | Self::EntryPoint { kind: None | Some(EntryKind::Organic), .. })
    }

    /// Whether it counts on the first message of a conversation only.
    pub(super) const fn is_of_first_message(&self) -> bool {
        matches!(self, Self::Hashtag(_) | Self::Prefilled(_) | Self::Number(_))
    }

    /// Whether it says all that an entry point of this kind says on the same message, and more.
    ///
    /// A hashtag does not: it counts on the first message only, the entry point on every one.
    pub(super) const fn covers(&self, kind: EntryKind) -> bool {
        match self {
            Self::Card { .. } => matches!(kind, EntryKind::Ad | EntryKind::Post | EntryKind::Organic),
            Self::Code(_) | Self::LinkHeader(_) => matches!(kind, EntryKind::Link | EntryKind::Organic),
            Self::Product(_) => matches!(kind, EntryKind::Product | EntryKind::Organic),
            Self::Hashtag(_) | Self::Prefilled(_) | Self::Number(_) | Self::EntryPoint { .. } => false,
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
            Self::Prefilled(_) => format!("prefilled_text:{channel}:{provider_id}"),
            // Once for a contact and a number: who writes there again knows it.
            Self::Number(link_id) => format!("number:{contact}:{channel}:{link_id}"),
            Self::LinkHeader(HeaderMark::Slug(slug)) => format!("link_header:{contact}:{slug}:{}", day.number()),
            Self::LinkHeader(HeaderMark::Code(code)) => format!("link_header:{contact}:{code}:{}", day.number()),
            Self::Code(found) if found.code.kind() == CodeKind::Click => {
                format!("code:{contact}:{}", found.code)
            }
            Self::Code(found) => format!("code:{channel}:{provider_id}:{}", found.code),
            // Its delay changes when a delivery is repeated: nothing of it but the message is part of the key.
            Self::EntryPoint { .. } => format!("entry_point:{channel}:{provider_id}"),
        }
    }
}

/// The key of evidence that is in the ledger already, on a message that was sent before the one it was first seen on.
pub(super) fn earlier_key(key: &str, provider_id: &str) -> String {
    format!("{key}:{provider_id}")
}

/// What the text of a message would prove if every carrier were used: what can be told without the store.
#[derive(Debug, Clone, Default)]
pub(super) struct Written {
    hashtag: Option<Hashtag>,
    codes: Vec<FoundCode>,
    hidden: Vec<Code>,
    comparable: Option<String>,
}

impl Written {
    /// Reads what the contact typed.
    pub(super) fn read(message: &InboundMessage) -> Self {
        typed_text(&message.content).map_or_else(Self::default, |text| Self {
            hashtag: leading_hashtag(text),
            codes: find_codes(text),
            hidden: invisible::find(text),
            comparable: comparable_text(text),
        })
    }

    /// What of it counts by the carriers that are used.
    fn by(self, carriers: Carriers) -> Vec<Evidence> {
        let mut found = Vec::new();
        let hashtag = self.hashtag.filter(|_| carriers.has(Carrier::Hashtag));
        found.extend(hashtag.map(|hashtag| Evidence::Hashtag(of_hashtag(&hashtag))));
        let mut codes = if carriers.has(Carrier::Code) { self.codes } else { Vec::new() };
        if carriers.has(Carrier::InvisibleCode) {
            for code in self.hidden {
                if !codes.iter().any(|known| known.code == code) {
                    codes.push(FoundCode { code, framed: true });
                }
            }
        }
        found.extend(codes.into_iter().map(Evidence::Code));
        found.extend(self.comparable.filter(|_| carriers.has(Carrier::PrefilledText)).map(Evidence::Prefilled));
        found
    }
}

/// Everything that a message proves by the carriers that are used.
pub(super) fn of_message(
    message: &InboundMessage,
    written: Written,
    channel_id: ChannelId,
    reading: &Reading,
) -> Vec<Evidence> {
    let carriers = reading.carriers;
    let mut found: Vec<Evidence> = message.evidence.iter().flat_map(|header| of_header(header, reading)).collect();
    found.extend(written.by(carriers));
    let own_number = reading.own_numbers.get(&channel_id).filter(|_| carriers.has(Carrier::DedicatedNumber));
    found.extend(own_number.map(|link_id| Evidence::Number(*link_id)));
    found
}

/// The text that the contact typed: a body or a caption, not the title of a chosen button.
fn typed_text(content: &Content) -> Option<&str> {
    match content.kind {
        MessageKind::Text | MessageKind::Image | MessageKind::Video | MessageKind::Document => content.text.as_deref(),
        _ => None,
    }
}

fn of_header(header: &HeaderEvidence, reading: &Reading) -> Vec<Evidence> {
    let carriers = reading.carriers;
    let link = of_link_header(header, reading).filter(|_| carriers.has(Carrier::LinkHeader));
    match (header, link) {
        // A card with the address of a link of ours is that link's header and no ad.
        (HeaderEvidence::Card(_), Some(link)) => vec![link],
        (HeaderEvidence::Product { .. }, _) if !carriers.has(Carrier::ProductLink) => Vec::new(),
        (_, link) => of_provider(header).into_iter().chain(link).collect(),
    }
}

fn of_link_header(header: &HeaderEvidence, reading: &Reading) -> Option<Evidence> {
    let mark = match header {
        HeaderEvidence::Card(card) if card.ctwa_clid.is_none() && card.source_id.is_none() => {
            HeaderMark::Slug(reading.slug_in(card.source_url.as_deref()?)?)
        }
        HeaderEvidence::EntryPoint(point) => HeaderMark::Code(Code::read(point.link_code.as_deref()?)?),
        HeaderEvidence::Card(_) | HeaderEvidence::Product { .. } => return None,
    };
    Some(Evidence::LinkHeader(mark))
}

fn of_provider(header: &HeaderEvidence) -> Option<Evidence> {
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
        HeaderEvidence::EntryPoint(point) if point.is_empty() => None,
        HeaderEvidence::EntryPoint(point) => {
            Some(Evidence::EntryPoint { kind: point.entry_kind(), point: Box::new(point.clone()) })
        }
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
