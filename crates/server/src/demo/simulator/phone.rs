//! The simulated phones: what each has sent and received. They live in memory, as long as the program does.

use std::collections::BTreeMap;

use nascente_domain::moment::Moment;
use nascente_domain::phone::Phone;
use serde::Serialize;

use crate::demo::history::sources::ADVERTS;
use crate::demo::payload::Advert;

/// Phones that are kept; the oldest gives way.
const MOST_PHONES: usize = 200;
/// Messages that a phone keeps.
const MOST_MESSAGES: usize = 500;

/// How far a message got: what the ticks show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ticks {
    Sent,
    Delivered,
    Read,
}

/// One message on a phone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Bubble {
    /// The provider's id.
    pub(crate) id: String,
    /// The provider that it went through.
    pub(crate) provider: &'static str,
    /// The store's number there, as the fake tells it from others.
    #[serde(skip)]
    pub(crate) line: String,
    /// Written by the owner of the phone.
    pub(crate) own: bool,
    /// `text`, `image`, `audio`.
    pub(crate) kind: &'static str,
    pub(crate) text: Option<String>,
    /// Title of the ad, or name of the product, whose card went along.
    pub(crate) card: Option<String>,
    pub(crate) at: String,
    pub(crate) ticks: Ticks,
}

/// What the owner of the phone tapped last, until the next message takes it along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Tap {
    /// An ad or post: its card stands above the field.
    Ad { key: &'static str, headline: &'static str, body: &'static str, prefilled: &'static str },
    /// A link of the link generator was opened.
    Link { slug: String, prefilled: String },
    /// A product of the catalogue was opened to write about it: it stands above the field, which is empty.
    Product { retailer_id: String, name: String, price: &'static str, prefilled: &'static str },
    /// An address of `wa.me` was opened, as from a QR code: the chat with the number that it names.
    Chat { provider: &'static str, prefilled: String },
}

impl Tap {
    /// The ad or post that was tapped.
    pub(crate) fn advert(&self) -> Option<&'static Advert> {
        let Self::Ad { key, .. } = self else { return None };
        ADVERTS.iter().find(|advert| advert.key == *key)
    }
}

/// A phone.
#[derive(Debug, Clone)]
pub(crate) struct Handset {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) number: Phone,
    pub(crate) bubbles: Vec<Bubble>,
    pub(crate) tap: Option<Tap>,
    /// The card of an ad was closed: the status of the first reply will say so.
    pub(crate) proves_ad: bool,
    made_at: Moment,
}

impl Handset {
    pub(crate) fn keep(&mut self, bubble: Bubble) {
        self.bubbles.push(bubble);
        if self.bubbles.len() > MOST_MESSAGES {
            self.bubbles.remove(0);
        }
    }

    /// The last message of its owner.
    pub(crate) fn last_own(&self) -> Option<&Bubble> {
        self.bubbles.iter().rev().find(|bubble| bubble.own)
    }
}

/// Every phone, by its id.
#[derive(Debug, Default)]
pub(crate) struct Phones(BTreeMap<String, Handset>);

impl Phones {
    pub(crate) fn add(&mut self, id: String, name: String, number: Phone, now: Moment) -> Handset {
        // The same number is the same phone: its thread goes on.
        if let Some(known) = self.0.values_mut().find(|known| known.number.key() == number.key()) {
            known.name = name;
            return known.clone();
        }
        if self.0.len() >= MOST_PHONES
            && let Some(oldest) = self.0.values().min_by_key(|phone| phone.made_at).map(|phone| phone.id.clone())
        {
            self.0.remove(&oldest);
        }
        let phone =
            Handset { id: id.clone(), name, number, bubbles: Vec::new(), tap: None, proves_ad: false, made_at: now };
        self.0.insert(id, phone.clone());
        phone
    }

    pub(crate) fn get(&mut self, id: &str) -> Option<&mut Handset> {
        self.0.get_mut(id)
    }

    pub(crate) fn with_number(&mut self, number: &Phone) -> Option<&mut Handset> {
        self.0.values_mut().find(|phone| phone.number.key() == number.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_number_are_one_phone() {
        let mut phones = Phones::default();
        let number = |text: &str| Phone::read(text).unwrap();
        let first = phones.add("a".into(), "Ana".into(), number("5531988887777"), Moment::from_millis(1));
        let again = phones.add("b".into(), "Ana Lima".into(), number("553188887777"), Moment::from_millis(2));
        assert_eq!((first.id.as_str(), again.id.as_str(), again.name.as_str()), ("a", "a", "Ana Lima"));
        assert!(phones.with_number(&number("553188887777")).is_some());
    }
}
