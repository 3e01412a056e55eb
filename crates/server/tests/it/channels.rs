//! Channels and their secrets.

use nascente_domain::role::Role;
use nascente_server::auth::channel_secrets::{channel_route, open_secrets};
use nascente_store::{Statement, StoreError, params};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, new_token};

fn meta() -> Value {
    json!({
        "provider": "meta_cloud", "name": "Vendas", "phone_number": "(11) 99999-0001",
        "settings": {
            "phone_number_id": "106540352242922", "waba_id": "1029384756",
            "app_secret": "s3gr3d0-do-app", "verify_token": "v3r1fica", "access_token": "EAAG-t0ken",
            "graph_base_url": "http://127.0.0.1:9/",
        },
    })
}

const SECRETS: [&str; 3] = ["s3gr3d0-do-app", "v3r1fica", "EAAG-t0ken"];

#[tokio::test]
async fn secrets_go_in_and_only_their_names_come_out() {
    let world = World::start().await;
    let made = world.post("/api/v1/channels", meta()).await;
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["state"], &made["phone_number"]), (&json!("waiting"), &json!("5511999990001")));
    assert_eq!(made["secrets_set"], json!(["access_token", "app_secret", "verify_token"]));
    assert_eq!(made["settings"]["graph_base_url"], "http://127.0.0.1:9");
    assert_eq!(made["webhook_url"], format!("{}/hooks/meta_cloud/{id}", world.url));
    for path in [format!("/api/v1/channels/{id}"), "/api/v1/channels".to_owned()] {
        let shown = world.get(&path).await.to_string();
        assert!(SECRETS.iter().all(|secret| !shown.contains(secret)), "{shown}");
    }
    let opened = open_secrets(&world.app, world.company_id, id.parse().unwrap()).await.unwrap();
    assert_eq!(opened.secret("app_secret"), Some(SECRETS[0]));
    assert_eq!(opened.secret("access_token"), Some(SECRETS[2]));
    assert_eq!(opened.setting("phone_number_id"), Some("106540352242922"));
    assert!(!format!("{opened:?}").contains("s3gr3d0"));
}

static ROWS: Statement = Statement::new(
    "select coalesce(settings, '') || coalesce(hook_key, ''), secrets from channel where company_id = $1",
);
static KEPT: Statement = Statement::new("select body from idempotency_key where company_id = $1");

#[tokio::test]
async fn no_secret_stands_anywhere_in_the_store() {
    let world = World::start().await;
    let request = world.http.post(format!("{}/api/v1/channels", world.url)).bearer_auth(&world.admin);
    let answer = request.header("idempotency-key", "k1").json(&meta()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    let request = world.http.post(format!("{}/api/v1/tokens", world.url)).bearer_auth(&world.admin);
    let made: Value = request
        .header("idempotency-key", "k2")
        .json(&json!({ "name": "t", "role": "manager" }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = made["secret"].as_str().unwrap().to_owned();
    let company_id = world.company_id;
    let (settings, sealed, kept): (String, Vec<u8>, Vec<String>) = world
        .app
        .db
        .read(move |tx| {
            let mut row = tx.query_first(&ROWS, params![company_id])?.unwrap();
            let kept = tx.query(&KEPT, params![company_id])?;
            let kept = kept.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
            Ok::<_, StoreError>((row.take()?, row.take()?, kept))
        })
        .await
        .unwrap();
    assert_eq!(kept.len(), 2);
    let mut everything = [settings.as_bytes(), &sealed, kept.concat().as_bytes()].concat();
    for entry in std::fs::read_dir(world.folder()).unwrap() {
        everything.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    for secret in SECRETS.into_iter().chain([token.as_str()]) {
        assert!(!everything.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }
}

#[tokio::test]
async fn without_an_app_secret_the_address_carries_a_key_that_only_administrators_see() {
    let world = World::start().await;
    let mut body = meta();
    body["settings"].as_object_mut().unwrap().remove("app_secret");
    let made = world.post("/api/v1/channels", body).await;
    let path = format!("/api/v1/channels/{}", made["id"].as_str().unwrap());
    let (_, key) = made["webhook_url"].as_str().unwrap().split_once("?key=").unwrap();
    let route = channel_route(&world.app, made["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(route.secrets.hook_key.as_ref().unwrap().expose(), key);
    assert_eq!((route.company_id, route.secrets.secret("app_secret").is_none()), (world.company_id, true));
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let (_, seen) = world.ask(&manager, Method::GET, &path, None).await;
    assert!(!seen.to_string().contains(key));
    let signed = world.patch(&path, json!({ "settings": { "app_secret": "novo" } })).await;
    assert!(!signed["webhook_url"].as_str().unwrap().contains("?key="));
    assert_eq!(signed["secrets_set"], json!(["access_token", "app_secret", "verify_token"]));
    let route = channel_route(&world.app, made["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(route.secrets.secret("app_secret"), Some("novo"), "a change is seen at once");
    let bare = world.patch(&path, json!({ "settings": { "app_secret": "" } })).await;
    assert!(bare["webhook_url"].as_str().unwrap().ends_with(key));
}

#[tokio::test]
async fn a_number_for_links_is_connected_later() {
    let world = World::start().await;
    let body = json!({ "provider": "link_only", "name": "Loja", "phone_number": "11 3000-0001" });
    let made = world.post("/api/v1/channels", body).await;
    assert_eq!((&made["state"], &made["webhook_url"]), (&json!("link_only"), &json!("")));
    let path = format!("/api/v1/channels/{}", made["id"].as_str().unwrap());
    let (status, problem) =
        world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "provider": "meta_cloud" }))).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("settings.phone_number_id"))
    );
    let body = json!({ "provider": "meta_cloud", "settings": { "phone_number_id": "1" } });
    assert_eq!(world.patch(&path, body).await["state"], "waiting");
    let (status, _) = world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "provider": "link_only" }))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_a_channel_cannot_be_is_refused() {
    let world = World::start().await;
    for (change, field, code) in [
        (json!({ "provider": "carrier_pigeon" }), "provider", "unsupported_provider"),
        (json!({ "phone_number": "123" }), "phone_number", "invalid_phone"),
        (json!({ "settings": {} }), "settings.phone_number_id", "required"),
        (json!({ "settings": { "phone_number_id": "1", "api_key": "x" } }), "settings.api_key", "unknown_setting"),
        (
            json!({ "settings": { "phone_number_id": "1", "graph_base_url": "http://10.0.0.1" } }),
            "settings.graph_base_url",
            "unsafe_url",
        ),
    ] {
        let mut body = meta();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/channels", Some(body)).await;
        let error = &problem["errors"][0];
        assert_eq!(
            (status, &error["field"], &error["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field), &json!(code))
        );
    }
    world.post("/api/v1/channels", meta()).await;
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/channels", Some(meta())).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("number_in_use")));
}

#[tokio::test]
async fn managers_rename_channels_and_nothing_more() {
    let world = World::start().await;
    let made = world.post("/api/v1/channels", meta()).await;
    let path = format!("/api/v1/channels/{}", made["id"].as_str().unwrap());
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let (status, renamed) = world.ask(&manager, Method::PATCH, &path, Some(json!({ "name": "Balcão" }))).await;
    assert_eq!((status, &renamed["name"]), (StatusCode::OK, &json!("Balcão")));
    for body in [json!({ "settings": { "access_token": "x" } }), json!({ "phone_number": "11 99999-0002" })] {
        assert_eq!(world.ask(&manager, Method::PATCH, &path, Some(body)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.ask(&manager, Method::POST, "/api/v1/channels", Some(meta())).await.0, StatusCode::FORBIDDEN);
    assert_eq!(world.ask(&manager, Method::DELETE, &path, None).await.0, StatusCode::FORBIDDEN);
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert!(world.get(&path).await["archived_at"].is_string());
    let route = channel_route(&world.app, made["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
    assert!(route.archived);
}
