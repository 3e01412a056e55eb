//! Companies.

use nascente_domain::attribution::Rules;
use nascente_domain::id::{CompanyId, DepartmentId};
use nascente_domain::moment::Moment;

use crate::{StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into company
            (company_id, name, slug, time_zone, currency, locale, rules, last_protocol, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    INSERT_DEFAULT_DEPARTMENT = "insert into department
            (company_id, department_id, name, is_default, uses_dispositions, disposition_required, full_closing,
             return_window_hours, form_version, created_at)
        values ($1, $2, $3, true, false, true, false, 12, 1, $4)";
    INSERT_FIRST_FORM = "insert into form_version (company_id, department_id, version, fields, created_at)
        values ($1, $2, 1, '[]', $3)";
    LOCK = "select last_protocol, time_zone, rules, locale from company where company_id = $1 {lock}";
    SET_LAST_PROTOCOL = "update company set last_protocol = $2 where company_id = $1";
    COUNT = "select count(*) from company";
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
}

/// Locks a company for a change of its conversations; `None` when it does not exist.
///
/// Every transaction that changes conversations begins with this. It makes PostgreSQL behave like SQLite's one writer
/// within a company, so figures need no other lock and two commands on one conversation see each other.
pub fn lock(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Option<LockedCompany>, StoreError> {
    let Some(mut row) = tx.query_first(&LOCK, params![company_id])? else { return Ok(None) };
    Ok(Some(LockedCompany {
        company_id,
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
