//! The server to compare with: verifies the signature, parses into types, answers 200; sends links on with a 302. It
//! keeps nothing.

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::failure::Failure;
use crate::payload::APP_SECRET;

#[derive(Deserialize)]
struct Delivery {
    object: String,
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    value: Content,
}

#[derive(Deserialize)]
struct Content {
    metadata: Metadata,
    #[serde(default)]
    contacts: Vec<Contact>,
    #[serde(default)]
    messages: Vec<Message>,
}

#[derive(Deserialize)]
struct Metadata {
    phone_number_id: String,
}

#[derive(Deserialize)]
struct Contact {
    wa_id: String,
    profile: Profile,
}

#[derive(Deserialize)]
struct Profile {
    name: String,
}

#[derive(Deserialize)]
struct Message {
    from: String,
    id: String,
    timestamp: String,
    text: Option<Text>,
    referral: Option<Referral>,
}

#[derive(Deserialize)]
struct Text {
    body: String,
}

#[derive(Deserialize)]
struct Referral {
    source_url: String,
    source_id: String,
    source_type: String,
    headline: Option<String>,
    ctwa_clid: Option<String>,
}

/// Listens on a free port, says which, answers until it is killed.
pub(crate) fn serve() -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        say(&format!("listening on http://{}", listener.local_addr()?));
        let routes =
            Router::new().route("/hooks/{provider}/{channel_id}", post(receive)).route("/l/{slug}", get(redirect));
        Ok(axum::serve(listener, routes).await?)
    })
}

#[expect(clippy::print_stdout, reason = "who measures waits for it")]
fn say(line: &str) {
    println!("{line}");
}

/// Sends on to the same address, and keeps nothing.
async fn redirect(Path(_): Path<String>) -> impl IntoResponse {
    let address = "https://wa.me/5511999990001?text=Quero%20saber%20mais%20%28ref%200000000%29";
    (StatusCode::FOUND, [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store")])
}

async fn receive(Path(_): Path<(String, String)>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let given = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    let Some(given) = given.and_then(|text| text.strip_prefix("sha256=")).and_then(|text| hex::decode(text).ok())
    else {
        return StatusCode::UNAUTHORIZED;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()) else {
        return StatusCode::INTERNAL_SERVER_ERROR;
    };
    mac.update(&body);
    if mac.verify_slice(&given).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    match serde_json::from_slice::<Delivery>(&body) {
        Ok(delivery) if length(&delivery) > 0 => StatusCode::OK,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Looks at everything that was parsed, so that none of it is left out.
fn length(delivery: &Delivery) -> usize {
    let changes = delivery.entry.iter().flat_map(|entry| entry.changes.iter().map(move |change| (entry, change)));
    let told = changes.map(|(entry, change)| {
        let content = &change.value;
        let people: usize = content.contacts.iter().map(|one| one.wa_id.len() + one.profile.name.len()).sum();
        let said: usize = content.messages.iter().map(length_of).sum();
        entry.id.len() + change.field.len() + content.metadata.phone_number_id.len() + people + said
    });
    delivery.object.len() + told.sum::<usize>()
}

fn length_of(message: &Message) -> usize {
    let text = message.text.as_ref().map_or(0, |text| text.body.len());
    let referral = message.referral.as_ref().map_or(0, |referral| {
        referral.source_url.len()
            + referral.source_id.len()
            + referral.source_type.len()
            + referral.headline.as_ref().map_or(0, String::len)
            + referral.ctwa_clid.as_ref().map_or(0, String::len)
    });
    message.from.len() + message.id.len() + message.timestamp.len() + text + referral
}
