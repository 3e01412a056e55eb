//! A delivery to its events.
//!
//! In: the raw bytes. Out: at least one event, located at the instance that the delivery names. Nothing fails; a type
//! that is not ours to read is of no use, by its name.

use serde_json::Value;

use super::{message, status};
use crate::connection::{ConnectionReport, ConnectionState};
use crate::fields::{Fields, shortened};
use crate::identity::phone;
use crate::inbound::{Decoded, Event, Located, Number};
use crate::mend::parsed;

/// The most characters of an unknown type that are kept.
const TYPE_LIMIT: usize = 64;
/// The most characters of a reason.
const REASON_LIMIT: usize = 300;

/// Translates one delivery of Z-API.
pub(super) fn decode(body: &[u8]) -> Decoded {
    let body = match parsed(body) {
        Ok(body) => body,
        Err(reason) => return Decoded { events: vec![Located::here(refused(reason, None))] },
    };
    let Some((number, events)) = read(&body) else {
        return Decoded { events: vec![Located::here(refused("instanceId is not an id", None))] };
    };
    Decoded { events: events.into_iter().map(|event| Located { number: number.clone(), event }).collect() }
}

/// A part that was not understood.
pub(super) fn refused(reason: &str, provider_id: Option<&str>) -> Event {
    Event::Refused { reason: reason.to_owned(), provider_id: provider_id.map(str::to_owned) }
}

/// A part that is of no use.
pub(super) fn ignored(kind: &str, provider_id: Option<String>) -> Event {
    Event::Ignored { kind: kind.to_owned(), provider_id }
}

/// The instance and what happened there; `None`: what stands in its place must not fall to another number.
fn read(body: &Value) -> Option<(Number, Vec<Event>)> {
    let fields = Fields::of(body);
    let number = fields.strict_id("instanceId").ok()?.map_or(Number::OfAddress, Number::Id);
    let word = fields.title("type").unwrap_or_default();
    let events = match word.to_ascii_lowercase().as_str() {
        "receivedcallback" => vec![message::read(fields)],
        "messagestatuscallback" => status::reports(fields),
        "deliverycallback" => vec![status::delivery(fields)],
        "connectedcallback" | "disconnectedcallback" => vec![Event::Connection(connection(fields))],
        "" => vec![refused("the delivery has no type", None)],
        _ => vec![ignored(&shortened(&word, TYPE_LIMIT).unwrap_or_default(), fields.id("messageId"))],
    };
    Some((number, events))
}

fn connection(fields: Fields<'_>) -> ConnectionReport {
    let is_connected = fields.flag("connected") == Some(true) && fields.flag("disconnected") != Some(true);
    let number = fields.id("phone").and_then(|text| phone(&text));
    ConnectionReport {
        state: if is_connected { ConnectionState::Connected } else { ConnectionState::Disconnected },
        phone: number.map(|phone| phone.digits().to_owned()),
        reason: fields.title("error").and_then(|words| shortened(&words, REASON_LIMIT)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(body: &str) -> Event {
        let mut events = decode(body.as_bytes()).events;
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0).event
    }

    #[test]
    fn the_examples_of_the_documentation_that_are_no_json_are_refused_and_nothing_worse() {
        for body in [r#"{"type":"ReceivedCallback","momment":NumberLong(1657209752000)}"#, r#"{"text":{},}"#, "", "[]"]
        {
            assert!(matches!(only(body), Event::Refused { provider_id: None, .. }), "{body}");
        }
    }

    #[test]
    fn an_unknown_type_is_of_no_use_by_its_name() {
        assert_eq!(only(r#"{"type":"PresenceChatCallback","phone":"5511"}"#), ignored("PresenceChatCallback", None));
        assert!(matches!(only("{}"), Event::Refused { .. }));
    }

    #[test]
    fn a_strange_instance_does_not_fall_to_the_number_of_the_address() {
        let body = format!(r#"{{"type":"ReceivedCallback","instanceId":"{}"}}"#, "x".repeat(600));
        assert!(matches!(only(&body), Event::Refused { .. }));
    }
}
