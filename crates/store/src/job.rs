//! Jobs: follow-up work, written in the transaction that caused it.
//!
//! A job is claimed with a lease: a process that dies in the middle loses it, and another one takes it up. Claiming
//! goes in two steps, first which companies have due jobs, then the jobs of one company, so that it stays fair and
//! works on a distributed PostgreSQL.

use nascente_domain::id::{CompanyId, JobId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into job (company_id, job_id, kind, dedupe_key, payload, state, run_at, attempts, created_at)
        values ($1, $2, $3, $4, $5, 'ready', $6, 0, $7) on conflict (company_id, kind, dedupe_key) do nothing";
    // An all-company statement: the runner looks for work in every company.
    COMPANIES_DUE = "select distinct company_id from job
        where state = 'ready' and run_at <= $1 and (lease_until is null or lease_until <= $1)";
    DUE = "select job_id, kind, payload, attempts, last_error from job
        where company_id = $1 and state = 'ready' and run_at <= $2 and (lease_until is null or lease_until <= $2)
        order by run_at, job_id limit $3 {skip_locked}";
    LEASE = "update job set lease_until = $3, attempts = attempts + 1, last_error = null
        where company_id = $1 and job_id {in:$2}";
    DONE = "update job set state = 'done', lease_until = null, last_error = null where company_id = $1 and job_id = $2";
    RETRY = "update job set run_at = $3, lease_until = null, last_error = $4 where company_id = $1 and job_id = $2";
    FAIL = "update job set state = 'failed', lease_until = null, last_error = $3
        where company_id = $1 and job_id = $2";
    BEGUN = "select dedupe_key from job
        where company_id = $1 and kind = $2 and dedupe_key {in:$3} and attempts > 0";
    READY = "select count(*) from job where company_id = $1 and state = 'ready'";
}

/// A new job.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Id.
    pub job_id: JobId,
    /// What kind of work.
    pub kind: &'static str,
    /// Makes the same work one job.
    pub dedupe_key: String,
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
    let values = params![company_id, job.job_id, job.kind, &job.dedupe_key, &job.payload, job.run_at, job.created_at];
    tx.execute(&INSERT, values).map(drop)
}

/// The companies that have due jobs.
pub fn companies_due(tx: &mut Tx<'_>, now: Moment) -> Result<Vec<CompanyId>, StoreError> {
    tx.query(&COMPANIES_DUE, params![now])?.into_iter().map(|mut row| row.take()).collect()
}

/// Leases due jobs of a company until a moment.
pub fn claim(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    now: Moment,
    until: Moment,
    limit: i64,
) -> Result<Vec<ClaimedJob>, StoreError> {
    let rows = tx.query(&DUE, params![company_id, now, limit])?;
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

/// The work is given up.
pub fn fail(tx: &mut Tx<'_>, company_id: CompanyId, job_id: JobId, error: &str) -> Result<(), StoreError> {
    tx.execute(&FAIL, params![company_id, job_id, error]).map(drop)
}

/// How many jobs wait.
pub fn count_ready(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<i64, StoreError> {
    tx.query_first(&READY, params![company_id])?.map_or(Ok(0), |mut row| row.take())
}
