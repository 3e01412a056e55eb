//! Evolution API: instances, their keys and codes; deliveries carry no signature.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_wire::Provider;
use serde_json::{Value, json};

use super::taken::{inline, typed};
use super::{Delivery, Fakes, File, Happening, Line, Said, Sent};

const EVOLUTION: Provider = Provider::Evolution;

pub(super) fn routes() -> Router<Fakes> {
    Router::new()
        .route("/message/{way}/{instance}", post(send))
        .route("/chat/getBase64FromMediaMessage/{instance}", post(media))
        .route("/instance/create", post(create))
        .route("/instance/connectionState/{instance}", get(state))
        .route("/instance/fetchInstances", get(instances))
        .route("/instance/connect/{instance}", get(connect))
        .route("/instance/logout/{instance}", delete(log_out))
        .route("/webhook/set/{instance}", post(set_webhook))
}

fn key(headers: &HeaderMap) -> &str {
    headers.get("apikey").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn refused(status: StatusCode, message: &str) -> Response {
    let error = status.canonical_reason().unwrap_or_default();
    let body = json!({ "status": status.as_u16(), "error": error, "response": { "message": [message] } });
    (status, Json(body)).into_response()
}

/// Does something with an instance, or refuses as the server does.
fn on_instance(
    fakes: &Fakes,
    headers: &HeaderMap,
    instance: &str,
    act: impl FnOnce(&mut Line) -> Response,
) -> Response {
    let key = key(headers);
    if fakes.on(EVOLUTION, |line| line.setting("api_key") == key, |_| ()).is_none() {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let is_it = |line: &Line| line.key() == instance && line.setting("api_key") == key;
    let missing = format!("The \"{instance}\" instance does not exist");
    fakes.on(EVOLUTION, is_it, act).unwrap_or_else(|| refused(StatusCode::NOT_FOUND, &missing))
}

async fn send(
    State(fakes): State<Fakes>,
    Path((way, instance)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let id = fakes.hex_id();
    let to = body["number"].as_str().unwrap_or_default().to_owned();
    let kind = match way.as_str() {
        "sendText" => "text",
        "sendWhatsAppAudio" => "audio",
        "sendSticker" => "sticker",
        _ => body["mediatype"].as_str().unwrap_or("document"),
    };
    let text = body["text"].as_str().or_else(|| body["caption"].as_str());
    let file = match file_in(&way, kind, &body) {
        Ok(file) => file,
        Err(words) => return refused(StatusCode::BAD_REQUEST, words),
    };
    let sent = Sent {
        provider: EVOLUTION,
        line: instance.clone(),
        id: id.clone(),
        to: to.clone(),
        kind: kind.to_owned(),
        text: text.map(str::to_owned),
        our_id: None,
        reply_to: body["quoted"]["key"]["id"].as_str().map(str::to_owned),
        file,
    };
    let mut is_taken = false;
    let answer = on_instance(&fakes, &headers, &instance, |line| {
        if !line.is_connected() {
            return refused(StatusCode::BAD_REQUEST, "Error: Connection Closed");
        }
        is_taken = !to.is_empty();
        let jid = if to.contains('@') { to.clone() } else { format!("{to}@s.whatsapp.net") };
        let key = json!({ "remoteJid": jid, "fromMe": true, "id": id });
        (StatusCode::CREATED, Json(json!({ "key": key, "status": "PENDING", "instanceId": "i" }))).into_response()
    });
    if is_taken {
        fakes.take(EVOLUTION, |line| line.key() == instance, &sent);
    }
    answer
}

/// The file of a message. The server takes base64 without a frame; of sounds and documents it wants a name too.
fn file_in(way: &str, kind: &str, body: &Value) -> Result<Option<File>, &'static str> {
    let field = match way {
        "sendText" => return Ok(None),
        "sendWhatsAppAudio" => "audio",
        "sendSticker" => "sticker",
        _ => "media",
    };
    let name = body["fileName"].as_str().unwrap_or_default();
    if way == "sendMedia" && kind == "document" && name.is_empty() {
        return Err("For base64 the file name must be informed.");
    }
    let bytes = body[field].as_str().filter(|text| !text.starts_with("data:"));
    let file = bytes.and_then(|text| inline(kind, text, name)).ok_or("Owned media must be a url or base64")?;
    Ok(Some(typed(file, body["mimetype"].as_str())))
}

async fn media(
    State(fakes): State<Fakes>,
    Path(instance): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let id = body["message"]["key"]["id"].as_str().unwrap_or_default().to_owned();
    on_instance(&fakes, &headers, &instance, |line| match line.files.get(&id) {
        Some(file) => {
            let answer = json!({
                "mediaType": format!("{}Message", file.kind), "fileName": file.name, "mimetype": file.mime_type,
                "size": { "fileLength": file.bytes.len() }, "base64": STANDARD.encode(&file.bytes),
            });
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        None => refused(StatusCode::BAD_REQUEST, "Message not found"),
    })
}

async fn create(State(fakes): State<Fakes>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let key = key(&headers);
    if fakes.on(EVOLUTION, |line| line.setting("api_key") == key, |_| ()).is_none() {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let name = body["instanceName"].as_str().unwrap_or_default();
    let webhook = body["webhook"]["url"].as_str().map(str::to_owned);
    // The fake makes none: a line is opened beforehand, and an instance with this name exists already.
    fakes.on(EVOLUTION, |line| line.key() == name && line.webhook.is_none(), |line| line.webhook = webhook);
    refused(StatusCode::FORBIDDEN, &format!("This name \"{name}\" is already in use."))
}

async fn state(State(fakes): State<Fakes>, Path(instance): Path<String>, headers: HeaderMap) -> Response {
    on_instance(&fakes, &headers, &instance, |line| {
        Json(json!({ "instance": { "instanceName": line.key(), "state": word(line.state) } })).into_response()
    })
}

async fn instances(State(fakes): State<Fakes>, headers: HeaderMap) -> Response {
    let key = key(&headers);
    let found = fakes.on(
        EVOLUTION,
        |line| line.setting("api_key") == key,
        |line| {
            json!([{ "name": line.key(), "connectionStatus": word(line.state),
            "ownerJid": format!("{}@s.whatsapp.net", line.phone) }])
        },
    );
    found.map_or_else(|| refused(StatusCode::UNAUTHORIZED, "Unauthorized"), |body| Json(body).into_response())
}

async fn connect(State(fakes): State<Fakes>, Path(instance): Path<String>, headers: HeaderMap) -> Response {
    on_instance(&fakes, &headers, &instance, |line| {
        if line.is_connected() {
            return Json(json!({ "instance": { "instanceName": line.key(), "state": "open" } })).into_response();
        }
        line.state = Connection::Pairing;
        let code = format!("2@{},fake,fake,{}", line.key(), line.phone);
        Json(json!({ "pairingCode": null, "code": code, "base64": null, "count": 1 })).into_response()
    })
}

async fn log_out(State(fakes): State<Fakes>, Path(instance): Path<String>, headers: HeaderMap) -> Response {
    on_instance(&fakes, &headers, &instance, |line| {
        line.state = Connection::Disconnected;
        let done = json!({ "status": "SUCCESS", "error": false, "response": { "message": "Instance logged out" } });
        Json(done).into_response()
    })
}

async fn set_webhook(
    State(fakes): State<Fakes>,
    Path(instance): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let url = body["webhook"]["url"].as_str().or_else(|| body["url"].as_str()).map(str::to_owned);
    on_instance(&fakes, &headers, &instance, |line| {
        line.webhook = url;
        (StatusCode::CREATED, Json(json!({ "enabled": true }))).into_response()
    })
}

const fn word(state: Connection) -> &'static str {
    match state {
        Connection::Connected => "open",
        Connection::Pairing => "connecting",
        _ => "close",
    }
}

pub(super) fn write(line: &Line, happening: &Happening) -> Delivery {
    let (event, data) = match happening {
        Happening::Message(said) => ("messages.upsert", message(said, false)),
        Happening::Echo(said) => ("messages.upsert", message(said, true)),
        Happening::Progress(progress) => {
            let status = match progress.status {
                SendStatus::Queued | SendStatus::Sent => "SERVER_ACK",
                SendStatus::Delivered => "DELIVERY_ACK",
                SendStatus::Read => "READ",
                SendStatus::Failed => "ERROR",
            };
            let jid = format!("{}@s.whatsapp.net", progress.to);
            ("messages.update", json!({ "keyId": progress.id, "remoteJid": jid, "fromMe": true, "status": status }))
        }
        Happening::Connection(state) => {
            let reason = if *state == Connection::Connected { 200 } else { 401 };
            let wuid = format!("{}@s.whatsapp.net", line.phone);
            (
                "connection.update",
                json!({ "instance": line.key(), "state": word(*state), "statusReason": reason,
                "wuid": wuid }),
            )
        }
    };
    Delivery::json(&json!({
        "event": event, "instance": line.key(), "data": data, "destination": line.webhook,
        "date_time": "2026-11-22T12:00:00.000Z", "sender": format!("{}@s.whatsapp.net", line.phone),
        "server_url": line.base(), "apikey": line.setting("api_key"),
    }))
}

fn message(said: &Said, from_me: bool) -> Value {
    let (kind, message) = content(said);
    let mut data = json!({
        "key": { "id": said.id, "fromMe": from_me, "remoteJid": format!("{}@s.whatsapp.net", said.person.phone) },
        "pushName": if from_me { "Você" } else { said.person.name.as_str() },
        "status": if from_me { "SERVER_ACK" } else { "DELIVERY_ACK" },
        "message": message, "messageType": kind, "messageTimestamp": said.seconds(), "instanceId": "i",
        "source": "android",
    });
    if let Some(context) = context(said) {
        data["contextInfo"] = context;
    }
    data
}

/// The message and its type as Baileys writes them.
pub(super) fn content(said: &Said) -> (String, Value) {
    let Some(file) = &said.file else {
        return ("conversation".to_owned(), json!({ "conversation": said.text.as_deref().unwrap_or_default() }));
    };
    let kind = format!("{}Message", file.kind);
    let mut part = json!({
        "url": "https://mmg.whatsapp.net/v/t62.7118-24/fake.enc", "mimetype": file.mime_type,
        "fileLength": file.bytes.len().to_string(), "fileSha256": "c2hhMjU2", "mediaKey": "a2V5",
    });
    if let Some(text) = &said.text {
        part["caption"] = json!(text);
    }
    match file.kind.as_str() {
        "document" => part["fileName"] = json!(file.name),
        "audio" => part["ptt"] = json!(true),
        _ => {}
    }
    (kind.clone(), json!({ kind: part }))
}

/// What WhatsApp knows about the way a message came.
pub(super) fn context(said: &Said) -> Option<Value> {
    let card = said.card.as_ref()?;
    let is_ad = card.source_type == "ad";
    let mut shown = json!({
        "title": card.headline, "body": card.body, "mediaType": 1, "sourceType": card.source_type,
        "sourceId": card.source_id, "sourceUrl": card.source_url, "showAdAttribution": true,
    });
    if let Some(click_id) = &card.click_id {
        shown["ctwaClid"] = json!(click_id);
    }
    Some(json!({
        "externalAdReply": shown, "conversionSource": if is_ad { "FB_Ads" } else { "FB_Post" },
        "entryPointConversionSource": if is_ad { "ctwa_ad" } else { "post_cta" },
        "entryPointConversionApp": "instagram", "entryPointConversionDelaySeconds": 3,
    }))
}
