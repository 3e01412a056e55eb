//! A delivery to its events.
//!
//! In: the raw bytes. Out: at least one event, located at the company's telephone number. Nothing fails. Messages of
//! other channels of the account (SMS, Messenger) are of no use.

use nascente_domain::person::Party;

use super::{form, message, status};
use crate::fields::Fields;
use crate::identity::{is_bsuid, name, phone};
use crate::inbound::{Decoded, Event, Located, Number};

/// What stands before every address of `WhatsApp`.
const CHANNEL: &str = "whatsapp:";

/// Translates one delivery of Twilio.
pub(super) fn decode(body: &[u8]) -> Decoded {
    let read = form::fields(body);
    let (number, events) = match &read {
        Ok(value) => events(Fields::of(value)),
        Err(reason) => (Number::OfAddress, vec![refused(reason, None)]),
    };
    Decoded { events: events.into_iter().map(|event| Located { number: number.clone(), event }).collect() }
}

/// A part that was not understood.
pub(super) fn refused(reason: &str, provider_id: Option<&str>) -> Event {
    Event::Refused { reason: reason.to_owned(), provider_id: provider_id.map(str::to_owned) }
}

fn events(fields: Fields<'_>) -> (Number, Vec<Event>) {
    let Some(provider_id) = ["MessageSid", "SmsSid", "SmsMessageSid"].iter().find_map(|key| fields.id(key)) else {
        return (Number::OfAddress, vec![refused("the delivery does not name its message", None)]);
    };
    let is_report = status::is_report(fields);
    let (ours, theirs) = if is_report { ("From", "To") } else { ("To", "From") };
    let number = fields.id(ours).and_then(|address| phone(user(&address)?)).map_or(Number::OfAddress, Number::Phone);
    let address = fields.id(theirs).unwrap_or_default();
    let Some(user) = user(&address) else {
        let event = match address.as_str() {
            "" => refused("the message does not say who the other side is", Some(&provider_id)),
            _ => Event::Ignored { kind: "another channel".to_owned(), provider_id: Some(provider_id) },
        };
        return (number, vec![event]);
    };
    let party = party(fields, user);
    let events = if is_report {
        vec![status::report(fields, provider_id, party)]
    } else {
        message::read(fields, &provider_id, &party)
    };
    (number, events)
}

/// The user of an address of `WhatsApp`.
fn user(address: &str) -> Option<&str> {
    address.strip_prefix(CHANNEL).map(str::trim)
}

/// A person by number, by BSUID or by both. `WaId` is the number again, without its plus.
fn party(fields: Fields<'_>, address: &str) -> Party {
    let wa_id = || fields.id("WaId").and_then(|id| phone(&id));
    let beside = fields.id("ExternalUserIdentifier").or_else(|| fields.id("ExternalUserId")).unwrap_or_default();
    let beside = user(&beside).unwrap_or(&beside);
    Party {
        phone: phone(address).or_else(wa_id),
        bsuid: [address, beside].into_iter().find(|text| is_bsuid(text)).map(str::to_owned),
        name: name(fields, "ProfileName"),
        ..Party::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(body: &str) -> Located {
        let mut events = decode(body.as_bytes()).events;
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }

    #[test]
    fn what_is_no_message_is_refused_once() {
        for body in ["", "a=b", "{", "{}", "\u{0}", "MessageSid="] {
            assert!(matches!(only(body).event, Event::Refused { .. }), "{body}");
        }
    }

    #[test]
    fn a_message_of_another_channel_of_the_account_is_of_no_use() {
        let located = only("MessageSid=SM1&From=%2B5511999990001&To=%2B551130000001&Body=oi");
        assert!(matches!(located.event, Event::Ignored { kind, .. } if kind == "another channel"));
    }

    #[test]
    fn a_person_without_number_is_known_by_user_id() {
        let located = only("MessageSid=SM1&From=whatsapp%3ABR.150257639&To=whatsapp%3A%2B551130000001&Body=oi");
        let Event::Message(message) = located.event else { panic!("no message") };
        assert_eq!((message.from.phone, message.from.bsuid.as_deref()), (None, Some("BR.150257639")));
        let located =
            only("MessageSid=SM1&From=whatsapp%3A%2B5511999990001&Body=oi&ExternalUserIdentifier=BR.150257639");
        let Event::Message(message) = located.event else { panic!("no message") };
        assert!(message.from.phone.is_some() && message.from.bsuid.as_deref() == Some("BR.150257639"));
    }
}
