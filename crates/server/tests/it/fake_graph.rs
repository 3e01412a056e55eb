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
    before_answering: Option<Before>,
}

/// Something that happens after a message was taken and before that is said; it gets the number of the message.
type Before = Arc<dyn Fn(usize) -> BoxFuture + Send + Sync>;
type BoxFuture = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

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

    /// Lets something happen before each answer.
    pub(crate) fn before_answering<F: Future<Output = ()> + Send + 'static>(
        &self,
        act: impl Fn(usize) -> F + Send + Sync + 'static,
    ) {
        self.taken.lock().unwrap().before_answering = Some(Arc::new(move |number| Box::pin(act(number))));
    }

    /// Refuses the next message.
    pub(crate) fn refuse_next(&self, status: u16, code: i64) {
        let body = json!({ "error": { "code": code, "message": "refused by the story", "type": "OAuthException" } });
        self.taken.lock().unwrap().refusals.push((StatusCode::from_u16(status).unwrap(), body));
    }
}

async fn take(State(taken): State<Arc<Mutex<Taken>>>, Json(message): Json<Value>) -> Response {
    let (number, refusal, before) = {
        let mut taken = taken.lock().unwrap();
        let refusal = taken.refusals.pop();
        if refusal.is_none() || taken.before_answering.is_some() {
            taken.messages.push(message);
        }
        (taken.messages.len(), refusal, taken.before_answering.clone())
    };
    if let Some(before) = before {
        before(number).await;
    }
    if let Some((status, body)) = refusal {
        return (status, Json(body)).into_response();
    }
    let id = format!("wamid.out{number}");
    Json(json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": id }] })).into_response()
}
