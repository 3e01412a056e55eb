//! A stand-in for the Graph API: takes what the store sends, and tells how far it got.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use nascente_domain::phone::Phone;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::Simulator;
use super::phone::{Bubble, Ticks};
use crate::auth::channel_secrets::channel_route;
use crate::demo::payload::{self, NUMBER_ID, Progress};

/// How long each step of a message takes.
const SENT_AFTER: Duration = Duration::from_millis(250);
const DELIVERED_AFTER: Duration = Duration::from_millis(600);

/// `POST /{version}/{number_id}/messages`.
pub(super) async fn messages(
    State(simulator): State<Simulator>,
    Path((_, number_id)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if number_id != NUMBER_ID || !is_allowed(&simulator, &headers).await {
        let error =
            json!({ "error": { "message": "Invalid OAuth access token", "type": "OAuthException", "code": 190 } });
        return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
    }
    let text = body["text"]["body"].as_str();
    let (Some(text), Some(to)) = (text, body["to"].as_str().and_then(Phone::read)) else {
        let error = json!({ "error": { "message": "Invalid parameter", "type": "OAuthException", "code": 100 } });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    };
    let id = simulator.wamid();
    let at = simulator.now().to_string();
    let mut proves_ad = false;
    if let Some(phone) = simulator.phones().with_number(&to) {
        proves_ad = std::mem::take(&mut phone.proves_ad);
        let (text, own) = (Some(text.to_owned()), false);
        phone.keep(Bubble { id: id.clone(), own, kind: "text", text, card: None, at, ticks: Ticks::Sent });
    }
    let our_id = body["biz_opaque_callback_data"].as_str().map(str::to_owned);
    let teller = simulator.clone();
    let (told, number) = (id.clone(), to.clone());
    simulator.app.tasks.spawn(async move {
        teller.tell(told, number, our_id, proves_ad).await;
    });
    Json(json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": to.digits(), "wa_id": to.digits() }],
        "messages": [{ "id": id }],
    }))
    .into_response()
}

async fn is_allowed(simulator: &Simulator, headers: &HeaderMap) -> bool {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(shop) = simulator.shop().await else { return false };
    let Ok(Some(route)) = channel_route(&simulator.app, shop.channel_id).await else { return false };
    let wanted = route.secrets.secret("access_token").map(|token| format!("Bearer {token}"));
    wanted.is_some_and(|wanted| bool::from(wanted.as_bytes().ct_eq(given.as_bytes())))
}

impl Simulator {
    /// Tells the store that a message was sent and delivered; that it was read is told when the phone is looked at.
    async fn tell(&self, id: String, to: Phone, our_id: Option<String>, proves_ad: bool) {
        for (status, wait) in [("sent", SENT_AFTER), ("delivered", DELIVERED_AFTER)] {
            if self.app.stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
                return;
            }
            let progress =
                Progress { id: &id, status, to: to.digits(), at: self.now(), our_id: our_id.as_deref(), proves_ad };
            if let Err(error) = self.post_to_hook(&payload::statuses(&[progress.to_status()])).await {
                tracing::warn!(%error, "the simulated phone could not tell how far a message got");
            }
        }
        if let Some(phone) = self.phones().with_number(&to)
            && let Some(bubble) = phone.bubbles.iter_mut().find(|bubble| bubble.id == id)
        {
            bubble.ticks = bubble.ticks.max(Ticks::Delivered);
        }
    }

    /// Whoever looks at the phone reads what was delivered.
    pub(super) async fn read(&self, id: &str) {
        let mut statuses = Vec::new();
        if let Some(phone) = self.phones().get(id) {
            let to = phone.number.digits().to_owned();
            for bubble in phone.bubbles.iter_mut().filter(|one| !one.own && one.ticks == Ticks::Delivered) {
                bubble.ticks = Ticks::Read;
                let (our_id, proves_ad) = (None, false);
                let progress =
                    Progress { id: &bubble.id, status: "read", to: &to, at: self.app.now(), our_id, proves_ad };
                statuses.push(progress.to_status());
            }
        }
        if statuses.is_empty() {
            return;
        }
        if let Err(error) = self.post_to_hook(&payload::statuses(&statuses)).await {
            tracing::warn!(%error, "the simulated phone could not tell that messages were read");
        }
    }
}
