//! Raw deliveries and the outcomes of their events.

use std::collections::HashSet;

use nascente_domain::id::{ChannelId, CompanyId, ConversationId, DeliveryId};
use nascente_domain::moment::Moment;
use nascente_domain::outcome::{DeliveryState, EventResult};

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Bytes, Int, Text};
use crate::{Row, StoreError, Tx, Value, params, statements};

statements! {
    // An all-company statement: recorders look for work in every company.
    // Company by company: with many deliveries of one pending, reading them all would tell no more.
    COMPANIES_PENDING = "select c.company_id from company c where exists
        (select 1 from delivery d where d.company_id = c.company_id and d.state = 'pending')";
    PENDING = "select delivery_id, length(body) from delivery
        where company_id = $1 and state = 'pending' and (received_at, delivery_id) > ($3, $4)
        order by received_at, delivery_id limit $2";
    // Each by its key: the index of what is pending would be read whole.
    STILL_PENDING = "select wanted.value, (select d.state from delivery d
        where d.company_id = $1 and d.delivery_id = wanted.value)
        from {ints:$2}";
    LOAD = "select delivery_id, channel_id, provider, received_at, body from delivery
        where company_id = $1 and delivery_id {in:$2} order by received_at, delivery_id";
    SET_FAILED = "update delivery set state = 'failed', attempts = attempts + 1, last_error = $3, recorded_at = $4
        where company_id = $1 and delivery_id = $2";
    SET_PENDING = "update delivery set state = 'pending', last_error = null
        where company_id = $1 and delivery_id = $2";
    DELETE_OUTCOMES = "delete from event_outcome where company_id = $1 and delivery_id {in:$2}";
    LIST = "select delivery_id, channel_id, provider, received_at, state, length(body), last_error from delivery
        where company_id = $1 and delivery_id < $2 order by delivery_id desc limit $3";
    LIST_IN_STATE = "select delivery_id, channel_id, provider, received_at, state, length(body), last_error
        from delivery where company_id = $1 and delivery_id < $2 and state = $4 order by delivery_id desc limit $3";
    ONE = "select delivery_id, channel_id, provider, received_at, state, length(body), last_error from delivery
        where company_id = $1 and delivery_id = $2";
    COUNT = "select count(*) from delivery where company_id = $1";
    COUNT_IN_STATE = "select count(*) from delivery where company_id = $1 and state = $2";
    // The few that are pending have an index, which a state that is bound does not lead to.
    COUNT_PENDING = "select count(*) from delivery where company_id = $1 and state = 'pending'";
    LIST_PENDING = "select delivery_id, channel_id, provider, received_at, state, length(body), last_error
        from delivery where company_id = $1 and delivery_id < $2 and state = 'pending'
        order by delivery_id desc limit $3";
    OUTCOMES = "select delivery_id, ordinal, kind, provider_id, outcome, reason, conversation_id from event_outcome
        where company_id = $1 and delivery_id {in:$2} order by delivery_id, ordinal";
}

static INSERT: Bulk = Bulk::insert(
    "delivery",
    &[
        ("company_id", Int),
        ("delivery_id", Int),
        ("channel_id", Int),
        ("provider", Text),
        ("received_at", Int),
        ("body", Bytes),
        ("state", Text),
        ("attempts", Int),
    ],
    "",
);
static SET_RECORDED: Bulk =
    Bulk::update("delivery", &[("company_id", Int), ("delivery_id", Int), ("state", Text), ("recorded_at", Int)], 2);
static INSERT_OUTCOMES: Bulk = Bulk::insert(
    "event_outcome",
    &[
        ("company_id", Int),
        ("delivery_id", Int),
        ("ordinal", Int),
        ("kind", Text),
        ("provider_id", Text),
        ("outcome", Text),
        ("reason", Text),
        ("conversation_id", Int),
    ],
    "",
);

static DECIDE_OUTCOMES: Bulk = Bulk::update(
    "event_outcome",
    &[
        ("company_id", Int),
        ("delivery_id", Int),
        ("ordinal", Int),
        ("outcome", Text),
        ("reason", Text),
        ("conversation_id", Int),
    ],
    3,
);

/// A delivery that was authentic and has to be kept.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Company.
    pub company_id: CompanyId,
    /// Id.
    pub delivery_id: DeliveryId,
    /// Channel whose address it came to.
    pub channel_id: ChannelId,
    /// Provider.
    pub provider: &'static str,
    /// When it came.
    pub received_at: Moment,
    /// The bytes, untouched.
    pub body: Vec<u8>,
}

/// A kept delivery.
#[derive(Debug, Clone)]
pub struct PendingDelivery {
    /// Id.
    pub delivery_id: DeliveryId,
    /// Channel whose address it came to.
    pub channel_id: ChannelId,
    /// Provider.
    pub provider: String,
    /// When it came.
    pub received_at: Moment,
    /// The bytes.
    pub body: Vec<u8>,
}

/// How one event ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Delivery.
    pub delivery_id: DeliveryId,
    /// Place in the delivery.
    pub ordinal: i64,
    /// `message`, `echo`, `status`, or the provider's word.
    pub kind: String,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// How it ended.
    pub result: EventResult,
    /// Why.
    pub reason: Option<String>,
    /// The conversation it belongs to.
    pub conversation_id: Option<ConversationId>,
}

/// A delivery as a list shows it.
#[derive(Debug, Clone)]
pub struct DeliverySummary {
    /// Id.
    pub delivery_id: DeliveryId,
    /// Channel.
    pub channel_id: ChannelId,
    /// Provider.
    pub provider: String,
    /// When it came.
    pub received_at: Moment,
    /// How far it got.
    pub state: DeliveryState,
    /// Size.
    pub bytes: i64,
    /// Why it failed.
    pub last_error: Option<String>,
}

impl DeliverySummary {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            delivery_id: row.take()?,
            channel_id: row.take()?,
            provider: row.take()?,
            received_at: row.take()?,
            state: row.take()?,
            bytes: row.take()?,
            last_error: row.take()?,
        })
    }
}

/// Keeps deliveries of any companies; rows go in sorted by company.
pub fn insert(tx: &mut Tx<'_>, deliveries: &[NewDelivery]) -> Result<(), StoreError> {
    let mut rows: Vec<Vec<Value>> = deliveries
        .iter()
        .map(|new| {
            params![
                new.company_id,
                new.delivery_id,
                new.channel_id,
                new.provider,
                new.received_at,
                new.body.clone(),
                DeliveryState::Pending,
                0_i64
            ]
        })
        .collect();
    rows.sort_by_key(|row| if let Some(Value::Int(company)) = row.first() { *company } else { 0 });
    tx.bulk(&INSERT, rows).map(drop)
}

/// The companies that have pending deliveries.
pub fn companies_pending(tx: &mut Tx<'_>) -> Result<Vec<CompanyId>, StoreError> {
    tx.query(&COMPANIES_PENDING, params![])?.into_iter().map(|mut row| row.take()).collect()
}

/// The place of a delivery in the order in which deliveries are recorded.
pub type PlaceInLine = (Moment, DeliveryId);

/// The oldest pending deliveries behind a place, as many as `limit` and about `most_bytes` allow; at least one.
pub fn pending(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    behind: Option<PlaceInLine>,
    limit: i64,
    most_bytes: i64,
) -> Result<Vec<PendingDelivery>, StoreError> {
    let (received_at, delivery_id) = behind.unwrap_or((Moment::from_millis(i64::MIN), DeliveryId::from(0)));
    let mut ids: Vec<DeliveryId> = Vec::new();
    let mut bytes = 0;
    for mut row in tx.query(&PENDING, params![company_id, limit, received_at, delivery_id])? {
        let (id, size): (DeliveryId, i64) = (row.take()?, row.take()?);
        bytes += size;
        if !ids.is_empty() && bytes > most_bytes {
            break;
        }
        ids.push(id);
    }
    load(tx, company_id, ids)
}

/// Which of these deliveries are pending.
pub fn still_pending(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<DeliveryId>,
) -> Result<HashSet<DeliveryId>, StoreError> {
    let mut pending = HashSet::new();
    for mut row in tx.query(&STILL_PENDING, params![company_id, ids])? {
        let (id, state): (DeliveryId, Option<DeliveryState>) = (row.take()?, row.take()?);
        if state == Some(DeliveryState::Pending) {
            pending.insert(id);
        }
    }
    Ok(pending)
}

/// These deliveries with their bytes, by time of receipt and id.
pub fn load(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<DeliveryId>) -> Result<Vec<PendingDelivery>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LOAD, params![company_id, ids])?
        .into_iter()
        .map(|mut row| {
            Ok(PendingDelivery {
                delivery_id: row.take()?,
                channel_id: row.take()?,
                provider: row.take()?,
                received_at: row.take()?,
                body: row.take()?,
            })
        })
        .collect()
}

/// Marks deliveries as recorded and keeps the outcome of each of their events, in place of earlier ones.
pub fn finish(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    deliveries: &[DeliveryId],
    outcomes: &[Outcome],
    again: bool,
    now: Moment,
) -> Result<(), StoreError> {
    if again {
        tx.execute(&DELETE_OUTCOMES, params![company_id, deliveries.to_vec()])?;
    }
    let rows = outcomes
        .iter()
        .map(|outcome| {
            params![
                company_id,
                outcome.delivery_id,
                outcome.ordinal,
                &outcome.kind,
                outcome.provider_id.clone(),
                outcome.result,
                outcome.reason.clone(),
                outcome.conversation_id
            ]
        })
        .collect();
    tx.bulk(&INSERT_OUTCOMES, rows)?;
    let done = deliveries.iter().map(|id| params![company_id, *id, DeliveryState::Recorded, now]).collect();
    tx.bulk(&SET_RECORDED, done).map(drop)
}

/// Keeps how events ended that were decided again, each in its place.
pub fn decide(tx: &mut Tx<'_>, company_id: CompanyId, outcomes: &[Outcome]) -> Result<(), StoreError> {
    let rows = outcomes
        .iter()
        .map(|one| {
            let (reason, conversation_id) = (one.reason.clone(), one.conversation_id);
            params![company_id, one.delivery_id, one.ordinal, one.result, reason, conversation_id]
        })
        .collect();
    tx.bulk(&DECIDE_OUTCOMES, rows).map(drop)
}

/// Marks a delivery whose recording failed, with the reason.
pub fn fail(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    delivery_id: DeliveryId,
    error: &str,
    now: Moment,
) -> Result<(), StoreError> {
    tx.execute(&SET_FAILED, params![company_id, delivery_id, error, now]).map(drop)
}

/// Has a delivery processed again; `false` when it is unknown.
pub fn set_pending(tx: &mut Tx<'_>, company_id: CompanyId, delivery_id: DeliveryId) -> Result<bool, StoreError> {
    Ok(tx.execute(&SET_PENDING, params![company_id, delivery_id])? == 1)
}

/// Deliveries, newest first, below an id.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    below: i64,
    limit: i64,
    state: Option<DeliveryState>,
) -> Result<Vec<DeliverySummary>, StoreError> {
    let rows = match state {
        Some(DeliveryState::Pending) => tx.query(&LIST_PENDING, params![company_id, below, limit])?,
        Some(state) => tx.query(&LIST_IN_STATE, params![company_id, below, limit, state])?,
        None => tx.query(&LIST, params![company_id, below, limit])?,
    };
    rows.into_iter().map(DeliverySummary::read).collect()
}

/// How many deliveries there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, state: Option<DeliveryState>) -> Result<i64, StoreError> {
    let rows = match state {
        Some(DeliveryState::Pending) => tx.query(&COUNT_PENDING, params![company_id])?,
        Some(state) => tx.query(&COUNT_IN_STATE, params![company_id, state])?,
        None => tx.query(&COUNT, params![company_id])?,
    };
    rows.into_iter().next().map_or(Ok(0), |mut row| row.take())
}

/// One delivery.
pub fn one(tx: &mut Tx<'_>, company_id: CompanyId, id: DeliveryId) -> Result<Option<DeliverySummary>, StoreError> {
    tx.query_first(&ONE, params![company_id, id])?.map(DeliverySummary::read).transpose()
}

/// The outcomes of these deliveries, by delivery and place.
pub fn outcomes(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<DeliveryId>) -> Result<Vec<Outcome>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&OUTCOMES, params![company_id, ids])?
        .into_iter()
        .map(|mut row| {
            Ok(Outcome {
                delivery_id: row.take()?,
                ordinal: row.take()?,
                kind: row.take()?,
                provider_id: row.take()?,
                result: row.take()?,
                reason: row.take()?,
                conversation_id: row.take()?,
            })
        })
        .collect()
}
