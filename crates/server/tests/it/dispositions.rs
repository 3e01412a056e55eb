//! Dispositions as a company makes them: colours, order, suggestions, pasted lists.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn dispositions_have_a_colour_and_an_order_that_forms_follow() {
    let world = World::start().await;
    let mut ids = Vec::new();
    for name in ["Venda", "Perdida", "Engano"] {
        let body = json!({ "name": name, "outcome": "won", "department_ids": [world.department_id.to_string()] });
        let made = world.post("/api/v1/dispositions", body).await;
        assert_eq!(made["colour"], "#2f9e44");
        ids.push(made["id"].clone());
    }
    let path = format!("/api/v1/dispositions/{}", ids[0].as_str().unwrap());
    assert_eq!(world.patch(&path, json!({ "colour": "#ABCDEF" })).await["colour"], "#abcdef");
    let (status, problem) = world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "colour": "azul" }))).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["code"]), (422, &json!("invalid_colour")));
    let ordered = world.post("/api/v1/dispositions/order", json!({ "disposition_ids": [ids[2], ids[0]] })).await;
    assert_eq!(names(&ordered), ["Engano", "Venda", "Perdida"]);
    assert_eq!(names(&world.get("/api/v1/dispositions").await), ["Engano", "Venda", "Perdida"]);
    let first = world.get("/api/v1/dispositions?limit=1").await;
    let next = format!("/api/v1/dispositions?cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(names(&world.get(&next).await), ["Venda", "Perdida"]);
    let archived = world.patch(&path, json!({ "archived": true })).await;
    assert!(archived["archived_at"].is_string());
    assert_eq!(world.patch(&path, json!({ "archived": false })).await["archived_at"], Value::Null);
}

#[tokio::test]
async fn every_business_has_suggestions_of_every_polarity() {
    let world = World::start().await;
    let all = world.get("/api/v1/disposition-suggestions").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 6);
    for segment in all["items"].as_array().unwrap() {
        let usual = segment["dispositions"].as_array().unwrap();
        for outcome in ["won", "qualified", "lost", "neutral", "not_lead"] {
            assert!(usual.iter().any(|one| one["outcome"] == outcome), "{segment}");
        }
    }
    let one = world.get("/api/v1/disposition-suggestions?segment=clinica").await;
    assert_eq!(one["items"][0]["label"], "Clínica");
    let path = "/api/v1/disposition-suggestions?segment=padaria";
    assert_eq!(world.ask(&world.admin, Method::GET, path, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_pasted_list_is_looked_at_and_then_made_without_repeating_what_is_there() {
    let world = World::start().await;
    world.post("/api/v1/dispositions", json!({ "name": "Sem estoque", "outcome": "lost" })).await;
    let text = "Venda realizada; ganho; valor\nsem ESTOQUE; perdido\nEngano; não é lead";
    let wrong = format!("{text}\nTalvez; quem sabe");
    let looked = world.post("/api/v1/dispositions/import", json!({ "text": wrong, "preview": true })).await;
    assert_eq!((&looked["created"], &looked["errors"]), (&json!(2), &json!(1)));
    let states: Vec<&str> =
        looked["lines"].as_array().unwrap().iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["new", "exists", "new", "error"]);
    assert_eq!(looked["lines"][3]["code"], "unknown_outcome");
    let refused =
        world.ask(&world.admin, Method::POST, "/api/v1/dispositions/import", Some(json!({ "text": wrong }))).await;
    assert_eq!((refused.0.as_u16(), &refused.1["errors"][0]["field"]), (422, &json!("lines[4]")));
    assert_eq!(names(&world.get("/api/v1/dispositions").await), ["Sem estoque"]);
    let body = json!({ "text": text, "department_ids": [world.department_id.to_string()] });
    let made = world.post("/api/v1/dispositions/import", body.clone()).await;
    assert_eq!(made["created"], 2);
    assert_eq!(names(&world.get("/api/v1/dispositions").await), ["Sem estoque", "Venda realizada", "Engano"]);
    assert_eq!(world.post("/api/v1/dispositions/import", body).await["created"], 0);
}
