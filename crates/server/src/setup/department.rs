//! Departments: making, changing, switching several at once, archiving.
//!
//! Refused: full closing without dispositions; unknown dispositions; a form that retypes a key; what a rule that is
//! switched on contradicts, such as no working hours any more; archiving the default department, or one with open
//! conversations. A changed form is a new version. What one of its rules closes with stays offered.

use std::collections::HashMap;

use nascente_domain::closing::{FieldError, FormField};
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId, RuleId, UserId};
use nascente_domain::moment::Moment;
use nascente_store::closing_rule::{self, ClosingRule};
use nascente_store::department::{self, Attendance, Department};
use nascente_store::disposition::{self, Associations};
use nascente_store::{Lane, Tx};

use crate::app::App;
use crate::automation::hand_out;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup::{attendance, field, form, hint, lock, rule, silence};

/// What departments are shown with.
#[derive(Debug, Clone)]
pub struct Surroundings {
    associations: Associations,
    members: HashMap<DepartmentId, Vec<UserId>>,
    rules: Vec<ClosingRule>,
}

impl Surroundings {
    fn read(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Self, Failure> {
        Ok(Self {
            associations: disposition::associations(tx, company_id)?,
            members: department::members(tx, company_id)?,
            rules: closing_rule::list(tx, company_id)?,
        })
    }
}

/// Every department of the company, and what it is shown with.
pub async fn list(app: &App, company_id: CompanyId) -> Result<(Vec<Department>, Surroundings), Failure> {
    app.db.read(move |tx| Ok((department::list(tx, company_id)?, Surroundings::read(tx, company_id)?))).await
}

/// One department, with the dispositions that it offers.
pub async fn get(app: &App, company_id: CompanyId, id: DepartmentId) -> Result<body::Department, Failure> {
    app.db.read(move |tx| shown(tx, company_id, id)).await
}

fn shown(tx: &mut Tx<'_>, company_id: CompanyId, id: DepartmentId) -> Result<body::Department, Failure> {
    let department = department::get(tx, company_id, id)?.ok_or(Failure::NotFound)?;
    Ok(show(&department, &Surroundings::read(tx, company_id)?))
}

/// Every version of the closing form, latest first.
pub async fn form_versions(
    app: &App,
    company_id: CompanyId,
    id: DepartmentId,
) -> Result<Vec<body::FormVersion>, Failure> {
    let (department, versions) = app
        .db
        .read(move |tx| {
            let department = department::get(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            Ok::<_, Failure>((department, department::form_versions(tx, company_id, id)?))
        })
        .await?;
    let show = |version: &department::FormVersion| body::FormVersion {
        version: version.version,
        current: version.version == department.form_version,
        created_at: version.created_at.to_string(),
        fields: form::show(&version.fields),
    };
    Ok(versions.iter().rev().map(show).collect())
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
    silence: silence::Change,
    attendance: attendance::Changes,
}

impl Changes {
    /// Whether a rule of the department may contradict them.
    const fn concerns_rules(&self) -> bool {
        self.uses_dispositions.is_some()
            || self.disposition_required.is_some()
            || self.dispositions.is_some()
            || self.attendance.hours.is_some()
            || self.attendance.away_message.is_some()
            || matches!(self.silence, silence::Change::Set(_))
    }

    /// Which of them a rule contradicts.
    fn to_blame_for(&self, error: &FieldError) -> &'static str {
        let sets_silence = matches!(self.silence, silence::Change::Set(_));
        match (error.field.as_str(), error.code) {
            ("conditions.outside_hours", _) => "working_hours",
            (_, "loop") if self.attendance.away_message.is_some() && !sets_silence => "away_message",
            (_, "loop") => "silence_rule.warning_text",
            ("value", _) if sets_silence => "silence_rule.disposition_id",
            ("disposition_id", _) if self.disposition_required == Some(true) => "disposition_required",
            ("disposition_id", _) if self.uses_dispositions == Some(true) => "uses_dispositions",
            _ if sets_silence => "silence_rule",
            _ => "disposition_ids",
        }
    }
}

fn read(request: body::UpdateDepartmentRequest) -> Result<Changes, Failure> {
    let attendance = attendance::read(&request)?;
    Ok(Changes {
        attendance,
        name: request.name.map(|name| field::name("name", &name)).transpose()?,
        uses_dispositions: request.uses_dispositions,
        disposition_required: request.disposition_required,
        full_closing: request.full_closing,
        dispositions: request.disposition_ids.map(|ids| field::ids("disposition_ids", &ids)).transpose()?,
        fields: request.form_fields.map(form::read).transpose()?,
        return_window_hours: request
            .return_window_hours
            .map(|hours| field::hours("return_window_hours", hours, 0))
            .transpose()?,
        silence: silence::read(request.silence_rule)?,
    })
}

/// Ids and time for what a change may have to make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fresh {
    pub(super) disposition_id: DispositionId,
    pub(super) rule_id: RuleId,
    pub(super) now: Moment,
}

impl Fresh {
    fn of(app: &App) -> Self {
        Self { disposition_id: app.id(), rule_id: app.id(), now: app.now() }
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
        member_ids: request.member_ids,
        working_hours: Some(request.working_hours),
        away_message: Some(request.away_message),
        routing: request.routing,
        capacity: Some(request.capacity),
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

fn blank(department_id: DepartmentId, now: Moment) -> Department {
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
        attendance: Attendance::default(),
        routed_to: None,
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
    let of_unit = app.clone();
    let (after, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = lock(tx, company_id)?;
            let mut department = department::get_locked(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
            apply(tx, company_id, &mut department, &changes, fresh)?;
            // Members, capacity and routing decide who has room.
            let hints = hand_out::after_settings(&of_unit, tx, locked)?;
            Ok::<_, Failure>((shown(tx, company_id, department_id)?, hints))
        })
        .await?;
    hint(app, company_id, department_id);
    app.hints(hints);
    Ok(after)
}

/// Sets the switches of several departments: of all of them, or of none.
pub async fn switch(
    app: &App,
    company_id: CompanyId,
    request: body::SwitchDepartmentsRequest,
) -> Result<(Vec<Department>, Surroundings), Failure> {
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
            Ok::<_, Failure>((switched, Surroundings::read(tx, company_id)?))
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
        field::known_dispositions(tx, company_id, "disposition_ids", wanted)?;
        department::set_dispositions(tx, company_id, department.department_id, wanted)?;
    }
    if let Some(fields) = &changes.fields {
        set_form(tx, company_id, department, fields, fresh.now)?;
    }
    attendance::apply(&mut department.attendance, &changes.attendance)?;
    if let Some(members) = &changes.attendance.members {
        attendance::refuse_strangers(tx, company_id, members)?;
        department::set_members(tx, company_id, department.department_id, members)?;
    }
    silence::apply(tx, company_id, department.department_id, &changes.silence, fresh)?;
    keep_offered(tx, company_id, department.department_id)?;
    department::update(tx, company_id, department)?;
    if !changes.concerns_rules() {
        return Ok(());
    }
    rule::refuse_broken(tx, company_id, department.department_id, |error| changes.to_blame_for(error))
}

/// What a rule of the department closes with stays offered.
fn keep_offered(tx: &mut Tx<'_>, company_id: CompanyId, department_id: DepartmentId) -> Result<(), Failure> {
    let rules = closing_rule::list(tx, company_id)?;
    let needed = rules.iter().filter(|rule| rule.department_id == department_id && rule.enabled);
    let pairs: Vec<_> = needed.filter_map(|rule| Some((department_id, rule.rule.disposition_id?))).collect();
    disposition::associate(tx, company_id, pairs.into_iter()).map_err(Failure::Store)
}

/// A changed form is a new version; an unchanged one is none.
fn set_form(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department: &mut Department,
    fields: &[FormField],
    now: Moment,
) -> Result<(), Failure> {
    for (index, one) in fields.iter().enumerate() {
        field::known_dispositions(tx, company_id, &format!("form_fields[{index}].shown_for"), &one.shown_for)?;
    }
    if department.form_fields == fields {
        return Ok(());
    }
    form::refuse_retyped(&department::form_keys(tx, company_id, department.department_id)?, fields)?;
    department.form_version += 1;
    department.form_fields = fields.to_vec();
    department::insert_form(tx, company_id, department, now).map_err(Failure::Store)
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
pub fn show(department: &Department, around: &Surroundings) -> body::Department {
    let id = department.department_id;
    let (offered, members) = (around.associations.of_department.get(&id), around.members.get(&id));
    let attendance = &department.attendance;
    body::Department {
        id: id.to_string(),
        name: department.name.clone(),
        is_default: department.is_default,
        uses_dispositions: department.uses_dispositions,
        disposition_required: department.disposition_required,
        full_closing: department.full_closing,
        disposition_ids: offered.into_iter().flatten().map(ToString::to_string).collect(),
        form_version: department.form_version,
        form_fields: form::show(&department.form_fields),
        return_window_hours: department.return_window_hours,
        silence_rule: silence::of(&around.rules, id).and_then(silence::show),
        member_ids: members.into_iter().flatten().map(ToString::to_string).collect(),
        working_hours: attendance.working_hours.as_ref().map(attendance::show),
        away_message: attendance.away_message.clone(),
        routing: attendance.routing.to_string(),
        capacity: attendance.capacity,
        archived_at: department.archived_at.map(|at| at.to_string()),
    }
}
