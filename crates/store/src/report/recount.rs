//! The stored sums counted again from the conversations, and where the two differ.

use std::collections::BTreeMap;

use nascente_domain::funnel::{Cell, Counted, Counts, Deltas};
use nascente_domain::id::{CompanyId, ConversationId};
use nascente_domain::origins::Origins;

use super::take_counts;
use crate::conversation::take_origin;
use crate::{Row, StoreError, Tx, figure, params, statements};

/// Conversations that are held at once.
const CHUNK: i64 = 2_000;

statements! {
    CONVERSATIONS = "select c.conversation_id, c.started_by, c.excluded, c.status, c.entry_day, c.closing_day,
            c.opened_at, c.first_response_at, c.last_inbound_at, c.new_contact, c.entry_kind, c.identifier_id,
            c.first_kind, c.first_identifier_id, c.first_touch_id, c.last_kind, c.last_identifier_id, c.last_touch_id,
            c.paid_kind, c.paid_identifier_id, c.paid_touch_id, c.department_id, c.agent_id, c.channel_id,
            c.disposition_id, c.outcome, c.closed_by, c.value_cents
        from conversation c where c.company_id = $1 and c.conversation_id > $2
        order by c.conversation_id limit $3";
    FIGURES = "select f.family, f.basis, f.key, f.day, f.conversations, f.new_contacts, f.answered, f.engaged,
            f.qualified, f.won, f.lost, f.neutral, f.not_lead, f.unclassified, f.open, f.revenue_cents
        from figure f where f.company_id = $1";
    RESPONSES = "select r.family, r.basis, r.key, r.day, r.bucket, r.responses
        from figure_response r where r.company_id = $1";
    DELETE_FIGURES = "delete from figure where company_id = $1";
    DELETE_RESPONSES = "delete from figure_response where company_id = $1";
}

/// The sums as they have to be.
pub fn recompute(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Deltas, StoreError> {
    let mut sums = Deltas::default();
    let mut after = i64::MIN;
    loop {
        let rows = tx.query(&CONVERSATIONS, params![company_id, after, CHUNK])?;
        let full = i64::try_from(rows.len()).is_ok_and(|found| found == CHUNK);
        for mut row in rows {
            after = row.take::<ConversationId>()?.value();
            sums.change(None, Some(&read(&mut row)?));
        }
        if !full {
            return Ok(sums);
        }
    }
}

fn read(row: &mut Row) -> Result<Counted, StoreError> {
    Ok(Counted {
        started_by: row.take()?,
        excluded: row.take()?,
        status: row.take()?,
        entry_day: row.take()?,
        closing_day: row.take()?,
        opened_at: row.take()?,
        first_response_at: row.take()?,
        last_inbound_at: row.take()?,
        new_contact: row.take()?,
        entry_kind: row.take()?,
        identifier_id: row.take()?,
        origins: Origins { first: take_origin(row)?, last: take_origin(row)?, last_paid: take_origin(row)? },
        department_id: row.take()?,
        agent_id: row.take()?,
        channel_id: row.take()?,
        disposition_id: row.take()?,
        outcome: row.take()?,
        closed_by: row.take()?,
        value_cents: row.take()?,
    })
}

/// A stored sum that is not what the conversations add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// In the funnel.
    Counts {
        /// Where.
        cell: Cell,
        /// What is kept.
        stored: Counts,
        /// What it has to be.
        counted: Counts,
    },
    /// In the times to the first answer.
    Responses {
        /// Where.
        cell: Cell,
        /// Which times.
        bucket: i64,
        /// What is kept.
        stored: i64,
        /// What it has to be.
        counted: i64,
    },
}

/// Where the stored sums are not what the conversations add up to; empty when all is well.
pub fn differences(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Difference>, StoreError> {
    let mut sums = recompute(tx, company_id)?;
    let mut found = Vec::new();
    for mut row in tx.query(&FIGURES, params![company_id])? {
        let cell = take_cell(&mut row)?;
        let stored = take_counts(&mut row)?;
        let counted = sums.counts.remove(&cell).unwrap_or_default();
        if stored != counted {
            found.push(Difference::Counts { cell, stored, counted });
        }
    }
    let absent: BTreeMap<Cell, Counts> = sums.counts;
    found.extend(
        absent.into_iter().filter(|(_, counted)| !counted.is_zero()).map(|(cell, counted)| Difference::Counts {
            cell,
            stored: Counts::default(),
            counted,
        }),
    );
    for mut row in tx.query(&RESPONSES, params![company_id])? {
        let cell = take_cell(&mut row)?;
        let (bucket, stored): (i64, i64) = (row.take()?, row.take()?);
        let key = (cell, bucket);
        let counted = sums.responses.remove(&key).unwrap_or_default();
        if stored != counted {
            found.push(Difference::Responses { cell: key.0, bucket, stored, counted });
        }
    }
    found.extend(
        sums.responses
            .into_iter()
            .filter(|(_, counted)| *counted != 0)
            .map(|((cell, bucket), counted)| Difference::Responses { cell, bucket, stored: 0, counted }),
    );
    Ok(found)
}

/// Puts the sums that the conversations add up to in place of the stored ones. The caller holds the company's lock.
pub fn rebuild(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<(), StoreError> {
    let sums = recompute(tx, company_id)?;
    tx.execute(&DELETE_FIGURES, params![company_id])?;
    tx.execute(&DELETE_RESPONSES, params![company_id])?;
    figure::apply(tx, company_id, &sums)
}

fn take_cell(row: &mut Row) -> Result<Cell, StoreError> {
    Ok(Cell { family: row.take()?, basis: row.take()?, key: row.take()?, day: row.take()? })
}
