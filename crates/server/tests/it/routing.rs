//! Departments: members, working hours, and how new conversations find department and agent.

use nascente_domain::moment::HOUR;
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::new_user;
use crate::closings::conversation;
use crate::meta::{messages, text, with_ad};
use crate::world::World;

async fn agents(world: &World, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..many {
        let (user, _) = new_user(world, &format!("a{number}@loja.com"), "agent").await;
        ids.push(user["id"].as_str().unwrap().to_owned());
    }
    ids
}

async fn agent_of(world: &World, id: &str) -> Value {
    world.get(&format!("/api/v1/conversations/{id}")).await["agent_id"].clone()
}

async fn set(world: &World, body: Value) -> Value {
    world.patch(&format!("/api/v1/departments/{}", world.department_id), body).await
}

#[tokio::test]
async fn new_conversations_go_round_the_members_until_all_are_full() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 2).await;
    let shown = set(&world, json!({ "member_ids": ids, "routing": "round_robin", "capacity": 2 })).await;
    assert_eq!(
        (&shown["member_ids"], &shown["routing"], &shown["capacity"]),
        (&json!(ids), &json!("round_robin"), &json!(2))
    );
    // Five contacts in one batch of deliveries.
    for number in 1..=5 {
        let phone = format!("55119{:08}", 10_000_000 + number);
        let payload = messages(&phone, &[text(&phone, &format!("wamid.{number}"), number, "oi")]);
        world.post_delivery(&line, payload.to_string().into_bytes()).await;
    }
    world.recorded().await;
    let listed = world.get("/api/v1/conversations?limit=5").await;
    let mut chosen: Vec<Value> =
        listed["items"].as_array().unwrap().iter().map(|one| one["agent_id"].clone()).collect();
    chosen.reverse();
    assert_eq!(chosen, [json!(ids[0]), json!(ids[1]), json!(ids[0]), json!(ids[1]), Value::Null]);
    let one = listed["items"][4]["id"].as_str().unwrap();
    let events = world.get(&format!("/api/v1/conversations/{one}/events")).await;
    let assigned = events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "assigned").unwrap();
    assert_eq!((&assigned["actor_kind"], &assigned["details"]["reason"]), (&json!("rule"), &json!("turn")));
}

#[tokio::test]
async fn the_least_busy_and_whoever_attended_before_are_chosen() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 2).await;
    let busy = conversation(&world, &line, 1, "oi").await;
    world.post_ok(format!("/conversations/{busy}/assign"), json!({ "user_id": ids[0] })).await;
    set(&world, json!({ "member_ids": ids, "routing": "least_busy" })).await;
    let second = conversation(&world, &line, 2, "oi").await;
    assert_eq!(agent_of(&world, &second).await, json!(ids[1]));
    world.post_ok(format!("/conversations/{second}/close"), json!({})).await;
    set(&world, json!({ "routing": "last_agent", "return_window_hours": 0 })).await;
    world.clock.advance(2 * HOUR);
    let phone = "5511910000002";
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.again", 7_200, "voltei")])).await;
    let again = world.get("/api/v1/conversations?status=active&limit=1").await["items"][0].clone();
    assert_eq!((&again["agent_id"], &again["entry"]["kind"]), (&json!(ids[1]), &json!("return")));
}

#[tokio::test]
async fn entries_are_led_to_departments_by_the_first_rule_that_fits() {
    let world = World::start().await;
    let line = world.connect().await;
    let mut homes = Vec::new();
    for name in ["Vendas", "Suporte", "Geral 2"] {
        homes.push(world.post("/api/v1/departments", json!({ "name": name })).await["id"].clone());
    }
    let rules = json!({ "items": [
        { "by": "hashtag", "value": "#Promoção", "department_id": homes[0] },
        { "by": "channel", "value": line.channel_id.to_string(), "department_id": homes[2], "enabled": false },
    ] });
    let set = world.ask(&world.admin, Method::PUT, "/api/v1/routing-rules", Some(rules)).await;
    assert_eq!((set.0.as_u16(), &set.1["items"][0]["value"]), (200, &json!("#promocao")));
    let tagged = conversation(&world, &line, 1, "#PROMOCAO quero").await;
    let plain = conversation(&world, &line, 2, "oi").await;
    let seen = &world;
    let of =
        |id: String| async move { seen.get(&format!("/api/v1/conversations/{id}")).await["department_id"].clone() };
    assert_eq!(of(tagged.clone()).await, homes[0]);
    assert_eq!(of(plain).await, json!(world.department_id.to_string()));
    let events = world.get(&format!("/api/v1/conversations/{tagged}/events")).await;
    let routed = events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "routed").unwrap();
    assert_eq!((&routed["details"]["by"], &routed["details"]["value"]), (&json!("hashtag"), &json!("promocao")));
    let phone = "5511910000003";
    world.deliver(&line, &messages(phone, &[with_ad(text(phone, "wamid.ad", 9, "oi"), "77", "clid")])).await;
    let ad = world.get("/api/v1/entry-identifiers").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "ad")
        .unwrap()["id"]
        .clone();
    let rules = json!({ "items": [
        { "by": "identifier", "value": ad, "department_id": homes[1] },
        { "by": "channel", "value": line.channel_id.to_string(), "department_id": homes[2] },
    ] });
    assert_eq!(world.ask(&world.admin, Method::PUT, "/api/v1/routing-rules", Some(rules)).await.0.as_u16(), 200);
    let phone = "5511910000004";
    world.deliver(&line, &messages(phone, &[with_ad(text(phone, "wamid.ad2", 10, "oi"), "77", "clid2")])).await;
    let of_ad = world.get(&format!("/api/v1/conversations?q={phone}")).await["items"][0]["department_id"].clone();
    assert_eq!(of_ad, homes[1]);
    let of_channel = conversation(&world, &line, 5, "oi").await;
    let shown = world.get(&format!("/api/v1/conversations/{of_channel}")).await;
    assert_eq!(shown["department_id"], homes[2]);
    let twice = json!({ "items": [
        { "by": "identifier", "value": ad, "department_id": homes[1] },
        { "by": "identifier", "value": ad, "department_id": homes[0] },
    ] });
    let refused = world.ask(&world.admin, Method::PUT, "/api/v1/routing-rules", Some(twice)).await;
    assert_eq!((refused.0.as_u16(), &refused.1["errors"][0]["code"]), (422, &json!("never_reached")));
}

/// Open on weekdays; the stories begin on a Sunday at noon in São Paulo.
fn weekdays() -> Value {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    json!({ "week": days.map(|day| json!({ "weekday": day, "from": "08:00", "to": "18:00" })),
        "holidays": [{ "date": "2026-12-25", "name": "Natal" }] })
}

#[tokio::test]
async fn outside_working_hours_the_department_answers_once_and_the_contact_still_waits() {
    let world = World::start().await;
    let line = world.connect().await;
    let shown = set(&world, json!({ "working_hours": weekdays(), "away_message": "Voltamos na segunda." })).await;
    assert_eq!(shown["working_hours"], weekdays());
    let id = conversation(&world, &line, 1, "oi").await;
    let phone = "5511910000001";
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.more", 60, "alguém?")])).await;
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages")).await;
    let said: Vec<&Value> = thread["items"].as_array().unwrap().iter().map(|one| &one["author"]).collect();
    assert_eq!(said, ["rule", "contact", "contact"]);
    let shown = world.get(&format!("/api/v1/conversations/{id}")).await;
    assert_eq!(
        (&shown["status"], &shown["last_message"]["direction"], &shown["unread"]),
        (&json!("waiting"), &json!("in"), &json!(2))
    );
    assert_eq!(shown["first_response_at"], Value::Null);
    world.clock.advance(24 * HOUR);
    let monday = "5511910000002";
    world.deliver(&line, &messages(monday, &[text(monday, "wamid.monday", 86_400, "bom dia")])).await;
    let listed = world.get(&format!("/api/v1/conversations?q={monday}")).await["items"][0].clone();
    let thread =
        world.get(&format!("/api/v1/conversations/{}/messages?count=true", listed["id"].as_str().unwrap())).await;
    assert_eq!(thread["total"], 1, "they attend on Mondays");
}

#[tokio::test]
async fn hours_members_and_routing_that_make_no_sense_are_refused() {
    let world = World::start().await;
    let path = format!("/api/v1/departments/{}", world.department_id);
    let span = |from: &str, to: &str| json!({ "week": [{ "weekday": "monday", "from": from, "to": to }] });
    for (body, field) in [
        (json!({ "working_hours": span("18:00", "08:00") }), "working_hours.week[0].to"),
        (json!({ "working_hours": span("8h", "18:00") }), "working_hours.week[0].from"),
        (json!({ "working_hours": { "week": [] } }), "working_hours.week"),
        (json!({ "away_message": "Volto já" }), "away_message"),
        (json!({ "routing": "sorte" }), "routing"),
        (json!({ "capacity": 0 }), "capacity"),
        (json!({ "member_ids": ["us_0000000000001"] }), "member_ids"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::PATCH, &path, Some(body)).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (422, &json!(field)));
    }
}
