//! Who opened which link today: what tells repeats and first visits, the same on every node.
//!
//! A visitor's row is noted and asked in one statement: of two transactions that see the same visitor, the second waits
//! for the end of the first and is told of its opening.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment, SECOND};

use super::NewClick;
use crate::bulk::{Bulk, Column, ColumnType};
use crate::value::{Row, Value};
use crate::{StoreError, Tx, params, statements};

/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;

statements! {
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

/// When visitors of a company opened a link last.
#[derive(Debug, Default)]
pub(super) struct Visits(HashMap<VisitKey, Moment>);

impl Visits {
    /// The visits as they were before those that were noted, out of the answer.
    pub(super) fn before(answer: Vec<Row>) -> Result<Self, StoreError> {
        let read = |mut row: Row| {
            let key = (row.take()?, row.take()?, row.take()?);
            Ok(row.take::<Option<Moment>>()?.map(|opened_at| (key, opened_at)))
        };
        answer.into_iter().map(read).filter_map(Result::transpose).collect::<Result<_, _>>().map(Self)
    }

    /// Judges a company's clicks in the order in which they happened.
    pub(super) fn judge(mut self, clicks: &[NewClick]) -> Vec<Judgement> {
        clicks.iter().map(|click| self.judge_one(click)).collect()
    }

    fn judge_one(&mut self, click: &NewClick) -> Judgement {
        if click.verdict != ClickVerdict::Valid {
            return Judgement { verdict: click.verdict, first: false };
        }
        match self.0.entry(key_of(click)) {
            Entry::Vacant(place) => {
                place.insert(click.clicked_at);
                Judgement { verdict: ClickVerdict::Valid, first: true }
            }
            Entry::Occupied(mut latest) => {
                let is_repeat = click.clicked_at.since(*latest.get()).abs() < REPEAT_WITHIN;
                latest.insert(click.clicked_at.max(*latest.get()));
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
