//! Deliveries whose signature or key was wrong, by channel and hour. Every node adds what it saw.

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::{HOUR, Moment};

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    ADD = "insert into signature_failure (company_id, channel_id, hour, failures, first_at, last_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (company_id, channel_id, hour) do update set
            failures = signature_failure.failures + excluded.failures,
            first_at = case when excluded.first_at < signature_failure.first_at
                then excluded.first_at else signature_failure.first_at end,
            last_at = case when excluded.last_at > signature_failure.last_at
                then excluded.last_at else signature_failure.last_at end";
    SINCE = "select s.channel_id, c.name, cast(sum(s.failures) as bigint), min(s.first_at)
        from signature_failure s
        join channel c on c.company_id = $1 and c.channel_id = s.channel_id
        where s.company_id = $1 and s.last_at > $2
        group by s.channel_id, c.name order by s.channel_id";
    FORGET = "delete from signature_failure where company_id = $1 and hour < $2";
}

/// Wrong signatures of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// The first.
    pub first_at: Moment,
    /// The last.
    pub last_at: Moment,
}

/// Wrong signatures of a channel as they are read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfChannel {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: i64,
    /// The first.
    pub first_at: Moment,
}

/// Adds to the hour of the last one.
pub fn add(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    failures: Failures,
) -> Result<(), StoreError> {
    let hour = failures.last_at.millis().div_euclid(HOUR) * HOUR;
    let Failures { count, first_at, last_at } = failures;
    tx.execute(&ADD, params![company_id, channel_id, hour, count, first_at, last_at]).map(drop)
}

/// Those of the hours that had one since a moment.
pub fn since(tx: &mut Tx<'_>, company_id: CompanyId, moment: Moment) -> Result<Vec<OfChannel>, StoreError> {
    let read = |mut row: Row| {
        Ok(OfChannel { channel_id: row.take()?, name: row.take()?, count: row.take()?, first_at: row.take()? })
    };
    tx.query(&SINCE, params![company_id, moment])?.into_iter().map(read).collect()
}

/// Forgets the hours before a moment.
pub fn forget(tx: &mut Tx<'_>, company_id: CompanyId, before: Moment) -> Result<(), StoreError> {
    tx.execute(&FORGET, params![company_id, before]).map(drop)
}
