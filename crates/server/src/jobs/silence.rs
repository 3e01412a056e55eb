//! Silence of the contact: a warning first, then the closing, by whichever rule of the department says so first.
//!
//! It looks at open conversations whose last message is ours. The contact's next word ends the silence.

use std::time::Duration;

use nascente_domain::id::{CompanyId, ConversationId, DepartmentId};
use nascente_domain::message::Author;
use nascente_domain::moment::{HOUR, Moment};
use nascente_domain::rule::{Occasion, Quiet, Rule, Step};
use nascente_store::closing_rule::{self, ClosingRule};
use nascente_store::conversation::ConversationRow;
use nascente_store::conversation::queue::{self, Silent};
use nascente_store::{Lane, StoreError, Tx};
use serde_json::json;

use crate::app::{App, LiveHint};
use crate::attend::desk::{Desk, lay};
use crate::attend::say::{queue_aside, window_is_open};
use crate::automation::closing::{self as automatic, doer};
use crate::automation::hand_out;
use crate::automation::surroundings::Surroundings;
use crate::failure::Failure;

/// How often it looks; hours are what counts.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// Conversations of a department in one round.
const BATCH: i64 = 200;

/// Looks until the program stops.
pub async fn run(app: App) {
    while !app.stop.is_cancelled() {
        if let Err(error) = round(&app).await {
            tracing::error!(%error, "the silence rules could not be applied");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = app.stop.cancelled() => {}
        }
    }
}

/// Warns and closes whatever is due now; gives how many conversations were changed.
pub async fn round(app: &App) -> Result<usize, Failure> {
    let places = app.db.read(closing_rule::with_silence).await?;
    let mut changed = 0;
    for (company_id, department_id) in places {
        let now = app.now();
        let due = app.db.read(move |tx| due_in(tx, company_id, department_id, now)).await?;
        for id in due {
            let of_unit = app.clone();
            let hints = app.db.write(Lane::Work, move |tx| step(&of_unit, tx, company_id, department_id, id)).await?;
            changed += usize::from(!hints.is_empty());
            for hint in hints {
                app.hint(hint);
            }
            app.job_arrived.notify_one();
        }
    }
    Ok(changed)
}

/// A round for one company within a transaction that is under way, as the demo plays its history.
pub(crate) fn round_in(app: &App, tx: &mut Tx<'_>, of_company: CompanyId) -> Result<(), Failure> {
    for (company_id, department_id) in closing_rule::with_silence(tx)? {
        if company_id != of_company {
            continue;
        }
        for id in due_in(tx, company_id, department_id, app.now())? {
            step(app, tx, company_id, department_id, id)?;
        }
    }
    Ok(())
}

/// The silence rules of a department, in order.
fn rules_of(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
) -> Result<Vec<ClosingRule>, StoreError> {
    let mut rules = closing_rule::list(tx, company_id)?;
    rules.retain(|rule| {
        rule.enabled && rule.department_id == department_id && rule.rule.conditions.occasion() == Occasion::Silence
    });
    Ok(rules)
}

/// The conversations for which something is due, as far as their rows tell.
fn due_in(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    now: Moment,
) -> Result<Vec<ConversationId>, StoreError> {
    let rules = rules_of(tx, company_id, department_id)?;
    let waits = |hours: fn(&Rule) -> Option<i64>| rules.iter().filter_map(|rule| hours(&rule.rule)).min();
    let warn = waits(|rule| rule.conditions.silence.as_ref().map(|silence| silence.warn_after_hours));
    let close = waits(|rule| rule.conditions.silence.as_ref().map(|silence| silence.close_after_hours));
    let (Some(warn), Some(close)) = (warn, close) else { return Ok(Vec::new()) };
    let shortest = warn.min(close) * HOUR;
    let (since, warned_before) = (now.plus(-shortest), now.plus(-close * HOUR));
    let mut after = (Moment::from_millis(i64::MIN), ConversationId::from(i64::MIN));
    let mut due = Vec::new();
    loop {
        let wanted = Silent { since, warned_before, after, limit: BATCH };
        let silent = queue::silent(tx, company_id, department_id, wanted)?;
        due.extend(suited(tx, company_id, &rules, &silent, now)?);
        // Conversations that a tag excepts stay silent for ever: they hold up none behind them.
        match silent.last() {
            Some(last) if i64::try_from(silent.len()).is_ok_and(|found| found == BATCH) => {
                after = (last.last_message_at, last.conversation_id);
            }
            _ => return Ok(due),
        }
    }
}

/// Those of the silent conversations for which a rule has something to do.
fn suited(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rules: &[ClosingRule],
    silent: &[ConversationRow],
    now: Moment,
) -> Result<Vec<ConversationId>, StoreError> {
    let ids: Vec<ConversationId> = silent.iter().map(|row| row.conversation_id).collect();
    let around = Surroundings::read(tx, company_id, &ids)?;
    let acts = |row: &&ConversationRow| {
        let situation = around.situation(row, now);
        let first = rules.iter().find(|rule| rule.rule.suits(situation));
        first.is_some_and(|rule| rule.rule.step(quiet(row), now).is_some())
    };
    Ok(silent.iter().filter(acts).map(|row| row.conversation_id).collect())
}

const fn quiet(row: &ConversationRow) -> Quiet {
    Quiet {
        last_direction: row.last_message_direction,
        last_message_at: row.last_message_at,
        warned_at: row.warned_at,
        since: row.rules_since,
    }
}

/// Does what is due for one conversation: the first rule that suits it acts.
fn step(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    id: ConversationId,
) -> Result<Vec<LiveHint>, Failure> {
    let mut desk = lay(app, tx, company_id, id)?;
    // It may have been answered, closed or transferred since it was listed.
    let row = desk.row()?.clone();
    if row.closed_at.is_some() || row.department_id != department_id {
        return Ok(Vec::new());
    }
    let around = Surroundings::read(tx, company_id, &[id])?;
    let rules = rules_of(tx, company_id, department_id)?;
    let situation = around.situation(&row, desk.now);
    let Some(rule) = rules.iter().find(|rule| rule.rule.suits(situation)) else { return Ok(Vec::new()) };
    match rule.rule.step(quiet(&row), desk.now) {
        Some(Step::Warn) => warn(tx, &mut desk, rule)?,
        Some(Step::Close) => automatic::close(tx, &mut desk, rule, None)?,
        None => return Ok(Vec::new()),
    }
    hand_out::after_changes(tx, &mut desk)?;
    desk.write(tx)
}

/// Sends the warning; when the 24-hour window is over it cannot be sent, and that is noted instead.
fn warn(tx: &mut Tx<'_>, desk: &mut Desk, rule: &ClosingRule) -> Result<(), Failure> {
    let (now, row) = (desk.now, desk.row()?);
    let sends = window_is_open(row, now);
    if let Some(silence) = rule.rule.conditions.silence.as_ref().filter(|_| sends) {
        queue_aside(desk, Author::Rule, silence.warning_text.clone())?;
    }
    desk.row_mut()?.warned_at = Some(now);
    automatic::note(tx, desk, rule, "warned", None)?;
    desk.note_event(&doer(rule), "warned", json!({ "sent": sends, "rule_id": rule.rule_id }));
    Ok(())
}
