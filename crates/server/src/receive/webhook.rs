//! `/hooks/{provider}/{channel_id}`: the addresses that providers post to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, OriginalUri, Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use nascente_domain::id::ChannelId;
use nascente_wire::provider::{Provider, Receipt, handshake, handshake_secret, receipt};
use url::form_urlencoded;

use crate::app::App;
use crate::failure::Failure;
use crate::receive::{Proof, Unkept, channel, is_authentic, keep};

/// Meta posts up to 3 MB.
const LARGEST_DELIVERY: usize = 3 * 1_024 * 1_024;

/// The routes of the webhooks.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/hooks/{provider}/{channel_id}", get(verify).post(receive))
        .layer(DefaultBodyLimit::max(LARGEST_DELIVERY))
}

/// Answers the provider's question whether the address is ours.
async fn verify(
    State(app): State<App>,
    Path((provider, channel_id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let answered = async {
        let (provider, channel_id) = read_address(&provider, &channel_id)?;
        let route = channel(&app, provider, channel_id).await?;
        let secret = handshake_secret(provider).and_then(|name| route.secrets.secret(name));
        handshake(provider, &query, secret.ok_or(Unkept::NotAuthentic)?).ok_or(Unkept::NotAuthentic)
    };
    match answered.await {
        Ok(challenge) => challenge.into_response(),
        Err(unkept) => refuse(unkept),
    }
}

/// Keeps a delivery; 200 only after it is durable.
async fn receive(
    State(app): State<App>,
    Path((provider, channel_id)): Path<(String, String)>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return (rejection.status(), rejection.body_text()).into_response(),
    };
    match take(&app, &provider, &channel_id, &uri, &headers, &body).await {
        Ok(receipt) => {
            metrics::counter!("nascente_deliveries_kept_total").increment(1);
            taken(receipt)
        }
        Err(unkept) => refuse(unkept),
    }
}

async fn take(
    app: &App,
    provider: &str,
    channel_id: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Receipt, Unkept> {
    let (provider, channel_id) = read_address(provider, channel_id)?;
    let route = channel(app, provider, channel_id).await?;
    let key = uri.query().and_then(key_of);
    let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
    let authentic = {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        is_authentic(app, &route, &Proof { headers: &header, path, key: key.as_deref() }, body)
    };
    if !authentic {
        app.signatures.note(route.company_id, route.channel_id, app.now());
        return Err(Unkept::NotAuthentic);
    }
    keep(app, &route, body.to_vec()).await.map_err(Unkept::Failed)?;
    Ok(receipt(provider))
}

fn taken(receipt: Receipt) -> Response {
    match receipt.content_type {
        Some(content_type) => ([(CONTENT_TYPE, content_type)], receipt.body).into_response(),
        None => StatusCode::OK.into_response(),
    }
}

fn read_address(provider: &str, channel_id: &str) -> Result<(Provider, ChannelId), Unkept> {
    let provider = provider.parse().map_err(|_| Unkept::UnknownChannel)?;
    let channel_id = channel_id.parse().map_err(|_| Unkept::UnknownChannel)?;
    Ok((provider, channel_id))
}

fn key_of(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "key").map(|(_, value)| value.into_owned())
}

fn refuse(unkept: Unkept) -> Response {
    match unkept {
        Unkept::UnknownChannel => Failure::NotFound.into_response(),
        Unkept::NotAuthentic => {
            metrics::counter!("nascente_deliveries_not_authentic_total").increment(1);
            Failure::Unauthenticated.into_response()
        }
        Unkept::Failed(failure) => failure.into_response(),
    }
}
