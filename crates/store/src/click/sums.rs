//! The sums of clicks: by day, by hour and by what they have in common.

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::LocalDay;
use nascente_domain::text_enum;

use super::NewClick;
use super::visits::Judgement;
use crate::bulk::{Bulk, ColumnType};
use crate::{StoreError, Tx, Value, params, statements};

statements! {
    HOURS = "select (h.day + 3) % 7, h.hour, cast(sum(h.valid) as bigint), cast(sum(h.raw) as bigint),
        cast(sum(h.visitors) as bigint)
        from click_hour h where h.company_id = $1 and h.link_id = $2 and h.day >= $3 and h.day <= $4
        group by 1, 2 order by 1, 2";
    TRAITS = "select t.value, cast(sum(t.valid) as bigint) from click_trait t
        where t.company_id = $1 and t.link_id = $2 and t.day >= $3 and t.day <= $4 and t.trait = $5
        group by t.value order by 2 desc, 1 limit $6";
}

pub(super) static ADD_TO_DAY: Bulk = Bulk::insert(
    "click_day",
    &[
        ("company_id", ColumnType::Int),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("valid", ColumnType::Int),
        ("raw", ColumnType::Int),
    ],
    "on conflict (company_id, link_id, day)
        do update set valid = click_day.valid + excluded.valid, raw = click_day.raw + excluded.raw",
);

pub(super) static ADD_TO_HOUR: Bulk = Bulk::insert(
    "click_hour",
    &[
        ("company_id", ColumnType::Int),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("hour", ColumnType::Int),
        ("valid", ColumnType::Int),
        ("raw", ColumnType::Int),
        ("visitors", ColumnType::Int),
    ],
    "on conflict (company_id, link_id, day, hour)
        do update set valid = click_hour.valid + excluded.valid, raw = click_hour.raw + excluded.raw,
        visitors = click_hour.visitors + excluded.visitors",
);

pub(super) static ADD_TO_TRAIT: Bulk = Bulk::insert(
    "click_trait",
    &[
        ("company_id", ColumnType::Int),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("trait", ColumnType::Text),
        ("value", ColumnType::Text),
        ("valid", ColumnType::Int),
    ],
    "on conflict (company_id, link_id, day, trait, value)
        do update set valid = click_trait.valid + excluded.valid",
);

type OfDay = (CompanyId, LinkId, LocalDay);

/// What clicks add to the sums of their days, hours and traits.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Valid clicks and all.
    days: BTreeMap<OfDay, (i64, i64)>,
    /// The same, and visitors.
    hours: BTreeMap<(OfDay, i64), (i64, i64, i64)>,
    traits: BTreeMap<(OfDay, ClickTrait), BTreeMap<String, i64>>,
}

impl Sums {
    /// Adds a click with what it came to.
    pub(super) fn add(&mut self, click: &NewClick, Judgement { verdict, first }: Judgement) {
        let valid = i64::from(verdict == ClickVerdict::Valid);
        let of_day = (click.company_id, click.link_id, click.day);
        let sums = self.days.entry(of_day).or_default();
        *sums = (sums.0 + valid, sums.1 + 1);
        let sums = self.hours.entry((of_day, click.hour)).or_default();
        *sums = (sums.0 + valid, sums.1 + 1, sums.2 + i64::from(first));
        if valid == 0 {
            return;
        }
        for (counted, value) in [
            (ClickTrait::Device, &click.device),
            (ClickTrait::Referrer, &click.referrer),
            (ClickTrait::Region, &click.region),
        ] {
            let value = value.as_deref().unwrap_or_default();
            let values = self.traits.entry((of_day, counted)).or_default();
            match values.get_mut(value) {
                Some(sum) => *sum += 1,
                None => drop(values.insert(value.to_owned(), 1)),
            }
        }
    }

    /// The rows of the sums, for [`ADD_TO_DAY`], [`ADD_TO_HOUR`] and [`ADD_TO_TRAIT`].
    pub(super) fn rows(self) -> [Vec<Vec<Value>>; 3] {
        let days = self.days.into_iter();
        let days = days.map(|((company, link, day), (valid, raw))| params![company, link, day, valid, raw]);
        let hours = self.hours.into_iter().map(|(((company, link, day), hour), (valid, raw, visitors))| {
            params![company, link, day, hour, valid, raw, visitors]
        });
        let traits = self.traits.into_iter().flat_map(|(((company, link, day), counted), values)| {
            let row = move |(value, valid)| params![company, link, day, counted.as_str(), value, valid];
            values.into_iter().map(row)
        });
        [days.collect(), hours.collect(), traits.collect()]
    }
}

text_enum! {
    /// What clicks of a link are counted by.
    ClickTrait {
        /// Coarse device.
        Device = "device",
        /// Host of the page before.
        Referrer = "referrer",
        /// Region.
        Region = "region",
    }
}

/// The clicks of one hour of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourOfWeek {
    /// 0 is Monday.
    pub weekday: i64,
    /// 0 to 23.
    pub hour: i64,
    /// Valid clicks.
    pub valid: i64,
    /// All clicks.
    pub raw: i64,
    /// Visitors, each counted once a day at the hour of the first click.
    pub visitors: i64,
}

/// The clicks of a link between two days, by the hours of the week.
pub fn hours_of_week(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    link_id: LinkId,
    days: (LocalDay, LocalDay),
) -> Result<Vec<HourOfWeek>, StoreError> {
    let rows = tx.query(&HOURS, params![company_id, link_id, days.0, days.1])?;
    let read = rows.into_iter().map(|mut row| {
        let (weekday, hour) = (row.take::<i64>()?.rem_euclid(7), row.take()?);
        Ok(HourOfWeek { weekday, hour, valid: row.take()?, raw: row.take()?, visitors: row.take()? })
    });
    read.collect()
}

/// The most frequent values of a trait among a link's valid clicks between two days; an empty one was not known.
pub fn by_trait(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    link_id: LinkId,
    days: (LocalDay, LocalDay),
    counted: ClickTrait,
    limit: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx.query(&TRAITS, params![company_id, link_id, days.0, days.1, counted.as_str(), limit])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
