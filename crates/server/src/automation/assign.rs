//! New conversations find their agent by the rule of their department.
//!
//! Which department it is was decided with the entry ([`crate::record::working::WorkingSet::route`]); here both choices
//! get their event, with the reason.

use std::collections::HashMap;

use nascente_domain::assignment::{Member, Routing, choose};
use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{ConversationId, UserId};
use nascente_store::conversation::{self, ConversationRow};
use nascente_store::{Tx, department};
use serde_json::json;

use crate::attend::desk::{Desk, Doer};
use crate::failure::Failure;

/// Assigns what this transaction began.
pub(crate) fn assign(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    let mut begun: Vec<ConversationRow> = desk
        .working
        .conversations
        .values()
        .filter(|held| held.before.is_none() && held.now.started_by == StartedBy::Contact)
        .map(|held| held.now.clone())
        .collect();
    // The order in which the contacts wrote, however they arrived in the batch.
    begun.sort_by_key(|row| (row.opened_at, row.first_inbound_provider_id.clone(), row.conversation_id));
    for row in &begun {
        note_route(desk, row);
    }
    let is_routed = |row: &ConversationRow| {
        let found = desk.working.department(row.department_id);
        row.status == Status::Waiting && found.is_some_and(|home| home.attendance.routing != Routing::Manual)
    };
    let waiting: Vec<&ConversationRow> = begun.iter().filter(|row| is_routed(row)).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let company_id = desk.working.company.company_id;
    let members = department::members(tx, company_id)?;
    let mut attends: HashMap<UserId, i64> = conversation::loads(tx, company_id)?.into_iter().collect();
    for row in waiting {
        let Some(home) = desk.working.department(row.department_id).cloned() else { continue };
        let candidates: Vec<Member> = members
            .get(&row.department_id)
            .into_iter()
            .flatten()
            .map(|user_id| Member { user_id: *user_id, attends: attends.get(user_id).copied().unwrap_or_default() })
            .collect();
        let rule = &home.attendance;
        let before = last_agent(desk, row);
        let Some((user_id, reason)) = choose(rule.routing, &candidates, home.routed_to, before, rule.capacity) else {
            continue;
        };
        *attends.entry(user_id).or_default() += 1;
        department::set_routed_to(tx, company_id, row.department_id, user_id)?;
        desk.working.note_turn(row.department_id, user_id);
        desk.id = row.conversation_id;
        let next = desk.row()?.state().assign(Some(user_id))?;
        desk.set_state(next)?;
        let details = json!({ "user_id": user_id, "by_rule": rule.routing, "reason": reason });
        desk.note_event(&by_rule(Some(row.department_id.to_string())), "assigned", details);
    }
    Ok(())
}

/// Who attended the contact the last time.
fn last_agent(desk: &Desk, row: &ConversationRow) -> Option<UserId> {
    let ids: &[ConversationId] = desk.working.of_contact.get(&row.contact_id).map(Vec::as_slice).unwrap_or_default();
    ids.iter()
        .filter(|id| **id != row.conversation_id)
        .filter_map(|id| desk.working.conversations.get(id).map(|held| &held.now))
        .filter_map(|other| Some((other.opened_at, other.conversation_id, other.agent_id?)))
        .max()
        .map(|(.., agent)| agent)
}

fn note_route(desk: &mut Desk, row: &ConversationRow) {
    let Some(route) = desk.working.route(row).filter(|route| route.department_id == row.department_id) else { return };
    desk.id = row.conversation_id;
    let details = json!({ "department_id": route.department_id, "by": route.by, "value": route.value });
    desk.note_event(&by_rule(route.rule_id.map(|id| id.to_string())), "routed", details);
}

fn by_rule(id: Option<String>) -> Doer {
    Doer { kind: "rule", id, name: Some("Distribuição".to_owned()) }
}
