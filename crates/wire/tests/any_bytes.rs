//! Whatever the bytes: no panic, at least one event, and nothing that the store could not keep.

mod fixtures;

use fixtures::Payload;
use nascente_domain::person::Party;
use nascente_wire::inbound::{Content, Event, Number as CompanyNumber};
use nascente_wire::{Provider, decode};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Number, Value, json};

/// The words of the format, so that arbitrary JSON reaches every reader.
const KEYS: &[&str] = &[
    "address",
    "animated",
    "audio",
    "biz_opaque_callback_data",
    "body",
    "button",
    "button_reply",
    "caption",
    "catalog_id",
    "code",
    "contacts",
    "context",
    "conversation",
    "ctwa_clid",
    "document",
    "edit",
    "emoji",
    "errors",
    "filename",
    "formatted_name",
    "from",
    "from_user_id",
    "group_id",
    "history",
    "id",
    "image",
    "interactive",
    "latitude",
    "list_reply",
    "location",
    "longitude",
    "message",
    "message_echoes",
    "message_id",
    "messages",
    "metadata",
    "name",
    "nfm_reply",
    "order",
    "origin",
    "original_message_id",
    "phone",
    "phone_number_id",
    "phones",
    "pricing",
    "product_items",
    "product_retailer_id",
    "profile",
    "quantity",
    "reaction",
    "recipient_id",
    "referral",
    "referred_product",
    "response_json",
    "revoke",
    "source_id",
    "source_type",
    "source_url",
    "status",
    "statuses",
    "sticker",
    "system",
    "text",
    "threads",
    "timestamp",
    "title",
    "to",
    "type",
    "unsupported",
    "user_id",
    "username",
    "video",
    "voice",
    "wa_id",
    "welcome_message",
];
/// The values that decide something.
const WORDS: &[&str] = &[
    "text",
    "image",
    "sticker",
    "audio",
    "document",
    "location",
    "contacts",
    "interactive",
    "button",
    "reaction",
    "order",
    "system",
    "request_welcome",
    "edit",
    "revoke",
    "unsupported",
    "note",
    "unknown",
    "ad",
    "post",
    "button_reply",
    "list_reply",
    "nfm_reply",
    "sent",
    "played",
    "failed",
    "referral_conversion",
    "5511999990001",
    "BR.1",
    "wamid.A",
    "1793750400",
    "",
    "\u{0}",
    "#",
    "https://fb.me/x",
];

fn any_json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<i64>().prop_map(Number::from), any::<u64>().prop_map(Number::from)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(Value::Number),
        any::<f64>().prop_map(|float| json!(float)),
        any::<String>().prop_map(Value::String),
        (0..600_usize).prop_map(|length| Value::String("ã".repeat(length))),
        proptest::sample::select(WORDS).prop_map(|word| json!(word)),
        proptest::sample::select(WORDS).prop_map(|word| json!(word)),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            any_object(inner.clone()),
            any_object(inner),
        ]
    })
}

fn any_object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let pair = (proptest::sample::select(KEYS), value);
    proptest::collection::vec(pair, 0..8).prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    })
}

/// A message that is good but for one arbitrary part, so that the readers behind the first checks are reached.
fn almost_good_message() -> impl Strategy<Value = Value> {
    (proptest::sample::select(WORDS), proptest::sample::select(KEYS), any_json()).prop_map(|(kind, key, part)| {
        let mut message = json!({ "id": "wamid.A", "from": "5511999990001", "timestamp": "1793750400", "type": kind });
        message[kind] = part.clone();
        message[key] = part;
        message
    })
}

fn is_kept_well(content: &Content) -> bool {
    let text = content.text.as_deref().unwrap_or("x");
    let details = content.details.as_ref().map(Value::to_string).unwrap_or_default();
    !text.is_empty() && text.chars().count() <= 65_536 && !text.contains('\0') && !details.contains("\\u0000")
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 512 && !id.contains('\0')
}

fn is_recordable(provider_id: &str, party: &Party, content: &Content) -> bool {
    is_id(provider_id) && !party.is_nobody() && is_kept_well(content)
}

/// Decodes and checks what holds for every delivery; gives back how many messages there were.
fn check(body: &[u8]) -> usize {
    check_of(Provider::MetaCloud, body)
}

/// The same for a delivery of any provider.
fn check_of(provider: Provider, body: &[u8]) -> usize {
    let events = decode(provider, body).events;
    assert!(!events.is_empty());
    for located in &events {
        let good = match &located.event {
            Event::Message(message) => is_recordable(&message.provider_id, &message.from, &message.content),
            Event::Echo(echo) => is_recordable(&echo.provider_id, &echo.to, &echo.content),
            Event::Status(status) => is_id(&status.provider_id),
            Event::Connection(_) => true,
            Event::Ignored { kind, provider_id } => !kind.is_empty() && provider_id.as_deref().is_none_or(is_id),
            Event::Refused { reason, provider_id } => !reason.is_empty() && provider_id.as_deref().is_none_or(is_id),
        };
        assert!(good && !matches!(&located.number, CompanyNumber::Id(id) if !is_id(id)), "{located:?}");
    }
    events.iter().filter(|located| matches!(located.event, Event::Message(_))).count()
}

/// A fixture with some bytes changed and, where a cut is given, without its end.
fn mutated(which: Index, changes: &[(Index, u8)], cut: Option<Index>) -> (Provider, Vec<u8>) {
    let payloads = fixtures::all();
    let Payload { provider, mut body, .. } = which.get(&payloads).clone();
    for (place, byte) in changes {
        let place = place.index(body.len());
        body[place] = *byte;
    }
    body.truncate(cut.map_or(body.len(), |cut| cut.index(body.len())));
    (provider, body)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_give_events(body in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for provider in Provider::ALL {
            check_of(*provider, &body);
        }
    }

    #[test]
    fn arbitrary_text_gives_events(body in any::<String>()) {
        check(body.as_bytes());
    }

    #[test]
    fn arbitrary_values_in_the_right_envelope_give_events(
        value in any_json(),
        field in proptest::sample::select(&["messages", "smb_message_echoes", "history", "", "other"][..]),
    ) {
        let body = json!({ "object": "whatsapp_business_account",
            "entry": [value.clone(), { "changes": [value.clone(), { "field": field, "value": value }] }] });
        check(body.to_string().as_bytes());
    }

    #[test]
    fn a_spoilt_message_never_takes_the_good_one_beside_it(bad in prop_oneof![any_json(), almost_good_message()]) {
        let good = json!({ "id": "wamid.GOOD", "from": "5511999990002", "timestamp": "1793750400", "type": "text",
            "text": { "body": "oi" } });
        let value = json!({ "messages": [bad.clone(), good], "statuses": [bad.clone()], "contacts": [bad] });
        let body = json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }] }).to_string();
        check(body.as_bytes());
        let found = decode(Provider::MetaCloud, body.as_bytes()).events.into_iter().find_map(|located| match located.event {
            Event::Message(message) if message.provider_id == "wamid.GOOD" => message.content.text,
            _ => None,
        });
        prop_assert_eq!(found.as_deref(), Some("oi"));
    }

    #[test]
    fn mutated_payloads_give_events(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        cut in proptest::option::weighted(0.25, any::<Index>()),
    ) {
        let (provider, body) = mutated(which, &changes, cut);
        check_of(provider, &body);
    }
}

#[test]
fn a_body_of_three_megabytes_gives_all_its_messages() {
    let mut messages: Vec<String> = Vec::new();
    let mut length = 0;
    while length < 3_000_000 {
        let number = messages.len();
        let message = format!(
            r#"{{"id":"wamid.{number}","from":"5511999990001","timestamp":"1793750400","type":"text","text":{{"body":"oi"}}}}"#
        );
        length += message.len();
        messages.push(message);
    }
    let list = messages.join(",");
    let body = format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{list}]}}}}]}}]}}"#);
    assert_eq!(check(body.as_bytes()), messages.len());
}
