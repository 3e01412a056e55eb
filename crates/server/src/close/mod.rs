//! Closing: a conversation ends with what its department demands, and can be classified afterwards.
//!
//! In come a caller or rule, and its answers; out goes a closing that supersedes the one before. Refused: what the
//! department still demands, each thing by name (422); an answer to an older form (409, with the new one); a
//! correction by somebody who may not correct (403) or does not say why; a second closing (409, with who and what).

pub mod form;
pub mod many;
mod search;
pub mod suggest;
pub mod take_back;

use nascente_domain::closing::{Accepted, Answers, FieldError, Unmet, accept};
use nascente_domain::conversation::Status;
use nascente_domain::disposition::ClosedBy;
use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DispositionId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_store::closing::NewClosing;
use nascente_store::conversation::ConversationRow;
use nascente_store::conversation_list::part;
use nascente_store::department::DepartmentDemands;
use nascente_store::{Tx, closing_rule, department, disposition};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Desk, Doer, check_version, on_desk};
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::report::view;

/// Longest reason of a correction, in characters.
const LONGEST_REASON: usize = 1_000;

/// Who closes, as the closing keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Closer {
    pub(crate) closed_by: ClosedBy,
    pub(crate) role: Option<Role>,
    pub(crate) doer: Doer,
}

impl From<&Caller> for Closer {
    fn from(caller: &Caller) -> Self {
        let closed_by = match caller.actor {
            Actor::User(_) => ClosedBy::User,
            Actor::Token(_) => ClosedBy::Api,
        };
        Self { closed_by, role: caller.user_id().map(|_| caller.role), doer: Doer::from(caller) }
    }
}

/// Ends an open conversation.
pub async fn close(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    answers: Answers,
    version: Option<i64>,
) -> Result<(), Failure> {
    let closer = Closer::from(caller);
    on_desk(app, caller, id, None, move |tx, desk| {
        refuse_closed(tx, desk)?;
        check_version(desk.row()?, version)?;
        let accepted = meet(tx, desk, answers.clone())?;
        end(tx, desk, &closer, accepted)
    })
    .await
}

/// Whoever comes second learns who closed, and with what.
fn refuse_closed(tx: &mut Tx<'_>, desk: &Desk) -> Result<(), Failure> {
    let row = desk.row()?;
    if row.status != Status::Closed {
        return Ok(());
    }
    let closings = part::closings_of(tx, desk.working.company.company_id, desk.id)?;
    let current = closings.iter().find(|closing| Some(closing.id) == row.closing_id);
    let who = current.and_then(|closing| closing.closed_by_name.as_deref()).unwrap_or("somebody");
    let what = current.and_then(|closing| closing.disposition.as_deref()).unwrap_or("without a disposition");
    let current = current.map(|closing| view::closing(closing, false));
    Err(Failure::Conflict {
        code: "already_closed",
        detail: format!("{who} closed this conversation before: {what}"),
        current: serde_json::to_value(json!({ "closing": current })).ok(),
    })
}

/// Ends the conversation on the desk with accepted answers.
pub(crate) fn end(tx: &mut Tx<'_>, desk: &mut Desk, closer: &Closer, accepted: Accepted) -> Result<(), Failure> {
    let next = desk.row()?.state().close()?;
    let before = Before::of(desk.row()?);
    desk.set_state(next)?;
    let (now, day) = (desk.now, desk.now.day_in(&desk.working.zone));
    let row = desk.row_mut()?;
    row.closed_at = Some(now);
    row.closing_day = Some(day);
    row.unread = 0;
    row.warned_at = None;
    write_closing(tx, desk, closer, accepted, None, Some(&before))?;
    let details = json!({ "disposition_id": desk.row()?.disposition_id });
    desk.note_event(&closer.doer, "closed", details);
    Ok(())
}

/// What a conversation was like before it ended, so that the closing can be taken back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Before {
    status: Status,
    agent_id: Option<UserId>,
    unread: i64,
    warned_at: Option<Moment>,
}

impl Before {
    const fn of(row: &ConversationRow) -> Self {
        Self { status: row.status, agent_id: row.agent_id, unread: row.unread, warned_at: row.warned_at }
    }
}

/// Classifies a closed conversation: one without a disposition by anybody who sees it, a classified one by a manager,
/// who says why.
pub async fn classify(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    answers: Answers,
    reason: Option<String>,
    version: Option<i64>,
) -> Result<(), Failure> {
    let (closer, caller_of_unit) = (Closer::from(caller), caller.clone());
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    on_desk(app, caller, id, version, move |tx, desk| {
        let row = desk.row()?;
        if row.status != Status::Closed {
            return Err(nascente_domain::conversation::Refused::NotClosed.into());
        }
        let corrects = row.disposition_id.is_some();
        if corrects && !caller_of_unit.is(&[Role::Admin, Role::Manager]) {
            return Err(Failure::Forbidden("only managers and administrators correct a classification"));
        }
        if corrects && reason.is_none() {
            return Err(Failure::invalid("reason", "required", "say why the classification is corrected"));
        }
        if reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
            return Err(Failure::invalid("reason", "too_long", "the reason has more than 1000 characters"));
        }
        let accepted = meet(tx, desk, answers.clone())?;
        put_closing(tx, desk, &closer, accepted, reason.clone())?;
        let details = json!({ "disposition_id": desk.row()?.disposition_id, "corrects": corrects, "reason": reason });
        desk.note_event(&closer.doer, "classified", details);
        Ok(())
    })
    .await
}

/// Holds answers against what the department demands now.
fn meet(tx: &mut Tx<'_>, desk: &Desk, answers: Answers) -> Result<Accepted, Failure> {
    let company_id = desk.working.company.company_id;
    let found = department::demands(tx, company_id, desk.row()?.department_id)?.ok_or(Failure::NotFound)?;
    let chosen = answers.disposition_id;
    let unmet = match accept(&found.demands, answers) {
        Ok(accepted) => return Ok(accepted),
        Err(unmet) => unmet,
    };
    Err(match unmet {
        Unmet::Fields(errors) => Failure::Invalid(name_disposition(tx, company_id, chosen, &found, errors)?),
        Unmet::StaleForm => Failure::Conflict {
            code: "stale_form",
            detail: unmet.to_string(),
            current: serde_json::to_value(form::of(&found)).ok(),
        },
    })
}

/// Says of a disposition that is not offered what it is: archived, of another department, or unknown here.
fn name_disposition(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    chosen: Option<DispositionId>,
    department: &DepartmentDemands,
    mut errors: Vec<FieldError>,
) -> Result<Vec<FieldError>, Failure> {
    let Some(error) = errors.iter_mut().find(|error| error.code == "not_offered") else { return Ok(errors) };
    let found = chosen.map(|id| disposition::get(tx, company_id, id)).transpose()?.flatten();
    match found {
        None => {
            error.code = "unknown_disposition";
            let id = chosen.map(|id| id.to_string()).unwrap_or_default();
            error.message = format!("the company has no such disposition: {id}");
        }
        Some(archived) if archived.archived_at.is_some() => {
            error.code = "archived";
            error.message = format!("“{}” is archived", archived.name);
        }
        Some(other) => {
            error.message = format!("“{}” is not offered by {}", other.name, department.department_name);
        }
    }
    Ok(errors)
}

/// Adds a closing and makes it the current one of the conversation on the desk.
pub(crate) fn put_closing(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    closer: &Closer,
    accepted: Accepted,
    reason: Option<String>,
) -> Result<(), Failure> {
    write_closing(tx, desk, closer, accepted, reason, None)
}

fn write_closing(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    closer: &Closer,
    accepted: Accepted,
    reason: Option<String>,
    before: Option<&Before>,
) -> Result<(), Failure> {
    let company_id = desk.working.company.company_id;
    let (closing_id, now): (ClosingId, _) = (desk.working.app.id(), desk.now);
    let row = desk.row_mut()?;
    let new = NewClosing {
        closing_id,
        conversation_id: row.conversation_id,
        supersedes: row.closing_id,
        department_id: row.department_id,
        disposition: accepted.disposition,
        closed_by: closer.closed_by,
        closed_by_role: closer.role,
        closed_by_id: closer.doer.id.clone(),
        closed_by_name: closer.doer.name.clone(),
        value_cents: accepted.value_cents,
        search_text: search::words(&accepted),
        note: accepted.note,
        form_version: accepted.form_version,
        fields: json!(accepted.fields),
        state_before: before.and_then(|before| serde_json::to_value(before).ok()),
        reason,
        closed_at: row.closed_at.unwrap_or(now),
        created_at: now,
    };
    let (disposition_id, outcome) = new.disposition.unzip();
    row.closing_id = Some(closing_id);
    row.disposition_id = disposition_id;
    row.outcome = outcome;
    row.closed_by = Some(closer.closed_by);
    row.value_cents = new.value_cents;
    if let Some(superseded) = new.supersedes {
        closing_rule::correct(tx, company_id, superseded, now)?;
    }
    desk.add_closing(new);
    Ok(())
}
