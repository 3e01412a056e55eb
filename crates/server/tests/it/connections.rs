//! Connections: their state, keys, tests, and numbers that move from one provider to another.

use nascente_domain::connection::{Connection, TokenLife};
use nascente_domain::moment::{DAY, HOUR, Moment, SECOND};
use nascente_domain::role::Role;
use nascente_server::app::LiveHint;
use nascente_server::connect::watch;
use nascente_server::demo::simulator::fakes::{Fault, Happening};
use nascente_store::Lane;
use nascente_store::connection::{ConnectionNews, note_connection};
use nascente_wire::Provider;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use crate::office::{Number, Office, said, until};
use crate::world::{World, new_token};

const ANA: &str = "5511999990001";

async fn checked(world: &World, number: &Number) -> Value {
    world.post(&format!("{}/check", number.path), json!({})).await
}

/// Changes what the provider of a number keeps as one of its settings; `None`: no longer there.
fn set(office: &Office, number: &Number, setting: &str, value: Option<String>) {
    let mut line = office.fakes.line(number.provider, &number.key).unwrap();
    line.settings.remove(setting);
    line.settings.extend(value.map(|value| (setting.to_owned(), value)));
    office.fakes.open(line);
}

/// The channel that open screens are told of next: it comes after the change, which may show before.
async fn channel_hint(hints: &mut Receiver<(u64, LiveHint)>) -> String {
    loop {
        let (_, hint) = hints.recv().await.unwrap();
        if hint.kind == "channel" {
            return hint.id;
        }
    }
}

/// A number whose first look is over, with a token that is good until a moment.
async fn looked_at(world: &World, office: &Office, token_ends: Moment) -> Number {
    let number = office.connect(world, Provider::MetaCloud).await;
    // The look that follows the making of a number would otherwise be one more answer, at some time.
    until(world, &number.path, |channel| channel["connection"]["state"] == "connected").await;
    set(office, &number, "token_expires_at", Some((token_ends.millis() / SECOND).to_string()));
    number
}

#[tokio::test]
async fn forms_are_drawn_from_what_the_server_says_about_providers() {
    let world = World::start().await;
    let listed = world.get("/api/v1/providers").await;
    let meta = &listed["items"][0];
    assert_eq!((&meta["provider"], &meta["paired_by_code"]), (&json!("meta_cloud"), &json!(false)));
    assert_eq!((&meta["signs_with"], &meta["number_id_setting"]), (&json!("app_secret"), &json!("phone_number_id")));
    let rule = json!({ "name": "phone_number_id", "secret": false, "required": true, "shape": "id" });
    assert_eq!(meta["settings"][0], rule);
}

#[tokio::test]
async fn a_connected_number_says_so_and_until_when_its_token_is_good() {
    let (world, office) = (World::start().await, Office::open().await);
    let expires = world.now().plus(20 * DAY);
    let number = looked_at(&world, &office, expires).await;
    let connection = checked(&world, &number).await["connection"].clone();
    assert_eq!((&connection["state"], &connection["wrong_setting"]), (&json!("connected"), &Value::Null));
    assert_eq!(connection["token_expires_at"], expires.to_string());
    assert_eq!(connection["paired_phone"], "551130000001");
    assert_eq!((&connection["number_differs"], &connection["checked_at"]), (&json!(false), &connection["since"]));
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let (status, seen) = world.ask(&manager, Method::POST, &format!("{}/check", number.path), None).await;
    assert_eq!((status, &seen["connection"]["state"]), (StatusCode::OK, &json!("connected")));
    world.patch(&number.path, json!({ "phone_number": "11 3000-0009" })).await;
    assert_eq!(checked(&world, &number).await["connection"]["number_differs"], true);
}

#[tokio::test]
async fn the_end_of_a_token_is_known_until_something_newer_is_told() {
    let (world, office) = (World::start().await, Office::open().await);
    let expires = world.now().plus(20 * DAY);
    let number = looked_at(&world, &office, expires).await;
    let ends = |channel: Value| channel["connection"]["token_expires_at"].clone();
    assert_eq!(ends(checked(&world, &number).await), expires.to_string());
    // The state is told, the question about the token is not answered.
    let mut faults = [None, Some(Fault::Status(502))].into_iter();
    office.fakes.set_weather(Some(Box::new(move || faults.next().flatten())));
    assert_eq!(ends(checked(&world, &number).await), expires.to_string());
    // An answer that was asked for earlier and arrives only now.
    let (company_id, channel_id, earlier) = (world.company_id, number.id.parse().unwrap(), world.now().plus(-SECOND));
    let (state, token) = (Connection::Connected, Some(TokenLife::Endless));
    let late = ConnectionNews { state, phone: None, reason: None, wrong_setting: None, token };
    let noted =
        move |tx: &mut nascente_store::Tx<'_>| note_connection(tx, company_id, channel_id, &late, (earlier, earlier));
    assert!(!world.app.db.write(Lane::Work, noted).await.unwrap());
    assert_eq!(ends(world.get(&number.path).await), expires.to_string());
    // That it has ended is what the person who gets another one has to read.
    set(&office, &number, "access_token", Some("outro".into()));
    let refused = checked(&world, &number).await;
    assert_eq!(
        (&refused["connection"]["state"], ends(refused.clone())),
        (&json!("wrong_key"), json!(expires.to_string()))
    );
    set(&office, &number, "token_expires_at", None);
    world.patch(&number.path, json!({ "settings": { "access_token": "outro" } })).await;
    assert_eq!(ends(checked(&world, &number).await), Value::Null);
}

#[tokio::test]
async fn a_wrong_key_names_the_setting_and_a_right_one_mends_it() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    world.patch(&number.path, json!({ "settings": { "access_token": "velho" } })).await;
    let wrong = checked(&world, &number).await;
    let connection = &wrong["connection"];
    assert_eq!((&connection["state"], &connection["wrong_setting"]), (&json!("wrong_key"), &json!("access_token")));
    assert_eq!((&wrong["state"], wrong["state_reason"].is_string()), (&json!("error"), true));
    world.patch(&number.path, json!({ "settings": { "access_token": "segredo-access_token" } })).await;
    let mended = until(&world, &number.path, |channel| channel["connection"]["state"] == "connected").await;
    assert_eq!((&mended["state"], &mended["connection"]["wrong_setting"]), (&json!("waiting"), &Value::Null));
}

#[tokio::test]
async fn silence_of_the_provider_leaves_the_state_as_it_was() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    assert_eq!(checked(&world, &number).await["connection"]["state"], "connected");
    office.fakes.set_weather(Some(Box::new(|| Some(Fault::Status(502)))));
    assert_eq!(checked(&world, &number).await["connection"]["state"], "connected");
    office.fakes.set_weather(Some(Box::new(|| Some(Fault::BreakBefore))));
    assert_eq!(checked(&world, &number).await["connection"]["state"], "connected");
}

#[tokio::test]
async fn the_watch_finds_a_lost_number_and_finds_it_again() {
    let (world, office) = (World::start().await, Office::open().await);
    let mut hints = world.app.live.subscribe();
    let number = office.connect(&world, Provider::MetaCloud).await;
    assert_eq!(channel_hint(&mut hints).await, number.id);
    let begun = world.now();
    for (state, shown, hours) in [(Connection::Unknown, "unknown", 1), (Connection::Connected, "connected", 2)] {
        office.fakes.set_state(number.provider, &number.key, state);
        world.clock.set(begun.plus(hours * HOUR));
        watch::round(&world.app).await.unwrap();
        assert_eq!(channel_hint(&mut hints).await, number.id);
        let seen = &world.get(&number.path).await["connection"];
        assert_eq!((&seen["state"], &seen["since"]), (&json!(shown), &json!(world.now().to_string())));
    }
    assert!(!std::iter::from_fn(|| hints.try_recv().ok()).any(|(_, hint)| hint.kind == "channel"));
}

#[tokio::test]
async fn a_refusal_of_the_whole_number_has_its_connection_looked_at_at_once() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    until(&world, &number.path, |channel| channel["connection"]["state"] == "connected").await;
    office.tell(&world, &number, &Happening::Message(said("wamid.1", ANA, world.now(), "oi"))).await;
    let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
    let mut line = office.fakes.line(number.provider, &number.key).unwrap();
    line.settings.insert("access_token".into(), "outro".into());
    office.fakes.open(line);
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "olá" })).await;
    let broken = until(&world, &number.path, |channel| channel["connection"]["state"] == "wrong_key").await;
    assert_eq!(broken["connection"]["wrong_setting"], "access_token");
    assert_eq!(broken["queue"], json!({ "waiting": 0, "retrying": 0, "failed": 1 }));
}

#[tokio::test]
async fn messages_that_wait_and_that_were_refused_for_now_are_counted() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    office.tell(&world, &number, &Happening::Message(said("wamid.1", ANA, world.now(), "oi"))).await;
    let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
    office.fakes.fail_next(number.provider, Fault::Status(503));
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "olá" })).await;
    let waits = until(&world, &number.path, |channel| channel["queue"]["retrying"] == 1).await;
    assert_eq!(waits["queue"], json!({ "waiting": 0, "retrying": 1, "failed": 0 }));
    world.clock.set(world.now().plus(HOUR));
    world.app.job_arrived.notify_one();
    office.wait_for(&number, 1).await;
    until(&world, &number.path, |channel| channel["queue"]["retrying"] == 0).await;
}

#[tokio::test]
async fn an_answer_that_was_lost_on_the_way_is_never_a_second_message() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    office.tell(&world, &number, &Happening::Message(said("wamid.1", ANA, world.now(), "oi"))).await;
    let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
    office.fakes.fail_next(number.provider, Fault::BreakAfter);
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "olá" })).await;
    let seen = until(&world, &number.path, |channel| channel["queue"]["failed"] == 1).await;
    assert_eq!(seen["queue"]["retrying"], 0, "it may have gone out: a person decides");
    world.clock.set(world.now().plus(HOUR));
    nascente_server::jobs::runner::round(&world.app).await.unwrap();
    assert_eq!(office.sent(&number).len(), 1);
}

#[tokio::test]
async fn a_test_proves_the_way_out_and_the_way_in_and_stays_out_of_every_figure() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    let started = world.post(&format!("{}/test", number.path), json!({ "phone": "11 99999-0001" })).await;
    let sent = office.wait_for(&number, 1).await;
    assert_eq!(sent[0].to, ANA);
    assert!(sent[0].text.as_ref().unwrap().contains(started["code"].as_str().unwrap()), "{sent:?}");
    let test = format!("{}/test/{}", number.path, started["test_id"].as_str().unwrap());
    let out = until(&world, &test, |progress| progress["out"] == "sent").await;
    assert_eq!((&out["in"], &out["in_at"]), (&json!("waiting"), &Value::Null));
    office.tell(&world, &number, &Happening::Message(said("wamid.2", ANA, world.now(), "recebi"))).await;
    let proven = world.get(&test).await;
    assert_eq!((&proven["in"], &proven["in_at"]), (&json!("received"), &json!(world.now().to_string())));
    let funnel = world.get("/api/v1/reports/funnel?from=2026-11-01&to=2026-11-30&group_by=kind").await;
    assert_eq!(funnel["totals"]["conversations"], 0, "{funnel}");
    let company_id = world.company_id;
    let differences = world.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
    assert_eq!(differences.unwrap(), Vec::new());
    let (status, _) = world.ask(&world.admin, Method::GET, &format!("{}/test/nenhum", number.path), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_test_of_a_customer_takes_that_customer_out_of_the_figures() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::MetaCloud).await;
    office.tell(&world, &number, &Happening::Message(said("wamid.1", ANA, world.now(), "oi"))).await;
    let funnel = "/api/v1/reports/funnel?from=2026-11-01&to=2026-11-30&group_by=kind";
    assert_eq!(world.get(funnel).await["totals"]["conversations"], 1);
    world.post(&format!("{}/test", number.path), json!({ "phone": ANA })).await;
    assert_eq!(world.get(funnel).await["totals"]["conversations"], 0);
}

#[tokio::test]
async fn numbers_without_a_connection_are_neither_tested_nor_paired() {
    let world = World::start().await;
    let body = json!({ "provider": "link_only", "name": "Loja", "phone_number": "11 3000-0001" });
    let made = world.post("/api/v1/channels", body).await;
    assert_eq!(made["connection"]["state"], "link_only");
    let path = format!("/api/v1/channels/{}", made["id"].as_str().unwrap());
    for (what, body, code) in [
        ("test", json!({ "phone": "11 99999-0001" }), "channel_cannot_send"),
        ("pairing", json!({}), "not_paired_by_code"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::POST, &format!("{path}/{what}"), Some(body)).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!(code)));
    }
    let webhook = world.post(&format!("{path}/webhook"), json!({})).await;
    assert_eq!((&webhook["done"], webhook["reason"].is_string()), (&json!(false), true));
}
