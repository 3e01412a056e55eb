//! The watch: asks every few minutes whether each number is still connected.
//!
//! In: channels whose time has come, of all companies. Out: their states, kept. A provider that does not answer is
//! asked later and later; one that was just told something else (new settings, a refused message) is asked at once.
//! Several nodes share the work: whoever claims a channel first asks.

use std::time::Duration;

use nascente_domain::connection::Connection;
use nascente_domain::moment::{HOUR, Moment, SECOND};
use nascente_store::connection::{self, DueCheck};
use nascente_store::{Lane, StoreError};
use tokio::task::JoinSet;

use super::state::{Asked, ask};
use crate::app::App;

/// How long it sleeps when nothing wakes it.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a claimed channel is left to whoever claimed it.
const LEASE: i64 = 90 * SECOND;
/// Channels that are asked at the same time.
const BATCH: i64 = 16;
const MINUTE: i64 = 60 * SECOND;
/// The longest wait after silence.
const LONGEST_WAIT: i64 = 30 * MINUTE;

/// Watches until the program stops.
pub async fn run(app: App) {
    while !app.stop.is_cancelled() {
        let worked = match round(&app).await {
            Ok(asked) => asked > 0,
            Err(error) => {
                tracing::error!(%error, "connections could not be watched");
                false
            }
        };
        if !worked {
            tokio::select! {
                () = app.connection_changed.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = app.stop.cancelled() => {}
            }
        }
    }
}

/// Asks about the connections whose time has come; gives how many.
pub async fn round(app: &App) -> Result<usize, StoreError> {
    let (now, until) = (app.now(), app.now().plus(LEASE));
    // Most rounds find nothing; looking first keeps them away from SQLite's one writer.
    if !app.db.read(move |tx| connection::is_any_due(tx, now)).await? {
        return Ok(0);
    }
    let due = app.db.write(Lane::Work, move |tx| connection::claim_due(tx, now, until, BATCH)).await?;
    let mut asking = JoinSet::new();
    for one in due.iter().copied() {
        let app = app.clone();
        asking.spawn(async move { look(&app, one, until).await });
    }
    while let Some(ended) = asking.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a connection was not looked at to the end; it is looked at again later");
        }
    }
    Ok(due.len())
}

async fn look(app: &App, due: DueCheck, until: Moment) {
    let asked = match ask(app, due.company_id, due.channel_id).await {
        Ok(asked) => asked,
        Err(error) => {
            tracing::warn!(%error, channel.id = %due.channel_id, "a connection could not be asked about");
            Asked::Silence
        }
    };
    let (wait, failures) = next(asked, due.failures);
    let spread = i64::try_from(app.random() % 100).unwrap_or(0);
    // A fifth more or less, so that the channels of an installation do not ask all at once.
    let at = app.now().plus(wait * (90 + spread / 5) / 100);
    let kept = app.db.write(Lane::Work, move |tx| connection::ask_again(tx, &due, until, at, failures)).await;
    if let Err(error) = kept {
        tracing::error!(%error, channel.id = %due.channel_id, "the next look at a connection could not be kept");
    }
}

/// How long to wait after an answer, and how often nobody answered by then.
fn next(asked: Asked, failures: i64) -> (i64, i64) {
    match asked {
        Asked::Told(Connection::Connected) => (5 * MINUTE, 0),
        Asked::Told(Connection::Pairing) => (30 * SECOND, 0),
        Asked::Told(_) => (2 * MINUTE, 0),
        Asked::Nothing => (6 * HOUR, 0),
        Asked::Silence => {
            let doubled = u32::try_from(failures).unwrap_or(0).min(8);
            ((MINUTE << doubled).min(LONGEST_WAIT), failures + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_asked_about_later_and_later_and_an_answer_ends_that() {
        let mut failures = 0;
        let mut waits = Vec::new();
        for _ in 0..7 {
            let (wait, after) = next(Asked::Silence, failures);
            waits.push(wait / MINUTE);
            failures = after;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(next(Asked::Told(Connection::Connected), failures), (5 * MINUTE, 0));
    }
}
