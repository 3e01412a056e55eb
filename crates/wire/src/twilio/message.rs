//! A message of the contact.
//!
//! In: the fields of a delivery. Out: one message, and one more for each further file, whose ids are `<id>/1`,
//! `<id>/2` …; text, evidence and the message it answers stand on the first. There is no time: that of receipt
//! counts.

use nascente_domain::person::Party;

use super::content::{attached, content, files};
use super::decode::refused;
use super::referral::evidence;
use crate::fields::{Fields, derived_id};
use crate::inbound::{Content, Event, InboundMessage};

/// The messages of one delivery.
pub(super) fn read(fields: Fields<'_>, provider_id: &str, from: &Party) -> Vec<Event> {
    if from.is_nobody() {
        return vec![refused("the message does not say who the other side is", Some(provider_id))];
    }
    let first = Event::Message(Box::new(InboundMessage {
        provider_id: provider_id.to_owned(),
        from: from.clone(),
        sent_at: None,
        content: content(fields),
        evidence: evidence(fields),
        reply_to: fields.id("OriginalRepliedMessageSid"),
    }));
    let further = (1..files(fields)).filter_map(|place| {
        let id = derived_id(provider_id, &place.to_string())?;
        Some(further(id, from, attached(fields, place)?))
    });
    std::iter::once(first).chain(further).collect()
}

fn further(provider_id: String, from: &Party, content: Content) -> Event {
    let from = from.clone();
    let evidence = Vec::new();
    Event::Message(Box::new(InboundMessage { provider_id, from, sent_at: None, content, evidence, reply_to: None }))
}
