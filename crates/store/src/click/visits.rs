//! Who opened which link today: what tells repeats and first visits, the same on every node.
//!
//! A visitor's row is noted and asked in one statement: of two transactions that see the same visitor, the second waits
//! for the end of the first and is told of its opening. The row knows the latest opening only; of a click that is recorded
//! behind a later one, the rows of the clicks around it are asked.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use nascente_domain::id::{ClickId, CompanyId, LinkId, distance};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment, SECOND};

use super::NewClick;
use crate::bulk::{Bulk, Column, ColumnType};
use crate::value::{Row, Value};
use crate::{StoreError, Tx, params, statements};

/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;

statements! {
    AROUND = "select click_id from click where company_id = $1 and link_id = $2 and click_id between $3 and $4
        and visitor_key = $5 and clicked_at > $6 and clicked_at < $7 and verdict in ('valid', 'repeat')";
    FORGET_VISITORS = "delete from click_visitor where company_id = $1 and day < $2";
}

const COLUMNS: &[Column] = &[
    ("company_id", ColumnType::Int),
    ("day", ColumnType::Int),
    ("visitor_key", ColumnType::Text),
    ("link_id", ColumnType::Int),
    ("opened_at", ColumnType::Int),
];

/// Visitors who come for the first time that day.
pub(super) static FIRST: Bulk = Bulk::insert("click_visitor", COLUMNS, "");

/// Visitors of whom it is not known whether they come for the first time; tells of each when it came before, for
/// [`Visits::before`].
pub(super) static SEE: Bulk = Bulk::insert(
    "click_visitor",
    COLUMNS,
    "on conflict (company_id, day, visitor_key, link_id) do update set previous_at = click_visitor.opened_at,
        opened_at = case when excluded.opened_at > click_visitor.opened_at then excluded.opened_at
            else click_visitor.opened_at end
        returning link_id, day, visitor_key, previous_at",
);

/// What a click comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judgement {
    /// A valid click is a repeat where the same visitor opened the link a moment ago.
    pub(super) verdict: ClickVerdict,
    /// Whether it is its visitor's first one of the day.
    pub(super) first: bool,
}

/// A visitor of a company, whose key is good for one day, at a link.
type VisitKey = (LinkId, LocalDay, String);

/// What is known of the visitors of a company's clicks.
#[derive(Debug, Default)]
pub(super) struct Visits {
    seen: HashMap<VisitKey, Seen>,
    /// Clicks behind the latest opening of their visitor that have another opening beside them.
    beside: HashSet<ClickId>,
}

/// A visitor's openings of a link.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// The latest that was known before.
    latest: Moment,
    /// The one that was judged last.
    judged: Option<Moment>,
}

impl Visits {
    /// The visits as they were before those that were noted, out of the answer.
    pub(super) fn before(answer: Vec<Row>) -> Result<Self, StoreError> {
        let read = |mut row: Row| {
            let key = (row.take()?, row.take()?, row.take()?);
            Ok(row.take::<Option<Moment>>()?.map(|latest| (key, Seen { latest, judged: None })))
        };
        let seen = answer.into_iter().map(read).filter_map(Result::transpose).collect::<Result<_, StoreError>>()?;
        Ok(Self { seen, beside: HashSet::new() })
    }

    /// Whether the visitor of a click opened the link again too long after it for the two to be compared: of the openings
    /// around the click nothing is known.
    pub(super) fn is_behind(&self, click: &NewClick) -> bool {
        let latest = self.seen.get(&key_of(click)).map(|seen| seen.latest);
        click.verdict == ClickVerdict::Valid
            && latest.is_some_and(|latest| latest.since(click.clicked_at) >= REPEAT_WITHIN)
    }

    /// Asks what is kept around those of a company's clicks that are behind; they are kept already, and no answer.
    pub(super) fn ask_around(
        &mut self,
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        clicks: &[NewClick],
    ) -> Result<(), StoreError> {
        let behind: Vec<&NewClick> = clicks.iter().filter(|click| self.is_behind(click)).collect();
        if behind.is_empty() {
            return Ok(());
        }
        let own: HashSet<ClickId> = clicks.iter().map(|click| click.click_id).collect();
        for click in behind {
            let at = click.clicked_at;
            let id = click.click_id.value();
            let far = distance(REPEAT_WITHIN);
            let (low, high) = (id.saturating_sub(far), id.saturating_add(far));
            let visitor = click.visitor_key.clone();
            let (from, to) = (at.plus(-REPEAT_WITHIN), at.plus(REPEAT_WITHIN));
            let around = tx.query(&AROUND, params![company_id, click.link_id, low, high, visitor, from, to])?;
            let around: Vec<ClickId> = around.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
            if around.iter().any(|other| !own.contains(other)) {
                self.beside.insert(click.click_id);
            }
        }
        Ok(())
    }

    /// Judges a company's clicks in the order in which they happened.
    pub(super) fn judge(mut self, clicks: &[NewClick]) -> Vec<Judgement> {
        clicks.iter().map(|click| self.judge_one(click)).collect()
    }

    fn judge_one(&mut self, click: &NewClick) -> Judgement {
        if click.verdict != ClickVerdict::Valid {
            return Judgement { verdict: click.verdict, first: false };
        }
        let at = click.clicked_at;
        match self.seen.entry(key_of(click)) {
            Entry::Vacant(place) => {
                place.insert(Seen { latest: at, judged: Some(at) });
                Judgement { verdict: ClickVerdict::Valid, first: true }
            }
            Entry::Occupied(mut seen) => {
                let is_near = |other: Moment| at.since(other).abs() < REPEAT_WITHIN;
                let Seen { latest, judged } = *seen.get();
                let is_repeat = is_near(latest) || judged.is_some_and(is_near) || self.beside.contains(&click.click_id);
                seen.get_mut().judged = Some(at);
                let verdict = if is_repeat { ClickVerdict::Repeat } else { ClickVerdict::Valid };
                Judgement { verdict, first: false }
            }
        }
    }
}

fn key_of(click: &NewClick) -> VisitKey {
    (click.link_id, click.day, click.visitor_key.clone())
}

/// Rows for [`FIRST`] and [`SEE`].
pub(super) type VisitorRows = Vec<Vec<Value>>;

/// Notes visitors and tells when they had opened the link before.
pub(super) fn note(tx: &mut Tx<'_>, visitors: VisitorRows) -> Result<Visits, StoreError> {
    if visitors.is_empty() {
        return Ok(Visits::default());
    }
    Visits::before(tx.bulk_returning(vec![(&SEE, visitors)])?.pop().unwrap_or_default())
}

/// The visitors of those of a company's clicks that count so far, each with the latest opening, and whether one of them is
/// back; of each it is asked once. They are written in one order by all, so that who waits for another is not waited for.
pub(super) fn rows(
    company_id: CompanyId,
    clicks: &[NewClick],
    is_back: &mut dyn FnMut(&NewClick) -> bool,
) -> (VisitorRows, bool) {
    let mut latest: BTreeMap<VisitKey, &NewClick> = BTreeMap::new();
    for click in clicks.iter().filter(|click| click.verdict == ClickVerdict::Valid) {
        let last = latest.entry(key_of(click)).or_insert(click);
        if last.clicked_at < click.clicked_at {
            *last = click;
        }
    }
    let (mut rows, mut is_one_back) = (Vec::with_capacity(latest.len()), false);
    for ((link_id, day, visitor), click) in latest {
        is_one_back |= is_back(click);
        rows.push(params![company_id, day, visitor, link_id, click.clicked_at]);
    }
    (rows, is_one_back)
}

/// Clears away who opened what before a day.
pub fn forget_visitors(tx: &mut Tx<'_>, company_id: CompanyId, before: LocalDay) -> Result<u64, StoreError> {
    tx.execute(&FORGET_VISITORS, params![company_id, before])
}
