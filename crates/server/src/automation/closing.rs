//! Automatic closings: the first rule of the department that suits what was said, or how the conversation began.

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::closing::Accepted;
use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::disposition::ClosedBy;
use nascente_domain::id::{ConversationId, MessageId};
use nascente_domain::message::Author;
use nascente_domain::rule::{Occasion, Said};
use nascente_store::closing_rule::{self, ClosingRule, RuleAction};
use nascente_store::message::NewMessage;
use nascente_store::{Tx, department, disposition};
use serde_json::json;

use super::surroundings::Surroundings;
use crate::attend::desk::{Desk, Doer};
use crate::attend::say::{queue_aside, window_is_open};
use crate::close::{Closer, end};
use crate::failure::Failure;

/// What set a rule off.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    message_id: MessageId,
    text: String,
}

/// Looks at what was said and begun in this transaction.
pub(crate) fn hear(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    let mut said: BTreeMap<ConversationId, Vec<NewMessage>> = BTreeMap::new();
    for message in desk.working.new_messages.iter().filter(|message| message.text.is_some()) {
        said.entry(message.conversation_id).or_default().push(message.clone());
    }
    let begun: BTreeSet<ConversationId> = desk
        .working
        .conversations
        .values()
        .filter(|held| held.before.is_none() && held.now.started_by == StartedBy::Contact)
        .map(|held| held.now.conversation_id)
        .collect();
    let concerned: Vec<ConversationId> =
        said.keys().chain(&begun).copied().collect::<BTreeSet<_>>().into_iter().collect();
    if concerned.is_empty() {
        return Ok(());
    }
    let company_id = desk.working.company.company_id;
    let mut rules = closing_rule::list(tx, company_id)?;
    rules.retain(|rule| rule.enabled && rule.rule.conditions.occasion() != Occasion::Silence);
    if rules.is_empty() {
        return Ok(());
    }
    let around = Surroundings::read_joined(tx, company_id, &concerned, &desk.working.joined)?;
    for id in concerned {
        desk.id = id;
        let mut messages = said.remove(&id).unwrap_or_default();
        messages.sort_by_key(|message| (message.sent_at, message.message_id));
        first_that_acts(tx, desk, &rules, &around, &messages, begun.contains(&id))?;
    }
    Ok(())
}

fn first_that_acts(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    rules: &[ClosingRule],
    around: &Surroundings,
    messages: &[NewMessage],
    begins: bool,
) -> Result<(), Failure> {
    let row = desk.row()?.clone();
    for rule in rules.iter().filter(|rule| rule.department_id == row.department_id) {
        if desk.row()?.status == Status::Closed {
            return Ok(());
        }
        match rule.rule.conditions.occasion() {
            Occasion::Silence => {}
            Occasion::Beginning => {
                if begins && rule.rule.suits(around.situation(&row, row.opened_at)) {
                    close(tx, desk, rule, None)?;
                }
            }
            Occasion::Message => {
                let heard = messages.iter().find(|message| {
                    let suits = rule.rule.suits(around.situation(&row, message.sent_at));
                    suits
                        && message.sent_at >= row.rules_since.unwrap_or(row.opened_at)
                        && rule.rule.conditions.hears(said(message))
                });
                if let Some(message) = heard {
                    let text = message.text.clone().unwrap_or_default();
                    close(tx, desk, rule, Some(Trigger { message_id: message.message_id, text }))?;
                }
            }
        }
    }
    Ok(())
}

fn said(message: &NewMessage) -> Said<'_> {
    Said {
        direction: message.direction,
        author: message.author,
        kind: message.kind,
        text: message.text.as_deref().unwrap_or_default(),
    }
}

/// A rule as the one who does something.
pub(crate) fn doer(rule: &ClosingRule) -> Doer {
    Doer { kind: "rule", id: Some(rule.rule_id.to_string()), name: Some(rule.name.clone()) }
}

/// Closes the conversation on the desk as the rule says.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    desk: &mut Desk,
    rule: &ClosingRule,
    trigger: Option<Trigger>,
) -> Result<(), Failure> {
    let company_id = desk.working.company.company_id;
    let message_id = trigger.as_ref().map(|trigger| trigger.message_id);
    let value_cents = trigger.and_then(|trigger| rule.rule.value_in(&trigger.text));
    let found = rule.rule.disposition_id.map(|id| disposition::get(tx, company_id, id)).transpose()?.flatten();
    if found.as_ref().is_some_and(|disposition| disposition.requires_value) && value_cents.is_none() {
        note(tx, desk, rule, "held", message_id)?;
        let details = json!({ "rule_id": rule.rule_id, "message_id": message_id, "reason": "no_value" });
        desk.note_event(&doer(rule), "rule_held", details);
        return Ok(());
    }
    let sends = window_is_open(desk.row()?, desk.now);
    if let Some(text) = rule.rule.message.clone().filter(|_| sends) {
        queue_aside(desk, Author::Rule, text)?;
    }
    let accepted = Accepted {
        disposition: found.map(|disposition| (disposition.disposition_id, disposition.outcome)),
        value_cents,
        note: None,
        form_version: form_version(tx, desk)?,
        fields: BTreeMap::new(),
    };
    let closer = Closer { closed_by: ClosedBy::Rule, role: None, doer: doer(rule) };
    end(tx, desk, &closer, accepted)?;
    note(tx, desk, rule, "closed", message_id)
}

/// Keeps what a rule did to the conversation on the desk.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    desk: &Desk,
    rule: &ClosingRule,
    kind: &str,
    message_id: Option<MessageId>,
) -> Result<(), Failure> {
    let action = RuleAction {
        action_id: desk.working.app.id(),
        conversation_id: desk.id,
        kind: kind.to_owned(),
        closing_id: desk.row()?.closing_id.filter(|_| kind == "closed"),
        message_id,
        happened_at: desk.now,
        corrected_at: None,
    };
    Ok(closing_rule::insert_action(tx, desk.working.company.company_id, rule.rule_id, &action)?)
}

/// A department with full closing shows its form on automatic closings too, with nothing filled in.
fn form_version(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<i64>, Failure> {
    let (company_id, department_id) = (desk.working.company.company_id, desk.row()?.department_id);
    let found = department::get(tx, company_id, department_id)?;
    Ok(found.filter(|department| department.full_closing).map(|department| department.form_version))
}
