//! Who is who: contacts behind parties, and contacts that turn out to be one person.
//!
//! In: a party with everything that a message told about it. Out: the contact that stands for the person. A message that
//! carries two identities proves that they are one person's: contacts seen apart before are merged by a pointer, never
//! rewritten, and the one seen first stands for both. Refused: merging two people who each have an unchangeable identity
//! of their own (BSUID, LID); then a telephone number has passed on, and the unchangeable identity decides.

use nascente_domain::hashtag::fold;
use nascente_domain::id::{ContactId, ConversationId};
use nascente_domain::moment::Moment;
use nascente_domain::person::{Identity, IdentityKind, Party};
use nascente_store::contact::ContactRow;
use nascente_store::event::NewEvent;
use serde_json::json;

use super::working::{Held, WorkingSet};

impl WorkingSet {
    /// The contact that stands for the person behind a contact.
    pub(crate) fn person(&self, id: ContactId) -> ContactId {
        self.contacts.get(&id).map_or(id, |held| held.now.person())
    }

    /// The contact behind a party, if somebody with one of its identities is known; the strongest identity decides.
    pub(crate) fn known_contact(&self, party: &Party) -> Option<ContactId> {
        party.identities().iter().find_map(|identity| self.owners.get(identity)).map(|id| self.person(*id))
    }

    /// The contact behind a party, made when nobody is known; learns what the party tells anew.
    pub(crate) fn contact(&mut self, party: &Party, seen_at: Moment) -> ContactId {
        let identities = party.identities();
        let mut id = self.known_contact(party).unwrap_or_else(|| self.new_contact(party, seen_at));
        for identity in identities {
            match self.owners.get(&identity).map(|owner| self.person(*owner)) {
                Some(other) if other != id && self.may_be_one(id, other) => id = self.merge(id, other),
                Some(_) => {}
                None => {
                    self.owners.insert(identity.clone(), id);
                    self.new_identities.push((identity, id));
                }
            }
        }
        if let Some(held) = self.contacts.get_mut(&id) {
            let row = &mut held.now;
            if row.name.is_none() {
                row.name.clone_from(&party.name);
            }
            if row.phone.is_none() {
                row.phone = party.phone.as_ref().map(ToString::to_string);
            }
            if party.username.is_some() {
                row.username.clone_from(&party.username);
            }
        }
        self.spread_search_text(id);
        id
    }

    /// Notes that a contact has another number now: the old one keeps leading to the same person.
    pub(crate) fn change_number(&mut self, id: ContactId, to: &Party, seen_at: Moment) -> ContactId {
        let mut id = id;
        for identity in to.identities() {
            match self.owners.get(&identity).map(|owner| self.person(*owner)) {
                // The notice itself proves it, whatever unchangeable identities the new account has.
                Some(other) if other != id => id = self.merge(id, other),
                Some(_) => {}
                None => {
                    self.owners.insert(identity.clone(), id);
                    self.new_identities.push((identity, id));
                }
            }
        }
        if let (Some(held), Some(phone)) = (self.contacts.get_mut(&id), &to.phone) {
            held.now.phone = Some(phone.to_string());
            held.now.created_at = held.now.created_at.min(seen_at);
        }
        self.spread_search_text(id);
        id
    }

    fn new_contact(&mut self, party: &Party, seen_at: Moment) -> ContactId {
        let contact_id: ContactId = self.app.id();
        let row = ContactRow {
            contact_id,
            name: party.name.clone(),
            phone: party.phone.as_ref().map(ToString::to_string),
            username: party.username.clone(),
            search_text: String::new(),
            excluded: false,
            merged_into: None,
            created_at: seen_at,
        };
        self.contacts.insert(contact_id, Held::new(row));
        contact_id
    }

    /// Everybody who is the person that a contact stands for, itself included.
    pub(crate) fn family(&self, person: ContactId) -> Vec<ContactId> {
        let mut all = vec![person];
        all.extend(
            self.contacts.values().filter(|held| held.now.merged_into == Some(person)).map(|one| one.now.contact_id),
        );
        all
    }

    /// All of a person's rows are found by the same words.
    pub(crate) fn spread_search_text(&mut self, person: ContactId) {
        let Some(text) = self.contacts.get(&person).map(|held| search_text(&held.now)) else { return };
        for id in self.family(person) {
            if let Some(held) = self.contacts.get_mut(&id) {
                held.now.search_text.clone_from(&text);
            }
        }
    }

    /// Whether two contacts can be one person: no unchangeable identity tells them apart.
    fn may_be_one(&self, one: ContactId, other: ContactId) -> bool {
        let of = |person: ContactId, kind: IdentityKind| -> Vec<&Identity> {
            let owned =
                self.owners.iter().filter(|(identity, id)| identity.kind == kind && self.person(**id) == person);
            owned.map(|(identity, _)| identity).collect()
        };
        [IdentityKind::Bsuid, IdentityKind::Lid]
            .into_iter()
            .all(|kind| of(one, kind).is_empty() || of(other, kind).is_empty())
    }

    /// Merges two contacts; gives the one that stands for the person: the one seen first.
    fn merge(&mut self, one: ContactId, other: ContactId) -> ContactId {
        let first_seen = |id: ContactId| self.contacts.get(&id).map(|held| (held.now.created_at, id));
        let (into, from) = if first_seen(one) <= first_seen(other) { (one, other) } else { (other, one) };
        let members = self.family(from);
        let Some(gone) = self.contacts.get(&from).map(|held| held.now.clone()) else { return into };
        for id in &members {
            if let Some(held) = self.contacts.get_mut(id) {
                held.now.merged_into = Some(into);
            }
        }
        let mut excluded = gone.excluded;
        if let Some(held) = self.contacts.get_mut(&into) {
            let row = &mut held.now;
            row.name = row.name.take().or(gone.name);
            row.phone = row.phone.take().or(gone.phone);
            row.username = row.username.take().or(gone.username);
            excluded |= row.excluded;
            row.excluded = excluded;
        }
        let theirs = self.of_contact.remove(&from).unwrap_or_default();
        let all = self.of_contact.entry(into).or_default();
        all.extend(theirs);
        let all = all.clone();
        for id in &all {
            self.concerned.insert(*id);
            if let Some(held) = self.conversations.get_mut(id) {
                held.now.excluded = excluded;
            }
        }
        self.spread_search_text(into);
        let joined = self.join_open(&all);
        self.note_merge(from, into, &joined);
        self.to_attribute.remove(&from);
        self.to_attribute.insert(into);
        into
    }

    fn note_merge(&mut self, from: ContactId, into: ContactId, joined: &[(ConversationId, ConversationId)]) {
        let mut places: Vec<(Option<ConversationId>, Option<ConversationId>)> =
            joined.iter().map(|(from, to)| (Some(*to), Some(*from))).collect();
        if places.is_empty() {
            places.push((None, None));
        }
        for (conversation_id, joined_id) in places {
            let event = NewEvent {
                event_id: self.app.id(),
                conversation_id,
                kind: "merged",
                actor_kind: "system",
                actor_id: None,
                actor_name: None,
                happened_at: self.app.now(),
                details: json!({ "contact_id": into, "merged_contact_id": from, "joined_conversation_id": joined_id }),
            };
            self.new_events.push(event);
        }
    }
}

/// The folded words by which a contact is found.
fn search_text(row: &ContactRow) -> String {
    let parts = [row.name.as_deref(), row.username.as_deref(), row.phone.as_deref()];
    fold(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
