//! Departments: members, working hours, and how new conversations find department and agent.

use nascente_domain::moment::HOUR;
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::new_user;
use crate::closings::conversation;
use crate::meta::{Line, messages, text, with_ad};
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

/// Conversations in the order in which they were opened, with whom each went to.
async fn agents_of(world: &World, ids: &[String]) -> Vec<Value> {
    let mut found = Vec::new();
    for id in ids {
        found.push(agent_of(world, id).await);
    }
    found
}

/// So many conversations, a second apart.
async fn queue(world: &World, line: &Line, many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 1..=many {
        ids.push(conversation_at(world, line, number, i64::try_from(number).unwrap()).await);
    }
    ids
}

async fn conversation_at(world: &World, line: &Line, number: usize, second: i64) -> String {
    let phone = format!("55119{:08}", 10_000_000 + number);
    let payload = messages(&phone, &[text(&phone, &format!("wamid.q{number}"), second, "oi")]);
    world.deliver(line, &payload).await;
    world.get(&format!("/api/v1/conversations?q={phone}")).await["items"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_closes_or_transfers_away_is_given_the_oldest_that_waits() {
    let world = World::start().await;
    let line = world.connect().await;
    let other = world.post("/api/v1/departments", json!({ "name": "Outra" })).await["id"].clone();
    let ids = agents(&world, 2).await;
    set(&world, json!({ "member_ids": ids, "routing": "round_robin", "capacity": 1 })).await;
    let waiting = queue(&world, &line, 6).await;
    let (a, b) = (json!(ids[0]), json!(ids[1]));
    let none = Value::Null;
    assert_eq!(agents_of(&world, &waiting[..3]).await, [a.clone(), b.clone(), none.clone()]);
    world.post_ok(format!("/conversations/{}/close", waiting[1]), json!({})).await;
    assert_eq!(agents_of(&world, &waiting[2..4]).await, [b.clone(), none.clone()], "the oldest, and only that");
    let events = world.get(&format!("/api/v1/conversations/{}/events", waiting[2])).await;
    let assigned = events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "assigned").unwrap();
    assert_eq!((&assigned["actor_name"], &assigned["details"]["reason"]), (&json!("Distribuição"), &json!("turn")));
    world.post_ok(format!("/conversations/{}/transfer", waiting[0]), json!({ "department_id": other })).await;
    assert_eq!(agent_of(&world, &waiting[3]).await, a);
    // What is put back into the queue by hand is not handed back; the next one in the queue is.
    world.post_ok(format!("/conversations/{}/assign", waiting[2]), json!({ "user_id": null })).await;
    assert_eq!(agents_of(&world, &waiting[2..5]).await, [none.clone(), a, b.clone()]);
    assert_eq!(agent_of(&world, &waiting[5]).await, none);
    let closed = json!({ "conversation_ids": [waiting[3], waiting[4]] });
    assert_eq!(world.post("/api/v1/conversations/close-many", closed).await["done"], 2);
    let left = agents_of(&world, &[waiting[2].clone(), waiting[5].clone()]).await;
    assert!(left[0].is_string() && left[1].is_string() && left[0] != left[1], "{left:?}");
}

#[tokio::test]
async fn two_closings_at_the_same_moment_hand_out_two_conversations() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 2).await;
    set(&world, json!({ "member_ids": ids, "routing": "least_busy", "capacity": 1 })).await;
    let waiting = queue(&world, &line, 6).await;
    let close = |index: usize| world.post_ok(format!("/conversations/{}/close", waiting[index]), json!({}));
    for pair in [(0, 1), (2, 3)] {
        tokio::join!(close(pair.0), close(pair.1));
        let next = agents_of(&world, &waiting[pair.0 + 2..=pair.1 + 2]).await;
        assert!(next[0].is_string() && next[1].is_string() && next[0] != next[1], "{next:?}");
        let active = world.get("/api/v1/conversations?status=active&count=true").await;
        assert_eq!(active["total"], 2, "nobody attends more than one");
    }
    for id in &waiting {
        let events = world.get(&format!("/api/v1/conversations/{id}/events")).await;
        let given = events["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "assigned").count();
        assert_eq!(given, 1, "{events}");
    }
}

#[tokio::test]
async fn more_capacity_a_new_member_and_another_routing_hand_out_what_waits() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 2).await;
    let waiting = queue(&world, &line, 5).await;
    let none = Value::Null;
    let (a, b) = (json!(ids[0]), json!(ids[1]));
    assert_eq!(agent_of(&world, &waiting[0]).await, none, "agents take them by hand");
    set(&world, json!({ "member_ids": [ids[0]], "routing": "round_robin", "capacity": 1 })).await;
    assert_eq!(agents_of(&world, &waiting[..2]).await, [a.clone(), none.clone()]);
    set(&world, json!({ "capacity": 2 })).await;
    assert_eq!(agents_of(&world, &waiting[1..3]).await, [a.clone(), none.clone()]);
    let path = format!("/api/v1/users/{}", ids[1]);
    world.patch(&path, json!({ "department_ids": [world.department_id.to_string()] })).await;
    assert_eq!(agents_of(&world, &waiting[2..]).await, [b.clone(), b, none.clone()]);
    set(&world, json!({ "capacity": null })).await;
    assert_eq!(agent_of(&world, &waiting[4]).await, a, "turns go on");
}

#[tokio::test]
async fn a_rule_that_closes_makes_room_and_a_transfer_is_led_on_by_the_other_department() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 1).await;
    set(&world, json!({ "member_ids": ids, "routing": "last_agent", "capacity": 1 })).await;
    let rule = json!({ "name": "Tchau", "enabled": true, "conditions": { "phrase": { "from": "contact", "texts": ["pode encerrar"] } } });
    world.post(&format!("/api/v1/departments/{}/rules", world.department_id), rule).await;
    let waiting = queue(&world, &line, 3).await;
    let phone = "5511910000001";
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.end", 60, "pode encerrar")])).await;
    assert_eq!(world.get(&format!("/api/v1/conversations/{}", waiting[0])).await["status"], "closed");
    assert_eq!(agents_of(&world, &waiting[1..]).await, [json!(ids[0]), Value::Null]);
    let (second, _) = new_user(&world, "b@loja.com", "agent").await;
    let support = json!({ "name": "Suporte", "member_ids": [ids[0], second["id"]], "routing": "round_robin" });
    let support = world.post("/api/v1/departments", support).await["id"].clone();
    world.post_ok(format!("/conversations/{}/transfer", waiting[1]), json!({ "department_id": support })).await;
    assert_eq!(agent_of(&world, &waiting[1]).await, second["id"], "not back to whom it has just left");
    assert_eq!(agent_of(&world, &waiting[2]).await, json!(ids[0]));
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

#[tokio::test]
async fn what_the_company_began_waits_for_somebody_once_the_contact_answers() {
    let world = World::start().await;
    let line = world.connect().await;
    let ids = agents(&world, 1).await;
    set(&world, json!({ "member_ids": ids, "routing": "round_robin", "return_window_hours": 0 })).await;
    let first = conversation(&world, &line, 1, "oi").await;
    world.post_ok(format!("/conversations/{first}/close"), json!({})).await;
    let contact = world.get(&format!("/api/v1/conversations/{first}")).await["contact"]["id"].clone();
    let begun =
        json!({ "contact_id": contact, "channel_id": line.channel_id.to_string(), "text": "Seu pedido chegou" });
    let begun = world.post("/api/v1/conversations", begun).await["id"].as_str().unwrap().to_owned();
    assert_eq!(agent_of(&world, &begun).await, Value::Null, "nobody has to attend what nobody answered");
    world.clock.advance(HOUR);
    let phone = "5511910000001";
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.answer", 7_000, "que bom")])).await;
    assert_eq!(agent_of(&world, &begun).await, json!(ids[0]));
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
