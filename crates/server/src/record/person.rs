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
use nascente_store::contact_merge::MergeRow;
use nascente_store::event::NewEvent;
use serde_json::json;

use super::working::{Held, WorkingSet};
use crate::attend::desk::Doer;

impl WorkingSet {
    /// The contact that stands for the person behind a contact.
    pub(crate) fn person(&self, id: ContactId) -> ContactId {
        self.contacts.get(&id).map_or(id, |held| held.now.person())
    }

    /// The contact behind a party, if somebody with one of its identities is known; the strongest identity decides.
    pub(crate) fn known_contact(&self, party: &Party) -> Option<ContactId> {
        party.identities().iter().find_map(|identity| self.owners.get(identity)).map(|id| self.person(*id))
    }

    /// The contact that owns the strongest known identity of a party, whoever stands for it by now.
    pub(crate) fn bearer(&self, party: &Party) -> Option<ContactId> {
        party.identities().iter().find_map(|identity| self.owners.get(identity)).copied()
    }

    /// The contact behind a party, made when nobody is known; learns what the party tells anew.
    pub(crate) fn contact(&mut self, party: &Party, seen_at: Moment) -> ContactId {
        let identities = party.identities();
        let mut id = self.known_contact(party).unwrap_or_else(|| self.new_contact(party, seen_at));
        // What is told beside an identity belongs to its owner, not to whoever stands for that one for now.
        let bearer = self.bearer(party).unwrap_or(id);
        for identity in identities {
            match self.owners.get(&identity).map(|owner| self.person(*owner)) {
                Some(other) if other != id && self.may_be_one(id, other) => id = self.merge_on_proof(id, other),
                Some(_) => {}
                None => {
                    self.owners.insert(identity.clone(), bearer);
                    self.new_identities.push((identity, bearer));
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
                // The notice itself proves it, whatever unchangeable identities the new account has; not against a person
                // who said otherwise.
                Some(other) if other != id && !self.are_kept_apart(id, other) => id = self.merge_on_proof(id, other),
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
            keyed: false,
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

    /// All of a person's rows are found by the same words: by every name that one of them has.
    pub(crate) fn spread_search_text(&mut self, person: ContactId) {
        let family = self.family(person);
        let rows: Vec<&ContactRow> =
            family.iter().filter_map(|id| self.contacts.get(id).map(|held| &held.now)).collect();
        let text = search_text(&rows);
        for id in family {
            if let Some(held) = self.contacts.get_mut(&id) {
                held.now.search_text.clone_from(&text);
            }
        }
    }

    /// Whether a person took a merge of these two people back.
    fn are_kept_apart(&self, one: ContactId, other: ContactId) -> bool {
        let people = [self.person(one), self.person(other)];
        let of_them = |(one, other): &(ContactId, ContactId)| {
            let pair = [self.person(*one), self.person(*other)];
            pair == people || pair == [people[1], people[0]]
        };
        self.kept_apart.iter().any(of_them)
    }

    /// Whether two contacts can be one person: no unchangeable identity and no person tells them apart.
    fn may_be_one(&self, one: ContactId, other: ContactId) -> bool {
        if self.are_kept_apart(one, other) {
            return false;
        }
        let of = |person: ContactId, kind: IdentityKind| -> Vec<&Identity> {
            let owned =
                self.owners.iter().filter(|(identity, id)| identity.kind == kind && self.person(**id) == person);
            owned.map(|(identity, _)| identity).collect()
        };
        [IdentityKind::Bsuid, IdentityKind::Lid]
            .into_iter()
            .all(|kind| of(one, kind).is_empty() || of(other, kind).is_empty())
    }

    /// Merges two contacts that something proves to be one person; gives the one that stands for it: the one seen first.
    fn merge_on_proof(&mut self, one: ContactId, other: ContactId) -> ContactId {
        let (into, from) = self.by_age(one, other);
        self.merge(from, into, None)
    }

    /// Two contacts, the one seen first in front.
    pub(crate) fn by_age(&self, one: ContactId, other: ContactId) -> (ContactId, ContactId) {
        let first_seen = |id: ContactId| self.contacts.get(&id).map(|held| (held.now.created_at, id));
        if first_seen(one) <= first_seen(other) { (one, other) } else { (other, one) }
    }

    /// Merges a person into another one, which stands for both; `doer` is who says so where nothing proves it.
    pub(crate) fn merge(&mut self, from: ContactId, into: ContactId, doer: Option<&Doer>) -> ContactId {
        let members = self.family(from);
        let Some(gone) = self.contacts.get(&from).map(|held| held.now.clone()) else { return into };
        for id in &members {
            if let Some(held) = self.contacts.get_mut(id) {
                held.now.merged_into = Some(into);
            }
        }
        let mut excluded = gone.excluded;
        let mut took = Vec::new();
        if let Some(held) = self.contacts.get_mut(&into) {
            let row = &mut held.now;
            took = taken(row, &gone);
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
        self.merges.push(MergeRow {
            merge_id: self.app.id(),
            contact_id: from,
            into_id: into,
            by_proof: doer.is_none(),
            took,
            actor_name: doer.and_then(|doer| doer.name.clone()),
            merged_at: self.app.now(),
        });
        self.note_merge((from, into), &joined, doer);
        self.to_attribute.remove(&from);
        self.to_attribute.insert(into);
        into
    }

    fn note_merge(
        &mut self,
        (from, into): (ContactId, ContactId),
        joined: &[(ConversationId, ConversationId)],
        doer: Option<&Doer>,
    ) {
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
                actor_kind: doer.map_or("system", |doer| doer.kind),
                actor_id: doer.and_then(|doer| doer.id.clone()),
                actor_name: doer.and_then(|doer| doer.name.clone()),
                happened_at: self.app.now(),
                details: json!({ "contact_id": into, "merged_contact_id": from, "joined_conversation_id": joined_id }),
            };
            self.new_events.push(event);
        }
    }
}

/// What the one that stands takes over because it has none of its own.
fn taken(into: &ContactRow, gone: &ContactRow) -> Vec<String> {
    let took = [
        ("name", into.name.is_none() && gone.name.is_some()),
        ("phone", into.phone.is_none() && gone.phone.is_some()),
        ("username", into.username.is_none() && gone.username.is_some()),
        ("excluded", !into.excluded && gone.excluded),
    ];
    took.into_iter().filter(|(_, takes)| *takes).map(|(name, _)| name.to_owned()).collect()
}

/// The folded words by which a person is found, of the row that stands first; each is kept once.
fn search_text(rows: &[&ContactRow]) -> String {
    let parts = rows.iter().flat_map(|row| [row.name.as_deref(), row.username.as_deref(), row.phone.as_deref()]);
    let folded = fold(&parts.flatten().collect::<Vec<_>>().join(" "));
    let mut words: Vec<&str> = Vec::new();
    for word in folded.split_whitespace() {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}
