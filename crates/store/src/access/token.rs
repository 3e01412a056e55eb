//! API tokens: kept by name and role, found by the fingerprint of their secret, revoked but never deleted.

use nascente_domain::id::{CompanyId, DepartmentId, TokenId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    TOKEN_ROUTE = "select company_id, token_id from token_route where token_hash = $1";
    TOKEN = "select t.name, t.role, t.department_id, c.time_zone, d.department_id
        from api_token t
        join company c on c.company_id = $1
        join department d on d.company_id = $1 and d.is_default
        where t.company_id = $1 and t.token_id = $2 and t.revoked_at is null";
    INSERT_TOKEN = "insert into api_token (company_id, token_id, name, role, department_id, created_at)
        values ($1, $2, $3, $4, $5, $6)";
    LIST = "select token_id, name, role, department_id, created_at, revoked_at
        from api_token where company_id = $1 order by created_at, token_id";
    REVOKE = "update api_token set revoked_at = $3
        where company_id = $1 and token_id = $2 and revoked_at is null";
    INSERT_TOKEN_ROUTE = "insert into token_route (token_hash, company_id, token_id) values ($1, $2, $3)";
}

/// A valid API token and what a request needs to know of its company.
#[derive(Debug, Clone)]
pub struct TokenCaller {
    /// Company.
    pub company_id: CompanyId,
    /// Token.
    pub token_id: TokenId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Department of a token with role agent.
    pub department_id: Option<DepartmentId>,
    /// Time zone of the company.
    pub time_zone: String,
    /// The company's default department.
    pub default_department: DepartmentId,
}

/// The token with this fingerprint, unless it is unknown or revoked.
pub fn token_by_hash(tx: &mut Tx<'_>, hash: &str) -> Result<Option<TokenCaller>, StoreError> {
    let Some(mut route) = tx.query_first(&TOKEN_ROUTE, params![hash])? else { return Ok(None) };
    let (company_id, token_id): (CompanyId, TokenId) = (route.take()?, route.take()?);
    let Some(mut row) = tx.query_first(&TOKEN, params![company_id, token_id])? else { return Ok(None) };
    Ok(Some(TokenCaller {
        company_id,
        token_id,
        name: row.take()?,
        role: row.take()?,
        department_id: row.take()?,
        time_zone: row.take()?,
        default_department: row.take()?,
    }))
}

/// A new API token.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Id.
    pub token_id: TokenId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Department of a token with role agent.
    pub department_id: Option<DepartmentId>,
    /// Fingerprint of the secret.
    pub hash: String,
    /// When it was made.
    pub created_at: Moment,
}

/// Keeps a new API token.
pub fn insert_token(tx: &mut Tx<'_>, company_id: CompanyId, token: &NewToken) -> Result<(), StoreError> {
    tx.execute(
        &INSERT_TOKEN,
        params![company_id, token.token_id, &token.name, token.role, token.department_id, token.created_at],
    )?;
    tx.execute(&INSERT_TOKEN_ROUTE, params![&token.hash, company_id, token.token_id])?;
    Ok(())
}

/// An API token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Id.
    pub token_id: TokenId,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Department of a token with role agent.
    pub department_id: Option<DepartmentId>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
}

fn read(mut row: Row) -> Result<Token, StoreError> {
    Ok(Token {
        token_id: row.take()?,
        name: row.take()?,
        role: row.take()?,
        department_id: row.take()?,
        created_at: row.take()?,
        revoked_at: row.take()?,
    })
}

/// Every token of the company, revoked ones included, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Token>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// Revokes a token; `false` when there is none that is valid.
pub fn revoke(tx: &mut Tx<'_>, company_id: CompanyId, token_id: TokenId, now: Moment) -> Result<bool, StoreError> {
    Ok(tx.execute(&REVOKE, params![company_id, token_id, now])? > 0)
}
