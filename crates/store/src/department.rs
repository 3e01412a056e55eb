//! Departments: queues with their own dispositions, closing rule and closing form.
//!
//! A form's versions are immutable rows; the department names the current one. A department is archived, never
//! deleted: conversations point at it.

use std::collections::HashMap;

use nascente_domain::assignment::Routing;
use nascente_domain::closing::{Demands, FieldType, FormField, Offered};
use nascente_domain::hours::WorkingHours;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId, UserId};
use nascente_domain::moment::Moment;

use crate::bulk::{Bulk, ColumnType};
use crate::{Row, StoreError, Tx, disposition, params, statements};

statements! {
    LIST = "select d.department_id, d.name, d.is_default, d.uses_dispositions, d.disposition_required, d.full_closing,
            d.return_window_hours, d.form_version, f.fields, d.attendance, d.routed_to, d.created_at, d.archived_at
        from department d
        join form_version f
            on f.company_id = $1 and f.department_id = d.department_id and f.version = d.form_version
        where d.company_id = $1 order by d.created_at, d.department_id";
    ONE = "select d.department_id, d.name, d.is_default, d.uses_dispositions, d.disposition_required, d.full_closing,
            d.return_window_hours, d.form_version, f.fields, d.attendance, d.routed_to, d.created_at, d.archived_at
        from department d
        join form_version f
            on f.company_id = $1 and f.department_id = d.department_id and f.version = d.form_version
        where d.company_id = $1 and d.department_id = $2";
    LOCK = "select department_id from department where company_id = $1 and department_id = $2 {lock}";
    INSERT = "insert into department
            (company_id, department_id, name, is_default, uses_dispositions, disposition_required, full_closing,
             return_window_hours, form_version, attendance, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "update department
        set name = $3, uses_dispositions = $4, disposition_required = $5, full_closing = $6,
            return_window_hours = $7, form_version = $8, attendance = $9, archived_at = $10
        where company_id = $1 and department_id = $2";
    INSERT_FORM = "insert into form_version (company_id, department_id, version, fields, created_at)
        values ($1, $2, $3, $4, $5)";
    FORM = "select fields from form_version where company_id = $1 and department_id = $2 and version = $3";
    FORMS = "select version, fields, created_at from form_version
        where company_id = $1 and department_id = $2 order by version";
    ALL_FORMS = "select department_id, fields from form_version where company_id = $1 order by department_id, version";
    SET_ROUTED = "update department set routed_to = $3 where company_id = $1 and department_id = $2";
    MEMBERS = "select m.department_id, m.user_id from user_department m
        join \"user\" u on u.company_id = $1 and u.user_id = m.user_id
        where m.company_id = $1 and u.archived_at is null and u.role <> 'marketing'
        order by m.department_id, m.user_id";
    CLEAR_MEMBERS = "delete from user_department where company_id = $1 and department_id = $2";
    CLEAR_DISPOSITIONS = "delete from department_disposition where company_id = $1 and department_id = $2";
    OFFERED = "select s.disposition_id, s.name, s.outcome, s.requires_value, s.colour
        from department_disposition o
        join disposition s on s.company_id = $1 and s.disposition_id = o.disposition_id
        where o.company_id = $1 and o.department_id = $2 and s.archived_at is null
        order by s.position, s.disposition_id";
    OPEN = "select count(*) from conversation
        where company_id = $1 and department_id = $2 and status <> 'closed'";
}

/// A department as it is kept, with the fields of its current form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Id.
    pub department_id: DepartmentId,
    /// Name.
    pub name: String,
    /// The one that new conversations go to.
    pub is_default: bool,
    /// *Usar tabulação*.
    pub uses_dispositions: bool,
    /// *Classificação obrigatória*.
    pub disposition_required: bool,
    /// *Fechamento completo*.
    pub full_closing: bool,
    /// *Janela de retorno*.
    pub return_window_hours: i64,
    /// Version of its closing form.
    pub form_version: i64,
    /// The fields of that version.
    pub form_fields: Vec<FormField>,
    /// When and how it attends.
    pub attendance: Attendance,
    /// Whose turn it was the last time.
    pub routed_to: Option<UserId>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
}

/// When and how a department attends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Attendance {
    /// Its working hours; `None`: always.
    pub working_hours: Option<WorkingHours>,
    /// What is answered outside them, once per conversation.
    pub away_message: Option<String>,
    /// How new conversations find their agent.
    pub routing: Routing,
    /// How many conversations a member attends at most.
    pub capacity: Option<i64>,
}

impl Default for Attendance {
    fn default() -> Self {
        Self { working_hours: None, away_message: None, routing: Routing::Manual, capacity: None }
    }
}

static MEMBER: Bulk = Bulk::insert(
    "user_department",
    &[("company_id", ColumnType::Int), ("user_id", ColumnType::Int), ("department_id", ColumnType::Int)],
    "on conflict do nothing",
);

fn unreadable(error: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

fn fields_of(text: &str) -> Result<Vec<FormField>, StoreError> {
    serde_json::from_str(text).map_err(unreadable)
}

fn text_of<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(unreadable)
}

fn read(mut row: Row) -> Result<Department, StoreError> {
    Ok(Department {
        department_id: row.take()?,
        name: row.take()?,
        is_default: row.take()?,
        uses_dispositions: row.take()?,
        disposition_required: row.take()?,
        full_closing: row.take()?,
        return_window_hours: row.take()?,
        form_version: row.take()?,
        form_fields: fields_of(&row.take::<String>()?)?,
        attendance: serde_json::from_value(row.take()?).map_err(unreadable)?,
        routed_to: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
    })
}

/// Every department of the company, archived ones included, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Department>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// One department, archived or not.
pub fn get(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Option<Department>, StoreError> {
    tx.query_first(&ONE, params![company_id, department_id])?.map(read).transpose()
}

/// One department for a change: nobody else changes it until the transaction ends.
pub fn get_locked(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Option<Department>, StoreError> {
    tx.query_first(&LOCK, params![company_id, department_id])?;
    get(tx, company_id, department_id)
}

/// Keeps a new department and the first version of its form.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, department: &Department) -> Result<(), StoreError> {
    let attendance = text_of(&department.attendance)?;
    tx.execute(
        &INSERT,
        params![
            company_id,
            department.department_id,
            &department.name,
            department.is_default,
            department.uses_dispositions,
            department.disposition_required,
            department.full_closing,
            department.return_window_hours,
            department.form_version,
            attendance,
            department.created_at
        ],
    )?;
    insert_form(tx, company_id, department, department.created_at)
}

/// Keeps the version of the form that the department names. Versions are never changed.
pub fn insert_form(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department: &Department,
    now: Moment,
) -> Result<(), StoreError> {
    let fields = text_of(&department.form_fields)?;
    let values = params![company_id, department.department_id, department.form_version, fields, now];
    tx.execute(&INSERT_FORM, values).map(drop)
}

/// Writes everything that may change of a department. A new version of the form is kept by [`insert_form`].
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, department: &Department) -> Result<(), StoreError> {
    let attendance = text_of(&department.attendance)?;
    tx.execute(
        &UPDATE,
        params![
            company_id,
            department.department_id,
            &department.name,
            department.uses_dispositions,
            department.disposition_required,
            department.full_closing,
            department.return_window_hours,
            department.form_version,
            attendance,
            department.archived_at
        ],
    )
    .map(drop)
}

/// Sets the dispositions that a department offers.
pub fn set_dispositions(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    dispositions: &[DispositionId],
) -> Result<(), StoreError> {
    tx.execute(&CLEAR_DISPOSITIONS, params![company_id, department_id])?;
    disposition::associate(tx, company_id, dispositions.iter().map(|disposition| (department_id, *disposition)))
}

/// The fields of one version of a form.
pub fn form(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    version: i64,
) -> Result<Option<Vec<FormField>>, StoreError> {
    let found = tx.query_first(&FORM, params![company_id, department_id, version])?;
    found.map(|mut row| fields_of(&row.take::<String>()?)).transpose()
}

/// The type that each key has had in any version of the form: it keeps it for ever.
pub fn form_keys(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Vec<(String, FieldType)>, StoreError> {
    let mut keys = Vec::new();
    for version in form_versions(tx, company_id, department_id)? {
        keys.extend(version.fields.into_iter().map(|field| (field.key, field.field_type)));
    }
    Ok(keys)
}

/// How many conversations of the department are not closed.
pub fn open_conversations(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<i64, StoreError> {
    tx.query_first(&OPEN, params![company_id, department_id])?.map_or(Ok(0), |mut row| row.take())
}

/// One version of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormVersion {
    /// Its number.
    pub version: i64,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// Since when it was asked.
    pub created_at: Moment,
}

/// Every version of a department's form, oldest first.
pub fn form_versions(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Vec<FormVersion>, StoreError> {
    tx.query(&FORMS, params![company_id, department_id])?
        .into_iter()
        .map(|mut row| {
            let (version, fields) = (row.take()?, fields_of(&row.take::<String>()?)?);
            Ok(FormVersion { version, fields, created_at: row.take()? })
        })
        .collect()
}

/// Every field that any department ever asked for, by department, the latest of each key last.
pub fn all_fields(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<(DepartmentId, FormField)>, StoreError> {
    let mut found = Vec::new();
    for mut row in tx.query(&ALL_FORMS, params![company_id])? {
        let department_id = row.take()?;
        found.extend(fields_of(&row.take::<String>()?)?.into_iter().map(|field| (department_id, field)));
    }
    Ok(found)
}

/// Notes whose turn it was.
pub fn set_routed_to(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    user_id: UserId,
) -> Result<(), StoreError> {
    tx.execute(&SET_ROUTED, params![company_id, department_id, user_id]).map(drop)
}

/// The members of each department who attend: users that are not archived and not of the role marketing.
pub fn members(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<HashMap<DepartmentId, Vec<UserId>>, StoreError> {
    let mut found: HashMap<DepartmentId, Vec<UserId>> = HashMap::new();
    for mut row in tx.query(&MEMBERS, params![company_id])? {
        found.entry(row.take()?).or_default().push(row.take()?);
    }
    Ok(found)
}

/// Sets the members of a department.
pub fn set_members(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    members: &[UserId],
) -> Result<(), StoreError> {
    tx.execute(&CLEAR_MEMBERS, params![company_id, department_id])?;
    tx.bulk(&MEMBER, members.iter().map(|user| params![company_id, *user, department_id]).collect()).map(drop)
}

/// What a department asks for when a conversation ends, with what a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentDemands {
    /// Name of the department.
    pub department_name: String,
    /// The demands; offered are the associated dispositions that are not archived, in their order.
    pub demands: Demands,
    /// Names of the offered dispositions, in the order of `demands.offered`.
    pub disposition_names: Vec<String>,
    /// Their colours, in the same order.
    pub colours: Vec<String>,
}

/// What the department asks for now; `None` when the company has no such department.
///
/// For the closing stage: hold the answers against `demands` with [`nascente_domain::closing::accept`] in the same
/// transaction. Older versions of the form are read with [`form`].
pub fn demands(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Option<DepartmentDemands>, StoreError> {
    let Some(department) = get(tx, company_id, department_id)? else { return Ok(None) };
    let (mut offered, mut disposition_names, mut colours) = (Vec::new(), Vec::new(), Vec::new());
    for mut row in tx.query(&OFFERED, params![company_id, department_id])? {
        let id = row.take()?;
        disposition_names.push(row.take()?);
        offered.push(Offered { id, outcome: row.take()?, requires_value: row.take()? });
        colours.push(row.take()?);
    }
    Ok(Some(DepartmentDemands {
        department_name: department.name,
        demands: Demands {
            uses_dispositions: department.uses_dispositions,
            disposition_required: department.disposition_required,
            full_closing: department.full_closing,
            offered,
            form_version: department.form_version,
            fields: department.form_fields,
        },
        disposition_names,
        colours,
    }))
}
