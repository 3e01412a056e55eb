//! Clicks and their daily sums.
//!
//! Every opening of a link is a row, whatever its verdict; the sums change in the same transaction. A code belongs to
//! one click of a company for ever.

mod list;
pub(crate) mod sums;
pub(crate) mod visits;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment};

use crate::bulk::{Bulk, ColumnType};
use crate::value::{FromValue, Row, Value};
use crate::{StoreError, Tx, params, statements};

pub use list::{StoredClick, Wanted, count, list};
pub use sums::{ClickTrait, HourOfWeek, by_trait, hours_of_week};
pub use visits::forget_visitors;

use sums::Sums;
use visits::{VisitKey, Visits};

/// How often codes are drawn anew before a batch is given up.
const DRAWS: usize = 16;

statements! {
    // Each is looked up by itself: a planner that has not counted yet would read all clicks of the company.
    TAKEN_CODES = "select wanted.value, (select k.click_id from click k where k.company_id = $1 and k.code = wanted.value)
        from {texts:$2}";
    KNOWN = "select wanted.value, (select k.link_id from click k where k.company_id = $1 and k.click_id = wanted.value)
        from {ints:$2}";
    LOCK_LINKS = "select link_id from link where company_id = $1 and link_id {in:$2} order by link_id {lock}";
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

/// Whether clicks may be kept already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// They come for the first time; one that is kept all the same fails them all.
    New,
    /// Some may have arrived before: those change nothing.
    Unsure,
}

/// A click that was kept, and the code that it really has.
pub type Kept = (ClickId, Option<Code>);

/// Keeps clicks and adds them to the sums of their days; gives each with its code, which is a drawn one where its own
/// was taken.
///
/// Whether a click repeats one before is decided here, under a lock of its link, so that every node comes to the same
/// verdict.
pub fn record(
    tx: &mut Tx<'_>,
    mut clicks: Vec<NewClick>,
    novelty: Novelty,
    draw: &mut dyn FnMut() -> Code,
) -> Result<Vec<Kept>, StoreError> {
    clicks.sort_by_key(|click| (click.company_id, click.click_id));
    let (mut known, mut visits, mut sums) = (HashSet::new(), Visits::default(), Sums::default());
    for of_company in clicks.chunk_by_mut(|one, other| one.company_id == other.company_id) {
        let Some(company_id) = of_company.first().map(|click| click.company_id) else { continue };
        let found = Found::read(tx, company_id, of_company, novelty)?;
        let is_new = |click: &NewClick| !found.known.contains(&click.click_id);
        let mut to_check: Vec<usize> =
            (0..of_company.len()).filter(|at| of_company[*at].code.is_some() && is_new(&of_company[*at])).collect();
        let mut taken = found.taken_codes;
        for _ in 0..DRAWS {
            to_check = redraw_taken(of_company, to_check, &taken, draw);
            if to_check.is_empty() {
                break;
            }
            taken = taken_codes(tx, company_id, codes(of_company, &to_check))?;
        }
        visits.learn(found.visits);
        for click in of_company.iter_mut().filter(|click| is_new(click)) {
            let first = visits.judge(click);
            sums.add(click, first);
        }
        known.extend(found.known);
    }
    let kept = clicks.iter().map(|click| (click.click_id, click.code.clone())).collect();
    let new = clicks.into_iter().filter(|click| !known.contains(&click.click_id));
    tx.bulk(&INSERT, new.map(row_of).collect())?;
    visits.write(tx)?;
    sums.write(tx)?;
    Ok(kept)
}

/// What the store knows of one company's clicks before they are kept; their links are locked.
struct Found {
    /// Those that are kept already.
    known: HashSet<ClickId>,
    /// Those of their codes that belong to others.
    taken_codes: HashSet<String>,
    /// Who of their visitors opened which link of late.
    visits: Vec<(VisitKey, Moment)>,
}

impl Found {
    fn read(tx: &mut Tx<'_>, company_id: CompanyId, clicks: &[NewClick], novelty: Novelty) -> Result<Self, StoreError> {
        let links: BTreeSet<LinkId> = clicks.iter().map(|click| click.link_id).collect();
        let mut visitors: BTreeMap<(LinkId, LocalDay), BTreeSet<&str>> = BTreeMap::new();
        for click in clicks.iter().filter(|click| click.verdict == ClickVerdict::Valid) {
            visitors.entry((click.link_id, click.day)).or_default().insert(&click.visitor_key);
        }
        let unsure = clicks.iter().filter(|_| novelty == Novelty::Unsure);
        let ids: Vec<ClickId> = unsure.map(|click| click.click_id).collect();
        let wanted = codes(clicks, &(0..clicks.len()).collect::<Vec<_>>());
        let links: Vec<LinkId> = links.into_iter().collect();
        let wanted_links = links.len();
        let mut questions =
            vec![(&LOCK_LINKS, params![company_id, links]), (&TAKEN_CODES, params![company_id, wanted])];
        for (of_day, keys) in &visitors {
            questions.push(visits::question(company_id, *of_day, keys.iter().map(|key| (*key).to_owned()).collect()));
        }
        if !ids.is_empty() {
            questions.push((&KNOWN, params![company_id, ids]));
        }
        let mut answers = tx.query_all(questions)?.into_iter();
        // No row refers to its link for the engine to see: this is where a link that is not there is found out.
        if answers.next().map_or(0, |locked| locked.len()) < wanted_links {
            return Err(StoreError::Refused("a click of a link that is not there".to_owned()));
        }
        let taken = answers.next().unwrap_or_default();
        let mut visits = Vec::new();
        for ((link_id, day), rows) in visitors.into_keys().zip(answers.by_ref()) {
            let seen: Vec<(String, Moment)> = found(rows)?;
            visits.extend(seen.into_iter().map(|(visitor, at)| ((company_id, link_id, day, visitor), at)));
        }
        let known = answers.next().unwrap_or_default();
        Ok(Self {
            known: found::<_, LinkId>(known)?.into_iter().map(|(id, _)| id).collect(),
            taken_codes: found::<_, ClickId>(taken)?.into_iter().map(|(code, _)| code).collect(),
            visits,
        })
    }
}

/// The values that something was found for, with that.
fn found<K: FromValue, V: FromValue>(rows: Vec<Row>) -> Result<Vec<(K, V)>, StoreError> {
    let read = |mut row: Row| {
        let (key, value) = (row.take()?, row.take::<Option<V>>()?);
        Ok(value.map(|value| (key, value)))
    };
    rows.into_iter().map(read).filter_map(Result::transpose).collect()
}

/// Which of these codes belong to clicks of the company.
fn taken_codes(tx: &mut Tx<'_>, company_id: CompanyId, wanted: Vec<String>) -> Result<HashSet<String>, StoreError> {
    let rows = tx.query(&TAKEN_CODES, params![company_id, wanted])?;
    Ok(found::<_, ClickId>(rows)?.into_iter().map(|(code, _)| code).collect())
}

/// The codes of the clicks at these places.
fn codes(clicks: &[NewClick], places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|at| clicks[*at].code.as_ref().map(|code| code.as_str().to_owned())).collect()
}

/// Draws new codes for those of one company's clicks whose code is used or stands twice; gives the ones to check again.
fn redraw_taken(
    clicks: &mut [NewClick],
    to_check: Vec<usize>,
    taken: &HashSet<String>,
    draw: &mut dyn FnMut() -> Code,
) -> Vec<usize> {
    // The clicks that were checked before keep their codes; only those still in question give way to them.
    let in_question: HashSet<usize> = to_check.iter().copied().collect();
    let settled: Vec<usize> = (0..clicks.len()).filter(|at| !in_question.contains(at)).collect();
    let mut seen: HashSet<String> = codes(clicks, &settled).into_iter().collect();
    let mut again = Vec::new();
    for at in to_check {
        let text = clicks[at].code.as_ref().map(|code| code.as_str().to_owned());
        let free = text.is_some_and(|code| !taken.contains(&code) && seen.insert(code));
        if !free {
            clicks[at].code = Some(draw());
            again.push(at);
        }
    }
    again
}

fn row_of(click: NewClick) -> Vec<Value> {
    params![
        click.company_id,
        click.click_id,
        click.link_id,
        click.code.as_ref().map(Code::as_str),
        click.clicked_at,
        click.day,
        click.verdict,
        click.visitor_key,
        click.query,
        click.referrer,
        click.language,
        click.device,
        click.region
    ]
}
