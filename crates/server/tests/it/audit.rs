//! The audit trail of the company: logins, changed settings, exports.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::{log_in, new_user};
use crate::world::World;

/// The events of a kind, newest first.
async fn events(world: &World, kind: &str) -> Vec<Value> {
    let list = world.get(&format!("/api/v1/audit-events?kind={kind}&count=true")).await;
    let items = list["items"].as_array().unwrap().clone();
    assert_eq!(list["total"], items.len());
    items
}

#[tokio::test]
async fn logins_are_kept_also_those_that_were_refused() {
    let world = World::start().await;
    let (user, _) = new_user(&world, "bia@loja.com", "agent").await;
    assert_eq!(log_in(&world, "bia@loja.com", "errada e longa").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(log_in(&world, "ninguem@loja.com", "errada e longa").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(log_in(&world, "bia@loja.com", crate::browser::PASSWORD).await.status(), StatusCode::OK);
    let entered = events(&world, "logged_in").await;
    let by: Vec<&Value> = entered.iter().map(|event| &event["details"]["by"]).collect();
    assert_eq!(by, ["password", "one_time_link"]);
    assert!(entered.iter().all(|event| event["actor_id"] == user["id"] && event["actor_name"] == "bia"));
    let refused = events(&world, "login_refused").await;
    assert_eq!(refused.len(), 1, "an address that nobody has is nobody's business");
    assert_eq!(refused[0]["actor_id"], user["id"]);
}

#[tokio::test]
async fn a_changed_setting_is_kept_by_route_id_and_fields_and_without_values() {
    let world = World::start().await;
    let body = json!({ "provider": "meta_cloud", "name": "Vendas", "phone_number": "11 98888-0000",
        "settings": { "phone_number_id": "77", "app_secret": "s3gr3do", "access_token": "EAAtoken" } });
    let channel = world.post("/api/v1/channels", body).await;
    let path = format!("/channels/{}", channel["id"].as_str().unwrap());
    world.patch(&format!("/api/v1{path}"), json!({ "settings": { "app_secret": "0utr0" } })).await;
    let kept = events(&world, "setting_changed").await;
    let of_channels: Vec<&Value> =
        kept.iter().filter(|event| event["details"]["route"].as_str().unwrap().starts_with("/channels")).collect();
    assert_eq!(of_channels[0]["details"]["path"], path);
    assert_eq!(of_channels[0]["details"]["fields"], json!(["settings.app_secret"]));
    assert_eq!(of_channels[1]["details"]["method"], "POST");
    assert_eq!(of_channels[1]["details"]["id"], channel["id"]);
    assert_eq!(of_channels[1]["actor_kind"], "token");
    let text = Value::from(kept.clone()).to_string();
    for value in ["s3gr3do", "EAAtoken", "0utr0", "98888", "Vendas"] {
        assert!(!text.contains(value), "{value} stands in the trail");
    }
}

#[tokio::test]
async fn what_was_refused_or_repeated_leaves_no_second_event() {
    let world = World::start().await;
    let before = events(&world, "setting_changed").await.len();
    let (refused, _) = world
        .ask(&world.admin, Method::POST, "/api/v1/dispositions", Some(json!({ "name": "", "outcome": "x" })))
        .await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(events(&world, "setting_changed").await.len(), before);
    for _ in 0..2 {
        let request = world.http.post(format!("{}/api/v1/dispositions", world.url)).bearer_auth(&world.admin);
        let body = json!({ "name": "Venda", "outcome": "won" });
        let answer = request.header("idempotency-key", "once").json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
    }
    assert_eq!(events(&world, "setting_changed").await.len(), before + 1);
}

#[tokio::test]
async fn the_trail_is_read_page_by_page() {
    let world = World::start().await;
    for number in 0..5 {
        world.post("/api/v1/dispositions", json!({ "name": format!("C {number}"), "outcome": "lost" })).await;
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.get(&format!("/api/v1/audit-events?limit=2{cursor}")).await;
        seen.extend(page["items"].as_array().unwrap().iter().map(|event| event["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all = world.get("/api/v1/audit-events?limit=200").await;
    let all: Vec<Value> = all["items"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect();
    assert_eq!(seen, all);
    assert!(all.len() >= 5);
}
