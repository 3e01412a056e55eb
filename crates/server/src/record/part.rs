//! A person who is two after all: contacts, conversations and what was said in them go back to whose they were.
//!
//! In: the working set of one person, the merge that is taken back and every other one that stands. Out: two people, as
//! if the merge had never been. The standing merges are a tree; what hangs on the taken one leaves with it. A
//! conversation that was joined into one of the other side comes out of it, as it stood before; what was said in it has
//! been put back by then (`home_id`). What was said since the join stays where it was said: nobody can tell whose the
//! company's answers were.

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::conversation::{ReturnState, StartedBy, Status};
use nascente_domain::id::{ContactId, ConversationId, DepartmentId, UserId};
use nascente_domain::moment::Moment;
use nascente_store::contact::ContactRow;
use nascente_store::contact_merge::MergeRow;
use nascente_store::conversation::ConversationRow;
use serde::{Deserialize, Serialize};

use super::working::WorkingSet;

/// How a conversation stood before the first join that it took part in, as far as its messages do not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Apart {
    started_by: StartedBy,
    opened_at: Moment,
    status: Status,
    agent_id: Option<UserId>,
    department_id: DepartmentId,
    unread: i64,
}

impl Apart {
    /// How it stands now.
    pub(super) const fn of(row: &ConversationRow) -> Self {
        Self {
            started_by: row.started_by,
            opened_at: row.opened_at,
            status: row.status,
            agent_id: row.agent_id,
            department_id: row.department_id,
            unread: row.unread,
        }
    }
}

/// A merge that is taken back, and the contacts that leave with it.
#[derive(Debug, Clone)]
pub(crate) struct Parting {
    /// The merge.
    pub(crate) merge: MergeRow,
    /// Every merge of the person that stands, this one too.
    standing: Vec<MergeRow>,
    /// Who leaves.
    pub(crate) leaving: BTreeSet<ContactId>,
}

impl Parting {
    /// Takes the merge of this contact back; `None` when none stands.
    pub(crate) fn of(contact_id: ContactId, standing: Vec<MergeRow>) -> Option<Self> {
        let merge = standing.iter().find(|one| one.contact_id == contact_id)?.clone();
        let leaving = branch(&standing, contact_id);
        Some(Self { merge, standing, leaving })
    }

    /// The conversations that come out of those they were joined into: each with that one.
    pub(crate) fn coming_out(
        &self,
        rows: &[ConversationRow],
        known: &BTreeMap<ConversationId, Apart>,
    ) -> Vec<(ConversationId, ConversationId)> {
        let leaves: BTreeMap<ConversationId, bool> =
            rows.iter().map(|row| (row.conversation_id, self.leaving.contains(&row.contact_id))).collect();
        rows.iter()
            .filter(|row| known.contains_key(&row.conversation_id))
            .filter_map(|row| Some((row.conversation_id, row.joined_into?)))
            .filter(|(from, into)| leaves.get(into).is_some_and(|there| leaves.get(from) != Some(there)))
            .collect()
    }

    /// Of the conversations from which messages came, each with where they are, those on different sides.
    pub(crate) fn going_home(
        &self,
        rows: &[ConversationRow],
        homes: Vec<(ConversationId, ConversationId)>,
    ) -> Vec<(ConversationId, ConversationId)> {
        let leaves = |id: ConversationId| {
            let row = rows.iter().find(|row| row.conversation_id == id);
            row.map(|row| self.leaving.contains(&row.contact_id))
        };
        homes.into_iter().filter(|(home, at)| leaves(*home).is_some() && leaves(*home) != leaves(*at)).collect()
    }
}

/// A contact and everybody who was merged into it, or into one of those.
fn branch(standing: &[MergeRow], contact_id: ContactId) -> BTreeSet<ContactId> {
    let mut found = BTreeSet::from([contact_id]);
    let mut known = 0;
    while known < found.len() {
        known = found.len();
        let joining: Vec<ContactId> =
            standing.iter().filter(|one| found.contains(&one.into_id)).map(|one| one.contact_id).collect();
        found.extend(joining);
    }
    found
}

impl WorkingSet {
    /// Makes two people of one. `out` are the conversations that come out of others, `known` how each stood.
    pub(crate) fn part(
        &mut self,
        parting: &Parting,
        out: &[(ConversationId, ConversationId)],
        known: &BTreeMap<ConversationId, Apart>,
    ) {
        let head = parting.merge.contact_id;
        let rest = self.person(head);
        for id in &parting.leaving {
            if let Some(held) = self.contacts.get_mut(id) {
                held.now.merged_into = Some(head).filter(|head| head != id);
            }
        }
        self.give_back_names(parting);
        for (id, from) in out {
            self.take_out(*id, *from, known);
        }
        let targets: BTreeSet<ConversationId> = out.iter().map(|(_, from)| *from).collect();
        for id in targets {
            self.stand_alone(id, out, known);
        }
        self.file_anew();
        for person in [head, rest] {
            let excluded = self.contacts.get(&person).is_some_and(|held| held.now.excluded);
            let theirs = self.of_contact.get(&person).cloned().unwrap_or_default();
            for id in &theirs {
                if let Some(held) = self.conversations.get_mut(id) {
                    held.now.excluded = excluded;
                }
                self.concern(*id);
            }
            self.spread_search_text(person);
            self.join_open(&theirs);
            self.to_attribute.insert(person);
        }
    }

    /// Takes from those who stood for the leaving one what they only had from it.
    fn give_back_names(&mut self, parting: &Parting) {
        let Some(gone) = self.contacts.get(&parting.merge.contact_id).map(|held| held.now.clone()) else { return };
        let (mut took, mut at) = (parting.merge.took.clone(), parting.merge.into_id);
        while let Some(held) = self.contacts.get_mut(&at).filter(|_| !took.is_empty()) {
            for name in &took {
                give_back(&mut held.now, &gone, name);
            }
            let Some(next) = parting.standing.iter().find(|one| one.contact_id == at) else { break };
            took.retain(|name| next.took.contains(name));
            at = next.into_id;
        }
    }

    /// Lets a conversation stand by itself again that was joined into another one.
    fn take_out(&mut self, id: ConversationId, from: ConversationId, known: &BTreeMap<ConversationId, Apart>) {
        let Some(apart) = known.get(&id) else { return };
        let still_unread = self.conversations.get(&from).map_or(0, |held| held.now.unread.min(apart.unread));
        if let Some(held) = self.conversations.get_mut(&from) {
            held.now.unread -= still_unread;
        }
        let entry_day = apart.opened_at.day_in(&self.zone);
        if let Some(held) = self.conversations.get_mut(&id) {
            let row = &mut held.now;
            row.joined_into = None;
            row.returned = ReturnState::None;
            row.started_by = apart.started_by;
            row.opened_at = apart.opened_at;
            row.entry_day = entry_day;
            row.status = apart.status;
            row.agent_id = apart.agent_id;
            row.department_id = apart.department_id;
            row.unread = still_unread;
        }
        self.to_refold.insert(id);
    }

    /// Takes from a conversation what it had from those that came out of it.
    fn stand_alone(
        &mut self,
        id: ConversationId,
        out: &[(ConversationId, ConversationId)],
        known: &BTreeMap<ConversationId, Apart>,
    ) {
        let still_in = self.still_in(id, out);
        let zone = self.zone.clone();
        let (Some(held), Some(own)) = (self.conversations.get_mut(&id), known.get(&id)) else { return };
        let row = &mut held.now;
        let begins = still_in.iter().filter_map(|one| known.get(one)).chain([own]).min_by_key(|one| one.opened_at);
        if let Some(first) = begins {
            row.started_by = first.started_by;
            row.opened_at = first.opened_at;
            row.entry_day = first.opened_at.day_in(&zone);
        }
        let lent = out.iter().filter(|(_, from)| *from == id).filter_map(|(one, _)| known.get(one));
        let is_lent = |one: &Apart| {
            (one.status, one.agent_id, one.department_id) == (row.status, row.agent_id, row.department_id)
        };
        // Whoever attended it only because of the other one does not any more, unless somebody has decided since.
        if own.agent_id.is_none() && row.agent_id.is_some() && lent.into_iter().any(is_lent) {
            (row.status, row.agent_id, row.department_id) = (own.status, None, own.department_id);
        }
        row.first_inbound_at = None;
        row.first_inbound_provider_id = None;
        row.last_inbound_at = None;
        row.first_response_at = None;
        row.first_response_by = None;
        self.to_refold.insert(id);
    }

    /// The conversations that stay joined into this one.
    fn still_in(&self, id: ConversationId, out: &[(ConversationId, ConversationId)]) -> Vec<ConversationId> {
        let stays = |one: &ConversationId| !out.iter().any(|(gone, _)| gone == one);
        let joined = self.conversations.iter().filter(|(_, held)| held.now.joined_into == Some(id));
        joined.map(|(one, _)| *one).filter(stays).collect()
    }
}

fn give_back(row: &mut ContactRow, gone: &ContactRow, name: &str) {
    match name {
        "name" if row.name == gone.name => row.name = None,
        "phone" if row.phone == gone.phone => row.phone = None,
        "username" if row.username == gone.username => row.username = None,
        "excluded" if gone.excluded => row.excluded = false,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_on_a_merge_leaves_with_it() {
        let merge = |from: i64, into: i64| MergeRow {
            merge_id: from.into(),
            contact_id: from.into(),
            into_id: into.into(),
            by_proof: true,
            took: Vec::new(),
            actor_name: None,
            merged_at: Moment::from_millis(0),
        };
        let standing = vec![merge(3, 2), merge(2, 1), merge(4, 1), merge(5, 3)];
        let leaving = |id: i64| Parting::of(id.into(), standing.clone()).map(|parting| parting.leaving);
        assert_eq!(leaving(2), Some([2, 3, 5].map(ContactId::from).into()));
        assert_eq!(leaving(4), Some([4].map(ContactId::from).into()));
        assert_eq!(leaving(1), None, "it stands for the person");
    }
}
