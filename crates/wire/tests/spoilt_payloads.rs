//! Payloads with one part exchanged for anything else: no panic, at least one event, nothing that the store could not
//! keep, and no name of ours on a person.
//!
//! Bytes at random seldom stay JSON; parts at random always do, so the readers behind the first checks are reached.

mod fixtures;

use std::sync::LazyLock;

use fixtures::Payload;
use nascente_domain::person::Party;
use nascente_wire::inbound::{Content, Event, Number};
use nascente_wire::{Provider, decode};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// The payloads of linked devices.
static PAYLOADS: LazyLock<Vec<Payload>> = LazyLock::new(|| {
    let is_linked = |payload: &Payload| matches!(payload.provider, Provider::Evolution | Provider::Waha);
    fixtures::all().into_iter().filter(is_linked).collect()
});

/// Words that decide something.
const WORDS: &[&str] =
    &["", "\u{0}", "true_5511999990001@c.us_A", "status@broadcast", "1@lid", "@", "REVOKE", "14", "ad", "{"];

/// What takes the place of a part.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::String),
        (0..700_usize).prop_map(|length| Value::String("ã".repeat(length))),
        proptest::sample::select(WORDS).prop_map(|word| json!(word)),
        Just(json!([])),
        Just(json!({})),
        Just(json!({ "low": -1, "high": i64::MAX })),
        Just(json!([{ "id": 1 }, [], 7, null])),
        Just(json!({ "message": { "message": {} }, "id": { "_serialized": "\u{0}" } })),
    ]
}

/// How many parts a value has, itself among them.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Exchanges the part at a place, counted from the front.
fn exchange(value: &mut Value, place: &mut usize, part: &Value) {
    if *place == 0 {
        *value = part.clone();
    }
    *place = place.wrapping_sub(1);
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| exchange(inner, place, part)),
        Value::Object(map) => map.values_mut().for_each(|inner| exchange(inner, place, part)),
        _ => {}
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 512 && !id.contains('\0')
}

fn is_recordable(provider_id: &str, party: &Party, content: &Content) -> bool {
    let text = content.text.as_deref().unwrap_or("x");
    let details = content.details.as_ref().map(Value::to_string).unwrap_or_default();
    let is_kept_well = !text.is_empty() && text.chars().count() <= 65_536 && !text.contains('\0');
    is_id(provider_id) && !party.is_nobody() && is_kept_well && !details.contains("\\u0000")
}

fn holds(event: &Event) -> bool {
    match event {
        Event::Message(message) => is_recordable(&message.provider_id, &message.from, &message.content),
        Event::Echo(echo) => is_recordable(&echo.provider_id, &echo.to, &echo.content),
        Event::Status(status) => is_id(&status.provider_id),
        Event::Connection(_) => true,
        Event::Ignored { kind, provider_id } => !kind.is_empty() && provider_id.as_deref().is_none_or(is_id),
        Event::Refused { reason, provider_id } => !reason.is_empty() && provider_id.as_deref().is_none_or(is_id),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_payload_with_one_part_exchanged_gives_events(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), anything()), 1..3),
    ) {
        let payload = which.get(&PAYLOADS);
        let mut body: Value = serde_json::from_slice(&payload.body).unwrap();
        for (place, part) in &changes {
            let mut place = place.index(count(&body));
            exchange(&mut body, &mut place, part);
        }
        let events = decode(payload.provider, body.to_string().as_bytes()).events;
        prop_assert!(!events.is_empty());
        for located in &events {
            prop_assert!(holds(&located.event), "{}: {:?}", payload.name, located.event);
            // The name on what we wrote ourselves is our own.
            prop_assert!(!matches!(&located.event, Event::Echo(echo) if echo.to.name.is_some()));
            prop_assert!(!matches!(&located.number, Number::Id(id) if !is_id(id)));
        }
    }
}

#[test]
fn seeds_that_fuzzing_found_give_events() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds");
    let mut seeds = 0;
    for provider in Provider::ALL {
        let Ok(files) = std::fs::read_dir(format!("{folder}/{provider}")) else { continue };
        for file in files {
            let seed = std::fs::read(file.unwrap().path()).unwrap();
            let body = fixtures::as_posted(*provider, seed);
            assert!(decode(*provider, &body).events.iter().all(|located| holds(&located.event)));
            seeds += 1;
        }
    }
    assert!(seeds > 0, "no seeds in {folder}");
}
