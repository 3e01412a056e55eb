//! Everything that a batch has to know, read with one statement per table.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::tz::TimeZone;

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::{ChannelId, CompanyId, ContactId, ConversationId, IdentifierId, LinkId, MessageId};
use nascente_domain::moment::Moment;
use nascente_domain::person::{Identity, Party};
use nascente_domain::touch::{EntryKind, Touch};
use nascente_store::contact::{self, ContactRow};
use nascente_store::conversation::{self, ConversationRow};
use nascente_store::merge_proposal::{self, ProposalState};
use nascente_store::message::{self, KnownMessage};
use nascente_store::recording::{self, ClickFacts, DepartmentFacts, LinkFacts, TextFacts};
use nascente_store::routing::{self, ActiveRule};
use nascente_store::{StoreError, Tx, job, touch};
use nascente_wire::inbound::Event;

use super::arrival::Sorted;
use super::content;
use super::evidence::{self, Evidence, HeaderMark, Reading};
use crate::jobs::send;

/// What is known before the batch.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) departments: Vec<DepartmentFacts>,
    pub(crate) owners: BTreeMap<Identity, ContactId>,
    pub(crate) contacts: Vec<ContactRow>,
    pub(crate) conversations: Vec<ConversationRow>,
    pub(crate) touches: Vec<(ConversationId, Touch)>,
    pub(crate) messages: Vec<KnownMessage>,
    pub(crate) clicks: Vec<ClickFacts>,
    pub(crate) links: Vec<LinkFacts>,
    /// Texts that one link alone has.
    pub(crate) texts: Vec<TextFacts>,
    /// The links behind the slugs of headers.
    pub(crate) slugs: HashMap<String, LinkId>,
    pub(crate) identifiers: BTreeMap<(EntryKind, String), IdentifierId>,
    pub(crate) evidence: HashMap<String, Moment>,
    /// Messages of ours that no provider has named yet, of the contacts whose echoes came.
    pub(crate) unsent: Vec<KnownMessage>,
    /// Messages of the batch that are changed by what came before them.
    pub(crate) changed: HashSet<(ChannelId, String)>,
    pub(crate) routes: Vec<ActiveRule>,
    /// Pairs of contacts that a person split.
    pub(crate) kept_apart: BTreeSet<(ContactId, ContactId)>,
}

/// Reads what the events of a batch have to do with.
pub(super) fn gather(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    zone: &TimeZone,
    sorted: &Sorted,
    reading: &Reading,
) -> Result<Facts, StoreError> {
    let wanted = Wanted::of(sorted);
    let (departments, routes) = (recording::departments(tx, company_id)?, routing::active(tx, company_id)?);
    let mut facts = Facts { departments, routes, ..Facts::default() };
    let owners = contact::find(tx, company_id, &wanted.identities)?;
    let known: BTreeSet<ContactId> = owners.iter().map(|(_, id)| *id).collect();
    facts.contacts = contact::families(tx, company_id, known.into_iter().collect())?;
    facts.owners = owners.into_iter().collect();
    learn_who_may_merge(tx, company_id, sorted, &mut facts)?;
    for (channel_id, ids) in wanted.messages {
        let ids: Vec<String> = ids.into_iter().collect();
        let changes = message::changes(tx, company_id, channel_id, ids.clone())?;
        facts.changed.extend(changes.into_iter().map(|(target, _)| (channel_id, target)));
        facts.messages.extend(message::known(tx, company_id, channel_id, ids)?);
    }
    facts.messages.extend(message::known_by_id(tx, company_id, wanted.our_messages)?);
    learn_whose_messages(tx, company_id, &wanted.targets, &mut facts)?;
    let people: Vec<ContactId> = facts.contacts.iter().map(|row| row.contact_id).collect();
    facts.conversations = conversation::load_of_contacts(tx, company_id, people)?;
    let episodes: Vec<ConversationId> = facts.conversations.iter().map(|row| row.conversation_id).collect();
    facts.touches = touch::of_conversations(tx, company_id, episodes)?;
    if sorted.events.iter().any(|arrived| matches!(arrived.event, Event::Echo(_))) {
        let open = facts.conversations.iter().map(|row| row.conversation_id).collect();
        facts.unsent = under_way(tx, company_id, open)?;
    }
    facts.clicks = recording::clicks(tx, company_id, wanted.click_codes)?;
    facts.texts = recording::texts_of_one_link(tx, company_id, &wanted.texts, wanted.earliest)?;
    facts.slugs = recording::links_of_slugs(tx, company_id, wanted.slugs)?.into_iter().collect();
    let mut named: Vec<LinkId> = facts.clicks.iter().map(|click| click.link_id).collect();
    named.extend(facts.texts.iter().map(|text| text.link_id));
    named.extend(facts.slugs.values());
    named.extend(reading.own_numbers.values());
    facts.links = recording::links(tx, company_id, wanted.link_codes, named)?;
    facts.links.extend(recording::links_of_identifiers(tx, company_id, links_in(&facts.touches))?);
    for (kind, keys) in wanted.identifiers {
        let found = recording::identifiers(tx, company_id, kind, keys.into_iter().collect())?;
        facts.identifiers.extend(found.into_iter().map(|(key, id)| ((kind, key), id)));
    }
    let keys = evidence_keys(sorted, &facts, zone);
    facts.evidence = touch::known_evidence(tx, company_id, keys)?.into_iter().collect();
    Ok(facts)
}

/// Whose messages are changed: somebody known apart by another identity may name them.
fn learn_whose_messages(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    targets: &BTreeSet<(ChannelId, String)>,
    facts: &mut Facts,
) -> Result<(), StoreError> {
    let is_target = |message: &&KnownMessage| {
        message.provider_id.as_ref().is_some_and(|id| targets.contains(&(message.channel_id, id.clone())))
    };
    let changed: BTreeSet<ConversationId> =
        facts.messages.iter().filter(is_target).map(|message| message.conversation_id).collect();
    let rows = conversation::load(tx, company_id, changed.into_iter().collect())?;
    let known: HashSet<ContactId> = facts.contacts.iter().map(|row| row.contact_id).collect();
    let others: BTreeSet<ContactId> =
        rows.iter().map(|row| row.contact_id).filter(|contact_id| !known.contains(contact_id)).collect();
    facts.contacts.extend(contact::families(tx, company_id, others.into_iter().collect())?);
    Ok(())
}

/// Messages of ours that may have gone out, though no provider has named them: their sending was begun.
fn under_way(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<KnownMessage>, StoreError> {
    let mut unsent = message::unsent(tx, company_id, conversations)?;
    let keys = unsent.iter().map(|one| one.message_id.to_string()).collect();
    let begun = job::begun(tx, company_id, send::KIND, keys)?;
    unsent.retain(|one| begun.contains(&one.message_id.to_string()));
    Ok(unsent)
}

/// The identifiers of the links that the ledger names.
fn links_in(touches: &[(ConversationId, Touch)]) -> Vec<IdentifierId> {
    let links = touches.iter().filter(|(_, touch)| touch.kind == EntryKind::Link);
    links.filter_map(|(_, touch)| touch.identifier_id).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The keys of the evidence in a batch, as far as its contacts are known: a stranger's cannot be in the ledger.
fn evidence_keys(sorted: &Sorted, facts: &Facts, zone: &TimeZone) -> Vec<String> {
    let person_of: HashMap<ContactId, ContactId> =
        facts.contacts.iter().map(|row| (row.contact_id, row.person())).collect();
    let mut keys = Vec::new();
    for arrived in &sorted.events {
        let Event::Message(message) = &arrived.event else { continue };
        let identities = message.from.identities();
        let people: BTreeSet<Option<&ContactId>> = identities
            .iter()
            .filter_map(|identity| facts.owners.get(identity))
            .map(|owner| person_of.get(owner))
            .collect();
        // What a person tapped may stand in the ledger under each contact that the person was.
        let contacts = facts.contacts.iter().filter(|row| people.contains(&Some(&row.person())));
        let (channel, day) = (arrived.channel_id.to_string(), arrived.at.day_in(zone));
        for contact in contacts {
            let contact = contact.contact_id.to_string();
            for one in &arrived.found {
                let key = one.key(&contact, &channel, &message.provider_id, day);
                keys.extend([evidence::earlier_key(&key, &message.provider_id), key]);
            }
        }
    }
    keys
}

/// People with all their contacts and conversations, as commands need them.
pub(crate) fn of_people(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<ContactId>) -> Result<Facts, StoreError> {
    let contacts = contact::families(tx, company_id, ids)?;
    let all = contacts.iter().map(|row| row.contact_id).collect();
    let conversations = conversation::load_of_contacts(tx, company_id, all)?;
    Ok(Facts { contacts, conversations, ..Facts::default() })
}

/// Somebody who turned out to have all of these identities, with everything that a merge has to know.
pub(crate) fn of_party(tx: &mut Tx<'_>, company_id: CompanyId, party: &Party) -> Result<Facts, StoreError> {
    let owners = contact::find(tx, company_id, &party.identities())?;
    let known: BTreeSet<ContactId> = owners.iter().map(|(_, id)| *id).collect();
    let people = of_people(tx, company_id, known.into_iter().collect())?;
    let family = people.contacts.iter().map(|row| row.contact_id).collect();
    let mut owners: BTreeMap<Identity, ContactId> = owners.into_iter().collect();
    owners.extend(contact::identities_of(tx, company_id, family)?);
    let episodes = people.conversations.iter().map(|row| row.conversation_id).collect();
    let touches = touch::of_conversations(tx, company_id, episodes)?;
    let links = recording::links_of_identifiers(tx, company_id, links_in(&touches))?;
    let (departments, routes) = (recording::departments(tx, company_id)?, routing::active(tx, company_id)?);
    let kept_apart = kept_apart(tx, company_id, people.contacts.iter().map(|row| row.contact_id).collect())?;
    Ok(Facts { departments, owners, touches, links, routes, kept_apart, ..people })
}

/// Where a party has the identities of two people, everything by which those are known.
fn learn_who_may_merge(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    sorted: &Sorted,
    facts: &mut Facts,
) -> Result<(), StoreError> {
    let person_of: HashMap<ContactId, ContactId> =
        facts.contacts.iter().map(|row| (row.contact_id, row.person())).collect();
    let mut two_faced: BTreeSet<ContactId> = BTreeSet::new();
    for party in sorted.events.iter().filter_map(|arrived| party_of(&arrived.event)) {
        let identities = party.identities();
        let owners: Vec<&ContactId> = identities.iter().filter_map(|identity| facts.owners.get(identity)).collect();
        let people: BTreeSet<ContactId> = owners.iter().filter_map(|owner| person_of.get(owner).copied()).collect();
        // A contact that is new in this batch may turn out to be the other half.
        if people.len() > 1 || (!people.is_empty() && owners.len() < identities.len()) {
            two_faced.extend(people);
        }
    }
    let contacts = facts.contacts.iter().filter(|row| two_faced.contains(&row.person()));
    let contacts: Vec<ContactId> = contacts.map(|row| row.contact_id).collect();
    facts.kept_apart = kept_apart(tx, company_id, contacts.clone())?;
    facts.owners.extend(contact::identities_of(tx, company_id, contacts)?);
    Ok(())
}

/// The pairs with these contacts that a person split.
fn kept_apart(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<BTreeSet<(ContactId, ContactId)>, StoreError> {
    let pairs = merge_proposal::of_contacts(tx, company_id, contacts)?;
    let split = pairs.into_iter().filter(|pair| pair.state == ProposalState::Split);
    Ok(split.map(|pair| (pair.one_id, pair.other_id)).collect())
}

/// Two people with everything that a merge of them, or a split, has to know; `conversations` are theirs.
pub(crate) fn of_families(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactRow>,
    conversations: Vec<ConversationRow>,
) -> Result<Facts, StoreError> {
    let episodes = conversations.iter().map(|row| row.conversation_id).collect();
    let touches = touch::of_conversations(tx, company_id, episodes)?;
    let links = recording::links_of_identifiers(tx, company_id, links_in(&touches))?;
    let owned = contact::identities_of(tx, company_id, contacts.iter().map(|row| row.contact_id).collect())?;
    let (departments, routes) = (recording::departments(tx, company_id)?, routing::active(tx, company_id)?);
    let owners = owned.into_iter().collect();
    Ok(Facts { departments, owners, contacts, conversations, touches, links, routes, ..Facts::default() })
}

/// Whom an event speaks of.
const fn party_of(event: &Event) -> Option<&Party> {
    match event {
        Event::Message(message) => Some(&message.from),
        Event::Echo(echo) => Some(&echo.to),
        Event::Status(report) => Some(&report.to),
        Event::Connection(_) | Event::Ignored { .. } | Event::Refused { .. } => None,
    }
}

/// What the events of a batch mention.
#[derive(Default)]
struct Wanted {
    identities: Vec<Identity>,
    messages: BTreeMap<ChannelId, BTreeSet<String>>,
    /// Those of them that are changed.
    targets: BTreeSet<(ChannelId, String)>,
    our_messages: Vec<MessageId>,
    click_codes: Vec<String>,
    link_codes: Vec<String>,
    slugs: Vec<String>,
    texts: Vec<String>,
    /// When the first of the messages was sent.
    earliest: Option<Moment>,
    identifiers: BTreeMap<EntryKind, BTreeSet<String>>,
}

impl Wanted {
    fn of(sorted: &Sorted) -> Self {
        let mut wanted = Self::default();
        let mut identities: BTreeSet<Identity> = BTreeSet::new();
        for arrived in &sorted.events {
            let mut targets: Vec<&str> = Vec::new();
            let (party, provider_id): (&Party, &str) = match &arrived.event {
                Event::Message(message) => {
                    for one in &arrived.found {
                        wanted.mention(one);
                    }
                    wanted.earliest = Some(wanted.earliest.map_or(arrived.at, |earliest| earliest.min(arrived.at)));
                    let renumbered = content::new_number(&message.content);
                    identities.extend(renumbered.iter().flat_map(Party::identities));
                    targets.extend(content::target_of(&message.content));
                    (&message.from, &message.provider_id)
                }
                Event::Echo(echo) => {
                    targets.extend(content::target_of(&echo.content));
                    (&echo.to, &echo.provider_id)
                }
                Event::Status(report) => {
                    wanted.our_messages.extend(report.our_id.as_deref().and_then(|id| id.parse::<MessageId>().ok()));
                    (&report.to, &report.provider_id)
                }
                Event::Connection(_) | Event::Ignored { .. } | Event::Refused { .. } => continue,
            };
            identities.extend(party.identities());
            wanted.targets.extend(targets.iter().map(|id| (arrived.channel_id, (*id).to_owned())));
            let ids = wanted.messages.entry(arrived.channel_id).or_default();
            ids.insert(provider_id.to_owned());
            ids.extend(targets.into_iter().map(str::to_owned));
        }
        wanted.identities = identities.into_iter().collect();
        wanted
    }

    fn mention(&mut self, evidence: &Evidence) {
        if let Some(named) = evidence.named() {
            self.identifiers.entry(named.kind).or_default().insert(named.key.clone());
        }
        match evidence {
            Evidence::Code(found) => self.mention_code(&found.code),
            Evidence::LinkHeader(HeaderMark::Code(code)) => self.mention_code(code),
            Evidence::LinkHeader(HeaderMark::Slug(slug)) => self.slugs.push(slug.clone()),
            Evidence::Prefilled(text) => self.texts.push(text.clone()),
            _ => {}
        }
    }

    fn mention_code(&mut self, code: &Code) {
        match code.kind() {
            CodeKind::Click => self.click_codes.push(code.as_str().to_owned()),
            CodeKind::Link => self.link_codes.push(code.as_str().to_owned()),
        }
    }
}
