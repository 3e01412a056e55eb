//! Deliveries whose signature or key was wrong.
//!
//! In: one note for each. Out: rows by channel and hour, to which every node adds, so that each of them sees all. A note is
//! a sum in memory; what was summed is written some seconds after the first, so that a flood of wrong signatures costs
//! the store one small transaction for all of them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::{DAY, Moment};
use nascente_store::signature::{self as store, Failures};
use nascente_store::{Lane, StoreError};
use tokio::sync::Notify;

use crate::app::App;

/// How long is summed before it is written.
const PAUSE: Duration = Duration::from_secs(5);
/// How long the hours are kept.
const KEPT: i64 = 8 * DAY;

type Summed = BTreeMap<(CompanyId, ChannelId), Failures>;

/// Wrong signatures that are not written yet. As many entries as there are channels: others have no address.
#[derive(Debug, Default)]
pub struct SignatureFailures {
    summed: Mutex<Summed>,
    noted: Notify,
}

impl SignatureFailures {
    /// Notes one.
    pub fn note(&self, company_id: CompanyId, channel_id: ChannelId, now: Moment) {
        add(&mut self.summed(), (company_id, channel_id), Failures { count: 1, first_at: now, last_at: now });
        self.noted.notify_one();
    }

    fn summed(&self) -> MutexGuard<'_, Summed> {
        self.summed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was summed, which is taken away.
    fn take(&self) -> Summed {
        std::mem::take(&mut *self.summed())
    }

    /// Gives back what could not be written.
    fn put_back(&self, taken: Summed) {
        let mut summed = self.summed();
        for (key, failures) in taken {
            add(&mut summed, key, failures);
        }
    }
}

fn add(summed: &mut Summed, key: (CompanyId, ChannelId), more: Failures) {
    let known = summed.entry(key).or_insert(Failures { count: 0, ..more });
    known.count += more.count;
    known.first_at = known.first_at.min(more.first_at);
    known.last_at = known.last_at.max(more.last_at);
}

/// Writes what was summed, until the last request has been answered.
pub async fn run(app: App) {
    while app.stop.run_until_cancelled(app.signatures.noted.notified()).await.is_some() {
        app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
        try_to_write(&app).await;
    }
    app.finished.cancelled().await;
    try_to_write(&app).await;
}

async fn try_to_write(app: &App) {
    if let Err(error) = write(app).await {
        tracing::warn!(%error, "wrong signatures could not be counted yet");
        app.signatures.noted.notify_one();
    }
}

/// Writes what was summed by now. Whoever reads does this first, and so sees what this node saw.
pub(super) async fn write(app: &App) -> Result<(), StoreError> {
    let taken = app.signatures.take();
    if taken.is_empty() {
        return Ok(());
    }
    let (rows, before) = (taken.clone(), app.now().plus(-KEPT));
    let written = app
        .db
        .write(Lane::Work, move |tx| {
            for ((company_id, channel_id), failures) in &rows {
                store::add(tx, *company_id, *channel_id, *failures)?;
                store::forget(tx, *company_id, before)?;
            }
            Ok::<_, StoreError>(())
        })
        .await;
    if written.is_err() {
        app.signatures.put_back(taken);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_written_is_summed_with_what_came_meanwhile() {
        let failures = SignatureFailures::default();
        let (company, channel, at) = (CompanyId::from(1), ChannelId::from(2), Moment::from_millis(60));
        failures.note(company, channel, at);
        failures.note(company, channel, at.plus(5));
        failures.note(CompanyId::from(9), channel, at);
        let taken = failures.take();
        assert_eq!(taken.len(), 2, "companies are kept apart");
        failures.note(company, channel, at.plus(9));
        failures.put_back(taken);
        let summed = failures.take();
        let whole = Failures { count: 3, first_at: at, last_at: at.plus(9) };
        assert_eq!(summed.get(&(company, channel)), Some(&whole));
        assert!(failures.take().is_empty());
    }
}
