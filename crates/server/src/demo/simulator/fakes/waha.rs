//! WAHA with the engine NOWEB: sessions, their codes and files; deliveries signed with HMAC-SHA512 where a key is set.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_domain::moment::SECOND;
use nascente_wire::Provider;
use serde_json::{Value, json};

use super::taken::{bytes_of, inline, typed};
use super::{Delivery, Fakes, Happening, Line, Said, Sent, evolution};

const WAHA: Provider = Provider::Waha;

pub(super) fn routes() -> Router<Fakes> {
    Router::new()
        .route("/api/sendText", post(send_text))
        .route("/api/sendImage", post(send_image))
        .route("/api/sendVoice", post(send_voice))
        .route("/api/sendVideo", post(send_video))
        .route("/api/sendFile", post(send_file))
        .route("/api/sessions", post(create))
        .route("/api/sessions/{session}", put(change).get(state))
        .route("/api/sessions/{session}/{what}", post(command))
        .route("/api/{session}/auth/qr", get(code))
        .route("/api/{session}/lids/{lid}", get(lid))
        .route("/api/files/{session}/{file}", get(file))
        .route("/api/{session}/chats/{chat}/messages/{message}", get(message_again))
}

fn key(headers: &HeaderMap) -> &str {
    headers.get("x-api-key").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "statusCode": status.as_u16(), "message": message }))).into_response()
}

fn on_session(fakes: &Fakes, headers: &HeaderMap, session: &str, act: impl FnOnce(&mut Line) -> Response) -> Response {
    let key = key(headers);
    if fakes.on(WAHA, |line| line.setting("api_key") == key, |_| ()).is_none() {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let is_it = |line: &Line| line.key() == session && line.setting("api_key") == key;
    fakes.on(WAHA, is_it, act).unwrap_or_else(|| refused(StatusCode::NOT_FOUND, "Session not found"))
}

async fn send_text(fakes: State<Fakes>, headers: HeaderMap, body: Json<Value>) -> Response {
    send(&fakes, &headers, &body, "text")
}

async fn send_image(fakes: State<Fakes>, headers: HeaderMap, body: Json<Value>) -> Response {
    send(&fakes, &headers, &body, "image")
}

async fn send_voice(fakes: State<Fakes>, headers: HeaderMap, body: Json<Value>) -> Response {
    send(&fakes, &headers, &body, "audio")
}

async fn send_video(fakes: State<Fakes>, headers: HeaderMap, body: Json<Value>) -> Response {
    send(&fakes, &headers, &body, "video")
}

async fn send_file(fakes: State<Fakes>, headers: HeaderMap, body: Json<Value>) -> Response {
    send(&fakes, &headers, &body, "document")
}

fn send(fakes: &Fakes, headers: &HeaderMap, body: &Value, kind: &str) -> Response {
    let session = body["session"].as_str().unwrap_or_default().to_owned();
    let chat = body["chatId"].as_str().unwrap_or_default().to_owned();
    let id = format!("true_{chat}_{}", fakes.hex_id());
    let text = body["text"].as_str().or_else(|| body["caption"].as_str());
    let told = &body["file"];
    let name = told["filename"].as_str().unwrap_or_default();
    let bytes = told["data"].as_str().and_then(|text| inline(kind, text, name));
    let file = bytes.map(|file| typed(file, told["mimetype"].as_str()));
    if kind != "text" && file.is_none() {
        return refused(StatusCode::BAD_REQUEST, "file must have a mimetype and data or url");
    }
    let sent = Sent {
        provider: WAHA,
        line: session.clone(),
        id: id.clone(),
        to: chat.split('@').next().unwrap_or_default().to_owned(),
        kind: kind.to_owned(),
        text: text.map(str::to_owned),
        our_id: None,
        reply_to: body["reply_to"].as_str().map(str::to_owned),
        file,
    };
    let mut is_taken = false;
    let answer = on_session(fakes, headers, &session, |line| {
        if !line.is_connected() {
            let error = "Session status is not as expected. Try again later or restart the session";
            return refused(StatusCode::UNPROCESSABLE_ENTITY, error);
        }
        is_taken = !chat.is_empty();
        let short = id.rsplit('_').next().unwrap_or_default();
        let body = json!({ "id": id, "key": { "remoteJid": chat, "fromMe": true, "id": short }, "status": "PENDING" });
        (StatusCode::CREATED, Json(body)).into_response()
    });
    if is_taken {
        fakes.take(WAHA, |line| line.key() == session, &sent);
    }
    answer
}

fn take_webhook(line: &mut Line, body: &Value) {
    if let Some(url) = body["config"]["webhooks"][0]["url"].as_str() {
        line.webhook = Some(url.to_owned());
    }
}

async fn create(State(fakes): State<Fakes>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    on_session(&fakes, &headers, &name, |_| {
        refused(StatusCode::UNPROCESSABLE_ENTITY, &format!("Session '{name}' already exists. Use PUT to update it."))
    })
}

async fn change(
    State(fakes): State<Fakes>,
    Path(session): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    on_session(&fakes, &headers, &session, |line| {
        take_webhook(line, &body);
        Json(told(line)).into_response()
    })
}

async fn state(State(fakes): State<Fakes>, Path(session): Path<String>, headers: HeaderMap) -> Response {
    on_session(&fakes, &headers, &session, |line| Json(told(line)).into_response())
}

async fn command(
    State(fakes): State<Fakes>,
    Path((session, what)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    on_session(&fakes, &headers, &session, |line| {
        match what.as_str() {
            "start" if word(line.state) == "FAILED" => {
                return refused(StatusCode::UNPROCESSABLE_ENTITY, "Session is already started.");
            }
            "start" | "restart" if !line.is_connected() => line.state = Connection::Pairing,
            "logout" | "stop" => line.state = Connection::Disconnected,
            _ => {}
        }
        (StatusCode::CREATED, Json(told(line))).into_response()
    })
}

async fn code(State(fakes): State<Fakes>, Path(session): Path<String>, headers: HeaderMap) -> Response {
    on_session(&fakes, &headers, &session, |line| match line.state {
        Connection::Pairing => {
            Json(json!({ "value": format!("2@{},fake,{}", line.key(), line.phone) })).into_response()
        }
        state => {
            let words = format!("Can get QR code only in SCAN_QR_CODE status. The current status is '{}'", word(state));
            refused(StatusCode::UNPROCESSABLE_ENTITY, &words)
        }
    })
}

/// The number behind a hidden id; nothing where the session has not seen both.
async fn lid(State(fakes): State<Fakes>, Path((session, lid)): Path<(String, String)>, headers: HeaderMap) -> Response {
    on_session(&fakes, &headers, &session, |line| {
        let number = line.lids.get(&lid).map(|phone| format!("{phone}@c.us"));
        Json(json!({ "lid": lid, "pn": number })).into_response()
    })
}

async fn file(
    State(fakes): State<Fakes>,
    Path((session, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    on_session(&fakes, &headers, &session, |line| {
        let found = line.files.get(&file).filter(|_| !line.addresses_over).cloned();
        found.map_or_else(|| refused(StatusCode::NOT_FOUND, "File not found"), bytes_of)
    })
}

/// A message once more, with its file downloaded anew.
async fn message_again(
    State(fakes): State<Fakes>,
    Path((session, _, message)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let id = message.rsplit('_').next().unwrap_or_default().to_owned();
    on_session(&fakes, &headers, &session, |line| {
        let Some(file) = line.files.get(&id) else { return refused(StatusCode::NOT_FOUND, "Message not found") };
        line.addresses_over = false;
        let url = format!("{}/api/files/{session}/{id}", line.setting("base_url"));
        let media = json!({ "url": url, "mimetype": file.mime_type, "filename": file.name });
        Json(json!({ "id": message, "hasMedia": true, "media": media })).into_response()
    })
}

fn told(line: &Line) -> Value {
    let me = line.is_connected().then(|| json!({ "id": format!("{}@c.us", line.phone), "pushName": "Loja" }));
    json!({ "name": line.key(), "status": word(line.state), "me": me, "engine": { "engine": "NOWEB" } })
}

const fn word(state: Connection) -> &'static str {
    match state {
        Connection::Connected => "WORKING",
        Connection::Pairing => "SCAN_QR_CODE",
        Connection::Disconnected => "STOPPED",
        Connection::WrongKey | Connection::Unknown => "FAILED",
    }
}

pub(super) fn write(line: &Line, happening: &Happening) -> Delivery {
    let own = format!("{}@c.us", line.phone);
    let (event, payload) = match happening {
        Happening::Message(said) => ("message.any", message(line, said, false)),
        Happening::Echo(said) => ("message.any", message(line, said, true)),
        Happening::Progress(progress) => {
            let (ack, name) = match progress.status {
                SendStatus::Failed => (-1, "ERROR"),
                SendStatus::Queued => (0, "PENDING"),
                SendStatus::Sent => (1, "SERVER"),
                SendStatus::Delivered => (2, "DEVICE"),
                SendStatus::Read => (3, "READ"),
            };
            let to = format!("{}@c.us", progress.to);
            let payload = json!({ "id": progress.id, "from": own, "to": to, "fromMe": true, "participant": null,
                "ack": ack, "ackName": name });
            ("message.ack", payload)
        }
        Happening::Connection(state) => {
            ("session.status", json!({ "name": line.key(), "status": word(*state), "statuses": [] }))
        }
    };
    let at = match happening {
        Happening::Message(said) | Happening::Echo(said) => said.at.millis(),
        Happening::Progress(progress) => progress.at.millis(),
        Happening::Connection(_) => 0,
    };
    let mut delivery = Delivery::json(&json!({
        "id": "evt_fake", "timestamp": at, "event": event, "session": line.key(),
        "me": { "id": own, "pushName": "Loja" }, "payload": payload, "engine": "NOWEB",
        "environment": { "version": "2026.7.2", "engine": "NOWEB", "tier": "PLUS" },
    }));
    let hmac_key = line.setting("hmac_key");
    if !hmac_key.is_empty() {
        let signature = nascente_wire::waha::signature::header_for(hmac_key, &delivery.body);
        delivery.headers.push(("x-webhook-hmac", signature));
        delivery.headers.push(("x-webhook-hmac-algorithm", "sha512".to_owned()));
    }
    delivery
}

fn message(line: &Line, said: &Said, from_me: bool) -> Value {
    let own = format!("{}@c.us", line.phone);
    let is_hidden = said.person.phone.contains('@');
    let chat = if is_hidden { said.person.phone.clone() } else { format!("{}@c.us", said.person.phone) };
    let remote = chat.replace("@c.us", "@s.whatsapp.net");
    let id = if said.id.contains('_') { said.id.clone() } else { format!("{from_me}_{chat}_{}", said.id) };
    let short = id.rsplit('_').next().unwrap_or_default().to_owned();
    let (kind, mut content) = evolution::content(said);
    if let Some(context) = evolution::context(said) {
        // NOWEB keeps the card where WhatsApp put it.
        if kind == "conversation" {
            content = json!({ "extendedTextMessage": { "text": said.text, "contextInfo": context } });
        } else {
            content[&kind]["contextInfo"] = context;
        }
    }
    let media = said.file.as_ref().map(|file| {
        let url = format!("{}/api/files/{}/{}", line.base(), line.key(), file.id);
        json!({ "url": url, "mimetype": file.mime_type, "filename": file.name, "error": null })
    });
    json!({
        "id": id, "timestamp": said.at.millis().div_euclid(SECOND), "source": "app", "fromMe": from_me,
        "from": if from_me { &own } else { &chat }, "to": if from_me { &chat } else { &own },
        "participant": null, "body": said.text, "hasMedia": media.is_some(), "media": media,
        "ack": 1, "ackName": "SERVER", "replyTo": null,
        "_data": {
            "key": { "remoteJid": remote, "fromMe": from_me, "id": short },
            "messageTimestamp": said.seconds(), "pushName": said.person.name, "message": content,
        },
    })
}
