//! Connections: what is known about the line between a channel and its provider, and when it is asked next.
//!
//! In: states as they were told by an event or an answer, each with its moment. Out: the newest one. Invariants: older
//! news never replaces newer news; `since` is the moment from which the state has not changed; a former provider of a
//! channel is remembered until a moment, so that what it delivers late is still understood.

use nascente_domain::connection::{Connection, TokenLife};
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    STATE = "select connection, checked_at from channel where company_id = $1 and channel_id = $2";
    NOTE = "update channel
        set connection = $3, connection_since = $4, connection_reason = $5, wrong_setting = $6, checked_at = $7,
            paired_phone = coalesce($8, paired_phone)
        where company_id = $1 and channel_id = $2";
    NOTE_SAME = "update channel
        set connection_reason = $3, wrong_setting = $4, checked_at = $5, paired_phone = coalesce($6, paired_phone)
        where company_id = $1 and channel_id = $2";
    FORGET = "update channel
        set connection = null, connection_since = null, connection_reason = null, wrong_setting = null,
            checked_at = null, token_expires_at = null, paired_phone = null
        where company_id = $1 and channel_id = $2";
    SET_EXPIRY = "update channel set token_expires_at = $3 where company_id = $1 and channel_id = $2";
    LIST = "select channel_id, connection, connection_since, connection_reason, wrong_setting, checked_at,
            token_expires_at, paired_phone
        from channel where company_id = $1 order by channel_id";
    ASK_SOON = "update channel set check_at = 0, check_failures = 0 where company_id = $1 and channel_id = $2";
    ASK_AGAIN = "update channel set check_at = $4, check_failures = $5
        where company_id = $1 and channel_id = $2 and check_at = $3";
    // An all-company statement: the watch looks for channels to ask about in every company.
    DUE = "select company_id, channel_id, check_failures from channel
        where check_at <= $1 and archived_at is null and provider <> 'link_only'
        order by check_at, company_id, channel_id limit $2";
    ANY_DUE = "select 1 from channel
        where check_at <= $1 and archived_at is null and provider <> 'link_only' limit 1";
    CLAIM = "update channel set check_at = $4 where company_id = $1 and channel_id = $2 and check_at <= $3";
    REMEMBER = "insert into former_connection
            (company_id, channel_id, provider, number_id, settings, secrets, hook_key, until)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    RECALL = "delete from former_connection where company_id = $1 and channel_id = $2 and provider = $3";
    FORMER = "select channel_id, provider, number_id, settings, secrets, hook_key, until from former_connection
        where company_id = $1 order by channel_id, provider";
}

/// What somebody told about a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionNews {
    /// The state.
    pub state: Connection,
    /// The number that is paired, in digits, when it was told.
    pub phone: Option<String>,
    /// Why, in the provider's words.
    pub reason: Option<String>,
    /// The setting that is wrong.
    pub wrong_setting: Option<String>,
    /// How long the token is good; `None`: not told, what was told before holds.
    pub token: Option<TokenLife>,
}

/// Notes news about a connection that are as old as the first of two moments and were told at the second; `true` when
/// the state is another one than before.
///
/// Open screens want to know that (live hint `channel`). News that are older than what is known change nothing.
pub fn note_connection(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    news: &ConnectionNews,
    (at, told_at): (Moment, Moment),
) -> Result<bool, StoreError> {
    let Some(mut row) = tx.query_first(&STATE, params![company_id, channel_id])? else { return Ok(false) };
    let (known, checked_at): (Option<Connection>, Option<Moment>) = (row.take()?, row.take()?);
    if checked_at.is_some_and(|seen| seen > at) {
        return Ok(false);
    }
    if let Some(token) = news.token {
        let expires_at = match token {
            TokenLife::Endless => None,
            TokenLife::Until(end) => Some(end),
        };
        tx.execute(&SET_EXPIRY, params![company_id, channel_id, expires_at])?;
    }
    let (reason, setting, phone) = (news.reason.clone(), news.wrong_setting.clone(), news.phone.clone());
    if known == Some(news.state) {
        tx.execute(&NOTE_SAME, params![company_id, channel_id, reason, setting, at, phone])?;
        return Ok(false);
    }
    tx.execute(&NOTE, params![company_id, channel_id, news.state, told_at, reason, setting, at, phone])?;
    Ok(true)
}

/// Forgets what is known: the channel speaks with another provider or under other settings now.
pub fn forget(tx: &mut Tx<'_>, company_id: CompanyId, channel_id: ChannelId) -> Result<(), StoreError> {
    tx.execute(&FORGET, params![company_id, channel_id]).map(drop)
}

/// What is known about the connection of a channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownConnection {
    /// The state; `None`: nobody has told yet.
    pub state: Option<Connection>,
    /// From when on.
    pub since: Option<Moment>,
    /// Why.
    pub reason: Option<String>,
    /// The setting that is wrong.
    pub wrong_setting: Option<String>,
    /// When it was last told.
    pub checked_at: Option<Moment>,
    /// Until when the token is good; `None`: it does not expire, or nobody has told.
    pub token_expires_at: Option<Moment>,
    /// The number that is paired, in digits.
    pub paired_phone: Option<String>,
}

/// The connections of all channels of a company.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<(ChannelId, KnownConnection)>, StoreError> {
    let rows = tx.query(&LIST, params![company_id])?;
    let read = |mut row: Row| {
        let channel_id = row.take()?;
        let known = KnownConnection {
            state: row.take()?,
            since: row.take()?,
            reason: row.take()?,
            wrong_setting: row.take()?,
            checked_at: row.take()?,
            token_expires_at: row.take()?,
            paired_phone: row.take()?,
        };
        Ok((channel_id, known))
    };
    rows.into_iter().map(read).collect()
}

/// A channel whose connection has to be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueCheck {
    /// Company.
    pub company_id: CompanyId,
    /// Channel.
    pub channel_id: ChannelId,
    /// How often nobody answered, one after the other.
    pub failures: i64,
}

/// Has the connection asked about at once.
pub fn ask_soon(tx: &mut Tx<'_>, company_id: CompanyId, channel_id: ChannelId) -> Result<(), StoreError> {
    tx.execute(&ASK_SOON, params![company_id, channel_id]).map(drop)
}

/// Sets when a claimed channel is asked about next, and how often nobody answered before. Does nothing when somebody
/// wanted it asked about at once in the meantime.
pub fn ask_again(
    tx: &mut Tx<'_>,
    due: &DueCheck,
    claimed_until: Moment,
    at: Moment,
    failures: i64,
) -> Result<(), StoreError> {
    tx.execute(&ASK_AGAIN, params![due.company_id, due.channel_id, claimed_until, at, failures]).map(drop)
}

/// Whether there is a channel of any company that has to be asked about now.
pub fn is_any_due(tx: &mut Tx<'_>, now: Moment) -> Result<bool, StoreError> {
    Ok(tx.query_first(&ANY_DUE, params![now])?.is_some())
}

/// Takes the channels of all companies that have to be asked about now; nobody else gets them before `until`.
pub fn claim_due(tx: &mut Tx<'_>, now: Moment, until: Moment, limit: i64) -> Result<Vec<DueCheck>, StoreError> {
    let mut claimed = Vec::new();
    for mut row in tx.query(&DUE, params![now, limit])? {
        let due = DueCheck { company_id: row.take()?, channel_id: row.take()?, failures: row.take()? };
        if tx.execute(&CLAIM, params![due.company_id, due.channel_id, now, until])? == 1 {
            claimed.push(due);
        }
    }
    Ok(claimed)
}

/// A provider that a channel spoke with before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerConnection {
    /// Channel.
    pub channel_id: ChannelId,
    /// Text of the provider.
    pub provider: String,
    /// The provider's id of the number.
    pub number_id: Option<String>,
    /// Settings that are no secrets, as JSON.
    pub settings: serde_json::Value,
    /// Sealed secrets.
    pub secrets: Option<Vec<u8>>,
    /// The unguessable part of the webhook's address.
    pub hook_key: Option<String>,
    /// Until when it may still deliver.
    pub until: Moment,
}

/// Remembers a provider that a channel leaves, in place of what was remembered of the same provider.
pub fn remember(tx: &mut Tx<'_>, company_id: CompanyId, former: &FormerConnection) -> Result<(), StoreError> {
    recall(tx, company_id, former.channel_id, &former.provider)?;
    let values = params![
        company_id,
        former.channel_id,
        &former.provider,
        former.number_id.clone(),
        &former.settings,
        former.secrets.clone(),
        former.hook_key.clone(),
        former.until
    ];
    tx.execute(&REMEMBER, values).map(drop)
}

/// Takes a remembered provider out of memory: the channel speaks with it again.
pub fn recall(tx: &mut Tx<'_>, company_id: CompanyId, channel_id: ChannelId, provider: &str) -> Result<(), StoreError> {
    tx.execute(&RECALL, params![company_id, channel_id, provider]).map(drop)
}

/// The former providers of all channels of a company, whether they may still deliver or not.
pub fn former(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<FormerConnection>, StoreError> {
    let rows = tx.query(&FORMER, params![company_id])?;
    let read = |mut row: Row| {
        Ok(FormerConnection {
            channel_id: row.take()?,
            provider: row.take()?,
            number_id: row.take()?,
            settings: row.take()?,
            secrets: row.take()?,
            hook_key: row.take()?,
            until: row.take()?,
        })
    };
    rows.into_iter().map(read).collect()
}
