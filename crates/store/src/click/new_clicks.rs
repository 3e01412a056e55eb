//! Clicks that are taken for new, with their codes and, mostly, their visitors.

use super::sums::{ADD_TO_DAY, ADD_TO_HOUR, ADD_TO_TRAIT, Sums};
use super::visits::{self, Visits};
use super::{COLUMNS, NewClick, by_company, row_of};
use crate::bulk::{Bulk, Together};
use crate::{StoreError, Tx};

static INSERT: Bulk = Bulk::insert("click", COLUMNS, "");

/// The sums last: all clicks of a link add to the same ones, and who has touched them is waited for.
static KEEP: Together = Together::new(&[&visits::FIRST, &INSERT, &ADD_TO_DAY, &ADD_TO_HOUR, &ADD_TO_TRAIT]);

/// Keeps clicks and adds them to the sums of their days.
///
/// Only where one of the visitors has opened the link before, by the word of `is_back`, is it asked when. On PostgreSQL all
/// of it goes with the commit, there and back once, where nobody is back. That the link of a click is not there is found
/// out by the sums, which refer to it for the engine to see.
///
/// [`StoreError::Exists`]: an id, a code or a visitor is there already, or a visitor was there later; nothing was kept, and
/// [`super::record`] finds out which.
pub fn record_new(
    tx: &mut Tx<'_>,
    clicks: Vec<NewClick>,
    is_back: &mut dyn FnMut(&NewClick) -> bool,
) -> Result<(), StoreError> {
    let companies = by_company(clicks);
    let (mut visitors, mut anyone_is_back) = (Vec::with_capacity(companies.len()), false);
    for (company_id, clicks) in &companies {
        let (rows, is_one_back) = visits::rows(*company_id, clicks, is_back);
        visitors.push(rows);
        anyone_is_back |= is_one_back;
    }
    let (mut rows, mut first, mut sums) = (Vec::new(), Vec::new(), Sums::default());
    for (clicks, visitors) in companies.values().zip(visitors) {
        // All or none: visitors are noted in one go and one order, so that two transactions never wait for each other.
        let before = if anyone_is_back {
            visits::note(tx, visitors)?
        } else {
            first.extend(visitors);
            Visits::default()
        };
        if clicks.iter().any(|click| before.is_behind(click)) {
            return Err(StoreError::Exists("an opening later than a click that is taken for new".to_owned()));
        }
        for (click, judgement) in clicks.iter().zip(before.judge(clicks)) {
            rows.push(row_of(click, judgement.verdict));
            sums.add(click, judgement);
        }
    }
    let [days, hours, traits] = sums.rows();
    tx.bulk_together(&KEEP, vec![first, rows, days, hours, traits])
}
