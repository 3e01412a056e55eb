//! Events that came before what they speak of: which they are, and the subjects that they wait for.
//!
//! A subject is a fingerprint of a message or a person, so that nothing of either stands here. An event may wait for
//! several subjects; the first that comes wakes it.

use nascente_domain::id::{CompanyId, DeliveryId};
use nascente_domain::moment::Moment;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{StoreError, Tx, params, statements};

statements! {
    ANY = "select delivery_id from waiting_event where company_id = $1 limit 1";
    WOKEN = "select distinct delivery_id from waiting_event
        where company_id = $1 and subject {in:$2} and received_at >= $3 and delivery_id > $4
        order by delivery_id limit $5";
    PLACES = "select distinct delivery_id, ordinal from waiting_event where company_id = $1 and delivery_id {in:$2}";
    FORGET = "delete from waiting_event where company_id = $1 and delivery_id {in:$2}";
    FORGET_OLDER = "delete from waiting_event where company_id = $1 and received_at < $2";
}

static INSERT: Bulk = Bulk::insert(
    "waiting_event",
    &[("company_id", Int), ("subject", Text), ("delivery_id", Int), ("ordinal", Int), ("received_at", Int)],
    "on conflict do nothing",
);

/// An event that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its delivery.
    pub delivery_id: DeliveryId,
    /// Its place in the delivery.
    pub ordinal: i64,
    /// When the delivery came.
    pub received_at: Moment,
    /// The fingerprints of what it waits for.
    pub subjects: Vec<String>,
}

/// Has events wait; what waits since before `oldest` waits no more.
pub fn begin(tx: &mut Tx<'_>, company_id: CompanyId, events: &[Waiting], oldest: Moment) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.iter().flat_map(|one| {
        let row = move |subject| params![company_id, subject, one.delivery_id, one.ordinal, one.received_at];
        one.subjects.iter().map(row)
    });
    tx.bulk(&INSERT, rows.collect())?;
    tx.execute(&FORGET_OLDER, params![company_id, oldest]).map(drop)
}

/// Whether anything waits.
pub fn any(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<bool, StoreError> {
    Ok(tx.query_first(&ANY, params![company_id])?.is_some())
}

/// The deliveries after this one, by id, with events that wait for one of these subjects.
pub fn woken(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    subjects: Vec<String>,
    oldest: Moment,
    after: DeliveryId,
    limit: i64,
) -> Result<Vec<DeliveryId>, StoreError> {
    let rows = tx.query(&WOKEN, params![company_id, subjects, oldest, after, limit])?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// The events of these deliveries that wait.
pub fn places(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    deliveries: Vec<DeliveryId>,
) -> Result<Vec<(DeliveryId, i64)>, StoreError> {
    let rows = tx.query(&PLACES, params![company_id, deliveries])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Nothing of these deliveries waits any more.
pub fn forget(tx: &mut Tx<'_>, company_id: CompanyId, deliveries: Vec<DeliveryId>) -> Result<(), StoreError> {
    tx.execute(&FORGET, params![company_id, deliveries]).map(drop)
}
