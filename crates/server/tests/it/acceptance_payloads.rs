//! The payloads of the acceptance set, each posted as it stands and held against what it must give.
//!
//! The set lies outside the repository: `NASCENTE_PAYLOADS` names its folder, else it is looked for beside the
//! repository. Without it there is nothing to hold against, and the story says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nascente_domain::moment::{Moment, SECOND};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn every_payload_of_the_acceptance_set_gives_what_it_must() {
    let Some(folder) = folder() else {
        println!("no acceptance payloads: set NASCENTE_PAYLOADS to their folder");
        return;
    };
    let cases = cases(&folder);
    assert!(!cases.is_empty(), "{} holds no payload", folder.display());
    let mut failed = Vec::new();
    for (payload, expected) in cases {
        let name = expected["case"].as_str().unwrap().to_owned();
        // One that fails hides no other.
        #[expect(clippy::disallowed_methods, reason = "a case may fail without ending the story")]
        let held = tokio::spawn(async move { hold(&payload, &expected).await });
        if held.await.is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:?} came out in another way; each says above why");
}

#[expect(clippy::disallowed_methods, reason = "the environment says where the set lies")]
fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures/payloads");
    let folder = std::env::var("NASCENTE_PAYLOADS").map_or_else(|_| beside(), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Every payload with what it must give.
fn cases(folder: &Path) -> Vec<(Vec<u8>, Value)> {
    let mut payloads: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    payloads.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        path.extension().is_some_and(|ending| ending == "json") && !name.ends_with(".expected.json")
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

const TWILIO_TOKEN: &str = "token-of-the-story";

/// A number of the provider, connected through the API with the settings that the payload speaks of.
async fn connect(world: &World, provider: &str, payload: &Value) -> String {
    let named =
        |path: &str, otherwise: &str| payload.pointer(path).and_then(Value::as_str).unwrap_or(otherwise).to_owned();
    let settings = match provider {
        "meta_cloud" => {
            let id = named("/entry/0/changes/0/value/metadata/phone_number_id", crate::meta::NUMBER_ID);
            json!({ "phone_number_id": id, "access_token": "t" })
        }
        "dialog360" => json!({ "api_key": "k" }),
        "evolution" => {
            json!({ "base_url": "https://evolution.example.com", "instance": named("/instance", "loja"), "api_key": "k" })
        }
        "waha" => {
            json!({ "base_url": "https://waha.example.com", "session": named("/session", "default"), "api_key": "k" })
        }
        "zapi" => json!({ "instance_id": named("/instanceId", "i"), "token": "t" }),
        _ => json!({ "account_sid": named("/AccountSid", "AC0"), "auth_token": TWILIO_TOKEN }),
    };
    let body = json!({ "provider": provider, "name": "Loja", "phone_number": "551130000001", "settings": settings });
    world.post("/api/v1/channels", body).await["webhook_url"].as_str().unwrap().to_owned()
}

/// Posts a payload as its provider would.
async fn post(world: &World, url: &str, provider: &str, payload: &[u8]) -> StatusCode {
    let request = world.http.post(url);
    let request = if provider == "twilio" {
        let fields: BTreeMap<String, Value> = serde_json::from_slice(payload).unwrap();
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            form.append_pair(name, value.as_str().unwrap_or_default());
        }
        let body = form.finish();
        let signature = nascente_wire::twilio::signature::header_for(TWILIO_TOKEN, url, body.as_bytes());
        request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-twilio-signature", signature)
            .body(body)
    } else {
        request.header("content-type", "application/json").body(payload.to_vec())
    };
    request.send().await.unwrap().status()
}

/// Posts one payload to a company of its own, shortly after its last event was sent.
async fn hold(payload: &[u8], expected: &Value) {
    let case = expected["case"].as_str().unwrap();
    let provider = match expected["provider"].as_str().unwrap() {
        "cloud_api" => "meta_cloud",
        other => other,
    };
    let world = World::start().await;
    let messages = expected["messages"].as_array().unwrap();
    let times = messages.iter().filter_map(|message| message["timestamp"].as_i64());
    if let Some(last) = times.map(|seconds| Moment::from_millis(seconds * SECOND)).max() {
        world.clock.advance(last.since(world.now()) + SECOND);
    }
    let url = connect(&world, provider, &serde_json::from_slice(payload).unwrap()).await;
    assert_eq!(post(&world, &url, provider, payload).await, StatusCode::OK, "{case}");
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
        assert_eq!((&event["outcome"], &event["kind"]), (&json!("ignored"), &ignored["kind"]), "{case}: {event}");
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
    let sent_at = |message: &Value| sent_at(message).unwrap_or_else(|| world.now());
    for message in messages {
        assert_eq!(conversation["contact"]["phone"], message["from_phone"], "{case}");
        let shown = thread.iter().find(|shown| shown["provider_id"] == message["message_id"]).unwrap();
        assert_eq!((&shown["text"], &shown["kind"]), (&message["text"], &message["type"]), "{case}: {shown}");
        assert_eq!(shown["sent_at"], sent_at(message).to_string(), "{case}: {shown}");
        assert_eq!(shown["direction"], "in", "{case}: {shown}");
        hold_lid(world, &conversation, &message["lid"], case).await;
    }
    let first = messages.iter().map(|message| sent_at(message)).min().unwrap();
    assert_eq!(conversation["opened_at"], first.to_string(), "{case}");
    let wanted = messages.iter().map(|message| &message["attribution"]).find(|attribution| !attribution.is_null());
    hold_entry(&conversation["entry"], wanted, case);
    let told = wanted.map(|wanted| &wanted["entry_point"]).filter(|told| !told.is_null());
    if let Some(told) = told {
        let touches = world.get(&format!("/api/v1/conversations/{id}/touches")).await;
        assert_eq!(touches["items"].as_array().unwrap().len(), 1, "{case}: {touches}");
        assert_eq!(&touches["items"][0]["entry_point"]["source"], told, "{case}: {touches}");
        assert!(conversation["entry"]["explanation"].as_str().unwrap().contains(told.as_str().unwrap()), "{case}");
    }
}

/// The person is known by the hidden id too.
async fn hold_lid(world: &World, conversation: &Value, lid: &Value, case: &str) {
    let Some(lid) = lid.as_str() else { return };
    let contact = world.get(&format!("/api/v1/contacts/{}", conversation["contact"]["id"].as_str().unwrap())).await;
    let known = contact["identities"].as_array().unwrap().iter().any(|identity| {
        identity["kind"] == "lid"
            && identity["value"].as_str().unwrap().trim_end_matches("@lid") == lid.trim_end_matches("@lid")
    });
    assert!(known, "{case}: {contact}");
}

fn hold_entry(entry: &Value, wanted: Option<&Value>, case: &str) {
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
    // A code that none of our links has leaves the link unknown; what is known to be neither ad nor link has nothing to name.
    let unknown_link = wanted["source_type"] == "link";
    let unidentified = unknown_link || wanted.get("unidentified").and_then(Value::as_bool).unwrap_or(false);
    assert_eq!(entry["unidentified"], unidentified, "{case}: {entry}");
    assert_eq!(entry["identifier_id"].is_null(), unidentified || wanted["source_type"] == "organic", "{case}: {entry}");
}

fn event_of<'a>(events: &'a [Value], provider_id: &Value, case: &str) -> &'a Value {
    let found = events.iter().find(|event| event["provider_id"] == *provider_id);
    found.ok_or_else(|| format!("{case}: no outcome of {provider_id} in {events:?}")).unwrap()
}

fn sent_at(message: &Value) -> Option<Moment> {
    message["timestamp"].as_i64().map(|seconds| Moment::from_millis(seconds * SECOND))
}
