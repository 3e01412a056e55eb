//! What holds for every delivery of every provider, whatever its bytes: no panic, at least one event, and nothing that
//! the store could not keep.

use nascente_domain::person::Party;
use nascente_wire::inbound::{Content, Event, Number};
use nascente_wire::{Provider, decode};
use serde_json::Value;

/// Decodes a delivery and panics where something does not hold.
pub fn check(provider: Provider, delivery: &[u8]) {
    let posted = as_posted(provider, delivery);
    let events = decode(provider, &posted).events;
    assert!(!events.is_empty(), "a delivery without events");
    for located in &events {
        let holds = match &located.event {
            Event::Message(message) => is_recordable(&message.provider_id, &message.from, &message.content),
            Event::Echo(echo) => is_recordable(&echo.provider_id, &echo.to, &echo.content),
            Event::Status(status) => is_id(&status.provider_id),
            Event::Connection(_) => true,
            Event::Ignored { kind, provider_id } => !kind.is_empty() && provider_id.as_deref().is_none_or(is_id),
            Event::Refused { reason, provider_id } => !reason.is_empty() && provider_id.as_deref().is_none_or(is_id),
        };
        assert!(holds, "{located:?}");
        assert!(!matches!(&located.number, Number::Id(id) if !is_id(id)), "{located:?}");
    }
}

/// Twilio posts forms. Its seeds list the fields as a JSON object, as the fixtures do; what is none is posted as it is.
fn as_posted(provider: Provider, delivery: &[u8]) -> Vec<u8> {
    match (provider, serde_json::from_slice::<Value>(delivery)) {
        (Provider::Twilio, Ok(Value::Object(fields))) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in &fields {
                form.append_pair(name, value.as_str().unwrap_or_default());
            }
            form.finish().into_bytes()
        }
        _ => delivery.to_vec(),
    }
}

fn is_recordable(provider_id: &str, party: &Party, content: &Content) -> bool {
    is_id(provider_id) && !party.is_nobody() && is_kept_well(content)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 512 && !id.contains('\0')
}

fn is_kept_well(content: &Content) -> bool {
    let text = content.text.as_deref().unwrap_or("x");
    let details = content.details.as_ref().map(Value::to_string).unwrap_or_default();
    !text.is_empty() && text.chars().count() <= 65_536 && !text.contains('\0') && !details.contains("\\u0000")
}
