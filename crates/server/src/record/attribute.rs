//! Attributing anew every conversation of the contacts that an event concerned.
//!
//! All of a contact's conversations are looked at, oldest first: an event that arrives late may give an earlier one
//! its origin, and so a later one the origin that it inherits.

use nascente_domain::attribution::{History, Inherited, Verdict, attribute};
use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{ContactId, ConversationId};
use nascente_domain::origins::{Origins, Shown};
use nascente_domain::touch::EntryKind;
use nascente_store::conversation::ConversationRow;

use super::working::WorkingSet;

/// Attributes what has to be attributed and tells which conversation is its contact's first.
pub(crate) fn attribute_all(working: &mut WorkingSet) {
    for contact_id in std::mem::take(&mut working.to_attribute) {
        attribute_contact(working, contact_id);
    }
}

fn attribute_contact(working: &mut WorkingSet, contact_id: ContactId) {
    let mut ids: Vec<ConversationId> = working.of_contact.get(&contact_id).cloned().unwrap_or_default();
    ids.sort_by_key(|id| working.conversations.get(id).map(|held| held.now.place_in_time()));
    let mut history = History::default();
    let mut origins = Origins::default();
    for (index, id) in ids.into_iter().enumerate() {
        let touches = working.touches.get(&id).map(Vec::as_slice).unwrap_or_default();
        let Some(held) = working.conversations.get(&id) else { continue };
        let mut row = held.now.clone();
        let put_in = working.department_of_entry(&row);
        row.new_contact = index == 0;
        if row.started_by == StartedBy::Contact {
            let first = row.first_inbound();
            let verdict = attribute(touches, first.as_ref(), working.company.rules, history);
            set_verdict(&mut row, &verdict);
            // The ledger keeps what the message said; the conversation counts for whoever stands for that.
            row.identifier_id = row.identifier_id.map(|id| working.company.merges.stands_for(id));
            let shown = Shown {
                entry: row.entry(),
                touches,
                first_inbound: first.as_ref(),
                known_contact: history.known_contact,
            };
            origins = origins.after(&shown, &working.company.merges);
            row.origins = origins;
        } else {
            row.origins = Origins::default();
        }
        // Where nobody has touched the conversation yet, its department follows its entry.
        if row.status == Status::Waiting && put_in == Some(row.department_id) {
            row.department_id = working.department_of_entry(&row).unwrap_or(row.department_id);
        }
        history = after(history, &row);
        if let Some(held) = working.conversations.get_mut(&id) {
            held.now = row;
        }
    }
}

/// What the next conversation of the contact finds.
fn after(history: History, row: &ConversationRow) -> History {
    let inherited = match row.entry_kind {
        EntryKind::None | EntryKind::Return => history.inherited,
        kind => Some(Inherited { conversation_id: row.conversation_id, kind, identifier_id: row.identifier_id }),
    };
    History { known_contact: true, inherited }
}

/// Writes a verdict into a conversation.
fn set_verdict(row: &mut ConversationRow, verdict: &Verdict) {
    row.entry_kind = verdict.kind;
    row.identifier_id = verdict.identifier_id;
    row.entry_method = verdict.method;
    row.entry_confidence = verdict.confidence;
    row.entry_unidentified = verdict.unidentified;
    row.entry_touch_id = verdict.touch_id;
    row.inherited_conversation_id = verdict.inherited.map(|from| from.conversation_id);
    row.inherited_kind = verdict.inherited.map(|from| from.kind);
    row.inherited_identifier_id = verdict.inherited.and_then(|from| from.identifier_id);
}
