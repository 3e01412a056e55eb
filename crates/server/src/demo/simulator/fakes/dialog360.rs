//! 360dialog: Meta's bodies below another door, with a key in a header; deliveries are not signed.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use nascente_wire::Provider;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::meta_cloud::{accept, body, error, keep_upload};
use super::taken::bytes_of;
use super::{Delivery, Fakes, Happening, Line};

const D360: Provider = Provider::Dialog360;
/// The number's id at Meta, which the company never learns.
const NUMBER_ID: &str = "360360360360360";

pub(super) fn routes() -> Router<Fakes> {
    Router::new()
        .route("/messages", post(messages))
        .route("/media", post(upload))
        .route("/v1/configs/webhook", get(webhook).post(set_webhook))
        .route("/health_status", get(health))
        .route("/whatsapp_business/attachments/", get(file))
        .route("/{media_id}", get(media))
}

fn key(headers: &HeaderMap) -> &str {
    headers.get("d360-api-key").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn wrong_key() -> Response {
    let body = json!({ "meta": { "success": false, "http_code": 401, "developer_message": "Invalid api key" } });
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}

async fn messages(State(fakes): State<Fakes>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let key = key(&headers).to_owned();
    let is_it = |line: &Line| line.key() == key;
    match fakes.on(D360, is_it, |line| line.is_connected()) {
        None => wrong_key(),
        Some(false) => error(StatusCode::FORBIDDEN, 131_031, "Business Account locked"),
        Some(true) => accept(&fakes, D360, is_it, key.clone(), &body),
    }
}

async fn upload(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    let key = key(&headers);
    keep_upload(&fakes, D360, |line| line.key() == key, &body).unwrap_or_else(wrong_key)
}

async fn webhook(State(fakes): State<Fakes>, headers: HeaderMap) -> Response {
    let key = key(&headers);
    let found = fakes.on(D360, |line| line.key() == key, |line| line.webhook.clone());
    found.map_or_else(wrong_key, |url| Json(json!({ "url": url })).into_response())
}

async fn set_webhook(State(fakes): State<Fakes>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let key = key(&headers);
    let url = body["url"].as_str().map(str::to_owned);
    let found = fakes.on(D360, |line| line.key() == key, |line| line.webhook.clone_from(&url));
    found.map_or_else(wrong_key, |()| Json(json!({ "url": url })).into_response())
}

async fn health(State(fakes): State<Fakes>, headers: HeaderMap) -> Response {
    let key = key(&headers);
    let found = fakes.on(D360, |line| line.key() == key, |line| line.is_connected());
    let told = |sends: bool| {
        let can = if sends { "AVAILABLE" } else { "BLOCKED" };
        Json(json!({ "health_status": { "can_send_message": can, "entities": [] } })).into_response()
    };
    found.map_or_else(wrong_key, told)
}

async fn media(State(fakes): State<Fakes>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let key = key(&headers);
    let found = fakes.on(
        D360,
        |line| line.key() == key,
        |line| {
            let file = line.files.get(&id)?;
            let url = format!("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={id}");
            Some(json!({ "id": id, "url": url, "mime_type": file.mime_type, "file_size": file.bytes.len() }))
        },
    );
    match found {
        Some(Some(body)) => Json(body).into_response(),
        Some(None) => error(StatusCode::NOT_FOUND, 100, "Object does not exist"),
        None => wrong_key(),
    }
}

async fn file(
    State(fakes): State<Fakes>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let key = key(&headers);
    let id = query.get("mid").map_or("", String::as_str);
    let found = fakes.on(D360, |line| line.key() == key, |line| line.files.get(id).cloned());
    found.flatten().map_or_else(|| StatusCode::NOT_FOUND.into_response(), bytes_of)
}

pub(super) fn write(line: &Line, happening: &Happening) -> Option<Delivery> {
    body(line, NUMBER_ID, happening).map(|body| Delivery::json(&body))
}
