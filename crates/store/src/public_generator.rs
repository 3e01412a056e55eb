//! The public page of the link generator: what a company offers there, and how many links each day brought.

use std::str::FromStr;

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::link::LinkKind;
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::phone::Phone;
use nascente_domain::public_generator::PublicGenerator;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    GET = "select enabled, channel_ids, kinds, sites, department_id, tags, daily_limit, colour
        from public_generator where company_id = $1";
    SET = "insert into public_generator
            (company_id, enabled, channel_ids, kinds, sites, department_id, tags, daily_limit, colour, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (company_id) do update set enabled = excluded.enabled, channel_ids = excluded.channel_ids,
            kinds = excluded.kinds, sites = excluded.sites, department_id = excluded.department_id,
            tags = excluded.tags, daily_limit = excluded.daily_limit, colour = excluded.colour,
            updated_at = excluded.updated_at";
    MADE = "select made from public_generator_day where company_id = $1 and day = $2";
    COUNT_ONE = "insert into public_generator_day (company_id, day, made) values ($1, $2, 1)
        on conflict (company_id, day) do update set made = public_generator_day.made + 1
        where public_generator_day.made < $3";
    OFFERED = "select c.channel_id, c.phone_number from channel c
        where c.company_id = $1 and c.channel_id {in:$2} and c.archived_at is null
        and not exists (select 1 from link l
            where l.company_id = $1 and l.channel_id = c.channel_id and l.owns_number and l.archived_at is null)
        order by c.channel_id";
}

/// A list of texts as it is kept: JSON.
fn list_text(items: impl Iterator<Item = String>) -> String {
    serde_json::to_string(&items.collect::<Vec<_>>()).unwrap_or_default()
}

fn read_list<T: FromStr>(row: &mut Row) -> Result<Vec<T>, StoreError> {
    let texts: Vec<String> =
        serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let unreadable = || StoreError::Unreadable("a list of the public page holds something unknown".into());
    texts.iter().map(|text| text.parse().map_err(|_| unreadable())).collect()
}

/// What the company offers; nothing was ever set: the defaults, switched off.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<PublicGenerator, StoreError> {
    let Some(mut row) = tx.query_first(&GET, params![company_id])? else { return Ok(PublicGenerator::default()) };
    Ok(PublicGenerator {
        enabled: row.take()?,
        channel_ids: read_list(&mut row)?,
        kinds: read_list::<LinkKind>(&mut row)?,
        sites: read_list(&mut row)?,
        department_id: row.take()?,
        tags: read_list(&mut row)?,
        daily_limit: row.take()?,
        colour: row.take()?,
    })
}

/// Keeps what the company offers.
pub fn set(tx: &mut Tx<'_>, company_id: CompanyId, offered: &PublicGenerator, now: Moment) -> Result<(), StoreError> {
    tx.execute(
        &SET,
        params![
            company_id,
            offered.enabled,
            list_text(offered.channel_ids.iter().map(ToString::to_string)),
            list_text(offered.kinds.iter().map(ToString::to_string)),
            list_text(offered.sites.iter().cloned()),
            offered.department_id,
            list_text(offered.tags.iter().cloned()),
            offered.daily_limit,
            offered.colour.clone(),
            now
        ],
    )
    .map(drop)
}

/// How many links a day brought.
pub fn made_on(tx: &mut Tx<'_>, company_id: CompanyId, day: LocalDay) -> Result<i64, StoreError> {
    tx.query_first(&MADE, params![company_id, day])?.map_or(Ok(0), |mut row| row.take())
}

/// Counts one more link of a day; `false`: the day is full. Two nodes that count at the same time see each other.
pub fn count_one(tx: &mut Tx<'_>, company_id: CompanyId, day: LocalDay, limit: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(&COUNT_ONE, params![company_id, day, limit])? == 1)
}

/// Those of some channels that can be offered: in use, with a number, and not of one link alone.
pub fn offered(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channels: Vec<ChannelId>,
) -> Result<Vec<(ChannelId, Phone)>, StoreError> {
    let rows = tx.query(&OFFERED, params![company_id, channels])?;
    let mut found = Vec::new();
    for mut row in rows {
        let (channel_id, phone): (ChannelId, String) = (row.take()?, row.take()?);
        found.extend(Phone::read(&phone).map(|phone| (channel_id, phone)));
    }
    Ok(found)
}
