//! Dispositions: what conversations may end with.
//!
//! The association with departments is one table, written from either side. A disposition is archived, never deleted:
//! closings point at it. Its outcome may change only while no closing carries it.

use std::collections::HashMap;

use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_domain::moment::Moment;

use crate::bulk::{Bulk, ColumnType};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    LIST = "select disposition_id, name, outcome, requires_value, colour, position, created_at, archived_at
        from disposition where company_id = $1 order by position, disposition_id";
    ONE = "select disposition_id, name, outcome, requires_value, colour, position, created_at, archived_at
        from disposition where company_id = $1 and disposition_id = $2";
    LOCK = "select disposition_id from disposition where company_id = $1 and disposition_id = $2 {lock}";
    BY_NAME = "select disposition_id, name, outcome, requires_value, colour, position, created_at, archived_at
        from disposition where company_id = $1 and name = $2 and archived_at is null order by disposition_id";
    INSERT = "insert into disposition
            (company_id, disposition_id, name, outcome, requires_value, colour, position, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPDATE = "update disposition
        set name = $3, outcome = $4, requires_value = $5, colour = $6, position = $7, archived_at = $8
        where company_id = $1 and disposition_id = $2";
    LAST = "select coalesce(max(position), 0) from disposition where company_id = $1";
    PAIRS = "select department_id, disposition_id from department_disposition
        where company_id = $1 order by department_id, disposition_id";
    CLEAR = "delete from department_disposition where company_id = $1 and disposition_id = $2";
    CARRIED = "select 1 from closing where company_id = $1 and disposition_id = $2 limit 1";
}

static PAIR: Bulk = Bulk::insert(
    "department_disposition",
    &[("company_id", ColumnType::Int), ("department_id", ColumnType::Int), ("disposition_id", ColumnType::Int)],
    "on conflict do nothing",
);

/// A disposition as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposition {
    /// Id.
    pub disposition_id: DispositionId,
    /// Name.
    pub name: String,
    /// Outcome.
    pub outcome: Outcome,
    /// Whether a value is demanded with it.
    pub requires_value: bool,
    /// Colour, `#rrggbb`.
    pub colour: String,
    /// Its place in lists and forms.
    pub position: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
}

fn read(mut row: Row) -> Result<Disposition, StoreError> {
    Ok(Disposition {
        disposition_id: row.take()?,
        name: row.take()?,
        outcome: row.take()?,
        requires_value: row.take()?,
        colour: row.take()?,
        position: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
    })
}

/// Every disposition of the company, archived ones included, in their order.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Disposition>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// One disposition, archived or not.
pub fn get(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    disposition_id: DispositionId,
) -> Result<Option<Disposition>, StoreError> {
    tx.query_first(&ONE, params![company_id, disposition_id])?.map(read).transpose()
}

/// One disposition for a change: nobody else changes it until the transaction ends.
pub fn get_locked(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    disposition_id: DispositionId,
) -> Result<Option<Disposition>, StoreError> {
    tx.query_first(&LOCK, params![company_id, disposition_id])?;
    get(tx, company_id, disposition_id)
}

/// The oldest unarchived disposition of this name.
pub fn by_name(tx: &mut Tx<'_>, company_id: CompanyId, name: &str) -> Result<Option<Disposition>, StoreError> {
    tx.query_first(&BY_NAME, params![company_id, name])?.map(read).transpose()
}

/// The place behind the last disposition.
pub fn next_position(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<i64, StoreError> {
    tx.query_first(&LAST, params![company_id])?.map_or(Ok(0), |mut row| row.take::<i64>()).map(|last| last + 1)
}

/// Keeps a new disposition.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, disposition: &Disposition) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        params![
            company_id,
            disposition.disposition_id,
            &disposition.name,
            disposition.outcome,
            disposition.requires_value,
            &disposition.colour,
            disposition.position,
            disposition.created_at
        ],
    )
    .map(drop)
}

/// Writes everything that may change of a disposition.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, disposition: &Disposition) -> Result<(), StoreError> {
    tx.execute(
        &UPDATE,
        params![
            company_id,
            disposition.disposition_id,
            &disposition.name,
            disposition.outcome,
            disposition.requires_value,
            &disposition.colour,
            disposition.position,
            disposition.archived_at
        ],
    )
    .map(drop)
}

/// Whether any closing carries it, superseded ones included.
pub fn is_carried(tx: &mut Tx<'_>, company_id: CompanyId, disposition_id: DispositionId) -> Result<bool, StoreError> {
    Ok(tx.query_first(&CARRIED, params![company_id, disposition_id])?.is_some())
}

/// Who offers what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Associations {
    /// The dispositions of each department.
    pub of_department: HashMap<DepartmentId, Vec<DispositionId>>,
    /// The departments of each disposition.
    pub of_disposition: HashMap<DispositionId, Vec<DepartmentId>>,
}

/// Every association of the company.
pub fn associations(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Associations, StoreError> {
    let mut found = Associations::default();
    for mut row in tx.query(&PAIRS, params![company_id])? {
        let (department, disposition): (DepartmentId, DispositionId) = (row.take()?, row.take()?);
        found.of_department.entry(department).or_default().push(disposition);
        found.of_disposition.entry(disposition).or_default().push(department);
    }
    Ok(found)
}

/// Sets the departments that offer a disposition.
pub fn set_departments(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    disposition_id: DispositionId,
    departments: &[DepartmentId],
) -> Result<(), StoreError> {
    tx.execute(&CLEAR, params![company_id, disposition_id])?;
    associate(tx, company_id, departments.iter().map(|department| (*department, disposition_id)))
}

/// Adds associations; those that exist stay.
pub fn associate(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    pairs: impl Iterator<Item = (DepartmentId, DispositionId)>,
) -> Result<(), StoreError> {
    let rows = pairs.map(|(department, disposition)| params![company_id, department, disposition]).collect();
    tx.bulk(&PAIR, rows).map(drop)
}
