//! Clicks of which nothing is known: some may be kept already, codes may be taken, visitors may have been there before.

use std::collections::HashSet;

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId};

use super::sums::{ADD_TO_DAY, ADD_TO_HOUR, ADD_TO_TRAIT, Sums};
use super::visits::{self, Judgement, Visits};
use super::{COLUMNS, Kept, NewClick, by_company, row_of};
use crate::bulk::{Bulk, ColumnType, Together};
use crate::value::{Row, Value};
use crate::{StoreError, Tx, params, statements};

/// How often codes are drawn anew before a batch is given up.
const DRAWS: usize = 16;

statements! {
    KNOWN = "select click_id from click where company_id = $1 and click_id {in:$2}";
}

/// Gives the ids of those that are not there yet and whose code was free.
static INSERT: Bulk = Bulk::insert("click", COLUMNS, "on conflict do nothing returning click_id");

static CORRECT: Bulk = Bulk::update(
    "click",
    &[("company_id", ColumnType::Int), ("click_id", ColumnType::Int), ("verdict", ColumnType::Text)],
    2,
);

static CORRECT_AND_ADD: Together = Together::new(&[&CORRECT, &ADD_TO_DAY, &ADD_TO_HOUR, &ADD_TO_TRAIT]);

/// Keeps clicks and adds them to the sums of their days; gives each with its code, which is a drawn one where its own
/// was taken.
///
/// Those that are kept already change nothing. A click of a link that is not there is refused by the sums, which refer to
/// it.
pub fn record(tx: &mut Tx<'_>, clicks: Vec<NewClick>, draw: &mut dyn FnMut() -> Code) -> Result<Vec<Kept>, StoreError> {
    let (mut kept, mut sums, mut corrected) = (Vec::new(), Sums::default(), Vec::new());
    for (company_id, clicks) in by_company(clicks) {
        // What they come to by themselves is right for all whose visitor was not there before.
        let mut batch = Batch { company_id, judged: Visits::default().judge(&clicks), clicks };
        let (known, mut before) = batch.insert(tx, draw)?;
        kept.extend(known.into_iter().map(|click| (click.click_id, click.code)));
        before.ask_around(tx, company_id, &batch.clicks)?;
        let judged = before.judge(&batch.clicks);
        for ((click, judgement), written) in batch.clicks.iter().zip(judged).zip(batch.judged) {
            sums.add(click, judgement);
            if judgement.verdict != written.verdict {
                corrected.push(params![company_id, click.click_id, judgement.verdict]);
            }
        }
        kept.extend(batch.clicks.into_iter().map(|click| (click.click_id, click.code)));
    }
    let [days, hours, traits] = sums.rows();
    tx.bulk_together(&CORRECT_AND_ADD, vec![corrected, days, hours, traits])?;
    Ok(kept)
}

/// Clicks of one company in the order in which they happened, and the judgements that they are written with.
struct Batch {
    company_id: CompanyId,
    clicks: Vec<NewClick>,
    judged: Vec<Judgement>,
}

impl Batch {
    /// Writes those clicks that are not kept already, takes the others out and gives them, and tells when the visitors of
    /// all had come before. Those of a click that is kept already were noted with it: to note them again changes nothing.
    fn insert(
        &mut self,
        tx: &mut Tx<'_>,
        draw: &mut dyn FnMut() -> Code,
    ) -> Result<(Vec<NewClick>, Visits), StoreError> {
        let all: Vec<usize> = (0..self.clicks.len()).collect();
        let (visitors, _) = visits::rows(self.company_id, &self.clicks, &mut |_| true);
        // The visitors first, as in the other way: who waits for them holds nothing that is waited for.
        let [before, inserted] = answers(tx, vec![(&visits::SEE, visitors), self.rows(&all)])?;
        let before = Visits::before(before)?;
        let missing = self.missing(all, inserted)?;
        if missing.is_empty() {
            return Ok((Vec::new(), before));
        }
        let ids: Vec<ClickId> = missing.iter().map(|at| self.clicks[*at].click_id).collect();
        let known = tx.query(&KNOWN, params![self.company_id, ids])?;
        let known: HashSet<ClickId> = known.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
        let is_known = |click: &NewClick| known.contains(&click.click_id);
        self.insert_redrawn(tx, missing.into_iter().filter(|at| !is_known(&self.clicks[*at])).collect(), draw)?;
        let judged = std::mem::take(&mut self.clicks).into_iter().zip(std::mem::take(&mut self.judged));
        let (known, new): (Vec<_>, Vec<_>) = judged.partition(|(click, _)| is_known(click));
        (self.clicks, self.judged) = new.into_iter().unzip();
        Ok((known.into_iter().map(|(click, _)| click).collect(), before))
    }

    /// Writes clicks whose code was taken, with drawn ones.
    fn insert_redrawn(
        &mut self,
        tx: &mut Tx<'_>,
        mut taken: Vec<usize>,
        draw: &mut dyn FnMut() -> Code,
    ) -> Result<(), StoreError> {
        for _ in 0..DRAWS {
            if taken.is_empty() {
                return Ok(());
            }
            for at in &taken {
                self.clicks[*at].code = Some(draw());
            }
            let [inserted] = answers(tx, vec![self.rows(&taken)])?;
            taken = self.missing(taken, inserted)?;
        }
        Err(StoreError::Refused("no free code was drawn for a click".to_owned()))
    }

    /// The clicks at these places as rows to insert.
    fn rows(&self, places: &[usize]) -> (&'static Bulk, Vec<Vec<Value>>) {
        (&INSERT, places.iter().map(|at| row_of(&self.clicks[*at], self.judged[*at].verdict)).collect())
    }

    /// Which of the clicks at these places were not inserted.
    fn missing(&self, places: Vec<usize>, inserted: Vec<Row>) -> Result<Vec<usize>, StoreError> {
        if inserted.len() == places.len() {
            return Ok(Vec::new());
        }
        let inserted: HashSet<ClickId> = inserted.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
        Ok(places.into_iter().filter(|at| !inserted.contains(&self.clicks[*at].click_id)).collect())
    }
}

/// What each of a fixed number of statements over many rows returns.
fn answers<const N: usize>(
    tx: &mut Tx<'_>,
    given: Vec<(&'static Bulk, Vec<Vec<Value>>)>,
) -> Result<[Vec<Row>; N], StoreError> {
    let answers = tx.bulk_returning(given)?;
    answers.try_into().map_err(|_| StoreError::Unreadable("not every statement was answered".to_owned()))
}
