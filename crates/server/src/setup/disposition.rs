//! Dispositions: making, changing, archiving, bringing back.
//!
//! Refused: another outcome once a closing carries the disposition, because reports that were read would change;
//! archiving one that a rule closes with, taking it from the rule's department, or having it demand a value that the rule
//! does not read; departments that do not exist.

use nascente_domain::closing::FieldError;
use nascente_domain::disposition::Outcome;
use nascente_domain::id::{CompanyId, DepartmentId, DispositionId};
use nascente_store::closing_rule;
use nascente_store::department;
use nascente_store::disposition::{self, Associations, Disposition};
use nascente_store::{Lane, Tx};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::http::page::id;
use crate::setup::{field, hint, lock, rule};

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
        colour: request.colour.map(|colour| field::colour("colour", &colour)).transpose()?.unwrap_or_default(),
        position: 0,
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
            keep(tx, company_id, new.clone())?;
            disposition::set_departments(tx, company_id, id, &departments)?;
            shown(tx, company_id, id)
        })
        .await?;
    hint(app, company_id, id);
    Ok(made)
}

/// Keeps a new disposition behind the others; one without a colour gets the usual one of its outcome.
pub(super) fn keep(tx: &mut Tx<'_>, company_id: CompanyId, mut new: Disposition) -> Result<(), Failure> {
    if new.colour.is_empty() {
        usual_colour(new.outcome).clone_into(&mut new.colour);
    }
    new.position = disposition::next_position(tx, company_id)?;
    disposition::insert(tx, company_id, &new).map_err(Failure::Store)
}

/// The colour of an outcome, until somebody chooses another.
pub(super) const fn usual_colour(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Won => "#2f9e44",
        Outcome::Qualified => "#1971c2",
        Outcome::Lost => "#e03131",
        Outcome::Neutral => "#868e96",
        Outcome::NotLead => "#5f3dc4",
    }
}

/// Sets the order; what is not named follows in the order it had.
pub async fn order(
    app: &App,
    company_id: CompanyId,
    request: body::OrderDispositionsRequest,
) -> Result<(Vec<Disposition>, Associations), Failure> {
    let wanted: Vec<DispositionId> =
        request.disposition_ids.iter().map(|text| id("disposition_ids", text)).collect::<Result<_, _>>()?;
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut all = disposition::list(tx, company_id)?;
            if wanted.iter().any(|id| !all.iter().any(|one| one.disposition_id == *id)) {
                return Err(Failure::invalid("disposition_ids", "unknown_disposition", "there is no such disposition"));
            }
            all.sort_by_key(|one| {
                let named = wanted.iter().position(|id| *id == one.disposition_id);
                (named.unwrap_or(usize::MAX), one.position, one.disposition_id)
            });
            for (place, one) in (1..).zip(&mut all) {
                if one.position != place {
                    one.position = place;
                    disposition::update(tx, company_id, one)?;
                }
            }
            Ok((all, disposition::associations(tx, company_id)?))
        })
        .await
        .inspect(|_| hint(app, company_id, company_id))
}

/// Changes a disposition.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    id: DispositionId,
    request: body::UpdateDispositionRequest,
) -> Result<body::Disposition, Failure> {
    let name = request.name.map(|name| field::name("name", &name)).transpose()?;
    let colour = request.colour.map(|colour| field::colour("colour", &colour)).transpose()?;
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
            disposition.colour = colour.clone().unwrap_or(disposition.colour);
            if let Some(wanted) = wanted_outcome.filter(|wanted| *wanted != disposition.outcome) {
                refuse_carried(tx, company_id, id)?;
                disposition.outcome = wanted;
            }
            match request.archived {
                Some(true) => {
                    refuse_used(tx, company_id, id)?;
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
            if departments.is_some() || request.requires_value.is_some() {
                refuse_broken(tx, company_id, id)?;
            }
            shown(tx, company_id, id)
        })
        .await?;
    hint(app, company_id, id);
    Ok(changed)
}

/// Archives a disposition.
pub async fn archive(app: &App, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    let request = body::UpdateDispositionRequest { archived: Some(true), ..Default::default() };
    update(app, company_id, id, request).await.map(drop)
}

fn refuse_carried(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    if disposition::is_carried(tx, company_id, id)? {
        return Err(Failure::conflict("outcome_in_use", "conversations ended with this outcome: make another one"));
    }
    Ok(())
}

fn refuse_used(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    let used = closing_rule::list(tx, company_id)?
        .into_iter()
        .find(|rule| rule.enabled && rule.rule.disposition_id == Some(id));
    let Some(rule) = used else { return Ok(()) };
    let home = department::get(tx, company_id, rule.department_id)?.map(|home| home.name).unwrap_or_default();
    let code = if rule.rule.conditions.is_plain_silence() { "in_silence_rule" } else { "in_closing_rule" };
    let detail = format!("the rule “{}” of {home} closes with it: change the rule first", rule.name);
    Err(Failure::Conflict { code, detail, current: None })
}

/// What a rule closes with stays offered by the rule's department, and demands nothing that the rule cannot give.
fn refuse_broken(tx: &mut Tx<'_>, company_id: CompanyId, id: DispositionId) -> Result<(), Failure> {
    let mut homes: Vec<DepartmentId> = closing_rule::list(tx, company_id)?
        .iter()
        .filter(|rule| rule.enabled && rule.rule.disposition_id == Some(id))
        .map(|rule| rule.department_id)
        .collect();
    homes.dedup();
    for home in homes {
        let place = |error: &FieldError| if error.field == "value" { "requires_value" } else { "department_ids" };
        rule::refuse_broken(tx, company_id, home, place)?;
    }
    Ok(())
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
        colour: disposition.colour.clone(),
        position: disposition.position,
        department_ids: departments.into_iter().flatten().map(ToString::to_string).collect(),
        archived_at: disposition.archived_at.map(|at| at.to_string()),
    }
}
