//! Two open conversations of one person on one channel become one: the newer stays open, the older is joined into it.
//!
//! What was said and found in the older one and the tags it carries go over, so that it begins when the person began; its
//! row stays as a pointer, outside every list and figure, and whoever asks for it gets the newer one.

use nascente_domain::conversation::{ReturnState, Status};
use nascente_domain::id::ConversationId;
use nascente_domain::origins::Origins;
use nascente_domain::touch::{EntryKind, Method};
use nascente_store::conversation::ConversationRow;

use super::part::Apart;
use super::working::WorkingSet;

impl WorkingSet {
    /// Joins open conversations on the same channel; gives which were joined into which.
    pub(super) fn join_open(&mut self, of_person: &[ConversationId]) -> Vec<(ConversationId, ConversationId)> {
        let mut open: Vec<&ConversationRow> = of_person
            .iter()
            .filter_map(|id| self.conversations.get(id).map(|held| &held.now))
            .filter(|row| row.status != Status::Closed)
            .collect();
        open.sort_by_key(|row| (row.channel_id, row.opened_at, row.conversation_id));
        let pairs: Vec<(ConversationId, ConversationId)> = open
            .windows(2)
            .filter(|pair| pair[0].channel_id == pair[1].channel_id)
            .map(|pair| (pair[0].conversation_id, pair[1].conversation_id))
            .collect();
        for (older, newer) in &pairs {
            self.join(*older, *newer);
        }
        pairs
    }

    fn join(&mut self, older: ConversationId, newer: ConversationId) {
        let Some(gone) = self.conversations.get(&older).map(|held| held.now.clone()) else { return };
        self.apart.entry(older).or_insert_with(|| Apart::of(&gone));
        if let Some(held) = self.conversations.get_mut(&newer) {
            self.apart.entry(newer).or_insert_with(|| Apart::of(&held.now));
            take_over(&mut held.now, &gone);
        }
        for ids in self.of_contact.values_mut() {
            ids.retain(|id| *id != older);
        }
        for message in self.new_messages.iter_mut().filter(|one| one.conversation_id == older) {
            message.conversation_id = newer;
            message.home_id.get_or_insert(older);
        }
        for touch in self.new_touches.iter_mut().filter(|one| one.conversation_id == older) {
            touch.conversation_id = newer;
            touch.home_id.get_or_insert(older);
        }
        for (_, to) in self.moved.values_mut().filter(|(_, to)| *to == older) {
            *to = newer;
        }
        let touches = self.touches.remove(&older).unwrap_or_default();
        self.touches.entry(newer).or_default().extend(touches);
        self.point_messages(older, newer);
        self.to_refold.remove(&older);
        self.to_refold.insert(newer);
        for target in self.joined.values_mut().filter(|target| **target == older) {
            *target = newer;
        }
        self.joined.insert(older, newer);
        if let Some(held) = self.conversations.get_mut(&older) {
            leave_pointer(&mut held.now, newer);
        }
    }

    /// The conversation that stands for this one by now.
    pub(super) fn current(&self, id: ConversationId) -> ConversationId {
        self.joined.get(&id).copied().unwrap_or(id)
    }
}

/// What the newer one gets from the older one; first and last messages follow when it is folded anew.
fn take_over(newer: &mut ConversationRow, older: &ConversationRow) {
    newer.started_by = older.started_by;
    newer.opened_at = older.opened_at;
    newer.entry_day = older.entry_day;
    let earliest = [older.first_inbound(), newer.first_inbound()].into_iter().flatten().min();
    newer.first_inbound_at = earliest.as_ref().map(|first| first.sent_at);
    newer.first_inbound_provider_id = earliest.map(|first| first.provider_message_id);
    newer.last_inbound_at = newer.last_inbound_at.max(older.last_inbound_at);
    newer.unread += older.unread;
    newer.excluded |= older.excluded;
    // Whoever was attending goes on.
    if newer.agent_id.is_none() && older.agent_id.is_some() {
        newer.status = older.status;
        newer.agent_id = older.agent_id;
        newer.department_id = older.department_id;
    }
}

fn leave_pointer(row: &mut ConversationRow, to: ConversationId) {
    row.joined_into = Some(to);
    row.status = Status::Closed;
    row.returned = ReturnState::None;
    row.excluded = true;
    row.new_contact = false;
    row.unread = 0;
    row.entry_kind = EntryKind::None;
    row.entry_method = Method::None;
    row.identifier_id = None;
    row.entry_touch_id = None;
    row.entry_unidentified = false;
    row.entry_confidence = 0.0;
    row.inherited_conversation_id = None;
    row.inherited_kind = None;
    row.inherited_identifier_id = None;
    row.origins = Origins::default();
}
