//! Posts that are repeated.

use nascente_domain::moment::DAY;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

async fn post(world: &World, key: &str, path: &str, body: &Value) -> Response {
    let request = world.http.post(format!("{}{path}", world.url)).bearer_auth(&world.admin);
    request.header("idempotency-key", key).json(body).send().await.unwrap()
}

async fn count(world: &World) -> i64 {
    world.get("/api/v1/dispositions?count=true").await["total"].as_i64().unwrap()
}

#[tokio::test]
async fn a_repeated_post_creates_once_and_gets_the_same_answer() {
    let world = World::start().await;
    let (path, body) = ("/api/v1/dispositions", json!({ "name": "Venda", "outcome": "won" }));
    let first = post(&world, "k", path, &body).await;
    assert!(!first.headers().contains_key("idempotent-replayed"));
    let (status, text) = (first.status(), first.text().await.unwrap());
    let again = post(&world, "k", path, &body).await;
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!((again.status(), again.text().await.unwrap()), (status, text));
    assert_eq!((status, count(&world).await), (StatusCode::CREATED, 1));
    post(&world, "other", path, &body).await;
    assert_eq!(count(&world).await, 2);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let world = World::start().await;
    let (path, body) = ("/api/v1/dispositions", json!({ "name": "Venda", "outcome": "won" }));
    post(&world, "k", path, &body).await;
    for (path, body) in [(path, json!({ "name": "Outra", "outcome": "won" })), ("/api/v1/departments", body.clone())] {
        let reused = post(&world, "k", path, &body).await;
        assert_eq!(reused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(reused.json::<Value>().await.unwrap()["code"], "idempotency_key_reused");
    }
    let manager =
        crate::world::new_token(&world.app, world.company_id, nascente_domain::role::Role::Manager, None).await;
    let request = world.http.post(format!("{}{path}", world.url)).bearer_auth(&manager);
    let of_another = request.header("idempotency-key", "k").json(&body).send().await.unwrap();
    assert_eq!(of_another.status(), StatusCode::CREATED, "keys of two callers do not meet");
}

#[tokio::test]
async fn a_failed_request_may_be_tried_again_with_its_key() {
    let world = World::start().await;
    let body = json!({ "name": "X", "outcome": "nonsense" });
    for _ in 0..2 {
        let refused = post(&world, "k", "/api/v1/dispositions", &body).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json::<Value>().await.unwrap()["errors"][0]["field"], "outcome");
    }
    let mended = post(&world, "k", "/api/v1/dispositions", &json!({ "name": "X", "outcome": "won" })).await;
    assert_eq!(mended.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn simultaneous_posts_with_one_key_create_once() {
    let world = World::start().await;
    let body = json!({ "name": "Venda", "outcome": "won" });
    let all = (0..12).map(|_| post(&world, "k", "/api/v1/dispositions", &body));
    let answers = futures_util::future::join_all(all).await;
    let fine = |status| matches!(status, StatusCode::CREATED | StatusCode::CONFLICT);
    assert!(answers.iter().all(|answer| fine(answer.status())));
    assert!(answers.iter().any(|answer| answer.status() == StatusCode::CREATED));
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day_and_a_strange_one_is_refused() {
    let world = World::start().await;
    let (path, body) = ("/api/v1/dispositions", json!({ "name": "Venda", "outcome": "won" }));
    post(&world, "k", path, &body).await;
    world.clock.advance(DAY + 1);
    post(&world, "k", path, &body).await;
    assert_eq!(count(&world).await, 2);
    let long = post(&world, &"x".repeat(256), path, &body).await;
    assert_eq!(long.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = world.ask("nobody", Method::POST, path, Some(body)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
