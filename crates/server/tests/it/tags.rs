//! Tags: filtering by them, and what becomes of them when two conversations turn out to be one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::closings::{conversation, disposition};
use crate::meta::{messages, text};
use crate::people::{both, hidden};
use crate::world::World;

async fn tag(world: &World, name: &str) -> String {
    world.post("/api/v1/tags", json!({ "name": name })).await["id"].as_str().unwrap().to_owned()
}

async fn put(world: &World, id: &str, tag: &str) {
    world.post_ok(format!("/conversations/{id}/tags"), json!({ "tag_id": tag })).await;
}

async fn only(world: &World) -> Value {
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], 1, "{listed}");
    listed["items"][0].clone()
}

#[tokio::test]
async fn lists_reports_and_files_are_filtered_by_tag() {
    let world = World::start().await;
    let line = world.connect().await;
    let (vip, cold) = (tag(&world, "VIP").await, tag(&world, "Frio").await);
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(conversation(&world, &line, number, "oi").await);
    }
    put(&world, &ids[0], &vip).await;
    put(&world, &ids[0], &cold).await;
    put(&world, &ids[1], &cold).await;
    for (query, total) in [(format!("tag_id={vip}"), 1), (format!("tag_id={cold}"), 2), ("tag_id=none".to_owned(), 1)] {
        let listed = world.get(&format!("/api/v1/conversations?count=true&{query}")).await;
        assert_eq!(listed["total"], total, "{query}");
        let report = world.get(&format!("/api/v1/reports/funnel?group_by=department&{query}")).await;
        assert_eq!(report["totals"]["conversations"], total, "{query}");
        let opened = report["totals"]["conversations_query"].as_str().unwrap();
        assert_eq!(world.get(&format!("/api/v1/conversations?count=true&{opened}")).await["total"], total, "{opened}");
        let request = world.http.get(format!("{}/api/v1/exports/conversations.csv?{query}", world.url));
        let file = request.bearer_auth(&world.admin).send().await.unwrap().text().await.unwrap();
        assert_eq!(file.lines().count(), total + 1, "{file}");
        assert_eq!(file.contains("VIP, Frio"), query != "tag_id=none", "{file}");
    }
    let wrong = world.ask(&world.admin, Method::GET, "/api/v1/conversations?tag_id=vip", None).await;
    assert_eq!((wrong.0.as_u16(), &wrong.1["errors"][0]["field"]), (422, &json!("tag_id")));
}

#[tokio::test]
async fn tags_come_along_when_a_conversation_is_joined_into_another() {
    let world = World::start().await;
    let line = world.connect().await;
    let phone = "5511999990001";
    let (vip, cold, late) = (tag(&world, "VIP").await, tag(&world, "Frio").await, tag(&world, "Depois").await);
    world.deliver(&line, &hidden(text(phone, "wamid.1", 1, "Oi"))).await;
    let old = only(&world).await["id"].as_str().unwrap().to_owned();
    put(&world, &old, &vip).await;
    put(&world, &old, &cold).await;
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.2", 5, "Alguém?")])).await;
    let listed = world.get("/api/v1/conversations").await;
    let new = listed["items"][0]["id"].as_str().unwrap().to_owned();
    put(&world, &new, &cold).await;
    // The message that joins the two says what closes, but for the tag that comes along in the same moment.
    let lost = disposition(&world, "Perdida", "lost", &[&world.department_id.to_string()]).await;
    let rules = format!("/api/v1/departments/{}/rules", world.department_id);
    let rule = json!({ "name": "Sem interesse", "disposition_id": lost, "except_tag_ids": [vip], "enabled": true,
        "conditions": { "phrase": { "from": "contact", "texts": ["não tenho interesse"] } } });
    world.post(&rules, rule).await;
    world.deliver(&line, &both(text(phone, "wamid.3", 9, "Não tenho interesse"))).await;
    let joined = only(&world).await;
    assert_eq!((&joined["id"], &joined["status"]), (&json!(new), &json!("waiting")));
    assert_eq!(joined["tag_ids"], json!([vip, cold]), "each once");
    assert_eq!(world.get(&format!("/api/v1/conversations?count=true&tag_id={vip}")).await["total"], 1);
    // Whoever still has the old one on screen tags the new one.
    put(&world, &old, &late).await;
    assert_eq!(only(&world).await["tag_ids"], json!([vip, cold, late]));
    let off = format!("/api/v1/conversations/{old}/tags/{cold}");
    assert_eq!(world.ask(&world.admin, Method::DELETE, &off, None).await.0.as_u16(), 204);
    assert_eq!(only(&world).await["tag_ids"], json!([vip, late]));
}
