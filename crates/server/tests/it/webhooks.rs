//! Telling other programs: signed, tried again, listed, sent again.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use nascente_domain::moment::{HOUR, SECOND};
use nascente_store::{Statement, StoreError, params};
use reqwest::Method;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::closings::{conversation, disposition};
use crate::world::World;

/// A program that listens, and answers as it is told.
#[derive(Clone)]
struct Listener {
    url: String,
    heard: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    refusals: Arc<Mutex<usize>>,
    /// Held by a story that wants nothing to be answered meanwhile.
    gate: Arc<tokio::sync::Mutex<()>>,
}

async fn hear(State(listener): State<Listener>, headers: HeaderMap, body: String) -> StatusCode {
    let _open = listener.gate.lock().await;
    let mut refusals = listener.refusals.lock().unwrap();
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    listener.heard.lock().unwrap().push((headers, body));
    StatusCode::OK
}

impl Listener {
    async fn start() -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/w", socket.local_addr().unwrap());
        let listener = Self { url, heard: Arc::default(), refusals: Arc::default(), gate: Arc::default() };
        let routes = Router::new().route("/w", post(hear)).with_state(listener.clone());
        #[expect(clippy::disallowed_methods, reason = "the listener ends with its test")]
        let _running = tokio::spawn(async move { axum::serve(socket, routes).await.unwrap() });
        listener
    }

    /// What it heard, each verified with the secret by the public library as a program out there does it: against its
    /// own clock too.
    fn verified_now(&self, secret: &str) -> Vec<Value> {
        let (webhook, other) = (Webhook::new(secret).unwrap(), Webhook::new("whsec_b3V0cm8gc2VncmVkbw==").unwrap());
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .map(|(headers, body)| {
                webhook.verify(body.as_bytes(), headers).unwrap();
                assert!(other.verify(body.as_bytes(), headers).is_err(), "another secret");
                assert!(webhook.verify(format!("{body} ").as_bytes(), headers).is_err(), "another body");
                let mut renamed = headers.clone();
                renamed.insert("webhook-id", "wd_0000000000001".parse().unwrap());
                assert!(webhook.verify(body.as_bytes(), &renamed).is_err(), "another id");
                serde_json::from_str(body).unwrap()
            })
            .collect()
    }

    /// What it heard, each signed with the secret; the story's clock stands still at another time than the library's.
    fn verified(&self, secret: &str) -> Vec<Value> {
        let webhook = Webhook::new(secret).unwrap();
        let heard = self.heard.lock().unwrap();
        heard
            .iter()
            .map(|(headers, body)| {
                let text = |name: &str| headers[name].to_str().unwrap().to_owned();
                let seconds: i64 = text("webhook-timestamp").parse().unwrap();
                let signed = webhook.sign(&text("webhook-id"), seconds, body.as_bytes()).unwrap();
                assert_eq!(signed, text("webhook-signature"));
                serde_json::from_str(body).unwrap()
            })
            .collect()
    }
}

/// Carries out what is due and waits until no job is under way.
async fn jobs_done(world: &World) {
    static UNDER_WAY: Statement = Statement::new(
        "select count(*) from job where company_id = $1 and state = 'ready'
            and (lease_until is not null or run_at <= $2)",
    );
    let (company_id, now) = (world.company_id, world.now());
    loop {
        nascente_server::jobs::runner::round(&world.app).await.unwrap();
        let under_way: Result<i64, StoreError> =
            world.app.db.read(move |tx| tx.query_first(&UNDER_WAY, params![company_id, now])?.unwrap().take()).await;
        if under_way.unwrap() == 0 {
            return;
        }
    }
}

async fn listen(world: &World, listener: &Listener, events: &[&str]) -> (String, String) {
    let made = world.post("/api/v1/webhooks", json!({ "url": listener.url, "events": events })).await;
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    (format!("/api/v1/webhooks/{}", text("id")), text("secret"))
}

#[tokio::test]
async fn what_happens_to_a_conversation_is_told_signed_and_with_entry_and_closing() {
    let (world, listener) = (World::start().await, Listener::start().await);
    let line = world.connect().await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    world.patch(&format!("/api/v1/departments/{home}"), json!({ "uses_dispositions": true })).await;
    let all = ["conversation.opened", "conversation.closed", "conversation.classified"];
    let (path, secret) = listen(&world, &listener, &all).await;
    assert!(secret.starts_with("whsec_"));
    assert_eq!(world.get(&path).await["secret"], Value::Null, "shown once");
    let id = conversation(&world, &line, 1, "#promo oi").await;
    let body = json!({ "disposition_id": won, "value_cents": 900 });
    world.post_ok(format!("/conversations/{id}/close"), body).await;
    jobs_done(&world).await;
    world.post_ok(format!("/conversations/{id}/classify"), json!({ "disposition_id": lost, "reason": "engano" })).await;
    world.clock.advance(12 * SECOND);
    jobs_done(&world).await;
    let mut told = listener.verified(&secret);
    told.sort_by_key(|one| one["type"].to_string());
    let kinds: Vec<&Value> = told.iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["conversation.classified", "conversation.closed", "conversation.opened"]);
    assert_eq!(told[0]["data"]["closing"]["disposition"], "Perdida");
    assert_eq!(
        (&told[1]["data"]["closing"]["disposition"], &told[1]["data"]["closing"]["value_cents"]),
        (&json!("Venda"), &json!(900))
    );
    assert_eq!(
        (&told[2]["data"]["entry"]["kind"], &told[2]["data"]["conversation"]["id"]),
        (&json!("hashtag"), &json!(id))
    );
    assert_eq!(told[2]["data"]["department_name"], "Geral");
    let listed = world.get(&format!("{path}/deliveries?count=true")).await;
    assert_eq!((&listed["total"], &listed["items"][0]["state"]), (&json!(3), &json!("delivered")));
}

#[tokio::test]
async fn the_public_library_verifies_opened_classified_closed_and_what_is_sent_again() {
    let (world, listener) = (World::at_present().await, Listener::start().await);
    let line = world.connect().await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    world.patch(&format!("/api/v1/departments/{home}"), json!({ "uses_dispositions": true })).await;
    let all = ["conversation.opened", "conversation.closed", "conversation.classified"];
    let (path, secret) = listen(&world, &listener, &all).await;
    let id = conversation(&world, &line, 1, "oi").await;
    world.post_ok(format!("/conversations/{id}/close"), json!({ "disposition_id": won, "value_cents": 900 })).await;
    world.clock.advance(12 * SECOND);
    jobs_done(&world).await;
    world.post_ok(format!("/conversations/{id}/classify"), json!({ "disposition_id": lost, "reason": "engano" })).await;
    jobs_done(&world).await;
    let told = listener.verified_now(&secret);
    let mut kinds: Vec<&str> = told.iter().map(|one| one["type"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["conversation.classified", "conversation.closed", "conversation.opened"]);
    let listed = world.get(&format!("{path}/deliveries")).await;
    let of_closing = |one: &&Value| one["event"] == "conversation.closed";
    let delivery =
        listed["items"].as_array().unwrap().iter().find(of_closing).unwrap()["id"].as_str().unwrap().to_owned();
    world.post(&format!("{path}/deliveries/{delivery}/resend"), json!({})).await;
    jobs_done(&world).await;
    assert_eq!(listener.verified_now(&secret).len(), 4);
    let heard = listener.heard.lock().unwrap();
    let same: Vec<&String> =
        heard.iter().filter(|(headers, _)| headers["webhook-id"] == delivery.as_str()).map(|(_, body)| body).collect();
    assert_eq!((same.len(), same[0]), (2, same[1]), "the same id and the same body");
}

#[tokio::test]
async fn a_delivery_is_tried_again_with_pauses_or_at_once_and_sent_again_under_the_same_id() {
    let (world, listener) = (World::start().await, Listener::start().await);
    let line = world.connect().await;
    let (path, secret) = listen(&world, &listener, &["conversation.opened"]).await;
    *listener.refusals.lock().unwrap() = 2;
    conversation(&world, &line, 1, "oi").await;
    jobs_done(&world).await;
    let first = || async { world.get(&format!("{path}/deliveries")).await["items"][0].clone() };
    let one = first().await;
    assert_eq!((&one["state"], &one["attempts"], &one["http_status"]), (&json!("retrying"), &json!(1), &json!(500)));
    let again = format!("{path}/deliveries/{}/resend", one["id"].as_str().unwrap());
    world.clock.advance(5 * SECOND);
    jobs_done(&world).await;
    assert_eq!(first().await["attempts"], 2);
    let shut = listener.gate.lock().await;
    world.post(&again, json!({})).await;
    assert_eq!(world.ask(&world.admin, Method::POST, &again, None).await.0.as_u16(), 409);
    drop(shut);
    jobs_done(&world).await;
    assert_eq!((&first().await["state"], &first().await["attempts"]), (&json!("delivered"), &json!(3)));
    world.clock.advance(HOUR);
    jobs_done(&world).await;
    assert_eq!(first().await["attempts"], 3);
    world.post(&again, json!({})).await;
    jobs_done(&world).await;
    assert_eq!(first().await["attempts"], 4);
    assert_eq!(listener.verified(&secret).len(), 2);
    let heard = listener.heard.lock().unwrap();
    assert_eq!(heard[0].0["webhook-id"], heard[1].0["webhook-id"]);
}

#[tokio::test]
async fn an_undone_closing_is_never_told_and_a_department_filters() {
    let (world, listener) = (World::start().await, Listener::start().await);
    let line = world.connect().await;
    let (path, secret) = listen(&world, &listener, &["conversation.closed"]).await;
    let other = world.post("/api/v1/departments", json!({ "name": "Outra" })).await["id"].clone();
    let narrow = json!({ "url": listener.url, "events": ["conversation.closed"], "department_id": other });
    let narrow = world.post("/api/v1/webhooks", narrow).await["id"].as_str().unwrap().to_owned();
    let id = conversation(&world, &line, 1, "oi").await;
    let after_a_while = || async {
        world.clock.advance(12 * SECOND);
        jobs_done(&world).await;
    };
    world.post_ok(format!("/conversations/{id}/close"), json!({})).await;
    jobs_done(&world).await;
    world.post_ok(format!("/conversations/{id}/undo-close"), json!({})).await;
    after_a_while().await;
    assert!(listener.verified(&secret).is_empty());
    assert_eq!(world.get(&format!("{path}/deliveries")).await["items"][0]["state"], "cancelled");
    world.post_ok(format!("/conversations/{id}/close"), json!({})).await;
    after_a_while().await;
    assert_eq!(listener.verified(&secret).len(), 1);
    assert_eq!(world.get(&format!("/api/v1/webhooks/{narrow}/deliveries?count=true")).await["total"], 0);
    world.patch(&path, json!({ "enabled": false })).await;
    let second = conversation(&world, &line, 2, "oi").await;
    world.post_ok(format!("/conversations/{second}/close"), json!({})).await;
    after_a_while().await;
    assert_eq!(listener.verified(&secret).len(), 1, "switched off");
}

#[tokio::test]
async fn addresses_that_may_not_be_reached_and_unknown_events_are_refused() {
    let world = World::start().await;
    for (url, events, field) in [
        ("http://10.0.0.1/", json!(["conversation.closed"]), "url"),
        ("ftp://exemplo.com", json!(["conversation.closed"]), "url"),
        ("http://127.0.0.1:9/", json!(["conversation.deleted"]), "events"),
        ("http://127.0.0.1:9/", json!([]), "events"),
    ] {
        let body = json!({ "url": url, "events": events });
        let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/webhooks", Some(body)).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["field"]), (422, &json!(field)));
    }
}
