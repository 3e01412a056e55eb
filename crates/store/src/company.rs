//! Companies.

use nascente_domain::attribution::Rules;
use nascente_domain::id::{CompanyId, DepartmentId};
use nascente_domain::merging::Merges;
use nascente_domain::moment::Moment;

use crate::{StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into company
            (company_id, name, slug, time_zone, currency, locale, rules, last_protocol, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    INSERT_DEFAULT_DEPARTMENT = "insert into department
            (company_id, department_id, name, is_default, uses_dispositions, disposition_required, full_closing,
             return_window_hours, form_version, attendance, created_at)
        values ($1, $2, $3, true, false, true, false, 12, 1, '{}', $4)";
    INSERT_FIRST_FORM = "insert into form_version (company_id, department_id, version, fields, created_at)
        values ($1, $2, 1, '[]', $3)";
    LOCK = "select last_protocol, time_zone, rules, locale from company where company_id = $1 {lock}";
    SET_LAST_PROTOCOL = "update company set last_protocol = $2 where company_id = $1";
    COUNT = "select count(*) from company";
    LOCK_INSTALLATION = "select version from schema_version where version = 1 {lock}";
    GET = "select company_id, name, slug, time_zone, currency, locale, rules, created_at
        from company where company_id = $1";
    BY_SLUG = "select company_id from company where slug = $1 order by company_id";
    UPDATE = "update company set name = $2, slug = $3, time_zone = $4, currency = $5, locale = $6, rules = $7
        where company_id = $1";
    HAS_HISTORY = "select 1 from conversation where company_id = $1 limit 1";
    LOGO = "select picture, updated_at from company_logo where company_id = $1";
    SET_LOGO = "insert into company_logo (company_id, picture, updated_at) values ($1, $2, $3)
        on conflict (company_id) do update set picture = excluded.picture, updated_at = excluded.updated_at";
    DELETE_LOGO = "delete from company_logo where company_id = $1";
    IDS = "select company_id from company order by company_id";
}

/// A new company.
#[derive(Debug, Clone)]
pub struct NewCompany {
    /// Id.
    pub company_id: CompanyId,
    /// Name.
    pub name: String,
    /// Part of public addresses.
    pub slug: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub locale: String,
    /// Id of its default department.
    pub department_id: DepartmentId,
    /// Name of its default department.
    pub department_name: String,
    /// When it was made.
    pub created_at: Moment,
}

/// Keeps a new company with its default department.
pub fn insert(tx: &mut Tx<'_>, company: &NewCompany) -> Result<(), StoreError> {
    let rules = serde_json::to_string(&Rules::default()).unwrap_or_default();
    tx.execute(
        &INSERT,
        params![
            company.company_id,
            &company.name,
            &company.slug,
            &company.time_zone,
            &company.currency,
            &company.locale,
            rules,
            company.created_at
        ],
    )?;
    tx.execute(
        &INSERT_DEFAULT_DEPARTMENT,
        params![company.company_id, company.department_id, &company.department_name, company.created_at],
    )?;
    tx.execute(&INSERT_FIRST_FORM, params![company.company_id, company.department_id, company.created_at])?;
    Ok(())
}

/// How many companies there are.
pub fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    match tx.query_first(&COUNT, params![])? {
        Some(mut row) => row.take(),
        None => Ok(0),
    }
}

/// A company that is locked: no other transaction changes its conversations until this one ends.
#[derive(Debug, Clone)]
pub struct LockedCompany {
    /// Company.
    pub company_id: CompanyId,
    /// Number of the last protocol that was given out.
    pub last_protocol: i64,
    /// IANA name.
    pub time_zone: String,
    /// Attribution rules.
    pub rules: Rules,
    /// BCP 47.
    pub locale: String,
    /// Which identifier stands for which.
    pub merges: Merges,
}

/// Locks a company for a change of its conversations; `None` when it does not exist.
///
/// Every transaction that changes conversations begins with this. It makes PostgreSQL behave like SQLite's one writer
/// within a company, so figures need no other lock and two commands on one conversation see each other.
pub fn lock(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Option<LockedCompany>, StoreError> {
    let Some(mut row) = tx.query_first(&LOCK, params![company_id])? else { return Ok(None) };
    let merges = crate::identifier::merges(tx, company_id)?;
    Ok(Some(LockedCompany {
        company_id,
        merges,
        last_protocol: row.take()?,
        time_zone: row.take()?,
        rules: serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?,
        locale: row.take()?,
    }))
}

/// Keeps the number of the last protocol of a locked company.
pub fn set_last_protocol(tx: &mut Tx<'_>, company_id: CompanyId, number: i64) -> Result<(), StoreError> {
    tx.execute(&SET_LAST_PROTOCOL, params![company_id, number]).map(drop)
}

/// Holds back every other set-up until the transaction ends, so that only one can be the first.
pub fn lock_installation(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.query_first(&LOCK_INSTALLATION, params![]).map(drop)
}

/// A company as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Id.
    pub company_id: CompanyId,
    /// Name.
    pub name: String,
    /// Part of public addresses.
    pub slug: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub locale: String,
    /// Attribution rules.
    pub rules: Rules,
    /// When it was made.
    pub created_at: Moment,
}

/// The company.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Option<Company>, StoreError> {
    let Some(mut row) = tx.query_first(&GET, params![company_id])? else { return Ok(None) };
    Ok(Some(Company {
        company_id: row.take()?,
        name: row.take()?,
        slug: row.take()?,
        time_zone: row.take()?,
        currency: row.take()?,
        locale: row.take()?,
        rules: serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?,
        created_at: row.take()?,
    }))
}

/// Every company of the installation, oldest first.
pub fn ids(tx: &mut Tx<'_>) -> Result<Vec<CompanyId>, StoreError> {
    tx.query(&IDS, params![])?.into_iter().map(|mut row| row.take()).collect()
}

/// The company whose public addresses carry this part.
pub fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<CompanyId>, StoreError> {
    tx.query_first(&BY_SLUG, params![slug])?.map(|mut row| row.take()).transpose()
}

/// Writes everything that may change of a company.
pub fn update(tx: &mut Tx<'_>, company: &Company) -> Result<(), StoreError> {
    let rules = serde_json::to_string(&company.rules).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    tx.execute(
        &UPDATE,
        params![
            company.company_id,
            &company.name,
            &company.slug,
            &company.time_zone,
            &company.currency,
            &company.locale,
            rules
        ],
    )
    .map(drop)
}

/// Whether the company has conversations: days were already counted in its time zone.
pub fn has_history(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<bool, StoreError> {
    Ok(tx.query_first(&HAS_HISTORY, params![company_id])?.is_some())
}

/// The picture in the middle of the company's QR codes, and when it was set.
pub fn logo(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Option<(Vec<u8>, Moment)>, StoreError> {
    let row = tx.query_first(&LOGO, params![company_id])?;
    row.map(|mut row| Ok((row.take()?, row.take()?))).transpose()
}

/// Sets the picture in the middle of the company's QR codes; `None` takes it away.
pub fn set_logo(tx: &mut Tx<'_>, company_id: CompanyId, picture: Option<&[u8]>, now: Moment) -> Result<(), StoreError> {
    match picture {
        Some(bytes) => tx.execute(&SET_LOGO, params![company_id, bytes.to_vec(), now]),
        None => tx.execute(&DELETE_LOGO, params![company_id]),
    }
    .map(drop)
}
