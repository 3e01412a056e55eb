//! The runner: claims due jobs by company, carries them out, keeps what came of them.

use std::collections::BTreeMap;
use std::time::Duration;

use nascente_domain::id::CompanyId;
use nascente_domain::moment::SECOND;
use nascente_store::job::{self, ClaimedJob};
use nascente_store::{Lane, StoreError};
use tokio::task::JoinSet;

use crate::app::App;
use crate::jobs::send;
use crate::webhook;

/// How long it sleeps when nothing wakes it.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a claimed job belongs to this process.
const LEASE: i64 = 60 * SECOND;
/// Jobs of a company that are claimed at once.
const BATCH: i64 = 64;

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// Done.
    Done,
    /// To be tried again after so many milliseconds.
    Retry(i64, String),
    /// Given up.
    Fail(String),
}

/// Carries jobs out until the program stops.
pub async fn run(app: App) {
    while !app.stop.is_cancelled() {
        let worked = match round(&app).await {
            Ok(jobs) => jobs > 0,
            Err(error) => {
                tracing::error!(%error, "jobs could not be claimed");
                false
            }
        };
        if !worked {
            tokio::select! {
                () = app.job_arrived.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = app.stop.cancelled() => {}
            }
        }
    }
}

/// Carries out the jobs that are due now; gives how many.
pub async fn round(app: &App) -> Result<usize, StoreError> {
    let now = app.now();
    let companies = app.db.read(move |tx| job::companies_due(tx, now)).await?;
    let mut carried_out = 0;
    for company_id in companies {
        let until = now.plus(LEASE);
        let claimed = app.db.write(Lane::Work, move |tx| job::claim(tx, company_id, now, until, BATCH)).await?;
        carried_out += claimed.len();
        carry_out(app, company_id, claimed).await;
    }
    Ok(carried_out)
}

/// Jobs about one thing go one after the other, different things side by side.
async fn carry_out(app: &App, company_id: CompanyId, jobs: Vec<ClaimedJob>) {
    let mut by_subject: BTreeMap<String, Vec<ClaimedJob>> = BTreeMap::new();
    for job in jobs {
        if job.kind == webhook::send::KIND {
            // Somebody else's server may be slow; no message of ours waits for it. The lease outlives its patience.
            let app = app.clone();
            app.clone().tasks.spawn(async move {
                let ended = webhook::send::carry_out(&app, company_id, &job).await;
                keep(&app, company_id, &job, ended).await;
            });
            continue;
        }
        let subject = job.payload.get("conversation_id").and_then(serde_json::Value::as_str).unwrap_or_default();
        by_subject.entry(subject.to_owned()).or_default().push(job);
    }
    let mut running = JoinSet::new();
    for jobs in by_subject.into_values() {
        let app = app.clone();
        running.spawn(async move {
            for job in jobs {
                let ended = match job.kind.as_str() {
                    send::KIND => send::carry_out(&app, company_id, &job).await,
                    unknown => JobEnd::Fail(format!("unknown kind {unknown}")),
                };
                keep(&app, company_id, &job, ended).await;
            }
        });
    }
    while let Some(ended) = running.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "a job ended abnormally; its lease will run out");
        }
    }
}

async fn keep(app: &App, company_id: CompanyId, job: &ClaimedJob, ended: JobEnd) {
    let (job_id, now) = (job.job_id, app.now());
    let kept = app
        .db
        .write(Lane::Work, move |tx| match &ended {
            JobEnd::Done => job::done(tx, company_id, job_id),
            JobEnd::Retry(wait, error) => job::retry(tx, company_id, job_id, now.plus(*wait), error),
            JobEnd::Fail(error) => job::fail(tx, company_id, job_id, error),
        })
        .await;
    if let Err(error) = kept {
        tracing::error!(%error, job.id = %job_id, "the end of a job could not be kept");
    }
}
