//! Who opened which link today: what tells repeats and first visits, the same on every node.

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment, SECOND};

use super::NewClick;
use crate::bulk::{Bulk, Column, ColumnType};
use crate::{Statement, StoreError, Tx, Value, params, statements};

/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;

statements! {
    VISITORS = "select wanted.value, (select v.opened_at from click_visitor v
        where v.company_id = $1 and v.day = $4 and v.visitor_key = wanted.value and v.link_id = $3)
        from {texts:$2}";
    FORGET_VISITORS = "delete from click_visitor where company_id = $1 and day < $2";
}

/// The first four are the key.
const COLUMNS: &[Column] = &[
    ("company_id", ColumnType::Int),
    ("day", ColumnType::Int),
    ("visitor_key", ColumnType::Text),
    ("link_id", ColumnType::Int),
    ("opened_at", ColumnType::Int),
];

static SEE_VISITORS: Bulk = Bulk::insert("click_visitor", COLUMNS, "");

static SEE_AGAIN: Bulk = Bulk::update("click_visitor", COLUMNS, 4);

/// A visitor, whose key is good for one day.
pub(super) type VisitKey = (CompanyId, LinkId, LocalDay, String);

/// When a visitor opened a link last.
#[derive(Debug)]
struct Visit {
    /// Whether the store knows the visitor.
    known: bool,
    /// Whether one of these clicks is the visitor's.
    seen: bool,
    latest: Moment,
}

/// Who opened which link of late.
#[derive(Debug, Default)]
pub(super) struct Visits(BTreeMap<VisitKey, Visit>);

impl Visits {
    /// Takes over what the store knows of a company's visitors.
    pub(super) fn learn(&mut self, visits: Vec<(VisitKey, Moment)>) {
        self.0.extend(visits.into_iter().map(|(key, latest)| (key, Visit { known: true, seen: false, latest })));
    }

    /// Turns a valid click into a repeat where the same visitor opened the link a moment ago; whether it is the
    /// visitor's first one of the day.
    pub(super) fn judge(&mut self, click: &mut NewClick) -> bool {
        if click.verdict != ClickVerdict::Valid {
            return false;
        }
        let key = (click.company_id, click.link_id, click.day, click.visitor_key.clone());
        let mut first = false;
        let visit = self.0.entry(key).or_insert_with(|| {
            first = true;
            Visit { known: false, seen: true, latest: click.clicked_at }
        });
        if !first && click.clicked_at.since(visit.latest).abs() < REPEAT_WITHIN {
            click.verdict = ClickVerdict::Repeat;
        }
        visit.latest = visit.latest.max(click.clicked_at);
        visit.seen = true;
        first
    }

    pub(super) fn write(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for ((company, link, day, visitor), visit) in self.0.into_iter().filter(|(_, visit)| visit.seen) {
            let row = params![company, day, visitor, link, visit.latest];
            if visit.known { again.push(row) } else { new.push(row) }
        }
        // The lock of the link keeps others from seeing the same visitor at the same time.
        tx.bulk(&SEE_VISITORS, new)?;
        tx.bulk(&SEE_AGAIN, again)
    }
}

/// The question when these visitors opened a link last on a day.
pub(super) fn question(
    company_id: CompanyId,
    (link_id, day): (LinkId, LocalDay),
    keys: Vec<String>,
) -> (&'static Statement, Vec<Value>) {
    (&VISITORS, params![company_id, keys, link_id, day])
}

/// Clears away who opened what before a day.
pub fn forget_visitors(tx: &mut Tx<'_>, company_id: CompanyId, before: LocalDay) -> Result<u64, StoreError> {
    tx.execute(&FORGET_VISITORS, params![company_id, before])
}
