//! A delivery to its events: that of the Cloud API, but for the partner's own notices `{id, event, data}`, which are
//! of no use (a history makes no lead).

use nascente_domain::phone::Phone;
use serde_json::Value;

use crate::fields::{Fields, NotAnId, shortened};
use crate::identity::phone;
use crate::inbound::{Decoded, Event, Located, Number};
use crate::mend::parsed;
use crate::meta_cloud;

/// The most characters of a notice's name that are kept.
const NAME_LIMIT: usize = 64;

/// Translates one delivery of 360dialog.
pub(super) fn decode(body: &[u8]) -> Decoded {
    match parsed(body) {
        Ok(body) => notice(&body).unwrap_or_else(|| meta_cloud::decode_value(&body, by_number)),
        Err(reason) => {
            let event = Event::Refused { reason: reason.to_owned(), provider_id: None };
            Decoded { events: vec![Located::here(event)] }
        }
    }
}

fn notice(body: &Value) -> Option<Decoded> {
    let notice = Fields::of(body);
    let name = notice.title("event").filter(|_| notice.value("entry").is_none())?;
    let event = Event::Ignored { kind: shortened(&name, NAME_LIMIT)?, provider_id: notice.id("id") };
    Some(Decoded { events: vec![Located::here(event)] })
}

/// The number as it is dialled; what is none leaves the number of the address.
fn by_number(value: Fields<'_>) -> Result<Number, NotAnId> {
    let number: Option<Phone> = value.object("metadata").strict_id("display_phone_number")?.as_deref().and_then(phone);
    Ok(number.map_or(Number::OfAddress, Number::Phone))
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
    fn a_notice_of_the_partner_is_of_no_use_by_its_name() {
        let located = only(r#"{"id":"ev_1","event":"history","data":{"messages":[{"id":"wamid.1"}]}}"#);
        let wanted = Event::Ignored { kind: "history".to_owned(), provider_id: Some("ev_1".to_owned()) };
        assert_eq!((located.number, located.event), (Number::OfAddress, wanted));
        assert!(matches!(only("{}").event, Event::Refused { .. }));
        assert!(matches!(only("no").event, Event::Refused { .. }));
    }

    #[test]
    fn the_number_is_told_as_it_is_dialled() {
        let located = |number: &str| {
            let value = format!(r#"{{"metadata":{{"display_phone_number":"{number}"}},"errors":[{{}}]}}"#);
            only(&format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{value}}}]}}]}}"#)).number
        };
        assert_eq!(located("551130000001"), Number::Phone(Phone::read("551130000001").unwrap()));
        assert_eq!(located("+55 11 3000-0001"), Number::Phone(Phone::read("551130000001").unwrap()));
        assert_eq!(located("none"), Number::OfAddress);
    }
}
