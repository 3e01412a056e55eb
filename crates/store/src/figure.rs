//! Stored figures: sums by cell, changed by differences in the transaction that causes them.

use nascente_domain::funnel::Deltas;
use nascente_domain::id::CompanyId;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{StoreError, Tx, Value, params};

/// Every statement of this module: it only has bulk statements.
pub(crate) static ALL: &[&crate::Statement] = &[];

static ADD: Bulk = Bulk::insert(
    "figure",
    &[
        ("company_id", Int),
        ("family", Text),
        ("basis", Text),
        ("key", Text),
        ("day", Int),
        ("conversations", Int),
        ("new_contacts", Int),
        ("answered", Int),
        ("engaged", Int),
        ("qualified", Int),
        ("won", Int),
        ("lost", Int),
        ("neutral", Int),
        ("not_lead", Int),
        ("unclassified", Int),
        ("open", Int),
        ("revenue_cents", Int),
    ],
    "on conflict (company_id, family, basis, day, key) do update set
        conversations = figure.conversations + excluded.conversations,
        new_contacts = figure.new_contacts + excluded.new_contacts,
        answered = figure.answered + excluded.answered,
        engaged = figure.engaged + excluded.engaged,
        qualified = figure.qualified + excluded.qualified,
        won = figure.won + excluded.won,
        lost = figure.lost + excluded.lost,
        neutral = figure.neutral + excluded.neutral,
        not_lead = figure.not_lead + excluded.not_lead,
        unclassified = figure.unclassified + excluded.unclassified,
        open = figure.open + excluded.open,
        revenue_cents = figure.revenue_cents + excluded.revenue_cents",
);

static ADD_RESPONSES: Bulk = Bulk::insert(
    "figure_response",
    &[
        ("company_id", Int),
        ("family", Text),
        ("basis", Text),
        ("key", Text),
        ("day", Int),
        ("bucket", Int),
        ("responses", Int),
    ],
    "on conflict (company_id, family, basis, day, key, bucket) do update set
        responses = figure_response.responses + excluded.responses",
);

/// Adds differences to the stored figures. The caller holds the company's lock; cells come sorted.
pub fn apply(tx: &mut Tx<'_>, company_id: CompanyId, deltas: &Deltas) -> Result<(), StoreError> {
    let sums: Vec<Vec<Value>> = deltas
        .counts
        .iter()
        .filter(|(_, counts)| !counts.is_zero())
        .map(|(cell, counts)| {
            let mut row = params![company_id, cell.family, cell.basis, &cell.key, cell.day];
            row.extend(counts.to_array().map(Value::Int));
            row
        })
        .collect();
    tx.bulk(&ADD, sums)?;
    let responses: Vec<Vec<Value>> = deltas
        .responses
        .iter()
        .filter(|(_, count)| **count != 0)
        .map(|((cell, bucket), count)| {
            params![company_id, cell.family, cell.basis, &cell.key, cell.day, *bucket, *count]
        })
        .collect();
    tx.bulk(&ADD_RESPONSES, responses).map(drop)
}
