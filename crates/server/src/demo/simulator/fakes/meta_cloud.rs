//! The Graph API: messages, media, the number, the token; deliveries signed with the app secret.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use nascente_domain::message::SendStatus;
use nascente_domain::moment::SECOND;
use nascente_wire::Provider;
use nascente_wire::meta_cloud::signature;
use serde_json::{Value, json};

use super::taken::{bytes_of, uploaded};
use super::{Delivery, Fakes, File, Happening, Line, Progress, Said, Sent};
use crate::demo::payload::with_product;

const META: Provider = Provider::MetaCloud;

pub(super) fn routes() -> Router<Fakes> {
    Router::new()
        .route("/{version}/{id}/messages", post(messages))
        .route("/{version}/{id}/media", post(upload))
        .route("/{version}/debug_token", get(debug_token))
        .route("/{version}/{id}", get(look_up))
        .route("/files/{id}", get(file))
}

fn bearer(headers: &HeaderMap) -> &str {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.strip_prefix("Bearer ").unwrap_or_default()
}

/// An error as the Graph API writes it.
pub(super) fn error(status: StatusCode, code: i64, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": "OAuthException", "code": code } });
    (status, Json(error)).into_response()
}

fn wrong_token() -> Response {
    error(StatusCode::UNAUTHORIZED, 190, "Error validating access token: Session has expired")
}

async fn messages(
    State(fakes): State<Fakes>,
    Path((_, number_id)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let token = bearer(&headers);
    let is_it = |line: &Line| line.key() == number_id && line.setting("access_token") == token;
    if fakes.on(META, is_it, |line| line.is_connected()) != Some(true) {
        return wrong_token();
    }
    accept(&fakes, META, is_it, number_id.clone(), &body)
}

/// Takes a message in Meta's form.
pub(super) fn accept(
    fakes: &Fakes,
    provider: Provider,
    is_it: impl Fn(&Line) -> bool,
    line: String,
    body: &Value,
) -> Response {
    let kind = body["type"].as_str().unwrap_or("text");
    let to = body["to"].as_str().or_else(|| body["recipient"].as_str());
    let (Some(to), true) = (to, body[kind].is_object()) else {
        return error(StatusCode::BAD_REQUEST, 100, "Invalid parameter");
    };
    let uploaded = body[kind]["id"].as_str().map(str::to_owned);
    let file =
        uploaded.as_ref().and_then(|id| fakes.on(provider, &is_it, |line| line.files.get(id).cloned()).flatten());
    if uploaded.is_some() && file.is_none() {
        return error(StatusCode::BAD_REQUEST, 131_053, "Media upload error");
    }
    let file = file.map(|file| File { kind: kind.to_owned(), ..file });
    let words = ["body", "caption", "name"].iter().find_map(|name| body[kind][name].as_str());
    let sent = Sent {
        provider,
        line,
        id: format!("wamid.SIM{:016X}", fakes.number()),
        to: to.to_owned(),
        kind: kind.to_owned(),
        text: words.map(str::to_owned),
        our_id: body["biz_opaque_callback_data"].as_str().map(str::to_owned),
        reply_to: body["context"]["message_id"].as_str().map(str::to_owned),
        file,
    };
    fakes.take(provider, is_it, &sent);
    Json(json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": to, "wa_id": to }],
        "messages": [{ "id": sent.id }],
    }))
    .into_response()
}

async fn upload(
    State(fakes): State<Fakes>,
    Path((_, number_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let token = bearer(&headers);
    let is_it = |line: &Line| line.key() == number_id && line.setting("access_token") == token;
    keep_upload(&fakes, META, is_it, &body).unwrap_or_else(wrong_token)
}

/// Keeps an uploaded file; refuses a form that Meta does not read.
pub(super) fn keep_upload(
    fakes: &Fakes,
    provider: Provider,
    is_it: impl Fn(&Line) -> bool,
    form: &[u8],
) -> Option<Response> {
    let id = format!("{}", fakes.number() >> 8);
    let read = uploaded(form).map(|file| File { id: id.clone(), ..file });
    fakes.on(provider, is_it, |line| match read {
        Some(file) => {
            line.files.insert(id.clone(), file);
            Json(json!({ "id": id })).into_response()
        }
        None => error(StatusCode::BAD_REQUEST, 100, "(#100) The parameter file is required"),
    })
}

async fn debug_token(State(fakes): State<Fakes>, headers: HeaderMap) -> Response {
    let token = bearer(&headers);
    let found = fakes.on(
        META,
        |line| line.setting("access_token") == token,
        |line| line.settings.get("token_expires_at").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0),
    );
    match found {
        Some(expires_at) => {
            Json(json!({ "data": { "is_valid": true, "expires_at": expires_at, "type": "SYSTEM_USER" } }))
                .into_response()
        }
        None => wrong_token(),
    }
}

/// The number itself, or one of its files.
async fn look_up(State(fakes): State<Fakes>, Path((_, id)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let token = bearer(&headers);
    let found = fakes.on(
        META,
        |line| line.setting("access_token") == token,
        |line| {
            if line.key() == id && line.is_connected() {
                return Some(json!({ "id": id, "display_phone_number": format!("+{}", line.phone) }));
            }
            let file = line.files.get(&id)?;
            let url = format!("{}/files/{id}", line.base());
            Some(json!({ "id": id, "url": url, "mime_type": file.mime_type, "file_size": file.bytes.len() }))
        },
    );
    match found {
        Some(Some(body)) => Json(body).into_response(),
        Some(None) => error(StatusCode::BAD_REQUEST, 100, "Unsupported get request. Object does not exist"),
        None => wrong_token(),
    }
}

async fn file(State(fakes): State<Fakes>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let token = bearer(&headers);
    let found = fakes.on(META, |line| line.setting("access_token") == token, |line| line.files.get(&id).cloned());
    found.flatten().map_or_else(|| StatusCode::NOT_FOUND.into_response(), bytes_of)
}

pub(super) fn write(line: &Line, happening: &Happening) -> Option<Delivery> {
    let mut delivery = Delivery::json(&body(line, &line.key(), happening)?);
    let secret = line.setting("app_secret");
    if !secret.is_empty() {
        delivery.headers.push((signature::HEADER, signature::header_for(secret, &delivery.body)));
    }
    Some(delivery)
}

/// What Meta posts about a number; 360dialog passes it on unchanged.
pub(super) fn body(line: &Line, number_id: &str, happening: &Happening) -> Option<Value> {
    let (field, value) = match happening {
        Happening::Message(said) => (
            "messages",
            json!({
                "contacts": [{ "profile": { "name": said.person.name }, "wa_id": said.person.phone }],
                "messages": [message(said, &said.person.phone)],
            }),
        ),
        Happening::Echo(said) => {
            let mut echo = message(said, &line.phone);
            echo["to"] = json!(said.person.phone);
            ("smb_message_echoes", json!({ "message_echoes": [echo] }))
        }
        Happening::Progress(progress) => ("messages", json!({ "statuses": [status(progress)] })),
        Happening::Connection(_) => return None,
    };
    let mut value = value;
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({ "display_phone_number": line.phone, "phone_number_id": number_id });
    Some(json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "200300400500600", "changes": [{ "field": field, "value": value }] }],
    }))
}

fn message(said: &Said, from: &str) -> Value {
    let mut message = json!({ "from": from, "id": said.id, "timestamp": said.seconds().to_string() });
    if let Some(file) = &said.file {
        let mut part = json!({ "id": file.id, "mime_type": file.mime_type, "sha256": "c2hhMjU2" });
        if let Some(text) = &said.text {
            part["caption"] = json!(text);
        }
        match file.kind.as_str() {
            "document" => part["filename"] = json!(file.name),
            "audio" => part["voice"] = json!(true),
            _ => {}
        }
        message["type"] = json!(file.kind);
        message[&file.kind] = part;
    } else {
        message["type"] = json!("text");
        message["text"] = json!({ "body": said.text.as_deref().unwrap_or_default() });
    }
    if let Some(card) = &said.card {
        message["referral"] = json!({
            "source_url": card.source_url, "source_id": card.source_id, "source_type": card.source_type,
            "headline": card.headline, "body": card.body, "media_type": "image",
        });
        if let Some(click_id) = &card.click_id {
            message["referral"]["ctwa_clid"] = json!(click_id);
        }
    }
    match &said.product {
        Some(retailer_id) => with_product(message, retailer_id),
        None => message,
    }
}

fn status(progress: &Progress) -> Value {
    let mut status = json!({
        "id": progress.id, "status": progress.status.as_str(), "recipient_id": progress.to,
        "timestamp": progress.at.millis().div_euclid(SECOND).to_string(),
    });
    if let Some(our_id) = &progress.our_id {
        status["biz_opaque_callback_data"] = json!(our_id);
    }
    if progress.proves_ad {
        status["conversation"] = json!({ "id": "c", "origin": { "type": "referral_conversion" } });
    }
    if progress.status == SendStatus::Failed {
        status["errors"] = json!([{ "code": 131_026, "title": "Message undeliverable" }]);
    }
    status
}
