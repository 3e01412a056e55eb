//! Answers to requests that carried an `Idempotency-Key`, so that a repetition gets the same answer.
//!
//! In: company, caller, key and the fingerprint of the request. Out: whether the key is new, and if not, what was asked
//! and answered with it. A key is claimed before the work and answered after it; the primary key decides races. The
//! answer is kept sealed by the caller of this module: it may hold a token's secret.

use nascente_domain::id::CompanyId;
use nascente_domain::moment::Moment;

use crate::{StoreError, Tx, params, statements};

/// The status of a request that is not answered yet.
const UNDER_WAY: i64 = 0;

statements! {
    CLAIM = "insert into idempotency_key (company_id, caller, key, request_hash, status, body, created_at)
        values ($1, $2, $3, $4, 0, '', $5) on conflict do nothing";
    FIND = "select request_hash, status, body, created_at from idempotency_key
        where company_id = $1 and caller = $2 and key = $3";
    ANSWER = "update idempotency_key set status = $4, body = $5 where company_id = $1 and caller = $2 and key = $3";
    RELEASE = "delete from idempotency_key where company_id = $1 and caller = $2 and key = $3";
    FORGET = "delete from idempotency_key where company_id = $1 and created_at < $2";
}

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Fingerprint of the request.
    pub request_hash: String,
    /// Status and sealed body of the answer; `None` while the first request is under way.
    pub answer: Option<(i64, String)>,
    /// When the key was claimed.
    pub created_at: Moment,
}

/// Claims a key; `None`: it was new and is the caller's now.
pub fn claim(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    caller: &str,
    key: &str,
    request_hash: &str,
    now: Moment,
) -> Result<Option<Kept>, StoreError> {
    if tx.execute(&CLAIM, params![company_id, caller, key, request_hash, now])? > 0 {
        return Ok(None);
    }
    let Some(mut row) = tx.query_first(&FIND, params![company_id, caller, key])? else {
        return Err(StoreError::Conflict("the key was released meanwhile".into()));
    };
    let request_hash = row.take()?;
    let (status, body): (i64, String) = (row.take()?, row.take()?);
    let answer = (status != UNDER_WAY).then_some((status, body));
    Ok(Some(Kept { request_hash, answer, created_at: row.take()? }))
}

/// Keeps the answer of a claimed key.
pub fn answer(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    caller: &str,
    key: &str,
    status: i64,
    body: &str,
) -> Result<(), StoreError> {
    tx.execute(&ANSWER, params![company_id, caller, key, status, body]).map(drop)
}

/// Gives a key back: nothing was created with it.
pub fn release(tx: &mut Tx<'_>, company_id: CompanyId, caller: &str, key: &str) -> Result<(), StoreError> {
    tx.execute(&RELEASE, params![company_id, caller, key]).map(drop)
}

/// Forgets the keys that were claimed before a moment.
pub fn forget(tx: &mut Tx<'_>, company_id: CompanyId, before: Moment) -> Result<(), StoreError> {
    tx.execute(&FORGET, params![company_id, before]).map(drop)
}
