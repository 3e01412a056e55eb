//! Clicks and their daily sums.
//!
//! Every opening of a link is a row, whatever its verdict; the sums change in the same transaction. A code belongs to
//! one click of a company for ever.

use std::collections::{BTreeMap, HashSet};

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment};

use crate::bulk::{Bulk, ColumnType};
use crate::filter::Conditions;
use crate::value::{Row, Value};
use crate::{Statement, StoreError, Tx, params, statements};

const COLUMNS: &str = "select k.click_id, k.link_id, k.clicked_at, k.verdict, k.device, k.referrer, k.contact_id
        from click k where k.company_id = $1";

/// How often codes are drawn anew before a batch is given up.
const DRAWS: usize = 16;

statements! {
    TAKEN_CODES = "select code from click where company_id = $1 and code {in:$2}";
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
    /// Counted, or why not.
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
}

/// Keeps clicks and adds them to the sums of their days. Codes that are taken are replaced by drawn ones in `clicks`.
pub fn record(tx: &mut Tx<'_>, clicks: &mut [NewClick], draw: &mut dyn FnMut() -> Code) -> Result<(), StoreError> {
    clicks.sort_by_key(|click| (click.company_id, click.click_id));
    for of_company in clicks.chunk_by_mut(|one, other| one.company_id == other.company_id) {
        let mut to_check: Vec<usize> = (0..of_company.len()).filter(|at| of_company[*at].code.is_some()).collect();
        for _ in 0..DRAWS {
            to_check = redraw_taken(tx, of_company, to_check, draw)?;
            if to_check.is_empty() {
                break;
            }
        }
    }
    tx.bulk(&INSERT, clicks.iter().map(row_of).collect())?;
    let mut days: BTreeMap<(CompanyId, LinkId, LocalDay), (i64, i64)> = BTreeMap::new();
    for click in clicks.iter() {
        let sums = days.entry((click.company_id, click.link_id, click.day)).or_default();
        sums.0 += i64::from(click.verdict == ClickVerdict::Valid);
        sums.1 += 1;
    }
    let sums = days.into_iter().map(|((company, link, day), (valid, raw))| params![company, link, day, valid, raw]);
    tx.bulk(&ADD_TO_DAY, sums.collect()).map(drop)
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
        click.device.clone()
    ]
}

/// Which clicks a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Of this link only.
    pub link_id: Option<LinkId>,
    /// Valid ones, or the others.
    pub valid: Option<bool>,
    /// From this day on.
    pub from: Option<LocalDay>,
    /// Up to this day, inclusive.
    pub to: Option<LocalDay>,
    /// Behind this one in the list's order (newest first).
    pub after: Option<ClickId>,
}

/// A click as it is kept.
#[derive(Debug, Clone)]
pub struct StoredClick {
    /// Id.
    pub click_id: ClickId,
    /// Link.
    pub link_id: LinkId,
    /// When.
    pub clicked_at: Moment,
    /// Counted, or why not.
    pub verdict: ClickVerdict,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Host of the page before.
    pub referrer: Option<String>,
    /// Whether a contact wrote with its code.
    pub matched: bool,
}

fn read(mut row: Row) -> Result<StoredClick, StoreError> {
    Ok(StoredClick {
        click_id: row.take()?,
        link_id: row.take()?,
        clicked_at: row.take()?,
        verdict: row.take()?,
        device: row.take()?,
        referrer: row.take()?,
        matched: row.take::<Option<i64>>()?.is_some(),
    })
}

/// So many clicks, newest first.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: Wanted,
    limit: i64,
) -> Result<Vec<StoredClick>, StoreError> {
    let mut conditions = conditions(company_id, wanted);
    let mark = conditions.bind(limit);
    let text = format!("{COLUMNS}{} order by k.click_id desc limit {mark}", conditions.text());
    tx.query(&Statement::composed(text), conditions.values())?.into_iter().map(read).collect()
}

/// How many clicks there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, wanted: Wanted) -> Result<i64, StoreError> {
    let conditions = conditions(company_id, Wanted { after: None, ..wanted });
    let text = format!("select count(*) from click k where k.company_id = $1{}", conditions.text());
    tx.query_first(&Statement::composed(text), conditions.values())?.map_or(Ok(0), |mut row| row.take())
}

fn conditions(company_id: CompanyId, wanted: Wanted) -> Conditions {
    let mut conditions = Conditions::after(params![company_id]);
    if let Some(link_id) = wanted.link_id {
        conditions.and_value("k.link_id = ?", link_id);
    }
    match wanted.valid {
        Some(true) => drop(conditions.and("k.verdict = 'valid'")),
        Some(false) => drop(conditions.and("k.verdict <> 'valid'")),
        None => {}
    }
    if let Some(from) = wanted.from {
        conditions.and_value("k.day >= ?", from);
    }
    if let Some(to) = wanted.to {
        conditions.and_value("k.day <= ?", to);
    }
    if let Some(after) = wanted.after {
        conditions.and_value("k.click_id < ?", after);
    }
    conditions
}
