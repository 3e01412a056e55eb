//! `Idempotency-Key`: a POST that is repeated with the same key is done once.
//!
//! In: any POST of the API with the header. Out: the first time the route's own answer; later the same status and body
//! with `Idempotent-Replayed: true`. Refused: the key with another request (422), the key while its first request is
//! under way (409). Only successes are kept: a failed request created nothing and may be tried again. Answers are kept
//! sealed for 24 hours, because they may hold a token's secret. An upload is told from another one by its address, type
//! and length.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::{DAY, SECOND};
use nascente_store::idempotency::{self, Kept};
use nascente_store::{Lane, StoreError};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::http::guard::BODY_LIMIT;

const HEADER: &str = "idempotency-key";
/// How long an answer is kept.
const LIFE: i64 = DAY;
/// A request that is under way for longer has died with its server.
const ABANDONED: i64 = 120 * SECOND;
/// Old keys are swept out at one request in so many.
const SWEEP_EVERY: u64 = 64;

/// Whose key it is.
#[derive(Debug, Clone)]
struct Claim {
    company_id: CompanyId,
    caller: String,
    key: String,
    request_hash: String,
}

/// The middleware.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await else {
        // The route itself decides whether it needs a caller, and refuses in its own words.
        return next.run(Request::from_parts(parts, body)).await;
    };
    answer_once(&app, &caller, parts, body, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answer_once(app: &App, caller: &Caller, parts: Parts, body: Body, next: Next) -> Result<Response, Failure> {
    let (fingerprint, body) = if is_upload(&parts) {
        (said_of_body(&parts), body)
    } else {
        let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| Failure::TooLarge)?;
        (bytes.to_vec(), Body::from(bytes))
    };
    let claim = Claim {
        company_id: caller.company_id,
        caller: match caller.actor {
            Actor::User(id) => id.to_string(),
            Actor::Token(id) => id.to_string(),
        },
        key: read_key(&parts)?,
        request_hash: request_hash(&parts, &fingerprint),
    };
    if let Some(kept) = take(app, &claim).await? {
        return replay(app, &claim, &kept);
    }
    // The work goes on when the client leaves, so that the key never stays without its answer.
    let (app, request) = (app.clone(), Request::from_parts(parts, body));
    let work = app.clone().tasks.spawn(async move {
        let response = next.run(request).await;
        keep(&app, &claim, response).await
    });
    work.await.map_err(|_| Failure::Unavailable("the request was not finished".to_owned()))?
}

/// The body of an upload goes to the store as it comes, and is not read here.
fn is_upload(parts: &Parts) -> bool {
    target(parts).path() == "/api/v1/media"
}

/// What stands for the body of an upload: its type and its length.
fn said_of_body(parts: &Parts) -> Vec<u8> {
    let said = [header::CONTENT_TYPE, header::CONTENT_LENGTH].map(|name| parts.headers.get(name));
    said.into_iter().flatten().flat_map(|value| [value.as_bytes(), &[0]].concat()).collect()
}

fn target(parts: &Parts) -> &axum::http::Uri {
    parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |original| &original.0)
}

fn read_key(parts: &Parts) -> Result<String, Failure> {
    let key = parts.headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    if (1..=255).contains(&key.len()) {
        Ok(key.to_owned())
    } else {
        Err(Failure::invalid("Idempotency-Key", "invalid", "use 1 to 255 visible ASCII characters"))
    }
}

fn request_hash(parts: &Parts, body: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(target(parts).to_string().as_bytes());
    digest.update([0]);
    digest.update(body);
    hex::encode(digest.finalize())
}

/// Claims the key; gives what it stands for when it is not new.
async fn take(app: &App, claim: &Claim) -> Result<Option<Kept>, Failure> {
    let (claim, now, sweeps) = (claim.clone(), app.now(), app.random().is_multiple_of(SWEEP_EVERY));
    app.db
        .write(Lane::Work, move |tx| {
            let Claim { company_id, caller, key, request_hash } = &claim;
            if sweeps {
                idempotency::forget(tx, *company_id, now.plus(-LIFE))?;
            }
            let kept = idempotency::claim(tx, *company_id, caller, key, request_hash, now)?;
            let is_over = kept.as_ref().is_some_and(|kept| {
                let life = if kept.answer.is_some() { LIFE } else { ABANDONED };
                now.since(kept.created_at) > life
            });
            if !is_over {
                return Ok(kept);
            }
            idempotency::release(tx, *company_id, caller, key)?;
            idempotency::claim(tx, *company_id, caller, key, request_hash, now)
        })
        .await
        .map_err(Failure::Store)
}

fn replay(app: &App, claim: &Claim, kept: &Kept) -> Result<Response, Failure> {
    if kept.request_hash != claim.request_hash {
        return Err(Failure::KeyReused);
    }
    let Some((status, sealed)) = &kept.answer else {
        return Err(Failure::conflict("in_progress", "the first request with this key is under way: ask again"));
    };
    let status = u16::try_from(*status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), opened(app, claim, sealed)?).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

/// Keeps a successful answer; gives the key back otherwise.
async fn keep(app: &App, claim: &Claim, response: Response) -> Result<Response, Failure> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| Failure::Unavailable(error.to_string()))?;
    let sealed = parts.status.is_success().then(|| sealed(app, claim, &bytes)).transpose();
    let (status, kept, claim) = (i64::from(parts.status.as_u16()), sealed?, claim.clone());
    let done: Result<(), StoreError> = app
        .db
        .write(Lane::Work, move |tx| match &kept {
            Some(body) => idempotency::answer(tx, claim.company_id, &claim.caller, &claim.key, status, body),
            None => idempotency::release(tx, claim.company_id, &claim.caller, &claim.key),
        })
        .await;
    if let Err(error) = done {
        // The work is done and answered; only a repetition within two minutes will hear "in progress".
        tracing::error!(%error, "an answer could not be kept for its idempotency key");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Answers are sealed under the company alone: no channel has the id 0.
const NO_CHANNEL: i64 = 0;

fn sealed(app: &App, claim: &Claim, body: &[u8]) -> Result<String, Failure> {
    let text = String::from_utf8_lossy(body);
    let sealed = app.secret_key()?.seal(claim.company_id, ChannelId::from(NO_CHANNEL), &text);
    sealed.map(|bytes| STANDARD_NO_PAD.encode(bytes)).map_err(|error| Failure::Unavailable(error.to_string()))
}

fn opened(app: &App, claim: &Claim, sealed: &str) -> Result<String, Failure> {
    let unusable = || Failure::Unavailable("a kept answer does not open with this key".to_owned());
    let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| unusable())?;
    let text = app.secret_key()?.open(claim.company_id, ChannelId::from(NO_CHANNEL), &bytes);
    text.map(|text| text.expose().to_owned()).map_err(|_| unusable())
}
