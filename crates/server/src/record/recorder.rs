//! The background task that records: woken by the intake, and looking by itself now and then.

use std::time::Duration;

use nascente_domain::id::CompanyId;
use nascente_store::statement::Engine;
use nascente_store::{Lane, StoreError, delivery, statistics};

use super::{BATCH, BATCH_WHILE_RECEIVING, Early, Recorded, record_pending};
use crate::app::App;

/// How long it sleeps when nothing wakes it: a delivery of another node, or one left over by a stop.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Deliveries recorded since the start at which the store has its tables counted anew; later it does so by itself.
const GROWN: [usize; 4] = [1_000, 4_000, 16_000, 64_000];

/// Records until the program stops. What is pending at the start is taken up first.
pub async fn run(app: App) {
    let mut recorded = 0;
    loop {
        let worked = match round(&app).await {
            Ok(deliveries) => {
                tell_growth(&app, recorded, recorded + deliveries).await;
                recorded += deliveries;
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

async fn tell_growth(app: &App, before: usize, after: usize) {
    if !GROWN.iter().any(|grown| (before + 1..=after).contains(grown)) {
        return;
    }
    let told: Result<(), StoreError> = app.db.write(Lane::Work, statistics::refresh).await;
    if let Err(error) = told {
        tracing::warn!(%error, "the tables could not be counted: plans stay as they are");
    }
}

/// Records one batch of every company that has pending deliveries; gives how many deliveries were taken.
pub async fn round(app: &App) -> Result<usize, StoreError> {
    let companies = app.db.read(delivery::companies_pending).await?;
    let mut taken = 0;
    for company_id in companies {
        taken += record_company(app, company_id).await?;
    }
    Ok(taken)
}

/// Records until nothing is pending any more.
pub async fn drain(app: &App) -> Result<(), StoreError> {
    while round(app).await? > 0 {}
    Ok(())
}

async fn record_company(app: &App, company_id: CompanyId) -> Result<usize, StoreError> {
    match record(app, company_id, batch(app), Early::DecidedAgain).await {
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
fn batch(app: &App) -> i64 {
    match app.db.engine() {
        Engine::Sqlite if app.intake.has_news() => BATCH_WHILE_RECEIVING,
        Engine::Sqlite | Engine::Postgres => BATCH,
    }
}

/// Records the pending deliveries singly, so that one that cannot be recorded holds up no other.
async fn one_by_one(app: &App, company_id: CompanyId) -> Result<usize, StoreError> {
    let mut taken = 0;
    for _ in 0..BATCH {
        match record(app, company_id, 1, Early::DecidedAgain).await {
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
    match record(app, company_id, 1, Early::LeftWaiting).await {
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

async fn record(app: &App, company_id: CompanyId, most: i64, early: Early) -> Result<Recorded, StoreError> {
    let of_unit = app.clone();
    app.db.write(Lane::Work, move |tx| record_pending(&of_unit, tx, company_id, most, early)).await
}

/// Marks the oldest pending delivery as failed; it is listed and can be processed again.
async fn set_aside(app: &App, company_id: CompanyId, error: &StoreError) -> Result<(), StoreError> {
    let (reason, now) = (error.to_string(), app.now());
    metrics::counter!("nascente_deliveries_failed_total").increment(1);
    app.db
        .write(Lane::Work, move |tx| {
            for pending in delivery::pending(tx, company_id, 1, 0)? {
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
