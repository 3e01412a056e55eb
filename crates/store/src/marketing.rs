//! The token with which names of ads are asked for, and the ads that have none yet.

use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    GET = "select token, base_url, set_at, read_at, last_error, expires_at, tested_at from marketing_token where company_id = $1";
    SET = "insert into marketing_token (company_id, token, base_url, set_at) values ($1, $2, $3, $4)
        on conflict (company_id) do update set token = excluded.token, base_url = excluded.base_url,
            set_at = excluded.set_at, read_at = null, last_error = null, expires_at = null, tested_at = null";
    NOTE_TEST = "update marketing_token set tested_at = $2, last_error = $3, expires_at = $4 where company_id = $1";
    NOTE = "update marketing_token set read_at = $2, last_error = $3 where company_id = $1";
    DELETE = "delete from marketing_token where company_id = $1";
    UNNAMED = "select identifier_id, key from entry_identifier
        where company_id = $1 and kind = 'ad' and (campaign is null or ad_set is null or ad is null)
            and identifier_id < $2
        order by identifier_id desc limit $3";
    COUNT_UNNAMED = "select count(*) from entry_identifier
        where company_id = $1 and kind = 'ad' and (campaign is null or ad_set is null or ad is null)";
}

/// The token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketingToken {
    /// Sealed.
    pub token: Vec<u8>,
    /// Another address than the usual one.
    pub base_url: Option<String>,
    /// When it was set.
    pub set_at: Moment,
    /// When it was used last.
    pub read_at: Option<Moment>,
    /// How that ended, when not well.
    pub last_error: Option<String>,
    /// When it ends, as far as Meta told; `None` also for one that never does.
    pub expires_at: Option<Moment>,
    /// When it was tried last.
    pub tested_at: Option<Moment>,
}

/// The token of a company.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Option<MarketingToken>, StoreError> {
    let read = |mut row: Row| {
        Ok(MarketingToken {
            token: row.take()?,
            base_url: row.take()?,
            set_at: row.take()?,
            read_at: row.take()?,
            last_error: row.take()?,
            expires_at: row.take()?,
            tested_at: row.take()?,
        })
    };
    tx.query_first(&GET, params![company_id])?.map(read).transpose()
}

/// Sets the token.
pub fn set(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    token: &[u8],
    base_url: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    tx.execute(&SET, params![company_id, token.to_vec(), base_url, now]).map(drop)
}

/// Notes that it was used, and how that ended.
pub fn note(tx: &mut Tx<'_>, company_id: CompanyId, now: Moment, error: Option<&str>) -> Result<(), StoreError> {
    tx.execute(&NOTE, params![company_id, now, error]).map(drop)
}

/// Notes how a try of the token ended.
pub fn note_test(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    now: Moment,
    error: Option<&str>,
    expires_at: Option<Moment>,
) -> Result<(), StoreError> {
    tx.execute(&NOTE_TEST, params![company_id, now, error, expires_at]).map(drop)
}

/// Takes the token away.
pub fn delete(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<(), StoreError> {
    tx.execute(&DELETE, params![company_id]).map(drop)
}

/// So many ads that lack a name, newest first, behind one of them.
pub fn unnamed(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    after: Option<IdentifierId>,
    limit: i64,
) -> Result<Vec<(IdentifierId, String)>, StoreError> {
    let below = after.map_or(i64::MAX, IdentifierId::value);
    let rows = tx.query(&UNNAMED, params![company_id, below, limit])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// How many ads lack a name.
pub fn count_unnamed(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT_UNNAMED, params![company_id])?.map_or(Ok(0), |mut row| row.take())
}
