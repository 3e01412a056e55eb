//! Settings that may not change any more once there are conversations.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{messages, text};
use crate::world::World;

const MARINA: &str = "5511999990001";

async fn refused(world: &World, method: Method, path: &str, body: Value) -> Value {
    let (status, problem) = world.ask(&world.admin, method, path, Some(body)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    problem
}

/// One open conversation in a department of its own; gives the conversation's and the department's paths.
async fn conversation_in_sales(world: &World) -> (String, String) {
    let line = world.connect().await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")])).await;
    let list = world.get("/api/v1/conversations").await;
    let conversation = format!("/api/v1/conversations/{}", list["items"][0]["id"].as_str().unwrap());
    let sales = world.post("/api/v1/departments", json!({ "name": "Vendas", "uses_dispositions": true })).await;
    let transfer = json!({ "department_id": sales["id"] });
    world.post(&format!("{conversation}/transfer"), transfer).await;
    (conversation, format!("/api/v1/departments/{}", sales["id"].as_str().unwrap()))
}

#[tokio::test]
async fn the_time_zone_stays_once_days_were_counted_in_it() {
    let world = World::start().await;
    conversation_in_sales(&world).await;
    let problem = refused(&world, Method::PATCH, "/api/v1/company", json!({ "time_zone": "UTC" })).await;
    assert_eq!(problem["code"], "zone_has_history");
    let same = world.patch("/api/v1/company", json!({ "time_zone": "America/Sao_Paulo", "name": "Novo nome" })).await;
    assert_eq!(same["name"], "Novo nome");
}

#[tokio::test]
async fn a_department_with_open_conversations_is_not_archived() {
    let world = World::start().await;
    let (conversation, department) = conversation_in_sales(&world).await;
    let problem = refused(&world, Method::DELETE, &department, Value::Null).await;
    assert_eq!((&problem["code"], &problem["current"]["open"]), (&json!("has_open_conversations"), &json!(1)));
    world.patch(&department, json!({ "uses_dispositions": false })).await;
    world.post(&format!("{conversation}/close"), json!({})).await;
    assert_eq!(world.ask(&world.admin, Method::DELETE, &department, None).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn the_outcome_of_a_disposition_stays_once_a_closing_carries_it() {
    let world = World::start().await;
    let (conversation, department) = conversation_in_sales(&world).await;
    let sale = world.post("/api/v1/dispositions", json!({ "name": "Venda", "outcome": "won" })).await;
    let path = format!("/api/v1/dispositions/{}", sale["id"].as_str().unwrap());
    world.patch(&department, json!({ "disposition_ids": [sale["id"]] })).await;
    world.post(&format!("{conversation}/close"), json!({ "disposition_id": sale["id"] })).await;
    let problem = refused(&world, Method::PATCH, &path, json!({ "outcome": "lost" })).await;
    assert_eq!(problem["code"], "outcome_in_use");
    let renamed = world.patch(&path, json!({ "name": "Vendido", "outcome": "won" })).await;
    assert_eq!(renamed["name"], "Vendido");
}
