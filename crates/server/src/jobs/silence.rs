//! The automatic rule: silence of the contact. A warning first, then *Encerrado por inatividade*.
//!
//! It looks at open conversations whose last message is ours. The contact's next word ends the silence.

use std::time::Duration;

use nascente_domain::closing::Accepted;
use nascente_domain::disposition::ClosedBy;
use nascente_domain::id::{CompanyId, ConversationId, DepartmentId};
use nascente_domain::message::{Author, Direction};
use nascente_domain::moment::{HOUR, Moment};
use nascente_store::conversation::{self, ConversationRow};
use nascente_store::department::{self, SilenceRule};
use nascente_store::{Lane, Tx, disposition};
use serde_json::json;

use crate::app::{App, LiveHint};
use crate::attend::desk::{Desk, Doer, lay};
use crate::attend::say::{queue_text, window_is_open};
use crate::close::{Closer, end};
use crate::failure::Failure;

/// How often it looks; hours are what counts.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// Conversations of a department in one round.
const BATCH: i64 = 200;

/// What the rule does to a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Warn,
    Close,
}

/// Looks until the program stops.
pub async fn run(app: App) {
    while !app.stop.is_cancelled() {
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "the silence rule could not be applied");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = app.stop.cancelled() => {}
        }
    }
}

/// Warns and closes whatever is due now; gives how many conversations were changed.
pub async fn round(app: &App) -> Result<usize, Failure> {
    let rules = app.db.read(department::with_silence_rule).await?;
    let mut changed = 0;
    for (company_id, department_id, rule) in rules {
        let now = app.now();
        let shortest = rule.warn_after_hours.min(rule.close_after_hours) * HOUR;
        let silent = app
            .db
            .read(move |tx| conversation::silent(tx, company_id, department_id, now.plus(-shortest), BATCH))
            .await?;
        for row in silent.iter().filter(|row| due(row, &rule, now).is_some()) {
            apply(app, company_id, department_id, row.conversation_id, rule.clone()).await?;
            changed += 1;
        }
    }
    Ok(changed)
}

/// What is due for a conversation, decided from its row alone.
fn due(row: &ConversationRow, rule: &SilenceRule, now: Moment) -> Option<Step> {
    if row.last_message_direction != Direction::Outbound {
        return None;
    }
    match row.warned_at {
        None if now.since(row.last_message_at) >= rule.warn_after_hours * HOUR => Some(Step::Warn),
        Some(warned_at) if now.since(warned_at) >= rule.close_after_hours * HOUR => Some(Step::Close),
        _ => None,
    }
}

async fn apply(
    app: &App,
    company_id: CompanyId,
    department_id: DepartmentId,
    id: ConversationId,
    rule: SilenceRule,
) -> Result<(), Failure> {
    let of_unit = app.clone();
    let hints = app.db.write(Lane::Work, move |tx| step(&of_unit, tx, company_id, department_id, id, &rule)).await?;
    for hint in hints {
        app.hint(hint);
    }
    app.job_arrived.notify_one();
    Ok(())
}

/// Does what is due for one conversation.
fn step(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    id: ConversationId,
    rule: &SilenceRule,
) -> Result<Vec<LiveHint>, Failure> {
    let mut desk = lay(app, tx, company_id, id)?;
    // It may have been answered, closed or transferred since it was listed.
    let row = desk.row()?;
    let still = row.closed_at.is_none() && row.department_id == department_id;
    match due(row, rule, desk.now).filter(|_| still) {
        Some(Step::Warn) => warn(&mut desk, rule)?,
        Some(Step::Close) => close(tx, &mut desk, rule)?,
        None => {}
    }
    desk.write(tx)
}

/// A round for one company within a transaction that is under way, as the demo plays its history.
pub(crate) fn round_in(app: &App, tx: &mut Tx<'_>, of_company: CompanyId) -> Result<(), Failure> {
    let now = app.now();
    for (company_id, department_id, rule) in department::with_silence_rule(tx)? {
        if company_id != of_company {
            continue;
        }
        let shortest = rule.warn_after_hours.min(rule.close_after_hours) * HOUR;
        let silent = conversation::silent(tx, company_id, department_id, now.plus(-shortest), BATCH)?;
        for row in silent.iter().filter(|row| due(row, &rule, now).is_some()) {
            step(app, tx, company_id, department_id, row.conversation_id, &rule)?;
        }
    }
    Ok(())
}

fn rule_as_doer(department_id: DepartmentId) -> Doer {
    let id = Some(format!("silence:{department_id}"));
    Doer { kind: "rule", id, name: Some("Silêncio do contato".to_owned()) }
}

/// Sends the warning; when the 24-hour window is over it cannot be sent, and that is noted instead.
fn warn(desk: &mut Desk, rule: &SilenceRule) -> Result<(), Failure> {
    let (now, row) = (desk.now, desk.row()?);
    let (sends, doer) = (window_is_open(row, now), rule_as_doer(row.department_id));
    if sends {
        queue_text(desk, Author::Rule, None, rule.warning_text.clone(), None)?;
    }
    desk.row_mut()?.warned_at = Some(now);
    desk.note_event(&doer, "warned", json!({ "sent": sends }));
    Ok(())
}

fn close(tx: &mut Tx<'_>, desk: &mut Desk, rule: &SilenceRule) -> Result<(), Failure> {
    let company_id = desk.working.company.company_id;
    let found = disposition::get(tx, company_id, rule.disposition_id)?;
    let outcome = found.map(|disposition| (disposition.disposition_id, disposition.outcome));
    let closer = Closer { closed_by: ClosedBy::Rule, role: None, doer: rule_as_doer(desk.row()?.department_id) };
    let accepted = Accepted {
        disposition: outcome,
        value_cents: None,
        note: None,
        form_version: form_version(tx, desk)?,
        fields: std::collections::BTreeMap::new(),
    };
    end(tx, desk, &closer, accepted)
}

/// A department with full closing shows its form on automatic closings too, with nothing filled in.
fn form_version(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<i64>, Failure> {
    let (company_id, department_id) = (desk.working.company.company_id, desk.row()?.department_id);
    let found = department::get(tx, company_id, department_id)?;
    Ok(found.filter(|department| department.full_closing).map(|department| department.form_version))
}
