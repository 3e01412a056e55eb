//! Keeps who changed which setting: every successful change through the API that does not keep an event of its own.
//!
//! What is kept is the route, the ids in it, the names of the fields that were sent and the id that was made: never a
//! value, for values are secrets, names and numbers. A route that is added is kept without further ado; one that keeps
//! its own events, or changes no setting, stands in [`OWN_TRAIL`].
//!
//! The event is written after the change has been committed and before it is answered (ADR 0008).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nascente_store::{Lane, StoreError, event};
use serde_json::{Value, json};

use crate::app::App;
use crate::attend::desk::Doer;
use crate::audit;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::guard::BODY_LIMIT;

/// Where the API begins.
const API: &str = "/api/v1";
/// Routes with a trail of their own, and routes that change no setting.
const OWN_TRAIL: &[&str] =
    &["/session", "/setup", "/one-time-links", "/conversations", "/contacts", "/media", "/public-generators"];
/// The most names of fields that are kept.
const MOST_FIELDS: usize = 50;

/// The middleware.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(route) = setting_route(&request) else { return next.run(request).await };
    let (mut parts, body) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await else {
        // The route itself refuses, in its own words.
        return next.run(Request::from_parts(parts, body)).await;
    };
    let Ok(sent) = to_bytes(body, BODY_LIMIT).await else { return Failure::TooLarge.into_response() };
    let mut details = json!({ "method": parts.method.as_str(), "route": route, "path": path(&parts) });
    if is_json(&parts.headers) {
        details["fields"] = json!(names(&sent));
    }
    let answer = next.run(Request::from_parts(parts, Body::from(sent))).await;
    if answer.status().is_success() { noted(&app, &caller, details, answer).await } else { answer }
}

/// The route below `/api/v1`, when it changes settings.
fn setting_route(request: &Request) -> Option<String> {
    let changes = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH | Method::DELETE);
    let route = request.extensions().get::<MatchedPath>()?.as_str().strip_prefix(API)?;
    let has_own = OWN_TRAIL.iter().any(|own| route == *own || route.starts_with(&format!("{own}/")));
    (changes && !has_own).then(|| route.to_owned())
}

/// The ids are part of the path, and nothing else is.
fn path(parts: &Parts) -> String {
    parts.uri.path().trim_start_matches(API).chars().take(200).collect()
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

/// The names of the fields that were sent, those of `settings` with it.
fn names(sent: &Bytes) -> Vec<String> {
    let sent: Value = serde_json::from_slice(sent).unwrap_or_default();
    let mut names = Vec::new();
    for (name, value) in sent.as_object().into_iter().flatten() {
        match value.as_object().filter(|_| name == "settings") {
            Some(settings) => names.extend(settings.keys().map(|inner| format!("{name}.{inner}"))),
            None => names.push(name.clone()),
        }
    }
    names.truncate(MOST_FIELDS);
    names
}

async fn noted(app: &App, caller: &Caller, mut details: Value, answer: Response) -> Response {
    let (parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Failure::Unavailable("an answer broke off".to_owned()).into_response();
    };
    if let Some(id) = made_id(&bytes) {
        details["id"] = json!(id);
    }
    let changed = audit::of_company(app, Doer::from(caller), "setting_changed", details);
    let company_id = caller.company_id;
    let kept: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| event::insert(tx, company_id, std::slice::from_ref(&changed))).await;
    if let Err(error) = kept {
        tracing::error!(%error, "a change of a setting is missing from the audit trail");
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The id of what was made or changed; a token and its secret come as `{token: {id}, …}`, a user alike.
fn made_id(answer: &Bytes) -> Option<String> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let own = answer.get("id");
    let id = own.or_else(|| answer.as_object()?.values().find_map(|part| part.get("id")))?;
    id.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_fields_are_kept_and_never_their_values() {
        let sent = Bytes::from_static(br#"{"name":"Vendas","settings":{"app_secret":"s3gredo"}}"#);
        assert_eq!(names(&sent), ["name", "settings.app_secret"]);
        assert_eq!(names(&Bytes::from_static(b"[1]")), Vec::<String>::new());
    }
}
