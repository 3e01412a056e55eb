//! Clicks and their daily sums.
//!
//! Every opening of a link is a row, whatever its verdict; the sums change in the same transaction. A code belongs to
//! one click of a company for ever.

mod list;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment, SECOND};
use nascente_domain::text_enum;

use crate::bulk::{Bulk, ColumnType};
use crate::value::Value;
use crate::{StoreError, Tx, params, statements};

pub use list::{StoredClick, Wanted, count, list};

/// How often codes are drawn anew before a batch is given up.
const DRAWS: usize = 16;
/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;

statements! {
    TAKEN_CODES = "select code from click where company_id = $1 and code {in:$2}";
    KNOWN = "select click_id from click where company_id = $1 and click_id {in:$2}";
    LOCK_LINKS = "select link_id from link where company_id = $1 and link_id {in:$2} order by link_id {lock}";
    VISITORS = "select visitor_key, link_id, opened_at from click_visitor
        where company_id = $1 and visitor_key {in:$2}";
    FORGET_VISITORS = "delete from click_visitor where company_id = $1 and day < $2";
    HOURS = "select (h.day + 3) % 7, h.hour, cast(sum(h.valid) as bigint), cast(sum(h.raw) as bigint),
        cast(sum(h.visitors) as bigint)
        from click_hour h where h.company_id = $1 and h.link_id = $2 and h.day >= $3 and h.day <= $4
        group by 1, 2 order by 1, 2";
    TRAITS = "select t.value, cast(sum(t.valid) as bigint) from click_trait t
        where t.company_id = $1 and t.link_id = $2 and t.day >= $3 and t.day <= $4 and t.trait = $5
        group by t.value order by 2 desc, 1 limit $6";
}

static INSERT: Bulk = Bulk::insert(
    "click",
    &[
        ("company_id", ColumnType::Int),
        ("click_id", ColumnType::Int),
        ("link_id", ColumnType::Int),
        ("code", ColumnType::Text),
        ("clicked_at", ColumnType::Int),
        ("day", ColumnType::Int),
        ("verdict", ColumnType::Text),
        ("visitor_key", ColumnType::Text),
        ("query", ColumnType::Text),
        ("referrer", ColumnType::Text),
        ("language", ColumnType::Text),
        ("device", ColumnType::Text),
        ("region", ColumnType::Text),
    ],
    "",
);

static ADD_TO_DAY: Bulk = Bulk::insert(
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

static ADD_TO_HOUR: Bulk = Bulk::insert(
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

static ADD_TO_TRAIT: Bulk = Bulk::insert(
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

static SEE_VISITORS: Bulk = Bulk::insert(
    "click_visitor",
    &[
        ("company_id", ColumnType::Int),
        ("visitor_key", ColumnType::Text),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("opened_at", ColumnType::Int),
    ],
    "on conflict (company_id, visitor_key, link_id) do update set opened_at = excluded.opened_at",
);

/// A click that happens.
#[derive(Debug, Clone)]
pub struct NewClick {
    /// Company.
    pub company_id: CompanyId,
    /// Id.
    pub click_id: ClickId,
    /// Link.
    pub link_id: LinkId,
    /// Its code, where it has one; another is drawn when it is taken.
    pub code: Option<Code>,
    /// When.
    pub clicked_at: Moment,
    /// Its day in the company's zone.
    pub day: LocalDay,
    /// Its hour in the company's zone, 0 to 23.
    pub hour: i64,
    /// Counted, or why not. A valid one may turn out to be a repeat when it is kept.
    pub verdict: ClickVerdict,
    /// Fingerprint of the visitor, good for one day.
    pub visitor_key: String,
    /// Query string of the address.
    pub query: String,
    /// Host of the page before.
    pub referrer: Option<String>,
    /// First language of the browser.
    pub language: Option<String>,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Country and its part, such as `BR-SP`, where a file of regions is configured.
    pub region: Option<String>,
}

/// Keeps clicks and adds them to the sums of their days. Codes that are taken are replaced by drawn ones in `clicks`.
///
/// A click whose id is kept already changes nothing: what was put aside while the store did not answer may have
/// arrived after all. Whether a click repeats one before is decided here, under a lock of its link, so that every node
/// comes to the same verdict.
pub fn record(tx: &mut Tx<'_>, clicks: &mut [NewClick], draw: &mut dyn FnMut() -> Code) -> Result<(), StoreError> {
    clicks.sort_by_key(|click| (click.company_id, click.click_id));
    let (mut new, mut visits) = (Vec::new(), Visits::default());
    for of_company in clicks.chunk_by_mut(|one, other| one.company_id == other.company_id) {
        let Some(company_id) = of_company.first().map(|click| click.company_id) else { continue };
        let links: BTreeSet<LinkId> = of_company.iter().map(|click| click.link_id).collect();
        tx.query(&LOCK_LINKS, params![company_id, links.into_iter().collect::<Vec<_>>()])?;
        let known = known(tx, company_id, of_company)?;
        let mut to_check: Vec<usize> = (0..of_company.len())
            .filter(|at| of_company[*at].code.is_some() && !known.contains(&of_company[*at].click_id))
            .collect();
        for _ in 0..DRAWS {
            to_check = redraw_taken(tx, of_company, to_check, draw)?;
            if to_check.is_empty() {
                break;
            }
        }
        visits.look_up(tx, company_id, of_company)?;
        for click in of_company.iter_mut().filter(|click| !known.contains(&click.click_id)) {
            let first = visits.judge(click);
            new.push((&*click, first));
        }
    }
    tx.bulk(&INSERT, new.iter().map(|(click, _)| row_of(click)).collect())?;
    tx.bulk(&SEE_VISITORS, visits.rows())?;
    add_up(tx, &new)
}

/// Those of one company's clicks that are kept already.
fn known(tx: &mut Tx<'_>, company_id: CompanyId, clicks: &[NewClick]) -> Result<HashSet<ClickId>, StoreError> {
    let ids: Vec<ClickId> = clicks.iter().map(|click| click.click_id).collect();
    tx.query(&KNOWN, params![company_id, ids])?.into_iter().map(|mut row| row.take()).collect()
}

type VisitKey = (CompanyId, String, LinkId);

/// Who opened which link of late.
#[derive(Debug, Default)]
struct Visits {
    known: BTreeMap<VisitKey, Moment>,
    seen: BTreeMap<VisitKey, (LocalDay, Moment)>,
}

impl Visits {
    fn look_up(&mut self, tx: &mut Tx<'_>, company_id: CompanyId, clicks: &[NewClick]) -> Result<(), StoreError> {
        let people = clicks.iter().filter(|click| click.verdict == ClickVerdict::Valid);
        let keys: BTreeSet<String> = people.map(|click| click.visitor_key.clone()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        for mut row in tx.query(&VISITORS, params![company_id, keys.into_iter().collect::<Vec<_>>()])? {
            let key = (company_id, row.take()?, row.take()?);
            self.known.insert(key, row.take()?);
        }
        Ok(())
    }

    /// Turns a valid click into a repeat where the same visitor opened the link a moment ago; whether it is the
    /// visitor's first one of the day.
    fn judge(&mut self, click: &mut NewClick) -> bool {
        if click.verdict != ClickVerdict::Valid {
            return false;
        }
        let key = (click.company_id, click.visitor_key.clone(), click.link_id);
        let before = self.known.get(&key).copied();
        if before.is_some_and(|opened_at| click.clicked_at.since(opened_at).abs() < REPEAT_WITHIN) {
            click.verdict = ClickVerdict::Repeat;
        }
        let latest = before.map_or(click.clicked_at, |opened_at| opened_at.max(click.clicked_at));
        self.known.insert(key.clone(), latest);
        self.seen.insert(key, (click.day, latest));
        before.is_none()
    }

    fn rows(self) -> Vec<Vec<Value>> {
        let rows = self.seen.into_iter();
        rows.map(|((company, visitor, link), (day, at))| params![company, visitor, link, day, at]).collect()
    }
}

/// Adds clicks to the sums of their days, hours and traits; each comes with whether it is its visitor's first one.
fn add_up(tx: &mut Tx<'_>, clicks: &[(&NewClick, bool)]) -> Result<(), StoreError> {
    type OfDay = (CompanyId, LinkId, LocalDay);
    let mut days: BTreeMap<OfDay, (i64, i64)> = BTreeMap::new();
    let mut hours: BTreeMap<(OfDay, i64), (i64, i64, i64)> = BTreeMap::new();
    let mut traits: BTreeMap<(OfDay, &str, String), i64> = BTreeMap::new();
    for (click, first) in clicks {
        let valid = i64::from(click.verdict == ClickVerdict::Valid);
        let of_day = (click.company_id, click.link_id, click.day);
        let sums = days.entry(of_day).or_default();
        *sums = (sums.0 + valid, sums.1 + 1);
        let sums = hours.entry((of_day, click.hour)).or_default();
        *sums = (sums.0 + valid, sums.1 + 1, sums.2 + i64::from(*first));
        if valid == 1 {
            for (name, value) in [
                (ClickTrait::Device, &click.device),
                (ClickTrait::Referrer, &click.referrer),
                (ClickTrait::Region, &click.region),
            ] {
                let value = value.clone().unwrap_or_default();
                *traits.entry((of_day, name.as_str(), value)).or_default() += 1;
            }
        }
    }
    let rows = days.into_iter().map(|((company, link, day), (valid, raw))| params![company, link, day, valid, raw]);
    tx.bulk(&ADD_TO_DAY, rows.collect())?;
    let rows = hours.into_iter().map(|(((company, link, day), hour), (valid, raw, visitors))| {
        params![company, link, day, hour, valid, raw, visitors]
    });
    tx.bulk(&ADD_TO_HOUR, rows.collect())?;
    let rows = traits
        .into_iter()
        .map(|(((company, link, day), name, value), valid)| params![company, link, day, name, value, valid]);
    tx.bulk(&ADD_TO_TRAIT, rows.collect()).map(drop)
}

/// Clears away who opened what before a day.
pub fn forget_visitors(tx: &mut Tx<'_>, company_id: CompanyId, before: LocalDay) -> Result<u64, StoreError> {
    tx.execute(&FORGET_VISITORS, params![company_id, before])
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

/// Draws new codes for those of one company's clicks whose code is used or stands twice; gives the ones to check again.
fn redraw_taken(
    tx: &mut Tx<'_>,
    clicks: &mut [NewClick],
    to_check: Vec<usize>,
    draw: &mut dyn FnMut() -> Code,
) -> Result<Vec<usize>, StoreError> {
    let Some(first) = clicks.first() else { return Ok(Vec::new()) };
    let text = |click: &NewClick| click.code.as_ref().map(|code| code.as_str().to_owned());
    let wanted: Vec<String> = to_check.iter().filter_map(|at| text(&clicks[*at])).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&TAKEN_CODES, params![first.company_id, wanted])?;
    let taken: HashSet<String> = rows.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
    // The clicks that were checked before keep their codes; only those still in question give way to them.
    let mut seen: HashSet<String> =
        (0..clicks.len()).filter(|at| !to_check.contains(at)).filter_map(|at| text(&clicks[at])).collect();
    let mut again = Vec::new();
    for at in to_check {
        let free = text(&clicks[at]).is_some_and(|code| !taken.contains(&code) && seen.insert(code));
        if !free {
            clicks[at].code = Some(draw());
            again.push(at);
        }
    }
    Ok(again)
}

fn row_of(click: &NewClick) -> Vec<Value> {
    params![
        click.company_id,
        click.click_id,
        click.link_id,
        click.code.as_ref().map(Code::as_str),
        click.clicked_at,
        click.day,
        click.verdict,
        &click.visitor_key,
        &click.query,
        click.referrer.clone(),
        click.language.clone(),
        click.device.clone(),
        click.region.clone()
    ]
}
