//! Jobs: follow-up work, written in the transaction that caused it.
//!
//! A job is claimed with a lease: a process that dies in the middle loses it, and another one takes it up. Claiming
//! goes in two steps, first which companies have due jobs, then the jobs of one company, so that it stays fair and
//! works on a distributed PostgreSQL.

use nascente_domain::id::{ChannelId, CompanyId, ContactId, JobId};
use nascente_domain::moment::Moment;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{Row, StoreError, Tx, Value, params, statements};

statements! {
    // An all-company statement: the runner looks for work in every company.
    COMPANIES_DUE = "select distinct company_id from job
        where state = 'ready' and run_at <= $1 and (lease_until is null or lease_until <= $1) and kind || '' {in:$2}";
    // The kind is no plain column here: SQLite would look jobs up by it, among all that were ever done.
    // Of the jobs for one contact on one channel only the first is due, however often it has to be tried.
    DUE = "select j.job_id, j.kind, j.payload, j.attempts, j.last_error from job j
        where j.company_id = $1 and j.state = 'ready' and j.run_at <= $2
            and (j.lease_until is null or j.lease_until <= $2) and j.kind || '' {in:$4}
            and not exists (select 1 from job e where e.company_id = $1 and e.channel_id = j.channel_id
                and e.contact_id = j.contact_id and e.state = 'ready' and e.kind = j.kind and e.job_id < j.job_id)
        order by j.run_at, j.job_id limit $3 {skip_locked}";
    LEASE = "update job set lease_until = $3, attempts = attempts + 1, last_error = null
        where company_id = $1 and job_id {in:$2}";
    DONE = "update job set state = 'done', lease_until = null, last_error = null where company_id = $1 and job_id = $2";
    RETRY = "update job set run_at = $3, lease_until = null, last_error = $4 where company_id = $1 and job_id = $2";
    POSTPONE = "update job set run_at = $3, lease_until = null, attempts = attempts - 1, last_error = $4
        where company_id = $1 and job_id = $2";
    FAIL = "update job set state = 'failed', lease_until = null, last_error = $3
        where company_id = $1 and job_id = $2";
    BEGUN = "select dedupe_key from job
        where company_id = $1 and kind = $2 and dedupe_key {in:$3} and attempts > 0";
    HASTEN = "update job set run_at = $4
        where company_id = $1 and kind = $2 and dedupe_key {in:$3} and state = 'ready' and lease_until is null";
    QUEUED = "select channel_id,
            cast(sum(case when attempts > 1 or last_error is not null then 0 else 1 end) as bigint),
            cast(sum(case when attempts > 1 or last_error is not null then 1 else 0 end) as bigint)
        from job where company_id = $1 and kind = $2 and state = 'ready' and channel_id is not null
        group by channel_id";
    QUEUE = "select job_id, payload, attempts, run_at, last_error from job
        where company_id = $1 and channel_id = $2 and kind = $3 and state = 'ready' and job_id > $4
        order by job_id limit $5";
    ATTEMPTS = "select dedupe_key, attempts from job where company_id = $1 and kind = $2 and dedupe_key {in:$3}";
    READY = "select count(*) from job where company_id = $1 and state = 'ready'";
}

static INSERT: Bulk = Bulk::insert(
    "job",
    &[
        ("company_id", Int),
        ("job_id", Int),
        ("kind", Text),
        ("dedupe_key", Text),
        ("channel_id", Int),
        ("contact_id", Int),
        ("payload", Text),
        ("state", Text),
        ("run_at", Int),
        ("attempts", Int),
        ("created_at", Int),
    ],
    "on conflict (company_id, kind, dedupe_key) do nothing",
);

/// A new job.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Id.
    pub job_id: JobId,
    /// What kind of work.
    pub kind: &'static str,
    /// Makes the same work one job.
    pub dedupe_key: String,
    /// The contact on a channel whose jobs of this kind are done one after the other.
    pub in_order_of: Option<(ChannelId, ContactId)>,
    /// What the work needs to know; ids, never texts.
    pub payload: serde_json::Value,
    /// Not before then.
    pub run_at: Moment,
    /// When it was made.
    pub created_at: Moment,
}

/// Which of these jobs were begun at least once.
pub fn begun(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    kind: &str,
    dedupe_keys: Vec<String>,
) -> Result<Vec<String>, StoreError> {
    if dedupe_keys.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&BEGUN, params![company_id, kind, dedupe_keys])?.into_iter().map(|mut row| row.take()).collect()
}

/// A job that this process has leased.
#[derive(Debug, Clone)]
pub struct ClaimedJob {
    /// Id.
    pub job_id: JobId,
    /// What kind of work.
    pub kind: String,
    /// What the work needs to know.
    pub payload: serde_json::Value,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// Why the attempt before failed.
    last_error: Option<String>,
}

impl ClaimedJob {
    /// Whether an earlier attempt ended without keeping what came of it: its process died in the middle.
    #[must_use]
    pub fn was_interrupted(&self) -> bool {
        self.attempts > 1 && self.last_error.is_none()
    }

    fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            job_id: row.take()?,
            kind: row.take()?,
            payload: row.take()?,
            attempts: row.take::<i64>()? + 1,
            last_error: row.take()?,
        })
    }
}

/// Adds a job, unless the same work is known.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, job: &NewJob) -> Result<(), StoreError> {
    insert_all(tx, company_id, std::slice::from_ref(job))
}

/// Adds jobs, but those whose work is known.
pub fn insert_all(tx: &mut Tx<'_>, company_id: CompanyId, jobs: &[NewJob]) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = jobs
        .iter()
        .map(|job| {
            params![
                company_id,
                job.job_id,
                job.kind,
                &job.dedupe_key,
                job.in_order_of.map(|(channel_id, _)| channel_id),
                job.in_order_of.map(|(_, contact_id)| contact_id),
                &job.payload,
                "ready",
                job.run_at,
                0_i64,
                job.created_at
            ]
        })
        .collect();
    tx.bulk(&INSERT, rows).map(drop)
}

/// The companies that have due jobs of these kinds.
pub fn companies_due(tx: &mut Tx<'_>, now: Moment, kinds: &[&str]) -> Result<Vec<CompanyId>, StoreError> {
    tx.query(&COMPANIES_DUE, params![now, texts(kinds)])?.into_iter().map(|mut row| row.take()).collect()
}

fn texts(kinds: &[&str]) -> Vec<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

/// Leases due jobs of a company until a moment.
pub fn claim(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    now: Moment,
    until: Moment,
    limit: i64,
    kinds: &[&str],
) -> Result<Vec<ClaimedJob>, StoreError> {
    let rows = tx.query(&DUE, params![company_id, now, limit, texts(kinds)])?;
    let jobs: Vec<ClaimedJob> = rows.into_iter().map(ClaimedJob::read).collect::<Result<_, _>>()?;
    if !jobs.is_empty() {
        let ids: Vec<JobId> = jobs.iter().map(|job| job.job_id).collect();
        tx.execute(&LEASE, params![company_id, ids, until])?;
    }
    Ok(jobs)
}

/// The work is done.
pub fn done(tx: &mut Tx<'_>, company_id: CompanyId, job_id: JobId) -> Result<(), StoreError> {
    tx.execute(&DONE, params![company_id, job_id]).map(drop)
}

/// The work is tried again later.
pub fn retry(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    job_id: JobId,
    run_at: Moment,
    error: &str,
) -> Result<(), StoreError> {
    tx.execute(&RETRY, params![company_id, job_id, run_at, error]).map(drop)
}

/// The work was not begun after all: it is taken up again at a moment, and this attempt does not count.
pub fn postpone(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    job_id: JobId,
    run_at: Moment,
    why: &str,
) -> Result<(), StoreError> {
    tx.execute(&POSTPONE, params![company_id, job_id, run_at, why]).map(drop)
}

/// The jobs of a kind that wait by channel: never tried yet, and to be tried again.
pub fn queued(tx: &mut Tx<'_>, company_id: CompanyId, kind: &str) -> Result<Vec<(ChannelId, i64, i64)>, StoreError> {
    let rows = tx.query(&QUEUED, params![company_id, kind])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Brings those of these jobs forward that wait for their next attempt; answers how many did.
pub fn hasten(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    kind: &str,
    dedupe_keys: Vec<String>,
    run_at: Moment,
) -> Result<u64, StoreError> {
    tx.execute(&HASTEN, params![company_id, kind, dedupe_keys, run_at])
}

/// A job of a channel that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedJob {
    /// Id.
    pub job_id: JobId,
    /// What the work needs to know.
    pub payload: serde_json::Value,
    /// How often it was begun.
    pub attempts: i64,
    /// Not before then.
    pub run_at: Moment,
    /// Why the attempt before failed.
    pub last_error: Option<String>,
}

/// The jobs of a kind that wait in a channel, oldest first, after an id.
pub fn queue(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    kind: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<QueuedJob>, StoreError> {
    let rows = tx.query(&QUEUE, params![company_id, channel_id, kind, after, limit])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(QueuedJob {
                job_id: row.take()?,
                payload: row.take()?,
                attempts: row.take()?,
                run_at: row.take()?,
                last_error: row.take()?,
            })
        })
        .collect()
}

/// How often each of these jobs was begun, by its key.
pub fn attempts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    kind: &str,
    dedupe_keys: Vec<String>,
) -> Result<Vec<(String, i64)>, StoreError> {
    if dedupe_keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&ATTEMPTS, params![company_id, kind, dedupe_keys])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// The work is given up.
pub fn fail(tx: &mut Tx<'_>, company_id: CompanyId, job_id: JobId, error: &str) -> Result<(), StoreError> {
    tx.execute(&FAIL, params![company_id, job_id, error]).map(drop)
}

/// How many jobs wait.
pub fn count_ready(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<i64, StoreError> {
    tx.query_first(&READY, params![company_id])?.map_or(Ok(0), |mut row| row.take())
}
