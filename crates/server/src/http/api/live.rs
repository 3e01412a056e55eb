//! Hints for open screens, as Server-Sent Events.
//!
//! A hint says what changed, never how: the screen fetches what it shows, with its own permissions. Event ids are
//! `node:sequence` out of a ring; who comes back with an id that the ring no longer holds is told to fetch everything.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_stream::stream;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use nascente_domain::id::CompanyId;
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, LiveHint};
use crate::auth::permission::{Allowed, Anyone};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

/// A hint as it is sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hint {
    /// `conversation`, `link`, `settings` …
    pub kind: String,
    /// What changed.
    pub id: String,
    /// Its version, where it has one.
    pub version: Option<i64>,
}

/// The last hints of this process, so that a screen that was away for a moment misses nothing.
#[derive(Debug, Default)]
pub struct HintRing(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    next: u64,
    last: VecDeque<(u64, LiveHint)>,
}

/// Hints that are remembered.
const REMEMBERED: usize = 1_024;

impl HintRing {
    /// Remembers a hint; gives its number.
    pub fn push(&self, hint: &LiveHint) -> u64 {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = ring.next;
        ring.next += 1;
        ring.last.push_back((number, hint.clone()));
        if ring.last.len() > REMEMBERED {
            ring.last.pop_front();
        }
        number
    }

    /// What came after a number; `None` when that is no longer known.
    fn since(&self, seen: u64, company_id: CompanyId) -> Option<Vec<(u64, LiveHint)>> {
        let ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.last.front().map_or(ring.next, |(number, _)| *number);
        if seen >= ring.next || seen + 1 < oldest {
            return None;
        }
        let missed = ring.last.iter().filter(|(number, hint)| *number > seen && hint.company_id == company_id);
        Some(missed.cloned().collect())
    }
}

/// Hints for open screens: `{kind, id, version}`; the event `reset` says to fetch everything again.
#[utoipa::path(get, path = "/live", tag = "live",
    responses((status = 200, content_type = "text/event-stream", body = Hint)))]
async fn live(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let company_id = caller.company_id;
    let mut hints = app.live.subscribe();
    let last_seen = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let boot = app.boot;
    let events = stream! {
        if let Some(last_seen) = last_seen {
            match missed(&app, boot, &last_seen, company_id) {
                Some(missed) => for (number, hint) in missed { yield Ok(event(boot, number, &hint)); },
                None => yield Ok(Event::default().event("reset").data("{}")),
            }
        }
        loop {
            let received = tokio::select! {
                received = hints.recv() => received,
                () = app.stop.cancelled() => return,
            };
            match received {
                Ok((number, hint)) if hint.company_id == company_id => yield Ok(event(boot, number, &hint)),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => yield Ok(Event::default().event("reset").data("{}")),
                Err(RecvError::Closed) => return,
            }
        }
    };
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn missed(app: &App, boot: u64, last_seen: &str, company_id: CompanyId) -> Option<Vec<(u64, LiveHint)>> {
    let (node, number) = last_seen.split_once(':')?;
    if node != format!("{boot:x}") {
        return None;
    }
    app.hints.since(number.parse().ok()?, company_id)
}

fn event(boot: u64, number: u64, hint: &LiveHint) -> Event {
    let body = Hint { kind: hint.kind.to_owned(), id: hint.id.clone(), version: hint.version };
    let data = serde_json::to_string(&body).unwrap_or_default();
    Event::default().id(format!("{boot:x}:{number}")).data(data)
}
