//! What the checks of *Saúde do rastreamento* count, and the alarms that stand.

use nascente_domain::id::{ChannelId, CompanyId, LinkId};
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::tracking::Part;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    INACTIVE_LINKS = "select l.channel_id, c.name, count(*), min(l.link_id), coalesce(c.archived_at, c.connection_since)
        from link l
        join channel c on c.company_id = $1 and c.channel_id = l.channel_id
        where l.company_id = $1 and l.archived_at is null and (l.expires_at is null or l.expires_at > $2)
            and (c.archived_at is not null or c.phone_number = ''
                or c.connection in ('disconnected', 'wrong_key', 'unknown'))
        group by l.channel_id, c.name, coalesce(c.archived_at, c.connection_since)
        order by l.channel_id";
    INACTIVE_ADS = "select v.channel_id, c.name, count(distinct v.identifier_id), coalesce(c.archived_at, c.connection_since)
        from conversation v
        join channel c on c.company_id = $1 and c.channel_id = v.channel_id
        where v.company_id = $1 and v.entry_day >= $2 and v.entry_kind = 'ad' and v.identifier_id is not null
            and not v.excluded
            and (c.archived_at is not null or c.connection in ('disconnected', 'wrong_key', 'unknown'))
        group by v.channel_id, c.name, coalesce(c.archived_at, c.connection_since)
        order by v.channel_id";
    CARDS = r#"select cast(count(*) as bigint),
            cast(coalesce(sum(case when t.card like '%"ctwa_clid":null%' then 1 else 0 end), 0) as bigint)
        from conversation v
        join touch t on t.company_id = $1 and t.conversation_id = v.conversation_id
        where v.company_id = $1 and v.entry_day >= $2 and not v.excluded
            and t.method = 'ad_header' and t.kind = 'ad' and t.card is not null"#;
    ADS = "select cast(count(*) as bigint),
            cast(coalesce(sum(case when entry_unidentified then 1 else 0 end), 0) as bigint)
        from conversation
        where company_id = $1 and entry_day >= $2 and entry_kind = 'ad' and started_by = 'contact' and not excluded";
    UNNAMED = "select cast(count(*) as bigint),
            cast(coalesce(sum(case when i.campaign is null or i.campaign = '' then 1 else 0 end), 0) as bigint)
        from conversation v
        join entry_identifier i on i.company_id = $1 and i.identifier_id = v.identifier_id
        where v.company_id = $1 and v.entry_day >= $2 and v.entry_kind = 'ad' and v.started_by = 'contact'
            and not v.excluded";
    COVERAGE = "select v.channel_id, c.name, v.entry_day, cast(count(*) as bigint),
            cast(sum(case when v.entry_kind = 'none' or v.entry_unidentified then 0 else 1 end) as bigint)
        from conversation v
        join channel c on c.company_id = $1 and c.channel_id = v.channel_id
        where v.company_id = $1 and v.entry_day >= $2 and v.entry_day <= $3 and v.started_by = 'contact'
            and not v.excluded and v.entry_kind <> 'return' and c.archived_at is null
        group by v.channel_id, c.name, v.entry_day
        order by v.channel_id, v.entry_day";
    RECENT = "select m.channel_id, c.name, m.direction, m.sent_at, m.received_at
        from message m
        join channel c on c.company_id = $1 and c.channel_id = m.channel_id
        where m.company_id = $1 order by m.message_id desc limit 500";
    PENDING = "select min(received_at), count(*) from delivery where company_id = $1 and state = 'pending'";
    NEVER_CLICKED = "select l.link_id, l.name, l.created_at from link l
        where l.company_id = $1 and l.archived_at is null and (l.expires_at is null or l.expires_at > $2)
            and l.created_at < $3
            and not exists (select 1 from click_day d where d.company_id = $1 and d.link_id = l.link_id and d.valid > 0)
        order by l.link_id limit $4";
    CLICKS = "select cast(coalesce(sum(d.valid), 0) as bigint) from click_day d
        where d.company_id = $1 and d.day >= $2 and d.day <= $3";
    BY_LINK = "select count(*) from conversation
        where company_id = $1 and entry_day >= $2 and entry_day <= $3 and entry_kind = 'link' and not excluded";
    TOKENS = "select channel_id, name, token_expires_at from channel
        where company_id = $1 and archived_at is null and token_expires_at is not null order by channel_id";
    ALARMS = "select check_code, subject, state, since from tracking_alarm where company_id = $1";
    RAISE = "insert into tracking_alarm (company_id, check_code, subject, state, since) values ($1, $2, $3, $4, $5)
        on conflict (company_id, check_code, subject) do nothing";
    WORSEN = "update tracking_alarm set state = $4
        where company_id = $1 and check_code = $2 and subject = $3 and state <> $4";
    CLEAR = "delete from tracking_alarm where company_id = $1 and check_code = $2 and subject = $3";
}

/// Something of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfChannel {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: i64,
    /// Since when it is not active.
    pub since: Option<Moment>,
}

/// Numbers that are not active although links in use lead to them.
pub fn inactive_links(tx: &mut Tx<'_>, company_id: CompanyId, now: Moment) -> Result<Vec<OfChannel>, StoreError> {
    let read = |mut row: Row| {
        let (channel_id, name, count) = (row.take()?, row.take()?, row.take()?);
        let _: LinkId = row.take()?;
        Ok(OfChannel { channel_id, name, count, since: row.take()? })
    };
    tx.query(&INACTIVE_LINKS, params![company_id, now])?.into_iter().map(read).collect()
}

/// Numbers that are not active although ads led to them since a day.
pub fn inactive_ads(tx: &mut Tx<'_>, company_id: CompanyId, since: LocalDay) -> Result<Vec<OfChannel>, StoreError> {
    let read = |mut row: Row| {
        Ok(OfChannel { channel_id: row.take()?, name: row.take()?, count: row.take()?, since: row.take()? })
    };
    tx.query(&INACTIVE_ADS, params![company_id, since])?.into_iter().map(read).collect()
}

fn part(row: Option<Row>) -> Result<Part, StoreError> {
    row.map_or(Ok(Part::default()), |mut row| Ok(Part { all: row.take()?, of: row.take()? }))
}

/// Cards of ads without a click id, of all cards since a day.
pub fn cards_without_click_id(tx: &mut Tx<'_>, company_id: CompanyId, since: LocalDay) -> Result<Part, StoreError> {
    let row = tx.query_first(&CARDS, params![company_id, since])?;
    part(row)
}

/// Conversations by an unknown ad, of all that came by an ad since a day.
pub fn unidentified_ads(tx: &mut Tx<'_>, company_id: CompanyId, since: LocalDay) -> Result<Part, StoreError> {
    let row = tx.query_first(&ADS, params![company_id, since])?;
    part(row)
}

/// Conversations by ads without the name of a campaign, of all that came by a known ad since a day.
pub fn unnamed_campaigns(tx: &mut Tx<'_>, company_id: CompanyId, since: LocalDay) -> Result<Part, StoreError> {
    let row = tx.query_first(&UNNAMED, params![company_id, since])?;
    part(row)
}

/// How many conversations of a number on a day have a known origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its name.
    pub name: String,
    /// Day.
    pub day: LocalDay,
    /// Those with a known origin, of all.
    pub part: Part,
}

/// Known origins by number and day.
pub fn covered(tx: &mut Tx<'_>, company_id: CompanyId, days: (LocalDay, LocalDay)) -> Result<Vec<Covered>, StoreError> {
    let read = |mut row: Row| {
        let (channel_id, name, day) = (row.take()?, row.take()?, row.take()?);
        Ok(Covered { channel_id, name, day, part: Part { all: row.take()?, of: row.take()? } })
    };
    tx.query(&COVERAGE, params![company_id, days.0, days.1])?.into_iter().map(read).collect()
}

/// The times of a message that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its name.
    pub name: String,
    /// When it was sent.
    pub sent_at: Moment,
    /// When it came.
    pub received_at: Moment,
}

/// The times of the last messages that came in.
pub fn recent(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Times>, StoreError> {
    let mut found = Vec::new();
    for mut row in tx.query(&RECENT, params![company_id])? {
        let (channel_id, name, direction): (ChannelId, String, String) = (row.take()?, row.take()?, row.take()?);
        if direction == "in" {
            found.push(Times { channel_id, name, sent_at: row.take()?, received_at: row.take()? });
        }
    }
    Ok(found)
}

/// Deliveries that are not recorded yet: since when, and how many.
pub fn pending(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<(Option<Moment>, i64), StoreError> {
    let row = tx.query_first(&PENDING, params![company_id])?;
    row.map_or(Ok((None, 0)), |mut row| Ok((row.take()?, row.take()?)))
}

/// So many links in use, made before a moment, that nobody ever opened.
pub fn never_clicked(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    now: Moment,
    before: Moment,
    limit: i64,
) -> Result<Vec<(LinkId, String, Moment)>, StoreError> {
    let rows = tx.query(&NEVER_CLICKED, params![company_id, now, before, limit])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Conversations by links, of the valid clicks between two days.
pub fn by_clicks(tx: &mut Tx<'_>, company_id: CompanyId, days: (LocalDay, LocalDay)) -> Result<Part, StoreError> {
    let clicks = tx.query_first(&CLICKS, params![company_id, days.0, days.1])?;
    let conversations = tx.query_first(&BY_LINK, params![company_id, days.0, days.1])?;
    let number = |row: Option<Row>| row.map_or(Ok(0), |mut row| row.take::<i64>());
    Ok(Part { of: number(conversations)?, all: number(clicks)? })
}

/// Numbers whose token ends, and when.
pub fn tokens(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<(ChannelId, String, Moment)>, StoreError> {
    let rows = tx.query(&TOKENS, params![company_id])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// An alarm that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Which check.
    pub check: String,
    /// What about: an id, or nothing.
    pub subject: String,
    /// How bad.
    pub state: String,
    /// Since when.
    pub since: Moment,
}

/// The alarms that stand.
pub fn alarms(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Alarm>, StoreError> {
    let read =
        |mut row: Row| Ok(Alarm { check: row.take()?, subject: row.take()?, state: row.take()?, since: row.take()? });
    tx.query(&ALARMS, params![company_id])?.into_iter().map(read).collect()
}

/// Raises an alarm, or changes how bad it is; `true` when that is news.
pub fn raise(tx: &mut Tx<'_>, company_id: CompanyId, alarm: &Alarm) -> Result<bool, StoreError> {
    let values = params![company_id, &alarm.check, &alarm.subject, &alarm.state, alarm.since];
    if tx.execute(&RAISE, values)? == 1 {
        return Ok(true);
    }
    Ok(tx.execute(&WORSEN, params![company_id, &alarm.check, &alarm.subject, &alarm.state])? == 1)
}

/// Ends an alarm; `true` when it stood.
pub fn clear(tx: &mut Tx<'_>, company_id: CompanyId, check: &str, subject: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(&CLEAR, params![company_id, check, subject])? == 1)
}
