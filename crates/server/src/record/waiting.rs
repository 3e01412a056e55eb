//! Events that came before what they speak of.
//!
//! A status may come before the message that it reports on, an edit, reaction or answer before the contact has written
//! at all. Such an event is kept with an outcome that says so, and waits for its subjects: messages and people. In: the
//! subjects that a transaction brought. Out: the events that waited for them, decided again from their raw deliveries,
//! with new outcomes. Invariants: an event is decided again only where it changed nothing before, so nothing happens
//! twice; a batch wakes what waits for what it brings before it commits, so nothing is missed; what cannot be decided
//! waits on and holds up nothing new; nothing waits for ever.

use std::collections::BTreeSet;

use nascente_domain::id::{ChannelId, CompanyId, ContactId, DeliveryId};
use nascente_domain::moment::{DAY, Moment};
use nascente_domain::outcome::EventResult;
use nascente_domain::person::{Identity, Party};
use nascente_store::delivery::{self, Outcome};
use nascente_store::waiting::{self, Waiting};
use nascente_store::{Lane, StoreError, Tx, company, recording};
use nascente_wire::inbound::Event;

use super::arrival::{Arrived, Unpacked, sort};
use super::working::WorkingSet;
use super::{Recorded, content, reading, record};
use crate::app::App;
use crate::auth::secret::fingerprint;

/// How long an event waits: as long as a provider may take to deliver what it speaks of.
const PATIENCE: i64 = 7 * DAY;
/// Deliveries that are decided again at once.
const BATCH: usize = 64;

/// What an event waits for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A message, by its id at the provider of a channel.
    Message(ChannelId, String),
    /// A person, by an identity that the event carries.
    Identity(Identity),
    /// A person who is known and has no conversation there yet.
    Contact(ContactId),
}

impl Subject {
    /// What is kept of it.
    fn key(&self) -> String {
        fingerprint(&match self {
            Self::Message(channel_id, provider_id) => format!("message {channel_id} {provider_id}"),
            Self::Identity(identity) => format!("identity {} {}", identity.kind, identity.value),
            Self::Contact(contact_id) => format!("contact {contact_id}"),
        })
    }
}

/// Somebody, by everything that is known of them now.
pub(super) fn person(working: &WorkingSet, party: &Party) -> Vec<Subject> {
    let identities = party.identities().into_iter().map(Subject::Identity);
    identities.chain(working.known_contact(party).map(Subject::Contact)).collect()
}

/// A person who was made of what was known apart, or who got a conversation by another way than a message.
pub(crate) fn of_person(working: &WorkingSet, person: ContactId) -> BTreeSet<Subject> {
    let of_them = working.owners.iter().filter(|(_, owner)| working.person(**owner) == person);
    let identities = of_them.map(|(identity, _)| Subject::Identity(identity.clone()));
    identities.chain(working.family(person).into_iter().map(Subject::Contact)).collect()
}

/// What the events of a batch brought that others may wait for.
pub(super) fn brought(working: &WorkingSet, events: &[Arrived], outcomes: &[Outcome]) -> BTreeSet<Subject> {
    let mut subjects = BTreeSet::new();
    for (arrived, outcome) in events.iter().zip(outcomes) {
        if outcome.result != EventResult::Recorded {
            continue;
        }
        let (party, provider_id) = match &arrived.event {
            Event::Message(message) => {
                let renumbered = content::new_number(&message.content);
                subjects.extend(renumbered.iter().flat_map(Party::identities).map(Subject::Identity));
                (&message.from, &message.provider_id)
            }
            Event::Echo(echo) => (&echo.to, &echo.provider_id),
            _ => continue,
        };
        subjects.insert(Subject::Message(arrived.channel_id, provider_id.clone()));
        subjects.extend(party.identities().into_iter().map(Subject::Identity));
        let family = working.known_contact(party).map(|person| working.family(person));
        subjects.extend(family.into_iter().flatten().map(Subject::Contact));
    }
    subjects
}

/// Has events of these deliveries wait, in place of what waited of them before.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    deliveries: Vec<DeliveryId>,
    events: Vec<(Arrival, Vec<Subject>)>,
    now: Moment,
) -> Result<(), StoreError> {
    waiting::forget(tx, company_id, deliveries)?;
    let waiting: Vec<Waiting> = events
        .into_iter()
        .map(|(arrival, subjects)| Waiting {
            delivery_id: arrival.delivery_id,
            ordinal: arrival.ordinal,
            received_at: arrival.received_at,
            subjects: subjects.iter().map(Subject::key).collect(),
        })
        .collect();
    waiting::begin(tx, company_id, &waiting, now.plus(-PATIENCE))
}

/// Where an event that waits stands, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    delivery_id: DeliveryId,
    ordinal: i64,
    received_at: Moment,
}

impl Arrival {
    /// The place of an event.
    pub(super) const fn of(arrived: &Arrived) -> Self {
        let place = arrived.place;
        Self { delivery_id: place.delivery_id, ordinal: place.ordinal, received_at: arrived.received_at }
    }
}

/// Decides again whatever waited for what a command or a provider's answer brought, in a transaction of its own: what
/// was done stays done when that fails.
pub(crate) async fn wake(app: &App, company_id: CompanyId, subjects: BTreeSet<Subject>) {
    let of_unit = app.clone();
    let woken: Result<Recorded, StoreError> =
        app.db.write(Lane::Work, move |tx| decide_again(&of_unit, tx, company_id, subjects.clone())).await;
    match woken {
        Ok(recorded) => recorded.hints.into_iter().for_each(|hint| app.hint(hint)),
        Err(error) => tracing::error!(%error, company.id = %company_id, "what waited could not be decided again"),
    }
}

/// Decides again whatever waited for these subjects, and for what that brings in its turn.
pub(super) fn decide_again(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    subjects: BTreeSet<Subject>,
) -> Result<Recorded, StoreError> {
    let (mut all, mut subjects) = (Recorded::default(), subjects);
    if subjects.is_empty() || !waiting::any(tx, company_id)? {
        return Ok(all);
    }
    let oldest = app.now().plus(-PATIENCE);
    while !subjects.is_empty() {
        let keys: Vec<String> = std::mem::take(&mut subjects).iter().map(Subject::key).collect();
        let mut after = DeliveryId::from(0);
        loop {
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let woken = waiting::woken(tx, company_id, keys.clone(), oldest, after, limit)?;
            let Some(last) = woken.last() else { break };
            (after, all.deliveries) = (*last, all.deliveries + woken.len());
            let is_last = woken.len() < BATCH;
            subjects.extend(decide(app, tx, company_id, woken, &mut all)?);
            if is_last {
                break;
            }
        }
    }
    Ok(all)
}

/// Decides the waiting events of these deliveries; gives what they brought.
fn decide(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<DeliveryId>,
    all: &mut Recorded,
) -> Result<BTreeSet<Subject>, StoreError> {
    let Some(locked) = company::lock(tx, company_id)? else { return Ok(BTreeSet::new()) };
    let places: BTreeSet<(DeliveryId, i64)> = waiting::places(tx, company_id, ids.clone())?.into_iter().collect();
    let channels = recording::channels(tx, company_id)?;
    let reading = reading(app, tx, &locked)?;
    let deliveries = delivery::load(tx, company_id, ids.clone())?.into_iter().map(Unpacked::of).collect();
    let mut sorted = sort(deliveries, &channels, &reading);
    sorted.events.retain(|one| places.contains(&(one.place.delivery_id, one.place.ordinal)));
    let batch = record(app, tx, locked, &channels, (&sorted, &reading))?;
    delivery::decide(tx, company_id, &batch.outcomes)?;
    begin(tx, company_id, ids, batch.waiting, app.now())?;
    all.jobs += batch.jobs;
    all.hints.extend(batch.hints);
    Ok(batch.brought)
}
