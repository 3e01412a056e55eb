//! Recording: pending deliveries become contacts, conversations, messages, touches and figures.
//!
//! In comes a batch of raw deliveries of one company, oldest first. Out goes, in **one transaction**, everything they
//! mean and one outcome for each of their events. The steps, each taking what the step before gave:
//!
//! ```text
//! PendingDelivery -> arrival::Sorted -> facts::Facts -> working::WorkingSet -> (fold, resettle, refold, attribute)
//!     -> automation -> flush -> waiting
//! ```
//!
//! Invariants: the company is locked, so nothing it reads changes before it writes; the same message never counts
//! twice (company + channel + provider id); the end state does not depend on the order in which deliveries arrived; an
//! echo or status never opens a conversation; what came before its subject is decided again when that comes; a delivery that cannot be recorded is set aside and never holds up others.

mod arrival;
pub(crate) mod attribute;
mod content;
pub(crate) mod echo;
mod evidence;
pub(crate) mod facts;
pub(crate) mod flush;
mod fold;
mod join;
mod ledger;
mod look_back;
mod person;
pub mod recorder;
pub(crate) mod refold;
mod resettle;
pub(crate) mod waiting;
pub mod working;

use std::collections::BTreeSet;

use nascente_domain::id::{CompanyId, ConversationId, DeliveryId};
use nascente_store::company::LockedCompany;
use nascente_store::delivery::Outcome;
use nascente_store::{StoreError, Tx, channel, company, delivery};

use crate::app::{App, LiveHint};
use crate::attend::desk::Desk;
use crate::automation;
use crate::failure::Failure;

/// Deliveries in one transaction, at most.
const BATCH: i64 = 256;
/// Deliveries in one transaction of SQLite, at most, while more come in: whoever waits for an answer waits for the one
/// writing thread.
const BATCH_WHILE_RECEIVING: i64 = 32;
/// Bytes of bodies in one transaction, about: keeps memory small when bodies are large.
const BATCH_BYTES: i64 = 8 << 20;

/// What a transaction recorded.
#[derive(Debug, Default)]
pub struct Recorded {
    /// Deliveries that were taken.
    pub deliveries: usize,
    /// Files that are to be fetched.
    pub files: usize,
    /// What open screens should look at.
    pub hints: Vec<LiveHint>,
}

/// Records the oldest pending deliveries of a company, `most` at most.
pub fn record_pending(app: &App, tx: &mut Tx<'_>, company_id: CompanyId, most: i64) -> Result<Recorded, StoreError> {
    let Some(locked) = company::lock(tx, company_id)? else { return Ok(Recorded::default()) };
    let deliveries = delivery::pending(tx, company_id, most.min(BATCH), BATCH_BYTES)?;
    if deliveries.is_empty() {
        return Ok(Recorded::default());
    }
    let ids: Vec<DeliveryId> = deliveries.iter().map(|one| one.delivery_id).collect();
    let channels = nascente_store::recording::channels(tx, company_id)?;
    let mut sorted = arrival::sort(deliveries, &channels);
    let batch = record(app, tx, locked, &sorted)?;
    nascente_store::recording::channels_spoke(tx, company_id, &sorted.channels)?;
    let mut outcomes = std::mem::take(&mut sorted.settled);
    outcomes.extend(batch.outcomes);
    delivery::finish(tx, company_id, &ids, &outcomes, true, app.now())?;
    let deliveries = ids.len();
    waiting::begin(tx, company_id, ids, batch.waiting, app.now())?;
    let again = waiting::decide_again(app, tx, company_id, batch.brought)?;
    let mut hints = batch.hints;
    hints.extend(again.hints);
    Ok(Recorded { deliveries, files: batch.files + again.files, hints })
}

/// What came of the events of a batch.
struct Batch {
    /// One for each event, in their order.
    outcomes: Vec<Outcome>,
    /// The events that wait, and for what.
    waiting: Vec<(waiting::Arrival, Vec<waiting::Subject>)>,
    /// What others may have waited for.
    brought: BTreeSet<waiting::Subject>,
    /// Files that are to be fetched.
    files: usize,
    hints: Vec<LiveHint>,
}

/// Records the events of a batch, in a company that is locked.
fn record(app: &App, tx: &mut Tx<'_>, locked: LockedCompany, sorted: &arrival::Sorted) -> Result<Batch, StoreError> {
    let company_id = locked.company_id;
    let facts = facts::gather(tx, company_id, &crate::app::zone(&locked.time_zone), sorted)?;
    let mut working = working::WorkingSet::new(app, locked, facts);
    let mut outcomes: Vec<Outcome> = sorted.events.iter().map(|arrived| fold::fold(&mut working, arrived)).collect();
    for outcome in &mut outcomes {
        outcome.conversation_id = outcome.conversation_id.map(|id| working.current(id));
    }
    let brought = waiting::brought(&working, &sorted.events, &outcomes);
    look_back::look_back(tx, &mut working)?;
    resettle::resettle(tx, &mut working)?;
    refold::refold(tx, &mut working)?;
    attribute::attribute_all(&mut working);
    let (files, connections) = (working.new_files.len(), std::mem::take(&mut working.connections));
    let waiting = std::mem::take(&mut working.waiting);
    let mut desk = Desk::over(working, ConversationId::from(0), app.now());
    automation::after_recording(tx, &mut desk).map_err(in_store)?;
    let mut hints = desk.write(tx).map_err(in_store)?;
    for (channel_id, news, at) in &connections {
        if channel::note_connection(tx, company_id, *channel_id, news, *at)? {
            hints.push(LiveHint { company_id, kind: "channel", id: channel_id.to_string(), version: None });
        }
    }
    Ok(Batch { outcomes, waiting, brought, files, hints })
}

/// What happens by itself refuses nothing, so that its failures are the store's.
fn in_store(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        other => StoreError::Unreadable(other.to_string()),
    }
}
