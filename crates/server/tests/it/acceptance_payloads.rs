//! The payloads of the acceptance set, each posted as it stands and held against what it must give.
//!
//! The set lies outside the repository: `NASCENTE_PAYLOADS` names its folder, else it is looked for beside the
//! repository. Without it there is nothing to hold against, and the story says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nascente_domain::moment::{Moment, SECOND};
use reqwest::StatusCode;
use serde_json::Value;

use crate::world::World;

#[tokio::test]
async fn every_payload_of_the_acceptance_set_gives_what_it_must() {
    let Some(folder) = folder() else {
        println!("no acceptance payloads: set NASCENTE_PAYLOADS to their folder");
        return;
    };
    let mut held = 0;
    for (payload, expected) in cases(&folder) {
        hold(&payload, &expected).await;
        held += 1;
    }
    assert!(held > 0, "{} holds no cloud payload", folder.display());
}

#[expect(clippy::disallowed_methods, reason = "the environment says where the set lies")]
fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/payloads");
    let folder = std::env::var("NASCENTE_PAYLOADS").map_or_else(|_| beside(), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Every payload of the Cloud API with what it must give.
fn cases(folder: &Path) -> Vec<(Vec<u8>, Value)> {
    let mut payloads: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    payloads.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        name.contains("cloud") && is_json && !name.ends_with(".expected.json")
    });
    payloads.sort();
    payloads
        .into_iter()
        .map(|path| {
            let expected = std::fs::read(path.with_extension("expected.json")).unwrap();
            (std::fs::read(&path).unwrap(), serde_json::from_slice(&expected).unwrap())
        })
        .collect()
}

/// Posts one payload to a company of its own, shortly after its last event was sent.
async fn hold(payload: &[u8], expected: &Value) {
    let case = expected["case"].as_str().unwrap();
    let world = World::start().await;
    let line = world.connect().await;
    let messages = expected["messages"].as_array().unwrap();
    if let Some(last) = messages.iter().map(sent_at).max() {
        world.clock.advance(last.since(world.now()) + SECOND);
    }
    assert_eq!(world.post_delivery(&line, payload.to_vec()).await, StatusCode::OK, "{case}");
    world.recorded().await;

    let deliveries = world.get("/api/v1/deliveries").await;
    let events = deliveries["items"][0]["events"].as_array().unwrap();
    let mut by_conversation: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for message in messages {
        let event = event_of(events, &message["message_id"], case);
        assert_eq!((&event["kind"], &event["outcome"]), (&"message".into(), &"recorded".into()), "{case}: {event}");
        let conversation = event["conversation_id"].as_str().unwrap().to_owned();
        by_conversation.entry(conversation).or_default().push(message);
    }
    for ignored in expected["ignored"].as_array().unwrap() {
        let event = event_of(events, &ignored["id"], case);
        assert_eq!(event["outcome"], "ignored", "{case}: {event}");
        assert!(event["reason"].is_string(), "{case}: {event}");
    }
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], by_conversation.len(), "{case}: {listed}");
    for (id, messages) in by_conversation {
        hold_conversation(&world, &id, &messages, case).await;
    }
}

async fn hold_conversation(world: &World, id: &str, messages: &[&Value], case: &str) {
    let conversation = world.get(&format!("/api/v1/conversations/{id}")).await;
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
    let thread = thread["items"].as_array().unwrap();
    assert_eq!(thread.len(), messages.len(), "{case}");
    for message in messages {
        assert_eq!(conversation["contact"]["phone"], message["from_phone"], "{case}");
        let shown = thread.iter().find(|shown| shown["sent_at"] == sent_at(message).to_string()).unwrap();
        assert_eq!((&shown["text"], &shown["kind"]), (&message["text"], &message["type"]), "{case}: {shown}");
        assert_eq!(shown["direction"], "in", "{case}: {shown}");
    }
    let first = messages.iter().map(|message| sent_at(message)).min().unwrap();
    assert_eq!(conversation["opened_at"], first.to_string(), "{case}");
    let entry = &conversation["entry"];
    let wanted = messages.iter().map(|message| &message["attribution"]).find(|attribution| !attribution.is_null());
    let Some(wanted) = wanted else {
        assert_eq!((&entry["kind"], &entry["identifier_id"]), (&"none".into(), &Value::Null), "{case}: {entry}");
        return;
    };
    assert_eq!(entry["kind"], wanted["source_type"], "{case}: {entry}");
    for name in ["source_url", "source_id", "ctwa_clid", "headline"] {
        if let Some(value) = wanted.get(name) {
            assert_eq!(&entry[name], value, "{name} of {case}: {entry}");
        }
    }
    let unidentified = wanted.get("unidentified").and_then(Value::as_bool).unwrap_or(false);
    assert_eq!(entry["unidentified"], unidentified, "{case}: {entry}");
    assert_eq!(entry["identifier_id"].is_null(), unidentified, "{case}: {entry}");
}

fn event_of<'a>(events: &'a [Value], provider_id: &Value, case: &str) -> &'a Value {
    let found = events.iter().find(|event| event["provider_id"] == *provider_id);
    found.ok_or_else(|| format!("{case}: no outcome of {provider_id} in {events:?}")).unwrap()
}

fn sent_at(message: &Value) -> Moment {
    Moment::from_millis(message["timestamp"].as_i64().unwrap() * SECOND)
}
