//! A fake of the Graph API: takes messages, answers as Meta does, and can be told to refuse.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

#[derive(Default)]
struct Taken {
    messages: Vec<Value>,
    refusals: Vec<(StatusCode, Value)>,
}

/// A running fake.
#[derive(Clone)]
pub(crate) struct FakeGraph {
    pub(crate) url: String,
    taken: Arc<Mutex<Taken>>,
}

impl FakeGraph {
    /// Starts it on loopback.
    pub(crate) async fn start() -> Self {
        let taken: Arc<Mutex<Taken>> = Arc::default();
        let routes = Router::new().route("/v24.0/{number}/messages", post(take)).with_state(Arc::clone(&taken));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "the fake ends with its test")]
        let _running = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, taken }
    }

    /// The messages it took, in order.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.taken.lock().unwrap().messages.clone()
    }

    /// Refuses the next message.
    pub(crate) fn refuse_next(&self, status: u16, code: i64) {
        let body = json!({ "error": { "code": code, "message": "refused by the story", "type": "OAuthException" } });
        self.taken.lock().unwrap().refusals.push((StatusCode::from_u16(status).unwrap(), body));
    }
}

async fn take(State(taken): State<Arc<Mutex<Taken>>>, Json(message): Json<Value>) -> Response {
    let mut taken = taken.lock().unwrap();
    if let Some((status, body)) = taken.refusals.pop() {
        return (status, Json(body)).into_response();
    }
    taken.messages.push(message);
    let id = format!("wamid.out{}", taken.messages.len());
    Json(json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": id }] })).into_response()
}
