//! The names that figures and files are shown with.

use std::collections::HashMap;

use nascente_domain::disposition::Outcome;
use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, DispositionId, UserId};

use crate::{FromValue, Statement, StoreError, Tx, params, statements};

statements! {
    COMPANY = "select c.locale, c.currency from company c where c.company_id = $1";
    DEPARTMENTS = "select d.department_id, d.name from department d where d.company_id = $1";
    AGENTS = "select u.user_id, u.name from \"user\" u where u.company_id = $1";
    CHANNELS = "select h.channel_id, h.name from channel h where h.company_id = $1";
    DISPOSITIONS = "select s.disposition_id, s.name from disposition s where s.company_id = $1";
    OUTCOMES = "select s.disposition_id, s.outcome from disposition s where s.company_id = $1";
}

/// Names by the text of the id. A company has few of each, so all are read.
pub type Names = HashMap<String, String>;

/// Language and money of a company.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manner {
    /// BCP 47.
    pub locale: String,
    /// ISO 4217.
    pub currency: String,
}

/// Language and money of a company.
pub fn manner(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Manner, StoreError> {
    let Some(mut row) = tx.query_first(&COMPANY, params![company_id])? else { return Ok(Manner::default()) };
    Ok(Manner { locale: row.take()?, currency: row.take()? })
}

/// Names of departments, archived ones too.
pub fn departments(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Names, StoreError> {
    names::<DepartmentId>(tx, &DEPARTMENTS, company_id)
}

/// Names of users, archived ones too.
pub fn agents(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Names, StoreError> {
    names::<UserId>(tx, &AGENTS, company_id)
}

/// Names of channels, archived ones too.
pub fn channels(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Names, StoreError> {
    names::<ChannelId>(tx, &CHANNELS, company_id)
}

/// Names of dispositions, archived ones too.
pub fn dispositions(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Names, StoreError> {
    names::<DispositionId>(tx, &DISPOSITIONS, company_id)
}

/// Outcomes of dispositions, by the text of the id.
pub fn outcomes(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<HashMap<String, Outcome>, StoreError> {
    let rows = tx.query(&OUTCOMES, params![company_id])?;
    rows.into_iter().map(|mut row| Ok((row.take::<DispositionId>()?.to_string(), row.take()?))).collect()
}

fn names<T: FromValue + ToString>(
    tx: &mut Tx<'_>,
    statement: &Statement,
    company_id: CompanyId,
) -> Result<Names, StoreError> {
    let rows = tx.query(statement, params![company_id])?;
    rows.into_iter().map(|mut row| Ok((row.take::<T>()?.to_string(), row.take()?))).collect()
}
