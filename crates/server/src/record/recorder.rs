//! The background task that records: woken by the intake, and looking by itself now and then.

use std::time::{Duration, Instant};

use nascente_domain::id::CompanyId;
use nascente_store::statement::Engine;
use nascente_store::statistics::{Growth, Tables};
use nascente_store::{Lane, StoreError, Tx, delivery};

use super::ahead::Ahead;
use super::{BATCH, BATCH_WHILE_RECEIVING, Early, Load, Recorded, Unpacked, record_pending};
use crate::app::App;
use crate::growth;

/// How long it sleeps when nothing wakes it: a delivery of another node, or one left over by a stop.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long it gives way at most.
const LONGEST_WAY: Duration = Duration::from_millis(100);

/// Records until the program stops. What is pending at the start is taken up first.
pub async fn run(app: App) {
    let growth = Growth::default();
    let mut ahead = Ahead::default();
    let mut handed_in = app.intake.handed_in();
    loop {
        let begun = Instant::now();
        let before = std::mem::replace(&mut handed_in, app.intake.handed_in());
        let receiving = handed_in != before;
        let worked = match round_of(&app, &mut ahead, batch(&app, receiving)).await {
            Ok(deliveries) => {
                growth::note(&app, &growth, deliveries, Tables::Recording);
                if receiving && app.db.engine() == Engine::Sqlite {
                    give_way(&app, begun.elapsed()).await;
                }
                deliveries > 0
            }
            Err(error) => {
                tracing::error!(%error, "recording failed and will be tried again");
                false
            }
        };
        if app.stop.is_cancelled() {
            return;
        }
        if !worked {
            tokio::select! {
                () = app.delivery_arrived.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = app.stop.cancelled() => {}
            }
        }
    }
}

/// Leaves the one writing thread to those who wait for an answer, for as long as recording has had it.
async fn give_way(app: &App, as_long_as: Duration) {
    if app.stop.run_until_cancelled(tokio::time::sleep(as_long_as.min(LONGEST_WAY))).await.is_none() {
        tracing::debug!("the recorder was stopped while it gave way");
    }
}

/// Records until nothing is pending any more, in batches of `most` deliveries at most, each unpacked while the one before
/// it is recorded, as [`run`] does.
pub async fn drain_in_batches(app: &App, most: i64) -> Result<(), StoreError> {
    let mut ahead = Ahead::default();
    while round_of(app, &mut ahead, most).await? > 0 {}
    Ok(())
}

/// Records one batch of every company that has pending deliveries; gives how many deliveries were taken.
async fn round_of(app: &App, ahead: &mut Ahead, most: i64) -> Result<usize, StoreError> {
    let companies = app.db.read(delivery::companies_pending).await?;
    let mut taken = 0;
    for company_id in companies {
        let next = ahead.next(app, company_id, most).await;
        taken += record_company(app, company_id, next, most).await?;
    }
    Ok(taken)
}

/// Records until nothing is pending any more.
pub async fn drain(app: &App) -> Result<(), StoreError> {
    drain_in_batches(app, BATCH).await
}

async fn record_company(
    app: &App,
    company_id: CompanyId,
    next: Result<Vec<Unpacked>, StoreError>,
    most: i64,
) -> Result<usize, StoreError> {
    let recorded = match next {
        Ok(unpacked) => record(app, company_id, Load::Unpacked(unpacked), Early::DecidedAgain).await,
        Err(error) => Err(error),
    };
    // Another node may have recorded them all meanwhile, and more have come since.
    let recorded = match recorded {
        Ok(nothing) if nothing.deliveries == 0 => {
            record(app, company_id, Load::Oldest(most), Early::DecidedAgain).await
        }
        recorded => recorded,
    };
    match recorded {
        // The store is away, or is asked too much: everything stays pending.
        Err(error @ (StoreError::Unavailable(_) | StoreError::Conflict(_))) => Err(error),
        Err(error) => {
            tracing::error!(%error, company.id = %company_id, "a batch could not be recorded: one by one");
            one_by_one(app, company_id).await
        }
        Ok(recorded) => Ok(publish(app, recorded)),
    }
}

/// How many deliveries go into one transaction now.
fn batch(app: &App, receiving: bool) -> i64 {
    match app.db.engine() {
        Engine::Sqlite if receiving => BATCH_WHILE_RECEIVING,
        Engine::Sqlite | Engine::Postgres => BATCH,
    }
}

/// Records the pending deliveries singly, so that one that cannot be recorded holds up no other.
async fn one_by_one(app: &App, company_id: CompanyId) -> Result<usize, StoreError> {
    let mut taken = 0;
    for _ in 0..BATCH {
        match record(app, company_id, Load::Oldest(1), Early::DecidedAgain).await {
            Ok(recorded) if recorded.deliveries == 0 => break,
            Ok(recorded) => taken += publish(app, recorded),
            Err(error @ (StoreError::Unavailable(_) | StoreError::Conflict(_))) => return Err(error),
            Err(error) => taken += alone(app, company_id, error).await?,
        }
    }
    Ok(taken)
}

/// Records the oldest pending delivery without what waited for it, whose fault it may be; else sets it aside.
async fn alone(app: &App, company_id: CompanyId, error: StoreError) -> Result<usize, StoreError> {
    match record(app, company_id, Load::Oldest(1), Early::LeftWaiting).await {
        Ok(recorded) => {
            tracing::error!(%error, company.id = %company_id, "what waited could not be decided again");
            Ok(publish(app, recorded))
        }
        Err(error @ (StoreError::Unavailable(_) | StoreError::Conflict(_))) => Err(error),
        Err(error) => {
            set_aside(app, company_id, &error).await?;
            Ok(1)
        }
    }
}

async fn record(app: &App, company_id: CompanyId, load: Load, early: Early) -> Result<Recorded, StoreError> {
    let (of_unit, mut load) = (app.clone(), Some(load));
    let unit = move |tx: &mut Tx<'_>| {
        // Where the transaction has to be repeated, it reads anew.
        let load = load.take().unwrap_or(Load::Oldest(BATCH));
        record_pending(&of_unit, tx, company_id, load, early)
    };
    app.db.write(Lane::Work, unit).await
}

/// Marks the oldest pending delivery as failed; it is listed and can be processed again.
async fn set_aside(app: &App, company_id: CompanyId, error: &StoreError) -> Result<(), StoreError> {
    let (reason, now) = (error.to_string(), app.now());
    metrics::counter!("nascente_deliveries_failed_total").increment(1);
    app.db
        .write(Lane::Work, move |tx| {
            for pending in delivery::pending(tx, company_id, None, 1, 0)? {
                delivery::fail(tx, company_id, pending.delivery_id, &reason, now)?;
            }
            Ok(())
        })
        .await
}

fn publish(app: &App, recorded: Recorded) -> usize {
    for hint in recorded.hints {
        app.hint(hint);
    }
    if recorded.jobs > 0 {
        app.job_arrived.notify_one();
    }
    recorded.deliveries
}
