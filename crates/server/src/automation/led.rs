//! How new conversations found their department: which one it is was decided with the entry
//! ([`crate::record::working::WorkingSet::route`]); here the choice gets its event, with the reason.

use nascente_domain::conversation::StartedBy;
use nascente_store::conversation::ConversationRow;
use serde_json::json;

use super::hand_out::by_rule;
use crate::attend::desk::Desk;

/// Notes where what this transaction began was led.
pub(super) fn note_routes(desk: &mut Desk) {
    let begun: Vec<ConversationRow> = desk
        .working
        .conversations
        .values()
        .filter(|held| held.before.is_none() && held.now.joined_into.is_none())
        .filter(|held| held.now.started_by == StartedBy::Contact)
        .map(|held| held.now.clone())
        .collect();
    for row in &begun {
        note_route(desk, row);
    }
}

fn note_route(desk: &mut Desk, row: &ConversationRow) {
    let Some(route) = desk.working.route(row).filter(|route| route.department_id == row.department_id) else { return };
    desk.id = row.conversation_id;
    let details = json!({ "department_id": route.department_id, "by": route.by, "value": route.value });
    desk.note_event(&by_rule(route.rule_id.map(|id| id.to_string())), "routed", details);
}
