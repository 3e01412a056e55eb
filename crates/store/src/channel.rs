//! Channels: one WhatsApp number through one provider.
//!
//! In: settings as JSON text and secrets as sealed bytes, which nothing here can open. Out: rows in the order in which
//! they were made. The installation table `channel_route` finds the company of a channel that a provider names in the
//! address it posts to. A channel is archived, never deleted: conversations and links point at it.

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::Moment;

pub use crate::connection::{ConnectionNews, note_connection};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into channel
            (company_id, channel_id, provider, name, phone_number, number_id, settings, secrets, hook_key, state,
             created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    INSERT_ROUTE = "insert into channel_route (channel_id, company_id) values ($1, $2)";
    ROUTE = "select company_id from channel_route where channel_id = $1";
    ONE = "select channel_id, provider, name, phone_number, number_id, settings, secrets, hook_key, state,
            state_reason, last_delivery_at, created_at, archived_at
        from channel where company_id = $1 and channel_id = $2";
    LIST = "select channel_id, provider, name, phone_number, number_id, settings, secrets, hook_key, state,
            state_reason, last_delivery_at, created_at, archived_at
        from channel where company_id = $1 order by created_at, channel_id";
    BY_NUMBER = "select channel_id, provider, name, phone_number, number_id, settings, secrets, hook_key, state,
            state_reason, last_delivery_at, created_at, archived_at
        from channel where company_id = $1 and number_id = $2 and archived_at is null order by channel_id";
    UPDATE = "update channel
        set provider = $3, name = $4, phone_number = $5, number_id = $6, settings = $7, secrets = $8, state = $9,
            state_reason = $10, hook_key = $11
        where company_id = $1 and channel_id = $2";
    ARCHIVE = "update channel set archived_at = $3
        where company_id = $1 and channel_id = $2 and archived_at is null";
    DELIVERED = "update channel set last_delivery_at = $3, state = 'connected', state_reason = null
        where company_id = $1 and channel_id = $2 and (last_delivery_at is null or last_delivery_at < $3)";
    TROUBLE = "update channel set state = 'error', state_reason = $3, check_at = 0, check_failures = 0
        where company_id = $1 and channel_id = $2";
}

/// A channel as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Id.
    pub channel_id: ChannelId,
    /// Text of the provider.
    pub provider: String,
    /// Name.
    pub name: String,
    /// Digits with country code.
    pub phone_number: String,
    /// The provider's own id of the number, by which a delivery names it.
    pub number_id: Option<String>,
    /// Settings that are no secrets, as JSON.
    pub settings: serde_json::Value,
    /// Sealed secrets.
    pub secrets: Option<Vec<u8>>,
    /// The unguessable part of the webhook's address, demanded where the provider does not sign.
    pub hook_key: Option<String>,
    /// `connected`, `waiting`, `error`, `link_only`.
    pub state: String,
    /// Why, for a person.
    pub state_reason: Option<String>,
    /// Last delivery.
    pub last_delivery_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
}

fn read(mut row: Row) -> Result<Channel, StoreError> {
    Ok(Channel {
        channel_id: row.take()?,
        provider: row.take()?,
        name: row.take()?,
        phone_number: row.take()?,
        number_id: row.take()?,
        settings: row.take()?,
        secrets: row.take()?,
        hook_key: row.take()?,
        state: row.take()?,
        state_reason: row.take()?,
        last_delivery_at: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
    })
}

/// Keeps a new channel and the route to its company.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, channel: &Channel) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        params![
            company_id,
            channel.channel_id,
            &channel.provider,
            &channel.name,
            &channel.phone_number,
            channel.number_id.clone(),
            &channel.settings,
            channel.secrets.clone(),
            channel.hook_key.clone(),
            &channel.state,
            channel.created_at
        ],
    )?;
    tx.execute(&INSERT_ROUTE, params![channel.channel_id, company_id]).map(drop)
}

/// The company of a channel, whoever asks: a provider knows nothing but the channel.
pub fn company_of(tx: &mut Tx<'_>, channel_id: ChannelId) -> Result<Option<CompanyId>, StoreError> {
    tx.query_first(&ROUTE, params![channel_id])?.map(|mut row| row.take()).transpose()
}

/// One channel, archived or not.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, channel_id: ChannelId) -> Result<Option<Channel>, StoreError> {
    tx.query_first(&ONE, params![company_id, channel_id])?.map(read).transpose()
}

/// Every channel of the company, archived ones included, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Channel>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// The unarchived channels that some provider calls by this id (`metadata.phone_number_id`, a session): two servers may
/// call two numbers alike.
pub fn by_number_id(tx: &mut Tx<'_>, company_id: CompanyId, number_id: &str) -> Result<Vec<Channel>, StoreError> {
    tx.query(&BY_NUMBER, params![company_id, number_id])?.into_iter().map(read).collect()
}

/// Writes everything that may change of a channel; `false` when there is none.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, channel: &Channel) -> Result<bool, StoreError> {
    let changed = tx.execute(
        &UPDATE,
        params![
            company_id,
            channel.channel_id,
            &channel.provider,
            &channel.name,
            &channel.phone_number,
            channel.number_id.clone(),
            &channel.settings,
            channel.secrets.clone(),
            &channel.state,
            channel.state_reason.clone(),
            channel.hook_key.clone()
        ],
    )?;
    Ok(changed > 0)
}

/// Archives a channel; `false` when there is none that is unarchived.
pub fn archive(tx: &mut Tx<'_>, company_id: CompanyId, channel_id: ChannelId, now: Moment) -> Result<bool, StoreError> {
    Ok(tx.execute(&ARCHIVE, params![company_id, channel_id, now])? > 0)
}

/// Notes that the provider delivered something: the channel is connected.
pub fn note_delivery(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    received_at: Moment,
) -> Result<(), StoreError> {
    tx.execute(&DELIVERED, params![company_id, channel_id, received_at]).map(drop)
}

/// Notes that the channel does not work, and why, for a person; its connection is asked about at once.
pub fn note_trouble(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    reason: &str,
) -> Result<(), StoreError> {
    tx.execute(&TROUBLE, params![company_id, channel_id, reason]).map(drop)
}
