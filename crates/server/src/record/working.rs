//! The part of a company that a transaction works on: rows as they were, and as they are now.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::tz::TimeZone;
use nascente_domain::conversation::{ReturnState, StartedBy, Status};
use nascente_domain::funnel::Deltas;
use nascente_domain::id::{
    ChannelId, ClickId, ContactId, ConversationId, DepartmentId, IdentifierId, LinkId, MessageId,
};
use nascente_domain::message::{Direction, MessageKind, SendStatus};
use nascente_domain::moment::Moment;
use nascente_domain::origins::Origins;
use nascente_domain::person::Identity;
use nascente_domain::touch::{EntryKind, Method, Touch};
use nascente_store::channel::ConnectionNews;
use nascente_store::company::LockedCompany;
use nascente_store::contact::ContactRow;
use nascente_store::contact_merge::MergeRow;
use nascente_store::conversation::ConversationRow;
use nascente_store::event::NewEvent;
use nascente_store::media::NewMedia;
use nascente_store::message::{Completion, KnownMessage, NewMessage, Progress, Spoken};
use nascente_store::recording::{ClickFacts, DepartmentFacts, LinkFacts, NewIdentifier, TextFacts};
use nascente_store::routing::ActiveRule;
use nascente_store::touch::NewTouch;

use super::evidence::Named;
use super::facts::Facts;
pub(crate) use super::held::Held;
use super::part::Apart;
use super::waiting::{Arrival, Subject};
use crate::app::App;

/// The rows of a transaction. Filled from facts, changed by folding events, written by the flush.
pub(crate) struct WorkingSet {
    pub(crate) app: App,
    pub(crate) company: LockedCompany,
    pub(crate) zone: TimeZone,
    pub(super) departments: HashMap<DepartmentId, DepartmentFacts>,
    pub(super) default_department: Option<DepartmentId>,
    pub(super) owners: BTreeMap<Identity, ContactId>,
    pub(crate) new_identities: Vec<(Identity, ContactId)>,
    pub(crate) contacts: BTreeMap<ContactId, Held<ContactRow>>,
    pub(crate) conversations: BTreeMap<ConversationId, Held<ConversationRow>>,
    pub(crate) of_contact: HashMap<ContactId, Vec<ConversationId>>,
    pub(crate) touches: HashMap<ConversationId, Vec<Touch>>,
    /// Keys of the evidence that is in the ledger, as far as this batch brings it again, with the time of its message.
    pub(crate) evidence: HashMap<String, Moment>,
    pub(crate) new_touches: Vec<NewTouch>,
    messages: HashMap<(ChannelId, String), KnownMessage>,
    our_messages: HashMap<MessageId, KnownMessage>,
    pub(crate) new_messages: Vec<NewMessage>,
    pub(crate) completions: Vec<Completion>,
    /// Files that the messages tell of, to be fetched.
    pub(crate) new_files: Vec<NewMedia>,
    pub(crate) progress: BTreeMap<MessageId, Progress>,
    clicks: HashMap<String, ClickFacts>,
    pub(crate) claims: Vec<(ClickId, ContactId)>,
    pub(super) links: HashMap<LinkId, LinkFacts>,
    texts: Vec<TextFacts>,
    slugs: HashMap<String, LinkId>,
    pub(super) identifiers: BTreeMap<(EntryKind, String), IdentifierId>,
    pub(super) routes: Vec<ActiveRule>,
    pub(crate) new_identifiers: Vec<NewIdentifier>,
    /// Pairs of contacts that a person split: no proof merges them again.
    pub(super) kept_apart: BTreeSet<(ContactId, ContactId)>,
    /// Contacts that were merged into others.
    pub(crate) merges: Vec<MergeRow>,
    /// How conversations stood before they took part in a join.
    pub(crate) apart: BTreeMap<ConversationId, Apart>,
    /// Contacts whose conversations have to be attributed anew.
    pub(crate) to_attribute: BTreeSet<ContactId>,
    /// Conversations that were joined into another one of the same person.
    pub(crate) joined: BTreeMap<ConversationId, ConversationId>,
    /// Stored messages that go from one conversation into another.
    pub(crate) moved: BTreeMap<MessageId, (ConversationId, ConversationId)>,
    /// Messages of ours that an echo proves to have gone out, with the provider's id.
    pub(crate) proven: BTreeMap<MessageId, String>,
    unsent: Vec<KnownMessage>,
    /// Messages of this batch that a change names which came before them.
    changed: HashSet<(ChannelId, String)>,
    /// Conversations that have to be folded anew from their messages.
    pub(crate) to_refold: BTreeSet<ConversationId>,
    pub(crate) new_events: Vec<NewEvent>,
    /// What was told about the connections of numbers, in the order of events.
    pub(crate) connections: Vec<(ChannelId, ConnectionNews, Moment)>,
    /// Events that came before what they speak of, and what that is.
    pub(super) waiting: Vec<(Arrival, Vec<Subject>)>,
    /// Conversations that open screens should look at although their rows stay as they are.
    pub(crate) concerned: BTreeSet<ConversationId>,
}

impl WorkingSet {
    /// Takes the facts over.
    pub(crate) fn new(app: &App, company: LockedCompany, facts: Facts) -> Self {
        let zone = crate::app::zone(&company.time_zone);
        let persons: HashMap<ContactId, ContactId> =
            facts.contacts.iter().map(|row| (row.contact_id, row.person())).collect();
        let mut of_contact: HashMap<ContactId, Vec<ConversationId>> = HashMap::new();
        for row in &facts.conversations {
            let person = persons.get(&row.contact_id).copied().unwrap_or(row.contact_id);
            of_contact.entry(person).or_default().push(row.conversation_id);
        }
        let mut touches: HashMap<ConversationId, Vec<Touch>> = HashMap::new();
        for (conversation_id, touch) in facts.touches {
            touches.entry(conversation_id).or_default().push(touch);
        }
        let keyed = |message: KnownMessage| message.provider_id.clone().map(|id| ((message.channel_id, id), message));
        Self {
            app: app.clone(),
            company,
            zone,
            default_department: facts.departments.iter().find(|one| one.is_default).map(|one| one.department_id),
            departments: facts.departments.into_iter().map(|one| (one.department_id, one)).collect(),
            owners: facts.owners,
            new_identities: Vec::new(),
            contacts: facts.contacts.into_iter().map(|row| (row.contact_id, Held::known(row))).collect(),
            conversations: facts.conversations.into_iter().map(|row| (row.conversation_id, Held::known(row))).collect(),
            of_contact,
            touches,
            evidence: facts.evidence,
            new_touches: Vec::new(),
            our_messages: facts.messages.iter().map(|message| (message.message_id, message.clone())).collect(),
            messages: facts.messages.into_iter().filter_map(keyed).collect(),
            new_messages: Vec::new(),
            completions: Vec::new(),
            new_files: Vec::new(),
            progress: BTreeMap::new(),
            clicks: facts.clicks.into_iter().map(|click| (click.code.clone(), click)).collect(),
            claims: Vec::new(),
            links: facts.links.into_iter().map(|link| (link.link_id, link)).collect(),
            texts: facts.texts,
            slugs: facts.slugs,
            identifiers: facts.identifiers,
            routes: facts.routes,
            new_identifiers: Vec::new(),
            kept_apart: facts.kept_apart,
            merges: Vec::new(),
            apart: BTreeMap::new(),
            to_attribute: BTreeSet::new(),
            joined: BTreeMap::new(),
            moved: BTreeMap::new(),
            proven: BTreeMap::new(),
            unsent: facts.unsent,
            changed: facts.changed,
            to_refold: BTreeSet::new(),
            new_events: Vec::new(),
            connections: Vec::new(),
            waiting: Vec::new(),
            concerned: BTreeSet::new(),
        }
    }

    /// The conversations of a contact on a channel, as placing looks at them.
    pub(crate) fn episodes(
        &self,
        contact_id: ContactId,
        channel_id: ChannelId,
    ) -> Vec<nascente_domain::conversation::Episode> {
        let ids = self.of_contact.get(&contact_id).map(Vec::as_slice).unwrap_or_default();
        ids.iter()
            .filter_map(|id| self.conversations.get(id))
            .filter(|held| held.now.channel_id == channel_id)
            .map(|held| {
                let window = self.departments.get(&held.now.department_id).map_or(0, |one| one.return_window_hours);
                held.now.episode(window)
            })
            .collect()
    }

    /// Opens a conversation for a message of the contact, filed under just this one of the person's.
    pub(crate) fn open(&mut self, contact_id: ContactId, channel_id: ChannelId, at: Moment) -> ConversationId {
        let conversation_id: ConversationId = self.app.id();
        self.company.last_protocol += 1;
        let entry_day = at.day_in(&self.zone);
        let person = self.person(contact_id);
        let mut row = ConversationRow {
            conversation_id,
            protocol: protocol(entry_day, self.company.last_protocol),
            version: 1,
            status: Status::Waiting,
            started_by: StartedBy::Contact,
            contact_id,
            channel_id,
            department_id: self.default_department.unwrap_or_else(|| DepartmentId::from(0)),
            agent_id: None,
            returned: ReturnState::None,
            excluded: self.contacts.get(&person).is_some_and(|held| held.now.excluded),
            new_contact: false,
            opened_at: at,
            entry_day,
            first_inbound_at: None,
            first_inbound_provider_id: None,
            first_response_at: None,
            first_response_by: None,
            last_inbound_at: None,
            last_message_at: at,
            last_message_preview: String::new(),
            last_message_kind: MessageKind::Text,
            last_message_direction: Direction::Inbound,
            unread: 0,
            warned_at: None,
            away_at: None,
            rules_since: None,
            entry_kind: EntryKind::None,
            identifier_id: None,
            entry_method: Method::None,
            entry_confidence: 0.0,
            entry_unidentified: false,
            entry_touch_id: None,
            inherited_conversation_id: None,
            inherited_kind: None,
            inherited_identifier_id: None,
            origins: Origins::default(),
            closing_id: None,
            closed_at: None,
            closing_day: None,
            disposition_id: None,
            outcome: None,
            closed_by: None,
            value_cents: None,
            joined_into: None,
        };
        row.department_id = self.department_of_entry(&row).unwrap_or(row.department_id);
        self.conversations.insert(conversation_id, Held::new(row));
        self.of_contact.entry(person).or_default().push(conversation_id);
        conversation_id
    }

    /// Files every conversation under whoever stands for its contact now.
    pub(super) fn file_anew(&mut self) {
        self.of_contact.clear();
        let rows = self.conversations.values().filter(|held| held.now.joined_into.is_none());
        let filed: Vec<(ContactId, ConversationId)> =
            rows.map(|held| (self.person(held.now.contact_id), held.now.conversation_id)).collect();
        for (person, id) in filed {
            self.of_contact.entry(person).or_default().push(id);
        }
    }

    /// Learns more contacts, conversations and their touches; what it holds already stays as it is.
    pub(crate) fn know(
        &mut self,
        contacts: Vec<ContactRow>,
        conversations: Vec<ConversationRow>,
        touches: Vec<(ConversationId, Touch)>,
    ) {
        for row in contacts {
            self.contacts.entry(row.contact_id).or_insert_with(|| Held::known(row));
        }
        // What was filed under a contact before it was known whom it stands for.
        for (contact_id, ids) in std::mem::take(&mut self.of_contact) {
            self.of_contact.entry(self.person(contact_id)).or_default().extend(ids);
        }
        for row in conversations {
            let of_contact = self.of_contact.entry(self.person(row.contact_id)).or_default();
            if !of_contact.contains(&row.conversation_id) {
                of_contact.push(row.conversation_id);
            }
            self.conversations.entry(row.conversation_id).or_insert_with(|| Held::known(row));
        }
        for (conversation_id, touch) in touches {
            self.touches.entry(conversation_id).or_default().push(touch);
        }
    }

    /// Adds a touch to the ledger.
    pub(crate) fn add_touch(&mut self, new: NewTouch) {
        self.evidence.insert(new.evidence_key.clone(), new.touch.seen_at);
        self.touches.entry(new.conversation_id).or_default().push(new.touch.clone());
        self.new_touches.push(new);
    }

    /// Has open screens look at a conversation although its row stays as it is.
    pub(crate) fn concern(&mut self, id: ConversationId) {
        self.concerned.insert(id);
    }

    /// The message with this id at the provider.
    pub(crate) fn message(&self, channel_id: ChannelId, provider_id: &str) -> Option<&KnownMessage> {
        self.messages.get(&(channel_id, provider_id.to_owned()))
    }

    /// The message with this id of ours.
    pub(crate) fn our_message(&self, id: MessageId) -> Option<&KnownMessage> {
        self.our_messages.get(&id)
    }

    /// The earliest message of ours that an echo can be of: the same words, not yet named by the
    /// provider. From now on it is known by the provider's id.
    pub(crate) fn claim_unsent(
        &mut self,
        channel_id: ChannelId,
        provider_id: &str,
        is_it: impl Fn(&KnownMessage) -> bool,
    ) -> Option<ConversationId> {
        let place = self.unsent.iter().position(|one| one.channel_id == channel_id && is_it(one));
        let mut found = self.unsent.remove(place?);
        let conversation_id = found.conversation_id;
        found.provider_id = Some(provider_id.to_owned());
        found.status = Some(SendStatus::Sent);
        self.proven.insert(found.message_id, provider_id.to_owned());
        self.concern(conversation_id);
        self.our_messages.insert(found.message_id, found.clone());
        self.messages.insert((channel_id, provider_id.to_owned()), found);
        Some(conversation_id)
    }

    /// Whether something that came before it edits this message, takes it back or reacts to it.
    pub(crate) fn is_changed(&self, channel_id: ChannelId, provider_id: &str) -> bool {
        self.changed.contains(&(channel_id, provider_id.to_owned()))
            || self
                .new_messages
                .iter()
                .any(|one| one.channel_id == channel_id && one.target.as_deref() == Some(provider_id))
    }

    /// Puts a message, with what it proves, into another conversation.
    pub(super) fn move_message(&mut self, message: &Spoken, to: ConversationId) {
        let from = message.conversation_id;
        match self.new_messages.iter_mut().find(|one| one.message_id == message.message_id) {
            Some(new) => {
                new.conversation_id = to;
                new.home_id.get_or_insert(from);
            }
            None => drop(self.moved.insert(message.message_id, (from, to))),
        }
        for touch in self.new_touches.iter_mut().filter(|one| one.message_id == Some(message.message_id)) {
            touch.conversation_id = to;
            touch.home_id.get_or_insert(from);
        }
        let carried = |touch: &Touch| message.provider_id.as_deref() == Some(touch.provider_message_id.as_str());
        let held = self.touches.entry(from).or_default();
        let (going, staying) = std::mem::take(held).into_iter().partition(carried);
        *held = staying;
        self.touches.entry(to).or_default().extend::<Vec<Touch>>(going);
        for known in self.messages.values_mut().filter(|one| one.message_id == message.message_id) {
            known.conversation_id = to;
        }
    }

    /// Has the messages that are known of one conversation stand in another.
    pub(super) fn point_messages(&mut self, from: ConversationId, to: ConversationId) {
        let known = self.messages.values_mut().chain(self.our_messages.values_mut()).chain(self.unsent.iter_mut());
        for message in known.filter(|one| one.conversation_id == from) {
            message.conversation_id = to;
        }
    }

    /// Adds a message; from now on it is known.
    pub(crate) fn add_message(&mut self, message: NewMessage) {
        if let Some(provider_id) = &message.provider_id {
            let known = KnownMessage {
                message_id: message.message_id,
                channel_id: message.channel_id,
                provider_id: Some(provider_id.clone()),
                conversation_id: message.conversation_id,
                direction: message.direction,
                author: message.author,
                kind: message.kind,
                text: message.text.clone(),
                status: message.status,
                sent_at: message.sent_at,
            };
            self.messages.insert((message.channel_id, provider_id.clone()), known);
        }
        self.new_messages.push(message);
    }

    /// The identifier with this key, made when it is seen for the first time.
    pub(crate) fn identifier(&mut self, named: &Named) -> IdentifierId {
        if let Some(id) = self.identifiers.get(&(named.kind, named.key.clone())) {
            return *id;
        }
        let identifier_id: IdentifierId = self.app.id();
        self.identifiers.insert((named.kind, named.key.clone()), identifier_id);
        self.new_identifiers.push(NewIdentifier {
            identifier_id,
            kind: named.kind,
            key: named.key.clone(),
            label: named.label.clone(),
            source_url: named.source_url.clone(),
            source_id: named.source_id.clone(),
        });
        identifier_id
    }

    /// The click with this code.
    pub(crate) fn click(&self, code: &str) -> Option<&ClickFacts> {
        self.clicks.get(code)
    }

    /// Gives a click to the contact whose message carried its code first; `true` when it is that contact's.
    pub(crate) fn claim(&mut self, code: &str, contact_id: ContactId) -> bool {
        let Some(click) = self.clicks.get_mut(code) else { return false };
        let Some(claimant) = click.contact_id else {
            click.contact_id = Some(contact_id);
            self.claims.push((click.click_id, contact_id));
            return true;
        };
        self.person(claimant) == self.person(contact_id)
    }

    /// A link.
    pub(crate) fn link(&self, id: LinkId) -> Option<&LinkFacts> {
        self.links.get(&id)
    }

    /// The link with this code of its own.
    pub(crate) fn link_by_code(&self, code: &str) -> Option<&LinkFacts> {
        self.links.values().find(|link| link.code == code)
    }

    /// The link behind a slug of the company.
    pub(crate) fn link_by_slug(&self, slug: &str) -> Option<&LinkFacts> {
        self.slugs.get(slug).and_then(|id| self.links.get(id))
    }

    /// The one link of a number that has this text and was there when the message was sent.
    pub(crate) fn link_by_text(&self, channel_id: ChannelId, text: &str, at: Moment) -> Option<&LinkFacts> {
        let is_it = |known: &&TextFacts| known.channel_id == channel_id && known.created_at <= at && known.text == text;
        self.texts.iter().find(is_it).and_then(|known| self.links.get(&known.link_id))
    }

    /// Whether a conversation that was closed is open now.
    pub(crate) fn opens_again(&self) -> bool {
        let was_closed =
            |held: &Held<ConversationRow>| held.before.as_ref().is_some_and(|before| before.status == Status::Closed);
        self.conversations.values().any(|held| held.now.status != Status::Closed && was_closed(held))
    }

    /// How the stored figures change by this transaction.
    pub(crate) fn deltas(&self) -> Deltas {
        let mut deltas = Deltas::default();
        for held in self.conversations.values() {
            let before = held.before.as_ref().map(ConversationRow::counted);
            deltas.change(before.as_ref(), Some(&held.now.counted()));
        }
        deltas
    }
}

/// The protocol number: the day of the opening and a number that rises in the company.
pub(crate) fn protocol(day: nascente_domain::moment::LocalDay, number: i64) -> String {
    let day: String = day.to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{day}{number:06}")
}
