//! Departments: making, changing, switching several at once, archiving.
//!
//! Refused: full closing without dispositions; unknown dispositions; a form that retypes a key; archiving the default
//! department, or one with open conversations. A changed form is a new version. A silence rule that names no
//! disposition gets *Encerrado por inatividade*, which is made where the company has none.

use nascente_domain::closing::FormField;
use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_domain::moment::Moment;
use nascente_store::department::{self, Department, SilenceRule};
use nascente_store::disposition::{self, Associations, Disposition};
use nascente_store::{Lane, Tx};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::http::page::id;
use crate::setup::{field, form, hint, lock};

/// Name of the disposition that a silence rule closes with.
const SILENCE: &str = "Encerrado por inatividade";

/// Every department of the company, and who offers what.
pub async fn list(app: &App, company_id: CompanyId) -> Result<(Vec<Department>, Associations), Failure> {
    app.db.read(move |tx| Ok((department::list(tx, company_id)?, disposition::associations(tx, company_id)?))).await
}

/// One department, with the dispositions that it offers.
pub async fn get(app: &App, company_id: CompanyId, id: DepartmentId) -> Result<body::Department, Failure> {
    app.db.read(move |tx| shown(tx, company_id, id)).await
}

fn shown(tx: &mut Tx<'_>, company_id: CompanyId, id: DepartmentId) -> Result<body::Department, Failure> {
    let department = department::get(tx, company_id, id)?.ok_or(Failure::NotFound)?;
    Ok(show(&department, &disposition::associations(tx, company_id)?))
}

/// The fields of one version of the closing form.
pub async fn form_version(
    app: &App,
    company_id: CompanyId,
    id: DepartmentId,
    version: i64,
) -> Result<Vec<body::FormField>, Failure> {
    let found = app.db.read(move |tx| department::form(tx, company_id, id, version)).await?;
    found.map(|fields| form::show(&fields)).ok_or(Failure::NotFound)
}

/// A silence rule that may lack its disposition.
#[derive(Debug, Clone)]
struct Silence {
    warn_after_hours: i64,
    close_after_hours: i64,
    warning_text: String,
    disposition_id: Option<DispositionId>,
}

/// What becomes of the silence rule.
#[derive(Debug, Clone, Default)]
enum Change {
    #[default]
    Leave,
    Off,
    Set(Silence),
}

/// What changes, checked as far as it can be without the store.
#[derive(Debug, Clone, Default)]
struct Changes {
    name: Option<String>,
    uses_dispositions: Option<bool>,
    disposition_required: Option<bool>,
    full_closing: Option<bool>,
    dispositions: Option<Vec<DispositionId>>,
    fields: Option<Vec<FormField>>,
    return_window_hours: Option<i64>,
    silence: Change,
}

fn read(request: body::UpdateDepartmentRequest) -> Result<Changes, Failure> {
    Ok(Changes {
        name: request.name.map(|name| field::name("name", &name)).transpose()?,
        uses_dispositions: request.uses_dispositions,
        disposition_required: request.disposition_required,
        full_closing: request.full_closing,
        dispositions: request.disposition_ids.map(|ids| field::ids("disposition_ids", &ids)).transpose()?,
        fields: request.form_fields.map(form::read).transpose()?,
        return_window_hours: request
            .return_window_hours
            .map(|hours| hours_between("return_window_hours", hours, 0))
            .transpose()?,
        silence: match request.silence_rule {
            None => Change::Leave,
            Some(None) => Change::Off,
            Some(Some(rule)) => Change::Set(read_silence(rule)?),
        },
    })
}

fn hours_between(field: &str, hours: i64, least: i64) -> Result<i64, Failure> {
    if (least..=720).contains(&hours) {
        Ok(hours)
    } else {
        Err(Failure::invalid(field, "out_of_range", &format!("use {least} to 720 hours")))
    }
}

fn read_silence(rule: body::SilenceRule) -> Result<Silence, Failure> {
    let text = rule.warning_text.trim();
    let is_plain = !text.chars().any(|symbol| symbol.is_control() && symbol != '\n');
    if !(1..=1_000).contains(&text.chars().count()) || !is_plain {
        return Err(Failure::invalid("silence_rule.warning_text", "invalid_length", "use 1 to 1000 characters"));
    }
    Ok(Silence {
        warn_after_hours: hours_between("silence_rule.warn_after_hours", rule.warn_after_hours, 1)?,
        close_after_hours: hours_between("silence_rule.close_after_hours", rule.close_after_hours, 1)?,
        warning_text: text.to_owned(),
        disposition_id: rule.disposition_id.map(|text| id("silence_rule.disposition_id", &text)).transpose()?,
    })
}

/// Ids and time for what a change may have to make.
#[derive(Debug, Clone, Copy)]
struct Fresh {
    disposition_id: DispositionId,
    now: Moment,
}

impl Fresh {
    fn of(app: &App) -> Self {
        Self { disposition_id: app.id(), now: app.now() }
    }
}

/// Makes a department.
pub async fn create(
    app: &App,
    company_id: CompanyId,
    request: body::CreateDepartmentRequest,
) -> Result<body::Department, Failure> {
    let changes = read(body::UpdateDepartmentRequest {
        name: Some(request.name),
        uses_dispositions: Some(request.uses_dispositions),
        disposition_required: request.disposition_required,
        full_closing: Some(request.full_closing),
        disposition_ids: Some(request.disposition_ids),
        form_fields: Some(request.form_fields),
        return_window_hours: request.return_window_hours,
        silence_rule: Some(request.silence_rule),
    })?;
    let (department_id, fresh): (DepartmentId, _) = (app.id(), Fresh::of(app));
    let made = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut new = blank(department_id, fresh.now);
            new.form_fields = changes.fields.clone().unwrap_or_default();
            department::insert(tx, company_id, &new)?;
            apply(tx, company_id, &mut new, &changes, fresh)?;
            shown(tx, company_id, department_id)
        })
        .await?;
    hint(app, company_id, department_id);
    Ok(made)
}

const fn blank(department_id: DepartmentId, now: Moment) -> Department {
    Department {
        department_id,
        name: String::new(),
        is_default: false,
        uses_dispositions: false,
        disposition_required: true,
        full_closing: false,
        return_window_hours: 12,
        form_version: 1,
        form_fields: Vec::new(),
        silence_rule: None,
        created_at: now,
        archived_at: None,
    }
}

/// Changes a department.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    request: body::UpdateDepartmentRequest,
) -> Result<body::Department, Failure> {
    let (changes, fresh) = (read(request)?, Fresh::of(app));
    let after = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut department = department::get_locked(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
            apply(tx, company_id, &mut department, &changes, fresh)?;
            shown(tx, company_id, department_id)
        })
        .await?;
    hint(app, company_id, department_id);
    Ok(after)
}

/// Sets the switches of several departments: of all of them, or of none.
pub async fn switch(
    app: &App,
    company_id: CompanyId,
    request: body::SwitchDepartmentsRequest,
) -> Result<(Vec<Department>, Associations), Failure> {
    let wanted: Vec<DepartmentId> = field::ids("department_ids", &request.department_ids)?;
    if wanted.is_empty() {
        return Err(Failure::invalid("department_ids", "required", "select at least one department"));
    }
    let changes = Changes {
        uses_dispositions: request.uses_dispositions,
        disposition_required: request.disposition_required,
        full_closing: request.full_closing,
        ..Changes::default()
    };
    let fresh = Fresh::of(app);
    let switched = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut switched = Vec::new();
            for id in &wanted {
                let mut department = department::get_locked(tx, company_id, *id)?
                    .filter(|department| department.archived_at.is_none())
                    .ok_or_else(|| Failure::invalid("department_ids", "unknown_department", "no such department"))?;
                apply(tx, company_id, &mut department, &changes, fresh)?;
                switched.push(department);
            }
            Ok::<_, Failure>((switched, disposition::associations(tx, company_id)?))
        })
        .await?;
    hint(app, company_id, company_id);
    Ok(switched)
}

fn apply(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department: &mut Department,
    changes: &Changes,
    fresh: Fresh,
) -> Result<(), Failure> {
    if let Some(name) = &changes.name {
        department.name.clone_from(name);
    }
    department.uses_dispositions = changes.uses_dispositions.unwrap_or(department.uses_dispositions);
    department.disposition_required = changes.disposition_required.unwrap_or(department.disposition_required);
    department.full_closing = changes.full_closing.unwrap_or(department.full_closing);
    department.return_window_hours = changes.return_window_hours.unwrap_or(department.return_window_hours);
    if department.full_closing && !department.uses_dispositions {
        return Err(Failure::invalid("full_closing", "needs_dispositions", "full closing needs uses_dispositions"));
    }
    if let Some(wanted) = &changes.dispositions {
        refuse_unknown(tx, company_id, "disposition_ids", wanted)?;
        department::set_dispositions(tx, company_id, department.department_id, wanted)?;
    }
    if let Some(fields) = &changes.fields {
        set_form(tx, company_id, department, fields, fresh.now)?;
    }
    match &changes.silence {
        Change::Leave => {}
        Change::Off => department.silence_rule = None,
        Change::Set(rule) => department.silence_rule = Some(complete(tx, company_id, rule, fresh)?),
    }
    if let Some(rule) = &department.silence_rule {
        let pair = (department.department_id, rule.disposition_id);
        disposition::associate(tx, company_id, std::iter::once(pair))?;
    }
    department::update(tx, company_id, department).map_err(Failure::Store)
}

fn refuse_unknown(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    field: &str,
    wanted: &[DispositionId],
) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let known = disposition::list(tx, company_id)?;
    let is_known = |id: &DispositionId| known.iter().any(|it| it.disposition_id == *id && it.archived_at.is_none());
    if wanted.iter().all(is_known) {
        Ok(())
    } else {
        Err(Failure::invalid(field, "unknown_disposition", "there is no such disposition, or it is archived"))
    }
}

/// A changed form is a new version; an unchanged one is none.
fn set_form(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department: &mut Department,
    fields: &[FormField],
    now: Moment,
) -> Result<(), Failure> {
    for (index, field) in fields.iter().enumerate() {
        refuse_unknown(tx, company_id, &format!("form_fields[{index}].shown_for"), &field.shown_for)?;
    }
    if department.form_fields == fields {
        return Ok(());
    }
    form::refuse_retyped(&department::form_keys(tx, company_id, department.department_id)?, fields)?;
    department.form_version += 1;
    department.form_fields = fields.to_vec();
    department::insert_form(tx, company_id, department, now).map_err(Failure::Store)
}

fn complete(tx: &mut Tx<'_>, company_id: CompanyId, rule: &Silence, fresh: Fresh) -> Result<SilenceRule, Failure> {
    let disposition_id = match rule.disposition_id {
        Some(id) => {
            refuse_unknown(tx, company_id, "silence_rule.disposition_id", &[id])?;
            id
        }
        None => silence_disposition(tx, company_id, fresh)?,
    };
    Ok(SilenceRule {
        warn_after_hours: rule.warn_after_hours,
        close_after_hours: rule.close_after_hours,
        warning_text: rule.warning_text.clone(),
        disposition_id,
    })
}

fn silence_disposition(tx: &mut Tx<'_>, company_id: CompanyId, fresh: Fresh) -> Result<DispositionId, Failure> {
    if let Some(known) = disposition::by_name(tx, company_id, SILENCE)? {
        return Ok(known.disposition_id);
    }
    let new = Disposition {
        disposition_id: fresh.disposition_id,
        name: SILENCE.to_owned(),
        outcome: Outcome::Lost,
        requires_value: false,
        created_at: fresh.now,
        archived_at: None,
    };
    disposition::insert(tx, company_id, &new)?;
    Ok(new.disposition_id)
}

/// Archives a department.
pub async fn archive(app: &App, company_id: CompanyId, department_id: DepartmentId) -> Result<(), Failure> {
    let now = app.now();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut department = department::get_locked(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
            if department.is_default {
                return Err(Failure::conflict("default_department", "new conversations go to this department"));
            }
            let open = department::open_conversations(tx, company_id, department_id)?;
            if open > 0 {
                return Err(Failure::Conflict {
                    code: "has_open_conversations",
                    detail: format!("{open} conversations of the department are open: close or transfer them first"),
                    current: Some(serde_json::json!({ "open": open })),
                });
            }
            department.archived_at = department.archived_at.or(Some(now));
            department::update(tx, company_id, &department).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, department_id);
    Ok(())
}

/// A department as it is shown.
#[must_use]
pub fn show(department: &Department, associations: &Associations) -> body::Department {
    let offered = associations.of_department.get(&department.department_id);
    body::Department {
        id: department.department_id.to_string(),
        name: department.name.clone(),
        is_default: department.is_default,
        uses_dispositions: department.uses_dispositions,
        disposition_required: department.disposition_required,
        full_closing: department.full_closing,
        disposition_ids: offered.into_iter().flatten().map(ToString::to_string).collect(),
        form_version: department.form_version,
        form_fields: form::show(&department.form_fields),
        return_window_hours: department.return_window_hours,
        silence_rule: department.silence_rule.as_ref().map(|rule| body::SilenceRule {
            warn_after_hours: rule.warn_after_hours,
            close_after_hours: rule.close_after_hours,
            warning_text: rule.warning_text.clone(),
            disposition_id: Some(rule.disposition_id.to_string()),
        }),
        archived_at: department.archived_at.map(|at| at.to_string()),
    }
}
