//! Dispositions: making, changing, archiving, bringing back.
//!
//! Refused: another outcome once a closing carries the disposition, because reports that were read would change;
//! archiving one that a silence rule closes with; departments that do not exist.

use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_store::department;
use nascente_store::disposition::{self, Associations, Disposition};
use nascente_store::{Lane, Tx};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup::{field, hint, lock};

/// Every disposition of the company, and who offers what.
pub async fn list(app: &App, company_id: CompanyId) -> Result<(Vec<Disposition>, Associations), Failure> {
    app.db.read(move |tx| Ok((disposition::list(tx, company_id)?, disposition::associations(tx, company_id)?))).await
}

/// One disposition.
pub async fn get(app: &App, company_id: CompanyId, id: DispositionId) -> Result<body::Disposition, Failure> {
    app.db.read(move |tx| shown(tx, company_id, id)).await
}

fn shown(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<body::Disposition, Failure> {
    let disposition = disposition::get(tx, company_id, id)?.ok_or(Failure::NotFound)?;
    Ok(show(&disposition, &disposition::associations(tx, company_id)?))
}

fn outcome(text: &str) -> Result<Outcome, Failure> {
    text.parse()
        .map_err(|_| Failure::invalid("outcome", "unknown_outcome", "use won, qualified, lost, neutral or not_lead"))
}

/// Makes a disposition.
pub async fn create(
    app: &App,
    company_id: CompanyId,
    request: body::CreateDispositionRequest,
) -> Result<body::Disposition, Failure> {
    let new = Disposition {
        disposition_id: app.id(),
        name: field::name("name", &request.name)?,
        outcome: outcome(&request.outcome)?,
        requires_value: request.requires_value,
        created_at: app.now(),
        archived_at: None,
    };
    let departments: Vec<DepartmentId> = field::ids("department_ids", &request.department_ids)?;
    let id = new.disposition_id;
    let made = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            field::known_departments(tx, company_id, "department_ids", &departments)?;
            disposition::insert(tx, company_id, &new)?;
            disposition::set_departments(tx, company_id, id, &departments)?;
            shown(tx, company_id, id)
        })
        .await?;
    hint(app, company_id, id);
    Ok(made)
}

/// Changes a disposition.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    id: DispositionId,
    request: body::UpdateDispositionRequest,
) -> Result<body::Disposition, Failure> {
    let name = request.name.map(|name| field::name("name", &name)).transpose()?;
    let wanted_outcome = request.outcome.map(|text| outcome(&text)).transpose()?;
    let departments: Option<Vec<DepartmentId>> =
        request.department_ids.map(|ids| field::ids("department_ids", &ids)).transpose()?;
    let now = app.now();
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut disposition = disposition::get_locked(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            disposition.name = name.clone().unwrap_or(disposition.name);
            disposition.requires_value = request.requires_value.unwrap_or(disposition.requires_value);
            if let Some(wanted) = wanted_outcome.filter(|wanted| *wanted != disposition.outcome) {
                refuse_carried(tx, company_id, id)?;
                disposition.outcome = wanted;
            }
            match request.archived {
                Some(true) => {
                    refuse_silence(tx, company_id, id)?;
                    disposition.archived_at = disposition.archived_at.or(Some(now));
                }
                Some(false) => disposition.archived_at = None,
                None => {}
            }
            disposition::update(tx, company_id, &disposition)?;
            if let Some(departments) = &departments {
                field::known_departments(tx, company_id, "department_ids", departments)?;
                disposition::set_departments(tx, company_id, id, departments)?;
            }
            shown(tx, company_id, id)
        })
        .await?;
    hint(app, company_id, id);
    Ok(changed)
}

/// Archives a disposition.
pub async fn archive(app: &App, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    let request = body::UpdateDispositionRequest {
        name: None,
        outcome: None,
        requires_value: None,
        department_ids: None,
        archived: Some(true),
    };
    update(app, company_id, id, request).await.map(drop)
}

fn refuse_carried(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    if disposition::is_carried(tx, company_id, id)? {
        return Err(Failure::conflict("outcome_in_use", "conversations ended with this outcome: make another one"));
    }
    Ok(())
}

fn refuse_silence(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    let departments = department::list(tx, company_id)?;
    let closes_with_it = |it: &department::Department| {
        it.archived_at.is_none() && it.silence_rule.as_ref().is_some_and(|rule| rule.disposition_id == id)
    };
    match departments.into_iter().find(closes_with_it) {
        Some(department) => {
            let detail = format!("the silence rule of {} closes with it: change the rule first", department.name);
            Err(Failure::Conflict { code: "in_silence_rule", detail, current: None })
        }
        None => Ok(()),
    }
}

/// A disposition as it is shown.
#[must_use]
pub fn show(disposition: &Disposition, associations: &Associations) -> body::Disposition {
    let departments = associations.of_disposition.get(&disposition.disposition_id);
    body::Disposition {
        id: disposition.disposition_id.to_string(),
        name: disposition.name.clone(),
        outcome: disposition.outcome.to_string(),
        requires_value: disposition.requires_value,
        department_ids: departments.into_iter().flatten().map(ToString::to_string).collect(),
        archived_at: disposition.archived_at.map(|at| at.to_string()),
    }
}
