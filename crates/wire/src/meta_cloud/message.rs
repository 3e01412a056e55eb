//! One message, of the contact or of the company's own phone.
//!
//! In: an element of `messages[]` or `message_echoes[]`. Out: one event. Refused is only what could not be recorded:
//! no object, no usable id, nobody on the other side. A content of the wrong shape is no reason: the message is kept
//! as its kind, for it may be somebody's first. Messages of groups are of no use.

use nascente_domain::person::Party;
use serde_json::Value;

use super::content::content;
use super::decode::ignored;
use super::profiles::{Profiles, party};
use super::referral::evidence;
use crate::fields::Fields;
use crate::inbound::{EchoMessage, Event, InboundMessage};

/// A message of the contact.
pub(super) fn inbound(raw: &Value, profiles: &Profiles) -> Event {
    let fields = Fields::of(raw);
    match read(fields, "from", &["from_user_id", "user_id"], profiles) {
        Err(event) => *event,
        Ok(Envelope { provider_id, party }) => Event::Message(Box::new(InboundMessage {
            provider_id,
            from: party,
            sent_at: fields.moment("timestamp"),
            content: content(fields),
            evidence: evidence(fields),
            reply_to: fields.object("context").id("id"),
        })),
    }
}

/// A message that the company wrote elsewhere.
pub(super) fn echo(raw: &Value, profiles: &Profiles) -> Event {
    let fields = Fields::of(raw);
    match read(fields, "to", &["to_user_id"], profiles) {
        Err(event) => *event,
        Ok(Envelope { provider_id, party }) => Event::Echo(Box::new(EchoMessage {
            provider_id,
            to: party,
            sent_at: fields.moment("timestamp"),
            content: content(fields),
            reply_to: fields.object("context").id("id"),
        })),
    }
}

/// What every message has.
struct Envelope {
    provider_id: String,
    party: Party,
}

fn read(fields: Fields<'_>, phone_key: &str, bsuid_keys: &[&str], profiles: &Profiles) -> Result<Envelope, Box<Event>> {
    if !fields.is_object() {
        return Err(refused("a message is not an object", None));
    }
    let id = fields.strict_id("id").map_err(|_| refused("the id of a message is not an id", None))?;
    let provider_id = id.ok_or_else(|| refused("a message has no id", None))?;
    if fields.value("group_id").is_some() {
        return Err(Box::new(ignored("group", Some(provider_id))));
    }
    let party = party(fields, phone_key, bsuid_keys)
        .map_err(|_| refused("the other side of the message is not an id", Some(&provider_id)))?;
    let party = profiles.complete(party);
    if party.is_nobody() {
        return Err(refused("the message does not say who the other side is", Some(&provider_id)));
    }
    Ok(Envelope { provider_id, party })
}

fn refused(reason: &str, provider_id: Option<&str>) -> Box<Event> {
    Box::new(Event::Refused { reason: reason.to_owned(), provider_id: provider_id.map(str::to_owned) })
}
