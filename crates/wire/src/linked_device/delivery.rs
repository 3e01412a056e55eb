//! What the deliveries of all gateways have in common: their bytes, the events gathered from them, the messages.

use nascente_domain::moment::Moment;
use nascente_domain::person::Party;
use nascente_domain::touch::HeaderEvidence;
use serde_json::Value;

use super::jid::Jid;
use super::part::Part;
use crate::fields::shortened;
use crate::inbound::{Content, Decoded, EchoMessage, Event, InboundMessage, Located, Number};

/// The most refusals without an id that are named one by one; they say nothing that a count does not.
const NAMELESS_LIMIT: usize = 1_000;
/// The most messages of a history that are named one by one.
const HISTORY_LIMIT: usize = 1_000;
/// The most characters of an event's name that are kept.
const KIND_LIMIT: usize = 64;
/// The most characters of a name that are kept.
const NAME_LIMIT: usize = 200;

/// A part that was not understood.
pub(crate) fn refused(reason: &str, provider_id: Option<String>) -> Event {
    Event::Refused { reason: reason.to_owned(), provider_id }
}

/// A part that is of no use.
pub(crate) fn ignored(kind: &str, provider_id: Option<String>) -> Event {
    Event::Ignored { kind: kind.to_owned(), provider_id }
}

/// The name of an event as a kind that may be kept.
pub(crate) fn kind_of(event: &str) -> String {
    let visible: String = event.chars().filter(|character| !character.is_control()).collect();
    shortened(visible.trim(), KIND_LIMIT).unwrap_or_else(|| "unnamed".to_owned())
}

/// The events of one delivery, all of one number. Keeps a million broken parts from becoming a million rows.
pub(crate) struct Gathered {
    number: Number,
    events: Vec<Located>,
    nameless: usize,
}

impl Gathered {
    /// Nothing yet, of this number.
    pub(crate) const fn of(number: Number) -> Self {
        Self { number, events: Vec::new(), nameless: 0 }
    }

    /// One more event.
    pub(crate) fn push(&mut self, event: Event) {
        let is_nameless = matches!(event, Event::Refused { provider_id: None, .. });
        self.nameless += usize::from(is_nameless);
        if !is_nameless || self.nameless <= NAMELESS_LIMIT {
            self.events.push(Located { number: self.number.clone(), event });
        }
    }

    /// A history comes when a number is connected; it never makes a lead.
    pub(crate) fn push_history(&mut self, ids: impl Iterator<Item = String>) {
        let before = self.events.len();
        ids.take(HISTORY_LIMIT).for_each(|id| self.push(ignored("history", Some(id))));
        if self.events.len() == before {
            self.push(ignored("history", None));
        }
    }

    /// All events; never none.
    pub(crate) fn done(mut self) -> Decoded {
        let unnamed = self.nameless.saturating_sub(NAMELESS_LIMIT);
        if unnamed > 0 {
            let event = refused(&format!("{unnamed} more parts were not understood"), None);
            self.events.push(Located { number: self.number.clone(), event });
        }
        if self.events.is_empty() {
            self.push(ignored("empty", None));
        }
        Decoded { events: self.events }
    }
}

/// What stands around the content of every message.
pub(crate) struct Envelope {
    /// The provider's id.
    pub(crate) provider_id: String,
    /// Whether the company wrote it.
    pub(crate) from_me: bool,
    /// The other side.
    pub(crate) contact: Party,
    /// The provider's time.
    pub(crate) sent_at: Option<Moment>,
}

impl Envelope {
    /// The event of this message.
    pub(crate) fn holding(self, content: Content, evidence: Vec<HeaderEvidence>, reply_to: Option<String>) -> Event {
        let Self { provider_id, from_me, contact, sent_at } = self;
        if from_me {
            return Event::Echo(Box::new(EchoMessage { provider_id, to: contact, sent_at, content, reply_to }));
        }
        Event::Message(Box::new(InboundMessage { provider_id, from: contact, sent_at, content, evidence, reply_to }))
    }
}

/// The name that a person chose. Gateways put the number in its place when they know no name, and the name of the
/// company's own account on what it wrote itself.
pub(crate) fn name(from_me: bool, name: Option<String>, contact: &Party) -> Option<String> {
    let name = name.filter(|_| !from_me)?;
    let name = shortened(name.trim(), NAME_LIMIT)?;
    let is_number = Jid::read(&name).is_some_and(|address| address.is_of(contact));
    let is_lid = contact.lid.as_deref().is_some_and(|lid| lid.trim_end_matches("@lid") == name);
    (!is_number && !is_lid).then_some(name)
}

/// The elements of a value that is a list, a list under `messages`, or the only element itself.
pub(crate) fn each<'a>(parent: Part<'a>, name: &str) -> Vec<&'a Value> {
    match parent.value(name) {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(value) => match Part::of(value).value("messages") {
            Some(Value::Array(list)) => list.iter().collect(),
            _ => vec![value],
        },
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_broken_parts_do_not_become_a_million_events() {
        let mut gathered = Gathered::of(Number::OfAddress);
        (0..1_000_000).for_each(|_| gathered.push(refused("x", None)));
        let events = gathered.done().events;
        assert_eq!(events.len(), NAMELESS_LIMIT + 1);
        assert_eq!(events[NAMELESS_LIMIT].event, refused("999000 more parts were not understood", None));
    }

    #[test]
    fn a_number_in_the_place_of_a_name_is_no_name() {
        let contact =
            Party { lid: Some("21@lid".to_owned()), ..super::super::jid::party(Jid::read("5511999990001@c.us"), &[]) };
        let named = |from_me, text: &str| name(from_me, Some(text.to_owned()), &contact);
        assert_eq!(named(false, " Ana ").as_deref(), Some("Ana"));
        assert_eq!(named(false, "5511999990001"), None);
        assert_eq!(named(false, "21"), None);
        assert_eq!(named(true, "Você"), None);
    }
}
