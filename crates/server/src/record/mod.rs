//! Recording: pending deliveries become contacts, conversations, messages, touches and figures.
//!
//! In comes a batch of raw deliveries of one company, oldest first. Out goes, in **one transaction**, everything they
//! mean and one outcome for each of their events. The steps, each taking what the step before gave:
//!
//! ```text
//! PendingDelivery -> arrival::Unpacked -> arrival::Sorted -> facts::Facts -> working::WorkingSet -> (fold, resettle, refold, attribute)
//!     -> automation -> flush -> waiting
//! ```
//!
//! Invariants: the company is locked, so nothing it reads changes before it writes; the same message never counts
//! twice (company + channel + provider id); the end state does not depend on the order in which deliveries arrived; an
//! echo or status never opens a conversation; what came before its subject is decided again when that comes; a delivery
//! that cannot be recorded is set aside and never holds up others.

mod ahead;
mod arrival;
pub(crate) mod attribute;
mod content;
pub(crate) mod echo;
mod evidence;
pub(crate) mod facts;
pub(crate) mod flush;
mod fold;
mod held;
mod join;
mod ledger;
mod look_back;
pub(crate) mod part;
mod person;
pub mod recorder;
pub(crate) mod refold;
mod resettle;
pub(crate) mod route;
pub(crate) mod waiting;
pub mod working;

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::id::{ChannelId, CompanyId, ContactId, ConversationId, DeliveryId};
use nascente_store::company::LockedCompany;
use nascente_store::delivery::Outcome;
use nascente_store::recording::ChannelFacts;
use nascente_store::{StoreError, Tx, channel, company, delivery, job};
use nascente_wire::inbound::Event;

use crate::app::{App, LiveHint};
use crate::attend::desk::Desk;
use crate::automation;
use crate::failure::Failure;
use crate::jobs::look_up;
pub use crate::record::arrival::Unpacked;
use crate::record::evidence::Reading;
use crate::record::working::WorkingSet;

/// Deliveries in one transaction, at most.
const BATCH: i64 = 512;
/// Deliveries in one transaction of SQLite, at most, while more come in: whoever waits for an answer waits for the one
/// writing thread.
const BATCH_WHILE_RECEIVING: i64 = 32;
/// Bytes of bodies in one transaction, about: keeps memory small when bodies are large.
const BATCH_BYTES: i64 = 8 << 20;

/// What becomes of events that waited for what a transaction brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Early {
    /// They are decided again.
    DecidedAgain,
    /// They wait on, because deciding them failed: nothing new is held up by that.
    LeftWaiting,
}

/// What a transaction recorded.
#[derive(Debug, Default)]
pub struct Recorded {
    /// Deliveries that were taken.
    pub deliveries: usize,
    /// Jobs that are due now: files to be fetched, people to be asked for.
    pub jobs: usize,
    /// What open screens should look at.
    pub hints: Vec<LiveHint>,
}

/// Deliveries to be recorded in one transaction.
#[derive(Debug)]
pub enum Load {
    /// The oldest pending ones, so many at most.
    Oldest(i64),
    /// These, as far as they are pending still.
    Unpacked(Vec<Unpacked>),
}

impl Load {
    fn take(self, tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Unpacked>, StoreError> {
        match self {
            Self::Oldest(most) => {
                let pending = delivery::pending(tx, company_id, None, most.min(BATCH), BATCH_BYTES)?;
                Ok(pending.into_iter().map(Unpacked::of).collect())
            }
            Self::Unpacked(mut unpacked) => {
                let ids = unpacked.iter().map(Unpacked::id).collect();
                let pending = delivery::still_pending(tx, company_id, ids)?;
                unpacked.retain(|one| pending.contains(&one.id()));
                Ok(unpacked)
            }
        }
    }
}

/// Records pending deliveries of a company.
pub fn record_pending(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    load: Load,
    early: Early,
) -> Result<Recorded, StoreError> {
    let Some(locked) = company::lock(tx, company_id)? else { return Ok(Recorded::default()) };
    let deliveries = load.take(tx, company_id)?;
    if deliveries.is_empty() {
        return Ok(Recorded::default());
    }
    let ids: Vec<DeliveryId> = deliveries.iter().map(Unpacked::id).collect();
    let channels = nascente_store::recording::channels(tx, company_id)?;
    let reading = reading(app, tx, &locked)?;
    let mut sorted = arrival::sort(deliveries, &channels, &reading);
    let batch = record(app, tx, locked, &channels, (&sorted, &reading))?;
    nascente_store::recording::channels_spoke(tx, company_id, &sorted.channels)?;
    let mut outcomes = std::mem::take(&mut sorted.settled);
    outcomes.extend(batch.outcomes);
    delivery::finish(tx, company_id, &ids, &outcomes, true, app.now())?;
    let deliveries = ids.len();
    waiting::begin(tx, company_id, ids, batch.waiting, app.now())?;
    let again = match early {
        Early::DecidedAgain => waiting::decide_again(app, tx, company_id, batch.brought)?,
        Early::LeftWaiting => Recorded::default(),
    };
    let mut hints = batch.hints;
    hints.extend(again.hints);
    Ok(Recorded { deliveries, jobs: batch.jobs + again.jobs, hints })
}

/// What came of the events of a batch.
struct Batch {
    /// One for each event, in their order.
    outcomes: Vec<Outcome>,
    /// The events that wait, and for what.
    waiting: Vec<(waiting::Arrival, Vec<waiting::Subject>)>,
    /// What others may have waited for.
    brought: BTreeSet<waiting::Subject>,
    /// Jobs that are due now.
    jobs: usize,
    hints: Vec<LiveHint>,
}

/// What a company looks at in messages.
fn reading(app: &App, tx: &mut Tx<'_>, locked: &LockedCompany) -> Result<Reading, StoreError> {
    let own_numbers = nascente_store::recording::own_numbers(tx, locked.company_id)?.into_iter().collect();
    let own_address = format!("{}/l/", app.public_url());
    Ok(Reading { carriers: locked.rules.carriers, own_address, own_numbers })
}

/// Records the events of a batch, in a company that is locked.
fn record(
    app: &App,
    tx: &mut Tx<'_>,
    locked: LockedCompany,
    channels: &[ChannelFacts],
    (sorted, reading): (&arrival::Sorted, &Reading),
) -> Result<Batch, StoreError> {
    let company_id = locked.company_id;
    let facts = facts::gather(tx, company_id, &crate::app::zone(&locked.time_zone), sorted, reading)?;
    let mut working = WorkingSet::new(app, locked, facts);
    let mut outcomes: Vec<Outcome> = sorted.events.iter().map(|arrived| fold::fold(&mut working, arrived)).collect();
    for outcome in &mut outcomes {
        outcome.conversation_id = outcome.conversation_id.map(|id| working.current(id));
    }
    let brought = waiting::brought(&working, &sorted.events, &outcomes);
    let look_ups = look_up::jobs_for(&working, channels, who_wrote(&working, sorted));
    settle_people(tx, &mut working)?;
    let jobs = working.new_files.len() + look_ups.len();
    let connections = std::mem::take(&mut working.connections);
    let waiting = std::mem::take(&mut working.waiting);
    let mut desk = Desk::over(working, ConversationId::from(0), app.now());
    automation::after_recording(tx, &mut desk).map_err(in_store)?;
    let mut hints = desk.write(tx).map_err(in_store)?;
    job::insert_all(tx, company_id, &look_ups)?;
    for (channel_id, news, at) in &connections {
        if channel::note_connection(tx, company_id, *channel_id, news, (*at, *at))? {
            hints.push(LiveHint { company_id, kind: "channel", id: channel_id.to_string(), version: None });
        }
    }
    Ok(Batch { outcomes, waiting, brought, jobs, hints })
}

/// Who wrote, or was written to, and through which number.
fn who_wrote(working: &WorkingSet, sorted: &arrival::Sorted) -> BTreeMap<ContactId, ChannelId> {
    let parties = sorted.events.iter().filter_map(|arrived| match &arrived.event {
        Event::Message(message) => Some((&message.from, arrived.channel_id)),
        Event::Echo(echo) => Some((&echo.to, arrived.channel_id)),
        _ => None,
    });
    let hidden = parties.filter(|(party, _)| party.lid.is_some() && party.phone.is_none());
    hidden.filter_map(|(party, channel_id)| Some((working.known_contact(party)?, channel_id))).collect()
}

/// Brings to rest what events or merges have stirred: beginnings, places, last words, origins.
pub(crate) fn settle_people(tx: &mut Tx<'_>, working: &mut WorkingSet) -> Result<(), StoreError> {
    look_back::look_back(tx, working)?;
    resettle::resettle(tx, working)?;
    refold::refold(tx, working)?;
    attribute::attribute_all(working);
    Ok(())
}

/// What happens by itself refuses nothing, so that its failures are the store's.
fn in_store(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        other => StoreError::Unreadable(other.to_string()),
    }
}
