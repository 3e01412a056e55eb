//! A delivery to its events.
//!
//! In: the raw bytes. Out: at least one event, messages before statuses within one change. Nothing fails: each part
//! that cannot be used is an event with its reason, located at the number of its change.

use serde_json::Value;

use super::message;
use super::payload::{self, Change};
use super::profiles::Profiles;
use super::status;
use crate::fields::{Fields, NotAnId, shortened};
use crate::inbound::{Decoded, Event, Located, Number};
use crate::mend::parsed;

/// The most messages of a history that are named one by one.
const HISTORY_LIMIT: usize = 1_000;
/// The most refusals without an id that are named one by one; they say nothing that a count does not.
const NAMELESS_LIMIT: usize = 1_000;
/// The most characters of a field's name that are kept.
const FIELD_LIMIT: usize = 64;

/// How a change names the company's number. One that cannot be an id is an error, for it must not fall to another.
pub(crate) type NumberOf = fn(Fields<'_>) -> Result<Number, NotAnId>;

/// Translates one delivery of the Cloud API.
#[must_use]
pub fn decode(body: &[u8]) -> Decoded {
    match parsed(body) {
        Ok(body) => decode_value(&body, by_id),
        Err(reason) => Decoded { events: vec![Located::here(refused(reason))] },
    }
}

/// Translates a delivery of the form of the Cloud API, whoever posts it.
pub(crate) fn decode_value(body: &Value, number_of: NumberOf) -> Decoded {
    let mut out = Out::default();
    if let Err(reason) = read(body, number_of, &mut out) {
        out.push(&Number::OfAddress, refused(reason));
    }
    out.done()
}

/// The number by Meta's own id of it.
fn by_id(value: Fields<'_>) -> Result<Number, NotAnId> {
    let id = value.object("metadata").strict_id("phone_number_id")?;
    Ok(id.map_or(Number::OfAddress, Number::Id))
}

/// A part that was not understood and has no id.
fn refused(reason: &str) -> Event {
    Event::Refused { reason: reason.to_owned(), provider_id: None }
}

/// A part that is of no use.
pub(super) fn ignored(kind: &str, provider_id: Option<String>) -> Event {
    Event::Ignored { kind: kind.to_owned(), provider_id }
}

/// The events so far. Keeps a delivery of a million broken parts from becoming a million rows.
#[derive(Default)]
struct Out {
    events: Vec<Located>,
    /// How many parts were refused without an id.
    nameless: usize,
}

impl Out {
    fn push(&mut self, number: &Number, event: Event) {
        let is_nameless = matches!(event, Event::Refused { provider_id: None, .. });
        self.nameless += usize::from(is_nameless);
        if !is_nameless || self.nameless <= NAMELESS_LIMIT {
            self.events.push(Located { number: number.clone(), event });
        }
    }

    /// Grows with every part, also with those that are only counted.
    fn parts(&self) -> usize {
        self.events.len() + self.nameless
    }

    fn done(mut self) -> Decoded {
        let unnamed = self.nameless.saturating_sub(NAMELESS_LIMIT);
        if unnamed > 0 {
            let event = refused(&format!("{unnamed} more parts were not understood"));
            self.events.push(Located::here(event));
        }
        if self.events.is_empty() {
            self.events.push(Located::here(ignored("empty", None)));
        }
        Decoded { events: self.events }
    }
}

fn read(body: &Value, number_of: NumberOf, out: &mut Out) -> Result<(), &'static str> {
    for change in payload::changes(body)? {
        match change {
            Ok(change) => read_change(&change, number_of, out),
            Err(reason) => out.push(&Number::OfAddress, refused(reason)),
        }
    }
    Ok(())
}

fn read_change(change: &Change<'_>, number_of: NumberOf, out: &mut Out) {
    let Ok(number) = number_of(change.value) else {
        return out.push(&Number::OfAddress, refused("phone_number_id is not an id"));
    };
    let number = &number;
    let before = out.parts();
    match change.field.as_deref() {
        Some("messages") | None => read_messages(change.value, number, out),
        Some("smb_message_echoes") => read_echoes(change.value, number, out),
        Some("history") => read_history(change.value, number, out),
        Some(other) => out.push(number, ignored(&shortened(other, FIELD_LIMIT).unwrap_or_default(), None)),
    }
    if out.parts() == before {
        out.push(number, ignored("empty", None));
    }
}

fn read_messages(value: Fields<'_>, number: &Number, out: &mut Out) {
    let profiles = Profiles::read(value.list("contacts"));
    read_list(value, "messages", number, out, |raw| message::inbound(raw, &profiles));
    read_list(value, "statuses", number, out, status::report);
    read_list(value, "errors", number, out, |_| ignored("provider_error", None));
}

fn read_echoes(value: Fields<'_>, number: &Number, out: &mut Out) {
    let profiles = Profiles::read(value.list("contacts"));
    read_list(value, "message_echoes", number, out, |raw| message::echo(raw, &profiles));
}

/// Reads the list under a key, which may be absent; something else in its place is refused once.
fn read_list(value: Fields<'_>, key: &str, number: &Number, out: &mut Out, read_one: impl Fn(&Value) -> Event) {
    if value.value(key).is_some_and(|list| !list.is_array()) {
        return out.push(number, refused(&format!("{key} is not a list")));
    }
    for raw in value.list(key) {
        out.push(number, read_one(raw));
    }
}

/// A history is up to 180 days old and comes once, when a number is connected; it never makes a lead.
fn read_history(value: Fields<'_>, number: &Number, out: &mut Out) {
    let threads = value.list("history").iter().flat_map(|part| Fields::of(part).list("threads"));
    let in_threads = threads.flat_map(|thread| Fields::of(thread).list("messages"));
    let messages = in_threads.chain(value.list("messages"));
    let ids: Vec<String> = messages.filter_map(|raw| Fields::of(raw).id("id")).take(HISTORY_LIMIT).collect();
    if ids.is_empty() {
        out.push(number, ignored("history", None));
    }
    for id in ids {
        out.push(number, ignored("history", Some(id)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_event(body: &[u8]) -> Event {
        let mut events = decode(body).events;
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0).event
    }

    fn reason(body: &[u8]) -> String {
        match only_event(body) {
            Event::Refused { reason, provider_id: None } => reason,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn what_is_no_envelope_is_refused_once() {
        for body in [&b""[..], b"not json", b"\xff\xfe", b"[]", b"null", b"7", b"{}", b"{\"entry\":{}}"] {
            assert!(!reason(body).is_empty());
        }
        assert_eq!(reason(br#"{"object":"page","entry":[]}"#), "the delivery is not about WhatsApp");
    }

    #[test]
    fn a_legal_envelope_without_updates_is_empty() {
        for body in [
            &br#"{"object":"whatsapp_business_account","entry":[]}"#[..],
            br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}"#,
            br#"{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{}}]}]}"#,
        ] {
            assert_eq!(only_event(body), ignored("empty", None));
        }
    }

    #[test]
    fn a_nesting_bomb_is_refused() {
        assert_eq!(reason("[".repeat(3_000_000).as_bytes()), "the body is not JSON");
        let inner = format!("{}{}", "{\"a\":".repeat(500_000), "}".repeat(500_000));
        assert_eq!(reason(format!(r#"{{"entry":[{inner}]}}"#).as_bytes()), "the body is not JSON");
    }

    #[test]
    fn a_million_broken_parts_do_not_become_a_million_events() {
        let parts = vec!["1"; 1_000_000].join(",");
        let events = decode(format!(r#"{{"entry":[{parts}]}}"#).as_bytes()).events;
        assert_eq!(events.len(), NAMELESS_LIMIT + 1);
        let last = &events[NAMELESS_LIMIT].event;
        assert_eq!(last, &refused("999000 more parts were not understood"));
    }

    #[test]
    fn a_long_history_is_named_up_to_its_limit() {
        let messages: Vec<String> = (0..1_500).map(|number| format!(r#"{{"id":"wamid.H{number}"}}"#)).collect();
        let value = format!(r#"{{"history":[{{"threads":[{{"messages":[{}]}}]}}]}}"#, messages.join(","));
        let body = format!(r#"{{"entry":[{{"changes":[{{"field":"history","value":{value}}}]}}]}}"#);
        let events = decode(body.as_bytes()).events;
        assert_eq!(events.len(), HISTORY_LIMIT);
        assert_eq!(events[0].event, ignored("history", Some("wamid.H0".to_owned())));
    }

    #[test]
    fn half_an_emoji_in_a_title_does_not_cost_the_message() {
        let message = r#"{"id":"wamid.1","from":"5511999990001","type":"text","text":{"body":"oi \ud83d"}}"#;
        let body =
            format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{message}]}}}}]}}]}}"#);
        let Event::Message(message) = only_event(body.as_bytes()) else { panic!("no message") };
        assert_eq!(message.content.text.as_deref(), Some("oi \u{fffd}"));
    }
}
