//! Clicks that are taken for new, with their codes and, mostly, their visitors.

use super::sums::{ADD_TO_DAY, ADD_TO_HOUR, ADD_TO_TRAIT, Sums};
use super::visits;
use super::{COLUMNS, NewClick, by_company, row_of};
use crate::bulk::{Bulk, Together};
use crate::{StoreError, Tx};

static INSERT: Bulk = Bulk::insert("click", COLUMNS, "");

/// The sums last: all clicks of a link add to the same ones, and who has touched them is waited for.
static KEEP: Together = Together::new(&[&INSERT, &visits::FIRST, &ADD_TO_TRAIT, &ADD_TO_HOUR, &ADD_TO_DAY]);

/// Keeps clicks and adds them to the sums of their days.
///
/// Only of those visitors who have opened the link before, by the word of `is_back`, is it asked when. [`StoreError::Exists`]: an id,
/// a code or a visitor is there already; nothing was kept, and [`super::record`] finds out which. On PostgreSQL all of it
/// goes with the commit, there and back once, where nobody is back. The link of a click that is not there is found out by
/// the sums, which refer to it for the engine to see.
pub fn record_new(
    tx: &mut Tx<'_>,
    clicks: Vec<NewClick>,
    is_back: &mut dyn FnMut(&NewClick) -> bool,
) -> Result<(), StoreError> {
    let (mut rows, mut visitors, mut sums) = (Vec::with_capacity(clicks.len()), Vec::new(), Sums::default());
    for (company_id, clicks) in by_company(clicks) {
        let (back, new) = visits::rows(company_id, &clicks, is_back);
        visitors.extend(new);
        let before = visits::note(tx, back)?;
        for (click, judgement) in clicks.iter().zip(before.judge(&clicks)) {
            rows.push(row_of(click, judgement.verdict));
            sums.add(click, judgement);
        }
    }
    let [traits, hours, days] = sums.rows();
    tx.bulk_together(&KEEP, vec![rows, visitors, traits, hours, days])
}
