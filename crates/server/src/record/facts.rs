//! Everything that a batch has to know, read with one statement per table.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::tz::TimeZone;

use nascente_domain::code::CodeKind;
use nascente_domain::id::{ChannelId, CompanyId, ContactId, ConversationId, IdentifierId, MessageId};
use nascente_domain::person::{Identity, Party};
use nascente_domain::touch::{EntryKind, Touch};
use nascente_store::contact::{self, ContactRow};
use nascente_store::conversation::{self, ConversationRow};
use nascente_store::message::{self, KnownMessage};
use nascente_store::recording::{self, ClickFacts, DepartmentFacts, LinkFacts};
use nascente_store::routing::{self, ActiveRule};
use nascente_store::{StoreError, Tx, touch};
use nascente_wire::inbound::Event;

use super::arrival::Sorted;
use super::evidence::{self, Evidence};

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
    pub(crate) identifiers: BTreeMap<(EntryKind, String), IdentifierId>,
    pub(crate) evidence: HashSet<String>,
    pub(crate) routes: Vec<ActiveRule>,
}

/// Reads what the events of a batch have to do with.
pub(super) fn gather(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    zone: &TimeZone,
    sorted: &Sorted,
) -> Result<Facts, StoreError> {
    let wanted = Wanted::of(sorted);
    let (departments, routes) = (recording::departments(tx, company_id)?, routing::active(tx, company_id)?);
    let mut facts = Facts { departments, routes, ..Facts::default() };
    let owners = contact::find(tx, company_id, &wanted.identities)?;
    facts.contacts = load_contacts(tx, company_id, owners.iter().map(|(_, id)| *id).collect())?;
    let survivors: BTreeMap<ContactId, ContactId> =
        facts.contacts.iter().filter_map(|row| row.merged_into.map(|into| (row.contact_id, into))).collect();
    facts.owners =
        owners.into_iter().map(|(identity, id)| (identity, survivors.get(&id).copied().unwrap_or(id))).collect();
    for (channel_id, ids) in wanted.messages {
        facts.messages.extend(message::known(tx, company_id, channel_id, ids.into_iter().collect())?);
    }
    facts.messages.extend(message::known_by_id(tx, company_id, wanted.our_messages)?);
    let people: Vec<ContactId> = facts.contacts.iter().map(|row| row.contact_id).collect();
    facts.conversations = conversation::load_of_contacts(tx, company_id, people)?;
    let episodes: Vec<ConversationId> = facts.conversations.iter().map(|row| row.conversation_id).collect();
    facts.touches = touch::of_conversations(tx, company_id, episodes)?;
    facts.clicks = recording::clicks(tx, company_id, wanted.click_codes)?;
    let clicked = facts.clicks.iter().map(|click| click.link_id).collect();
    facts.links = recording::links(tx, company_id, wanted.link_codes, clicked)?;
    facts.links.extend(recording::links_of_identifiers(tx, company_id, links_in(&facts.touches))?);
    for (kind, keys) in wanted.identifiers {
        let found = recording::identifiers(tx, company_id, kind, keys.into_iter().collect())?;
        facts.identifiers.extend(found.into_iter().map(|(key, id)| ((kind, key), id)));
    }
    let keys = evidence_keys(sorted, &facts.owners, zone);
    facts.evidence = touch::known_evidence(tx, company_id, keys)?.into_iter().collect();
    Ok(facts)
}

/// The identifiers of the links that the ledger names.
fn links_in(touches: &[(ConversationId, Touch)]) -> Vec<IdentifierId> {
    let links = touches.iter().filter(|(_, touch)| touch.kind == EntryKind::Link);
    links.filter_map(|(_, touch)| touch.identifier_id).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The keys of the evidence in a batch, as far as its contacts are known: a stranger's cannot be in the ledger.
fn evidence_keys(sorted: &Sorted, owners: &BTreeMap<Identity, ContactId>, zone: &TimeZone) -> Vec<String> {
    let mut keys = Vec::new();
    for arrived in &sorted.events {
        let Event::Message(message) = &arrived.event else { continue };
        let owner = message.from.identities().iter().find_map(|identity| owners.get(identity).copied());
        let Some(contact_id) = owner else { continue };
        let (contact, channel) = (contact_id.to_string(), arrived.channel_id.to_string());
        let day = arrived.at.day_in(zone);
        let found = evidence::of_message(message);
        keys.extend(found.iter().map(|one| one.key(&contact, &channel, &message.provider_id, day)));
    }
    keys
}

/// Contacts, and those that they turned out to be.
fn load_contacts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: BTreeSet<ContactId>,
) -> Result<Vec<ContactRow>, StoreError> {
    let mut rows = contact::load(tx, company_id, ids.into_iter().collect())?;
    let merged: Vec<ContactId> = rows.iter().filter_map(|row| row.merged_into).collect();
    rows.extend(contact::load(tx, company_id, merged)?);
    rows.sort_by_key(|row| row.contact_id);
    rows.dedup_by_key(|row| row.contact_id);
    Ok(rows)
}

/// What the events of a batch mention.
#[derive(Default)]
struct Wanted {
    identities: Vec<Identity>,
    messages: BTreeMap<ChannelId, BTreeSet<String>>,
    our_messages: Vec<MessageId>,
    click_codes: Vec<String>,
    link_codes: Vec<String>,
    identifiers: BTreeMap<EntryKind, BTreeSet<String>>,
}

impl Wanted {
    fn of(sorted: &Sorted) -> Self {
        let mut wanted = Self::default();
        let mut identities: BTreeSet<Identity> = BTreeSet::new();
        for arrived in &sorted.events {
            let (party, provider_id): (&Party, &str) = match &arrived.event {
                Event::Message(message) => {
                    for one in evidence::of_message(message) {
                        wanted.mention(&one);
                    }
                    (&message.from, &message.provider_id)
                }
                Event::Echo(echo) => (&echo.to, &echo.provider_id),
                Event::Status(report) => {
                    wanted.our_messages.extend(report.our_id.as_deref().and_then(|id| id.parse::<MessageId>().ok()));
                    (&report.to, &report.provider_id)
                }
                Event::Connection(_) | Event::Ignored { .. } | Event::Refused { .. } => continue,
            };
            identities.extend(party.identities());
            wanted.messages.entry(arrived.channel_id).or_default().insert(provider_id.to_owned());
        }
        wanted.identities = identities.into_iter().collect();
        wanted
    }

    fn mention(&mut self, evidence: &Evidence) {
        if let Some(named) = evidence.named() {
            self.identifiers.entry(named.kind).or_default().insert(named.key.clone());
        }
        if let Evidence::Code(found) = evidence {
            match found.code.kind() {
                CodeKind::Click => self.click_codes.push(found.code.as_str().to_owned()),
                CodeKind::Link => self.link_codes.push(found.code.as_str().to_owned()),
            }
        }
    }
}
