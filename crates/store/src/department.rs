//! Departments: queues with their own dispositions, closing rule and closing form.
//!
//! A form's versions are immutable rows; the department names the current one. A department is archived, never
//! deleted: conversations point at it.

use nascente_domain::closing::{Demands, FieldType, FormField, Offered};
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, disposition, params, statements};

statements! {
    // An all-company statement: the rule is applied in every company.
    SILENCE_RULES = "select company_id, department_id, silence_rule from department
        where silence_rule is not null and archived_at is null order by company_id, department_id";
    LIST = "select d.department_id, d.name, d.is_default, d.uses_dispositions, d.disposition_required, d.full_closing,
            d.return_window_hours, d.form_version, f.fields, d.silence_rule, d.created_at, d.archived_at
        from department d
        join form_version f
            on f.company_id = $1 and f.department_id = d.department_id and f.version = d.form_version
        where d.company_id = $1 order by d.created_at, d.department_id";
    ONE = "select d.department_id, d.name, d.is_default, d.uses_dispositions, d.disposition_required, d.full_closing,
            d.return_window_hours, d.form_version, f.fields, d.silence_rule, d.created_at, d.archived_at
        from department d
        join form_version f
            on f.company_id = $1 and f.department_id = d.department_id and f.version = d.form_version
        where d.company_id = $1 and d.department_id = $2";
    LOCK = "select department_id from department where company_id = $1 and department_id = $2 {lock}";
    INSERT = "insert into department
            (company_id, department_id, name, is_default, uses_dispositions, disposition_required, full_closing,
             return_window_hours, form_version, silence_rule, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "update department
        set name = $3, uses_dispositions = $4, disposition_required = $5, full_closing = $6,
            return_window_hours = $7, form_version = $8, silence_rule = $9, archived_at = $10
        where company_id = $1 and department_id = $2";
    INSERT_FORM = "insert into form_version (company_id, department_id, version, fields, created_at)
        values ($1, $2, $3, $4, $5)";
    FORM = "select fields from form_version where company_id = $1 and department_id = $2 and version = $3";
    FORMS = "select fields from form_version where company_id = $1 and department_id = $2 order by version";
    CLEAR_DISPOSITIONS = "delete from department_disposition where company_id = $1 and department_id = $2";
    OFFERED = "select s.disposition_id, s.name, s.outcome, s.requires_value
        from department_disposition o
        join disposition s on s.company_id = $1 and s.disposition_id = o.disposition_id
        where o.company_id = $1 and o.department_id = $2 and s.archived_at is null
        order by s.created_at, s.disposition_id";
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
    /// Closing after silence.
    pub silence_rule: Option<SilenceRule>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
}

/// Closing after silence of the contact, warning first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SilenceRule {
    /// Hours of silence before the warning.
    pub warn_after_hours: i64,
    /// Hours after the warning before the closing.
    pub close_after_hours: i64,
    /// The warning.
    pub warning_text: String,
    /// The disposition of the closing.
    pub disposition_id: DispositionId,
}

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
        silence_rule: row
            .take::<Option<String>>()?
            .map(|text| serde_json::from_str(&text).map_err(unreadable))
            .transpose()?,
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
    let silence_rule = department.silence_rule.as_ref().map(text_of).transpose()?;
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
            silence_rule,
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
    let silence_rule = department.silence_rule.as_ref().map(text_of).transpose()?;
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
            silence_rule,
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
    for mut row in tx.query(&FORMS, params![company_id, department_id])? {
        let fields = fields_of(&row.take::<String>()?)?;
        keys.extend(fields.into_iter().map(|field| (field.key, field.field_type)));
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

/// Every silence rule of every company, for the task that applies them.
pub fn with_silence_rule(tx: &mut Tx<'_>) -> Result<Vec<(CompanyId, DepartmentId, SilenceRule)>, StoreError> {
    tx.query(&SILENCE_RULES, params![])?
        .into_iter()
        .map(|mut row| {
            let (company_id, department_id) = (row.take()?, row.take()?);
            Ok((company_id, department_id, serde_json::from_value(row.take()?).map_err(unreadable)?))
        })
        .collect()
}

/// What a department asks for when a conversation ends, with what a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentDemands {
    /// Name of the department.
    pub department_name: String,
    /// The demands; offered are the associated dispositions that are not archived, oldest first.
    pub demands: Demands,
    /// Names of the offered dispositions, in the order of `demands.offered`.
    pub disposition_names: Vec<String>,
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
    let (mut offered, mut disposition_names) = (Vec::new(), Vec::new());
    for mut row in tx.query(&OFFERED, params![company_id, department_id])? {
        let id = row.take()?;
        disposition_names.push(row.take()?);
        offered.push(Offered { id, outcome: row.take()?, requires_value: row.take()? });
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
    }))
}
