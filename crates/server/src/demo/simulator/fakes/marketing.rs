//! A stand-in for the Marketing API: what ads are called, and what a token may do.
//!
//! In: requests as [`nascente_wire::marketing`] makes them. Out: names, or a refusal with Meta's code. As at Meta, one ad
//! that a token may not see spoils the answer for all of its question.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use nascente_wire::marketing::AdNames;
use serde_json::{Map, Value, json};

/// What the fake knows.
#[derive(Debug, Clone, Default)]
pub struct AdAccount {
    /// The tokens that are good.
    pub tokens: BTreeMap<String, AdToken>,
    /// The names of each ad, by its id.
    pub ads: BTreeMap<String, AdNames>,
}

/// A token.
#[derive(Debug, Clone, Copy)]
pub struct AdToken {
    /// Whether it may read ads.
    pub reads_ads: bool,
    /// Until when it is good, in Unix seconds; 0: for ever.
    pub expires_at: i64,
}

impl AdAccount {
    /// The API.
    pub fn routes(self) -> Router {
        let routes = Router::new().route("/{version}/", get(names)).route("/{version}/debug_token", get(about));
        routes.with_state(Arc::new(self))
    }

    /// The token that a request is proved with.
    fn token(&self, headers: &HeaderMap) -> Option<&AdToken> {
        let header = headers.get("authorization")?.to_str().ok()?;
        self.tokens.get(header.strip_prefix("Bearer ")?)
    }
}

type Asked = Query<HashMap<String, String>>;

async fn names(State(account): State<Arc<AdAccount>>, headers: HeaderMap, Query(asked): Asked) -> Response {
    match account.token(&headers) {
        None => return refusal(StatusCode::UNAUTHORIZED, 190, "Invalid OAuth access token."),
        Some(AdToken { reads_ads: false, .. }) => {
            return refusal(StatusCode::FORBIDDEN, 200, "(#200) Ad account owner has NOT granted ads_read permission");
        }
        Some(_) => {}
    }
    let ids = asked.get("ids").map(String::as_str).unwrap_or_default();
    let told = ids.split(',').map(|id| Some((id.to_owned(), named(id, account.ads.get(id)?))));
    match told.collect::<Option<Map<String, Value>>>() {
        Some(told) => Json(told).into_response(),
        None => refusal(StatusCode::BAD_REQUEST, 100, "(#100) Some of the ids are no objects that you may see"),
    }
}

fn named(id: &str, names: &AdNames) -> Value {
    json!({
        "id": id, "name": names.ad, "adset": { "name": names.ad_set }, "campaign": { "name": names.campaign },
    })
}

async fn about(State(account): State<Arc<AdAccount>>, headers: HeaderMap) -> Response {
    let Some(token) = account.token(&headers) else {
        return refusal(StatusCode::UNAUTHORIZED, 190, "Invalid OAuth access token.");
    };
    let scopes = if token.reads_ads { json!(["ads_read"]) } else { json!(["email"]) };
    Json(json!({ "data": { "is_valid": true, "expires_at": token.expires_at, "scopes": scopes } })).into_response()
}

fn refusal(status: StatusCode, code: i64, message: &str) -> Response {
    (status, Json(json!({ "error": { "code": code, "message": message } }))).into_response()
}
