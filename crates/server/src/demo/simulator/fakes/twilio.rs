//! Twilio: account and token as basic authentication, forms instead of JSON, deliveries signed over address and form.

use axum::extract::{Form, Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::message::SendStatus;
use nascente_wire::Provider;
use serde_json::json;
use url::form_urlencoded;

use super::taken::{bytes_of, fetched};
use super::{Delivery, Fakes, Happening, Line, Progress, Said, Sent};

const TWILIO: Provider = Provider::Twilio;

pub(super) fn routes() -> Router<Fakes> {
    Router::new()
        .route("/2010-04-01/Accounts/{account}/Messages.json", post(send))
        .route("/2010-04-01/Accounts/{account}", get(account))
        .route("/2010-04-01/Accounts/{account}/Messages/{message}/Media/{file}", get(file))
}

fn is_allowed(line: &Line, headers: &HeaderMap, account: &str) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let pair = format!("{}:{}", line.setting("account_sid"), line.setting("auth_token"));
    line.setting("account_sid") == account && given == format!("Basic {}", STANDARD.encode(pair))
}

fn refused(status: StatusCode, code: i64, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message, "status": status.as_u16() }))).into_response()
}

fn not_allowed() -> Response {
    refused(StatusCode::UNAUTHORIZED, 20_003, "Authenticate")
}

async fn send(
    State(fakes): State<Fakes>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    if fakes.on(TWILIO, |line| is_allowed(line, &headers, &account), |_| ()).is_none() {
        return not_allowed();
    }
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let digits = |name: &str| field(name).and_then(|text| text.strip_prefix("whatsapp:+")).map(str::to_owned);
    let (Some(from), Some(to)) = (digits("From"), digits("To")) else {
        return refused(StatusCode::BAD_REQUEST, 21_211, "Invalid 'To' Phone Number");
    };
    let is_it = |line: &Line| line.phone == from && is_allowed(line, &headers, &account);
    if fakes.on(TWILIO, is_it, |line| line.is_connected()) != Some(true) {
        let words = "Twilio could not find a Channel with the specified From address";
        return refused(StatusCode::BAD_REQUEST, 63_007, words);
    }
    // Twilio looks at the address at once, and tells what it found there by a status.
    let file = match field("MediaUrl") {
        Some(address) => fetched(address).await,
        None => None,
    };
    let named = field("MediaUrl").map(|_| file.as_ref().map_or("document", |file| file.kind.as_str()));
    let sent = Sent {
        provider: TWILIO,
        line: from.clone(),
        id: format!("SM{:032x}", fakes.number()),
        to,
        kind: named.unwrap_or("text").to_owned(),
        // Nothing stands below a document at Twilio.
        text: field("Body").filter(|_| named != Some("document")).map(str::to_owned),
        our_id: None,
        reply_to: None,
        file,
    };
    fakes.take(TWILIO, is_it, &sent);
    let body = json!({ "sid": sent.id, "status": "queued", "account_sid": account, "error_code": null });
    (StatusCode::CREATED, Json(body)).into_response()
}

async fn account(State(fakes): State<Fakes>, Path(account): Path<String>, headers: HeaderMap) -> Response {
    let sid = account.trim_end_matches(".json");
    let found = fakes.on(TWILIO, |line| is_allowed(line, &headers, sid), |line| line.is_connected());
    let told = |is_active: bool| {
        let status = if is_active { "active" } else { "suspended" };
        Json(json!({ "sid": sid, "status": status, "friendly_name": "Loja" })).into_response()
    };
    found.map_or_else(not_allowed, told)
}

async fn file(
    State(fakes): State<Fakes>,
    Path((account, _, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = fakes.on(TWILIO, |line| is_allowed(line, &headers, &account), |line| line.files.get(&file).cloned());
    match found {
        Some(Some(file)) => bytes_of(file),
        Some(None) => refused(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found"),
        None => not_allowed(),
    }
}

pub(super) fn write(line: &Line, happening: &Happening, address: &str) -> Option<Delivery> {
    let mut fields = match happening {
        Happening::Message(said) => message(line, said),
        Happening::Progress(progress) => status(line, progress),
        // Numbers at Twilio live in no phone, and are always connected.
        Happening::Echo(_) | Happening::Connection(_) => return None,
    };
    fields.push(("AccountSid", line.setting("account_sid").to_owned()));
    fields.push(("ApiVersion", "2010-04-01".to_owned()));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish().into_bytes();
    let signature = nascente_wire::twilio::signature::header_for(line.setting("auth_token"), address, &body);
    let headers = vec![("x-twilio-signature", signature)];
    Some(Delivery { content_type: "application/x-www-form-urlencoded", headers, body })
}

fn message(line: &Line, said: &Said) -> Vec<(&'static str, String)> {
    let sid = said.id.clone();
    let mut fields = vec![
        ("MessageSid", sid.clone()),
        ("SmsMessageSid", sid.clone()),
        ("SmsStatus", "received".to_owned()),
        ("From", format!("whatsapp:+{}", said.person.phone)),
        ("To", format!("whatsapp:+{}", line.phone)),
        ("WaId", said.person.phone.clone()),
        ("ProfileName", said.person.name.clone()),
        ("Body", said.text.clone().unwrap_or_default()),
        ("NumMedia", if said.file.is_some() { "1" } else { "0" }.to_owned()),
        ("NumSegments", "1".to_owned()),
        ("ReferralNumMedia", "0".to_owned()),
    ];
    if let Some(file) = &said.file {
        let account = line.setting("account_sid");
        let url = format!("{}/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{}", line.base(), file.id);
        fields.push(("MediaUrl0", url));
        fields.push(("MediaContentType0", file.mime_type.clone()));
    }
    if let Some(card) = &said.card {
        fields.push(("ReferralSourceId", card.source_id.clone()));
        fields.push(("ReferralSourceType", card.source_type.clone()));
        fields.push(("ReferralSourceUrl", card.source_url.clone()));
        fields.push(("ReferralHeadline", card.headline.clone()));
        fields.push(("ReferralBody", card.body.clone()));
        fields.extend(card.click_id.clone().map(|click_id| ("ReferralCtwaClid", click_id)));
    }
    fields
}

fn status(line: &Line, progress: &Progress) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("MessageSid", progress.id.clone()),
        ("MessageStatus", progress.status.as_str().to_owned()),
        ("From", format!("whatsapp:+{}", line.phone)),
        ("To", format!("whatsapp:+{}", progress.to)),
        ("ChannelPrefix", "whatsapp".to_owned()),
    ];
    if progress.status == SendStatus::Failed {
        fields.push(("ErrorCode", "63019".to_owned()));
    }
    fields
}
