//! A fake of the Graph API: takes messages and files, gives files out, answers as Meta does, and can be told to refuse.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

type Shared = Arc<Mutex<Taken>>;

#[derive(Default)]
struct Taken {
    url: String,
    messages: Vec<Value>,
    refusals: VecDeque<Refusal>,
    before_answering: Option<Before>,
    files: BTreeMap<String, Vec<u8>>,
    asked: Vec<String>,
    uploads: Vec<String>,
}

struct Refusal {
    of: &'static str,
    status: StatusCode,
    code: i64,
    retry_after: Option<i64>,
}

impl Taken {
    /// The refusal that is next for requests of this sort.
    fn refusal(&mut self, of: &'static str) -> Option<Response> {
        let at = self.refusals.iter().position(|refusal| refusal.of == of)?;
        let refusal = self.refusals.remove(at)?;
        let body =
            json!({ "error": { "code": refusal.code, "message": "refused by the story", "type": "OAuthException" } });
        let mut response = (refusal.status, Json(body)).into_response();
        if let Some(seconds) = refusal.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        Some(response)
    }
}

/// Something that happens after a message was taken and before that is said; it gets the number of the message.
type Before = Arc<dyn Fn(usize) -> BoxFuture + Send + Sync>;
type BoxFuture = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// A running fake.
#[derive(Clone)]
pub(crate) struct FakeGraph {
    pub(crate) url: String,
    taken: Shared,
}

impl FakeGraph {
    /// Starts it on loopback.
    pub(crate) async fn start() -> Self {
        let taken: Shared = Arc::default();
        let routes = Router::new()
            .route("/v24.0/{number}/messages", post(take))
            .route("/v24.0/{number}/media", post(take_file))
            .route("/v24.0/{id}", get(tell_file))
            .route("/files/{id}", get(give_file))
            .layer(DefaultBodyLimit::max(64 << 20))
            .with_state(Arc::clone(&taken));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        taken.lock().unwrap().url.clone_from(&url);
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
        self.refuse("messages", status, code, None);
    }

    /// Refuses the next request of a sort (`messages`, `media`, `file`), and asks to wait.
    pub(crate) fn refuse(&self, of: &'static str, status: u16, code: i64, retry_after: Option<i64>) {
        let status = StatusCode::from_u16(status).unwrap();
        self.taken.lock().unwrap().refusals.push_back(Refusal { of, status, code, retry_after });
    }

    /// Has a file under this id.
    pub(crate) fn hold(&self, id: &str, bytes: Vec<u8>) {
        self.taken.lock().unwrap().files.insert(id.to_owned(), bytes);
    }

    /// The ids of files that it was asked for, once for each asking.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.taken.lock().unwrap().asked.clone()
    }

    /// The uploads it took, as the text of their forms.
    pub(crate) fn uploads(&self) -> Vec<String> {
        self.taken.lock().unwrap().uploads.clone()
    }
}

async fn take(State(taken): State<Shared>, Json(message): Json<Value>) -> Response {
    let (number, refusal, before) = {
        let mut taken = taken.lock().unwrap();
        let refusal = taken.refusal("messages");
        if refusal.is_none() || taken.before_answering.is_some() {
            taken.messages.push(message);
        }
        (taken.messages.len(), refusal, taken.before_answering.clone())
    };
    if let Some(before) = before {
        before(number).await;
    }
    if let Some(refusal) = refusal {
        return refusal;
    }
    let id = format!("wamid.out{number}");
    Json(json!({ "messaging_product": "whatsapp", "contacts": [], "messages": [{ "id": id }] })).into_response()
}

async fn take_file(State(taken): State<Shared>, form: Bytes) -> Response {
    let mut taken = taken.lock().unwrap();
    if let Some(refusal) = taken.refusal("media") {
        return refusal;
    }
    taken.uploads.push(String::from_utf8_lossy(&form).into_owned());
    Json(json!({ "id": format!("up{}", taken.uploads.len()) })).into_response()
}

/// Where a file is, for whoever shows the token.
async fn tell_file(State(taken): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if id == "debug_token" {
        return Json(json!({ "data": { "expires_at": 0 } })).into_response();
    }
    if id == crate::meta::NUMBER_ID {
        return Json(json!({ "id": id, "display_phone_number": "+55 11 3000-0001" })).into_response();
    }
    let mut taken = taken.lock().unwrap();
    taken.asked.push(id.clone());
    if !shows_token(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if taken.files.contains_key(&id) {
        return Json(json!({ "id": id, "url": format!("{}/files/{id}", taken.url) })).into_response();
    }
    let body = json!({ "error": { "code": 100, "message": "Unsupported get request" } });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

async fn give_file(State(taken): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let mut taken = taken.lock().unwrap();
    if let Some(refusal) = taken.refusal("file") {
        return refusal;
    }
    match taken.files.get(&id) {
        Some(bytes) if shows_token(&headers) || id.starts_with("card") => Body::from(bytes.clone()).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn shows_token(headers: &HeaderMap) -> bool {
    headers.get(header::AUTHORIZATION).is_some_and(|value| value == "Bearer t")
}
