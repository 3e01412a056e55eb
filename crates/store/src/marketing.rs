//! The token with which names of ads are asked for, and the ads that have none yet.

use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    GET = "select token, base_url, set_at, read_at, last_error from marketing_token where company_id = $1";
    SET = "insert into marketing_token (company_id, token, base_url, set_at) values ($1, $2, $3, $4)
        on conflict (company_id) do update set token = excluded.token, base_url = excluded.base_url,
            set_at = excluded.set_at, read_at = null, last_error = null";
    NOTE = "update marketing_token set read_at = $2, last_error = $3 where company_id = $1";
    DELETE = "delete from marketing_token where company_id = $1";
    UNNAMED = "select identifier_id, key from entry_identifier
        where company_id = $1 and kind = 'ad' and (campaign is null or ad_set is null or ad is null)
        order by identifier_id desc limit $2";
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

/// Takes the token away.
pub fn delete(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<(), StoreError> {
    tx.execute(&DELETE, params![company_id]).map(drop)
}

/// So many ads that lack a name, newest first.
pub fn unnamed(tx: &mut Tx<'_>, company_id: CompanyId, limit: i64) -> Result<Vec<(IdentifierId, String)>, StoreError> {
    let rows = tx.query(&UNNAMED, params![company_id, limit])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
