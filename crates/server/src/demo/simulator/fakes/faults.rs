//! What goes wrong between us and a provider: refusals, breaks, slowness.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use nascente_wire::Provider;

use super::Fakes;

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is answered with this status and a page of a proxy; nothing was done.
    Status(u16),
    /// The connection breaks off before anything was done.
    BreakBefore,
    /// The connection breaks off after the request was carried out: nobody can tell.
    BreakAfter,
    /// The answer takes this long.
    Slow(Duration),
}

/// Decides by chance what happens to a request.
pub type Weather = Box<dyn FnMut() -> Option<Fault> + Send>;

/// What is to go wrong.
#[derive(Default)]
pub(super) struct Faults {
    /// For the next sendings.
    pub(super) next: BTreeMap<Provider, VecDeque<Fault>>,
    /// For every request.
    pub(super) weather: Option<Weather>,
}

/// Puts faults before the API of a provider.
pub(super) fn over(fakes: &Fakes, provider: Provider, routes: Router) -> Router {
    let fakes = fakes.clone();
    routes.layer(from_fn(move |request: Request, next: Next| {
        let fault = fakes.fault(provider, &request);
        async move {
            match fault {
                Some(Fault::Status(status)) => refused(status),
                Some(Fault::BreakBefore) => broken(),
                Some(Fault::BreakAfter) => {
                    let done = next.run(request).await;
                    // A refusal is passed on: only what was done is kept from us.
                    if done.status().is_success() { broken() } else { done }
                }
                Some(Fault::Slow(time)) => {
                    tokio::time::sleep(time).await;
                    next.run(request).await
                }
                None => next.run(request).await,
            }
        }
    }))
}

impl Fakes {
    fn fault(&self, provider: Provider, request: &Request) -> Option<Fault> {
        let mut faults = self.faults();
        let is_sending = {
            let path = request.uri().path();
            request.method() == axum::http::Method::POST
                && ["/message/send", "/api/send", "/send-", "/Messages.json", "/messages"]
                    .iter()
                    .any(|part| path.contains(part))
        };
        let planned = if is_sending { faults.next.get_mut(&provider).and_then(VecDeque::pop_front) } else { None };
        planned.or_else(|| faults.weather.as_mut().and_then(|weather| weather()))
    }
}

fn refused(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut answer = (status, "<html><body>the proxy is sorry</body></html>").into_response();
    if status == StatusCode::TOO_MANY_REQUESTS {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}

/// An answer whose body never comes to its end.
fn broken() -> Response {
    let broken = stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("the fake breaks off"))]);
    ([(header::CONTENT_TYPE, "application/json"), (header::CONTENT_LENGTH, "64")], Body::from_stream(broken))
        .into_response()
}
