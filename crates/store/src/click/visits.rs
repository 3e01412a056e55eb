//! Who opened which link today: what tells repeats and first visits, the same on every node.

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment, SECOND};

use super::NewClick;
use crate::bulk::{Bulk, ColumnType};
use crate::{StoreError, Tx, params, statements};

/// Within this time a second opening by the same visitor is a repeat.
const REPEAT_WITHIN: i64 = 10 * SECOND;

statements! {
    FORGET_VISITORS = "delete from click_visitor where company_id = $1 and day < $2";
}

static SEE_VISITORS: Bulk = Bulk::insert(
    "click_visitor",
    &[
        ("company_id", ColumnType::Int),
        ("visitor_key", ColumnType::Text),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("opened_at", ColumnType::Int),
    ],
    "",
);

static SEE_AGAIN: Bulk = Bulk::update(
    "click_visitor",
    &[
        ("company_id", ColumnType::Int),
        ("visitor_key", ColumnType::Text),
        ("link_id", ColumnType::Int),
        ("day", ColumnType::Int),
        ("opened_at", ColumnType::Int),
    ],
    3,
);

type VisitKey = (CompanyId, String, LinkId);

/// When a visitor opened a link last.
#[derive(Debug)]
struct Visit {
    /// Whether the store knows the visitor.
    known: bool,
    /// The day of the latest click that was judged; `None`: no click of these is the visitor's.
    day: Option<LocalDay>,
    latest: Moment,
}

/// Who opened which link of late.
#[derive(Debug, Default)]
pub(super) struct Visits(BTreeMap<VisitKey, Visit>);

impl Visits {
    /// Takes over what the store knows of a company's visitors.
    pub(super) fn learn(&mut self, company_id: CompanyId, visits: Vec<(String, LinkId, Moment)>) {
        let known = |latest| Visit { known: true, day: None, latest };
        self.0.extend(visits.into_iter().map(|(key, link, latest)| ((company_id, key, link), known(latest))));
    }

    /// Turns a valid click into a repeat where the same visitor opened the link a moment ago; whether it is the
    /// visitor's first one of the day.
    pub(super) fn judge(&mut self, click: &mut NewClick) -> bool {
        if click.verdict != ClickVerdict::Valid {
            return false;
        }
        let key = (click.company_id, click.visitor_key.clone(), click.link_id);
        let mut first = false;
        let visit = self.0.entry(key).or_insert_with(|| {
            first = true;
            Visit { known: false, day: None, latest: click.clicked_at }
        });
        if !first && click.clicked_at.since(visit.latest).abs() < REPEAT_WITHIN {
            click.verdict = ClickVerdict::Repeat;
        }
        visit.latest = visit.latest.max(click.clicked_at);
        visit.day = Some(click.day);
        first
    }

    pub(super) fn write(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for ((company, visitor, link), visit) in self.0 {
            let Some(day) = visit.day else { continue };
            let row = params![company, visitor, link, day, visit.latest];
            if visit.known { again.push(row) } else { new.push(row) }
        }
        // The lock of the link keeps others from seeing the same visitor at the same time.
        tx.bulk(&SEE_VISITORS, new)?;
        tx.bulk(&SEE_AGAIN, again)
    }
}

/// Clears away who opened what before a day.
pub fn forget_visitors(tx: &mut Tx<'_>, company_id: CompanyId, before: LocalDay) -> Result<u64, StoreError> {
    tx.execute(&FORGET_VISITORS, params![company_id, before])
}
