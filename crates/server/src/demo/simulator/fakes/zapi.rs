//! Z-API: instance and token in the path, the account's token in a header; deliveries carry no signature.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_wire::Provider;
use serde_json::{Value, json};

use super::taken::{bytes_of, inline};
use super::{Delivery, Fakes, File, Happening, Line, Said, Sent};

const ZAPI: Provider = Provider::Zapi;
/// The side of the picture of a code.
const SIDE: usize = 256;

pub(super) fn routes() -> Router<Fakes> {
    Router::new().route("/instances/{instance}/token/{token}/{*way}", any(ask)).route("/files/{file}", get(file))
}

fn refused(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

async fn ask(
    State(fakes): State<Fakes>,
    Path((instance, token, way)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    let is_it = |line: &Line| line.key() == instance && line.setting("token") == token;
    let client = headers.get("client-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    match fakes.on(ZAPI, is_it, |line| line.setting("client_token") == client) {
        None => return refused(StatusCode::BAD_REQUEST, "Instance not found"),
        Some(false) => return refused(StatusCode::FORBIDDEN, "Client-Token is not allowed"),
        Some(true) => {}
    }
    if let Some(kind) = way.strip_prefix("send-") {
        return send(&fakes, &instance, kind, &body);
    }
    let answered = fakes.on(ZAPI, is_it, |line| match way.as_str() {
        "status" => Some(status(line)),
        "qr-code" | "qr-code/image" => Some(code(line)),
        "disconnect" => {
            line.state = Connection::Disconnected;
            Some(Json(json!({ "value": true })).into_response())
        }
        "device" => Some(Json(json!({ "phone": line.phone, "name": "Loja" })).into_response()),
        _ if way.starts_with("update-") => {
            line.webhook = body["value"].as_str().map(str::to_owned).or_else(|| line.webhook.clone());
            Some(Json(json!({ "value": true })).into_response())
        }
        _ => None,
    });
    answered
        .flatten()
        .unwrap_or_else(|| refused(StatusCode::NOT_FOUND, "Unable to find matching target resource method"))
}

fn send(fakes: &Fakes, instance: &str, kind: &str, body: &Value) -> Response {
    let (kind, ending) = kind.split_once('/').unwrap_or((kind, ""));
    let Some(to) = body["phone"].as_str() else { return refused(StatusCode::BAD_REQUEST, "Phone is required") };
    let words = ["message", "caption"].iter().find_map(|name| body[*name].as_str());
    let is_it = |line: &Line| line.key() == instance;
    if fakes.on(ZAPI, is_it, |line| line.is_connected()) != Some(true) {
        return refused(StatusCode::BAD_REQUEST, "You are not connected.");
    }
    let file = match file_in(kind, ending, body) {
        Ok(file) => file,
        Err(words) => return refused(StatusCode::BAD_REQUEST, words),
    };
    let sent = Sent {
        provider: ZAPI,
        line: instance.to_owned(),
        id: fakes.hex_id(),
        to: to.to_owned(),
        kind: kind.to_owned(),
        text: words.map(str::to_owned),
        our_id: None,
        reply_to: body["messageId"].as_str().map(str::to_owned),
        file,
    };
    fakes.take(ZAPI, is_it, &sent);
    Json(json!({ "zaapId": format!("z{}", sent.id), "messageId": sent.id, "id": sent.id })).into_response()
}

/// The file of a message: base64 behind its media type, and for documents an ending in the address.
fn file_in(kind: &str, ending: &str, body: &Value) -> Result<Option<File>, &'static str> {
    if kind == "text" {
        return Ok(None);
    }
    if (kind == "document") == ending.is_empty() {
        return Err("Extension is required");
    }
    let text = body[kind].as_str().ok_or("The file is required")?;
    let name = body["fileName"].as_str().unwrap_or_default();
    inline(kind, text, name).map(Some).ok_or("The file is not base64")
}

fn status(line: &Line) -> Response {
    if line.is_connected() {
        return Json(json!({ "connected": true, "session": true, "smartphoneConnected": true })).into_response();
    }
    let body = json!({ "connected": false, "session": false, "error": "You are not connected." });
    Json(body).into_response()
}

fn code(line: &mut Line) -> Response {
    if line.is_connected() {
        return Json(json!({ "connected": true })).into_response();
    }
    line.state = Connection::Pairing;
    let text = format!("2@{},fake,{}", line.key(), line.phone);
    let png = crate::qr::Picture::of(&text, SIDE).and_then(|picture| picture.png()).unwrap_or_default();
    Json(json!({ "value": format!("data:image/png;base64,{}", STANDARD.encode(png)) })).into_response()
}

async fn file(State(fakes): State<Fakes>, Path(file): Path<String>) -> Response {
    let found = fakes.on(ZAPI, |line| line.files.contains_key(&file), |line| line.files.get(&file).cloned());
    found.flatten().map_or_else(|| StatusCode::NOT_FOUND.into_response(), bytes_of)
}

pub(super) fn write(line: &Line, happening: &Happening) -> Option<Delivery> {
    let mut body = match happening {
        Happening::Message(said) => message(line, said, false),
        Happening::Echo(said) => message(line, said, true),
        Happening::Progress(progress) => {
            let status = match progress.status {
                SendStatus::Queued | SendStatus::Sent => "SENT",
                SendStatus::Delivered => "RECEIVED",
                SendStatus::Read => "READ",
                SendStatus::Failed => {
                    return Some(Delivery::json(&json!({
                        "type": "DeliveryCallback", "instanceId": line.key(), "messageId": progress.id,
                        "zaapId": format!("z{}", progress.id), "phone": progress.to, "error": "Phone number does not exist",
                    })));
                }
            };
            json!({ "type": "MessageStatusCallback", "status": status, "ids": [progress.id], "phone": progress.to,
                "momment": progress.at.millis(), "isGroup": false })
        }
        Happening::Connection(Connection::Connected) => {
            json!({ "type": "ConnectedCallback", "connected": true, "phone": line.phone })
        }
        Happening::Connection(Connection::Disconnected) => {
            json!({ "type": "DisconnectedCallback", "disconnected": true, "error": "Device has been disconnected" })
        }
        Happening::Connection(_) => return None,
    };
    body["instanceId"] = json!(line.key());
    Some(Delivery::json(&body))
}

fn message(line: &Line, said: &Said, from_me: bool) -> Value {
    let mut body = json!({
        "type": "ReceivedCallback", "messageId": said.id, "phone": said.person.phone, "fromMe": from_me,
        "momment": said.at.millis(), "status": if from_me { "SENT" } else { "RECEIVED" },
        "chatName": said.person.name, "senderName": if from_me { "Loja" } else { said.person.name.as_str() },
        "connectedPhone": line.phone, "isGroup": false, "isNewsletter": false, "isStatusReply": false,
        "isEdit": false, "waitingMessage": false, "broadcast": false, "forwarded": false, "fromApi": false,
        "externalAdReply": null,
    });
    match &said.file {
        Some(file) => {
            let mut part = json!({ "mimeType": file.mime_type, "fileName": file.name });
            part[format!("{}Url", file.kind)] = json!(format!("{}/files/{}", line.base(), file.id));
            if let Some(text) = &said.text {
                part["caption"] = json!(text);
            }
            if file.kind == "audio" {
                part["ptt"] = json!(true);
            }
            body[&file.kind] = part;
        }
        None => body["text"] = json!({ "message": said.text.as_deref().unwrap_or_default() }),
    }
    if let Some(card) = &said.card {
        body["externalAdReply"] = json!({
            "title": card.headline, "body": card.body, "mediaType": 1, "sourceType": card.source_type,
            "sourceId": card.source_id, "sourceUrl": card.source_url, "ctwaClid": card.click_id,
            "showAdAttribution": true, "containsAutoReply": false, "renderLargerThumbnail": true,
        });
        let source = if card.source_type == "ad" { "ctwa_ad" } else { "post_cta" };
        body["adContext"] = json!({ "entryPointConversionSource": source });
    }
    body
}
