//! The runner: claims due jobs by company, carries them out, keeps what came of them.
//!
//! Two tracks, so that a slow file never holds up a message: each has its own kinds, its own lease and a most of jobs that
//! are under way at once. Of the jobs for one contact only the first is claimed; the next one is due when it has ended.

use std::time::Duration;

use nascente_domain::id::CompanyId;
use nascente_domain::moment::SECOND;
use nascente_store::job::{self, ClaimedJob};
use nascente_store::{Lane, StoreError};
use tokio::task::JoinSet;

use crate::app::App;
use crate::jobs::{fetch, look_up, send, sweep};
use crate::webhook;

/// How long it sleeps when nothing wakes it.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// Jobs of a company that are claimed at once.
const BATCH: usize = 64;

/// Kinds of work that share their places.
struct Track {
    kinds: &'static [&'static str],
    /// How long a claimed job belongs to this process: longer than any of them takes.
    lease: i64,
    /// How many are under way at once.
    most: usize,
}

const TRACKS: [Track; 3] = [
    Track { kinds: &[send::KIND], lease: 180 * SECOND, most: 64 },
    Track { kinds: &[fetch::KIND, sweep::KIND, look_up::KIND], lease: 1_200 * SECOND, most: 8 },
    // Somebody else's server may be slow; no message of ours waits for it.
    Track { kinds: &[webhook::send::KIND], lease: 180 * SECOND, most: 16 },
];

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// Done.
    Done,
    /// To be tried again after so many milliseconds.
    Retry(i64, String),
    /// Not begun after all: to be taken up after so many milliseconds, without counting as a try.
    Postpone(i64, String),
    /// Given up.
    Fail(String),
}

/// The jobs under way: each tells, when it ends, on which track it was.
#[derive(Default)]
struct UnderWay {
    jobs: JoinSet<usize>,
    on_track: [usize; TRACKS.len()],
}

impl UnderWay {
    async fn next_end(&mut self) {
        match self.jobs.join_next().await {
            Some(Ok(track)) => self.on_track[track] -= 1,
            Some(Err(error)) => {
                // Its place stays taken until the next start; its lease runs out, and the job is begun again.
                tracing::error!(%error, "a job ended abnormally; its lease will run out");
            }
            None => {}
        }
    }
}

/// Carries jobs out until the program stops.
pub async fn run(app: App) {
    let mut under_way = UnderWay::default();
    while !app.stop.is_cancelled() {
        let begun = match begin_due(&app, &mut under_way).await {
            Ok(jobs) => jobs,
            Err(error) => {
                tracing::error!(%error, "jobs could not be claimed");
                0
            }
        };
        if begun == 0 {
            tokio::select! {
                () = under_way.next_end(), if !under_way.jobs.is_empty() => {}
                () = app.job_arrived.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = app.stop.cancelled() => {}
            }
        }
    }
    while !under_way.jobs.is_empty() {
        under_way.next_end().await;
    }
}

/// Carries out the jobs that are due now, and waits for them; gives how many.
pub async fn round(app: &App) -> Result<usize, StoreError> {
    let mut under_way = UnderWay::default();
    let begun = begin_due(app, &mut under_way).await?;
    while !under_way.jobs.is_empty() {
        under_way.next_end().await;
    }
    Ok(begun)
}

/// Begins what is due and has a place; gives how many jobs.
async fn begin_due(app: &App, under_way: &mut UnderWay) -> Result<usize, StoreError> {
    let mut begun = 0;
    for (number, track) in TRACKS.iter().enumerate() {
        if under_way.on_track[number] >= track.most {
            continue;
        }
        let now = app.now();
        let companies = app.db.read(move |tx| job::companies_due(tx, now, track.kinds)).await?;
        for company_id in companies {
            let places = track.most.saturating_sub(under_way.on_track[number]).min(BATCH);
            let Ok(limit @ 1..) = i64::try_from(places) else { break };
            let until = now.plus(track.lease);
            let claimed: Vec<ClaimedJob> =
                app.db.write(Lane::Work, move |tx| job::claim(tx, company_id, now, until, limit, track.kinds)).await?;
            begun += claimed.len();
            for job in claimed {
                let app = app.clone();
                under_way.on_track[number] += 1;
                under_way.jobs.spawn(async move {
                    carry_out(&app, company_id, &job).await;
                    number
                });
            }
        }
    }
    Ok(begun)
}

async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) {
    let ended = match job.kind.as_str() {
        send::KIND => send::carry_out(app, company_id, job).await,
        fetch::KIND => fetch::carry_out(app, company_id, job).await,
        look_up::KIND => look_up::carry_out(app, company_id, job).await,
        sweep::KIND => sweep::carry_out(app, company_id, job).await,
        webhook::send::KIND => webhook::send::carry_out(app, company_id, job).await,
        unknown => JobEnd::Fail(format!("unknown kind {unknown}")),
    };
    keep(app, company_id, job, ended).await;
}

async fn keep(app: &App, company_id: CompanyId, job: &ClaimedJob, ended: JobEnd) {
    let (job_id, now) = (job.job_id, app.now());
    let kept = app
        .db
        .write(Lane::Work, move |tx| match &ended {
            JobEnd::Done => job::done(tx, company_id, job_id),
            JobEnd::Retry(wait, error) => job::retry(tx, company_id, job_id, now.plus(*wait), error),
            JobEnd::Postpone(wait, why) => job::postpone(tx, company_id, job_id, now.plus(*wait), why),
            JobEnd::Fail(error) => job::fail(tx, company_id, job_id, error),
        })
        .await;
    if let Err(error) = kept {
        tracing::error!(%error, job.id = %job_id, "the end of a job could not be kept");
    }
}
