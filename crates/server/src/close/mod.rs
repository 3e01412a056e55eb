//! Closing: a conversation ends with what its department demands, and can be classified afterwards.
//!
//! In come a caller or rule, and its answers; out goes a closing that supersedes the one before. Refused: what the
//! department still demands, each thing by name (422); an answer to an older form (409, with the new one); a
//! correction by somebody who may not correct (403).

pub mod form;

use nascente_domain::closing::{Accepted, Answers, Unmet, accept};
use nascente_domain::conversation::Status;
use nascente_domain::disposition::ClosedBy;
use nascente_domain::id::{ClosingId, ConversationId};
use nascente_domain::role::Role;
use nascente_store::closing::{self, NewClosing};
use nascente_store::{Tx, department};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Desk, Doer, on_desk};
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;

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
    on_desk(app, caller, id, version, move |tx, desk| {
        let accepted = meet(tx, desk, answers.clone())?;
        end(tx, desk, &closer, accepted)
    })
    .await
}

/// Ends the conversation on the desk with accepted answers.
pub(crate) fn end(tx: &mut Tx<'_>, desk: &mut Desk, closer: &Closer, accepted: Accepted) -> Result<(), Failure> {
    let next = desk.row()?.state().close()?;
    desk.set_state(next)?;
    let (now, day) = (desk.now, desk.now.day_in(&desk.working.zone));
    let row = desk.row_mut()?;
    row.closed_at = Some(now);
    row.closing_day = Some(day);
    row.unread = 0;
    row.warned_at = None;
    put_closing(tx, desk, closer, accepted, None)?;
    let details = json!({ "disposition_id": desk.row()?.disposition_id });
    desk.note_event(&closer.doer, "closed", details);
    Ok(())
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
    accept(&found.demands, answers).map_err(|unmet| match unmet {
        Unmet::Fields(errors) => Failure::Invalid(errors),
        Unmet::StaleForm => Failure::Conflict {
            code: "stale_form",
            detail: unmet.to_string(),
            current: serde_json::to_value(form::of(&found)).ok(),
        },
    })
}

/// Adds a closing and makes it the current one of the conversation on the desk.
pub(crate) fn put_closing(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    closer: &Closer,
    accepted: Accepted,
    reason: Option<String>,
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
        note: accepted.note,
        form_version: accepted.form_version,
        fields: json!(accepted.fields),
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
    Ok(closing::insert(tx, company_id, &new)?)
}
