//! The funnel out of the stored sums: a period without any other filter.

use std::collections::HashMap;

use nascente_domain::funnel::NONE_KEY;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::moment::LocalDay;
use nascente_domain::origins::OriginView;

use super::{GroupBy, Groups, Period, name_key, take_counts};
use crate::{StoreError, Tx, params, statements};

statements! {
    BY_KEY = "select f.key, cast(sum(f.conversations) as bigint), cast(sum(f.new_contacts) as bigint),
            cast(sum(f.answered) as bigint), cast(sum(f.engaged) as bigint), cast(sum(f.qualified) as bigint),
            cast(sum(f.won) as bigint), cast(sum(f.lost) as bigint), cast(sum(f.neutral) as bigint),
            cast(sum(f.not_lead) as bigint), cast(sum(f.unclassified) as bigint), cast(sum(f.open) as bigint),
            cast(sum(f.revenue_cents) as bigint)
        from figure f
        where f.company_id = $1 and f.family {in:$2} and f.basis = $3 and f.day >= $4 and f.day <= $5
        group by f.key having sum(f.conversations) <> 0";
    BY_DAY = "select f.day, cast(sum(f.conversations) as bigint), cast(sum(f.new_contacts) as bigint),
            cast(sum(f.answered) as bigint), cast(sum(f.engaged) as bigint), cast(sum(f.qualified) as bigint),
            cast(sum(f.won) as bigint), cast(sum(f.lost) as bigint), cast(sum(f.neutral) as bigint),
            cast(sum(f.not_lead) as bigint), cast(sum(f.unclassified) as bigint), cast(sum(f.open) as bigint),
            cast(sum(f.revenue_cents) as bigint)
        from figure f
        where f.company_id = $1 and f.family {in:$2} and f.basis = $3 and f.day >= $4 and f.day <= $5
        group by f.day having sum(f.conversations) <> 0";
    RESPONSES_BY_KEY = "select r.key, r.bucket, cast(sum(r.responses) as bigint)
        from figure_response r
        where r.company_id = $1 and r.family {in:$2} and r.basis = $3 and r.day >= $4 and r.day <= $5
        group by r.key, r.bucket having sum(r.responses) <> 0";
    RESPONSES_BY_DAY = "select r.day, r.bucket, cast(sum(r.responses) as bigint)
        from figure_response r
        where r.company_id = $1 and r.family {in:$2} and r.basis = $3 and r.day >= $4 and r.day <= $5
        group by r.day, r.bucket having sum(r.responses) <> 0";
    NAMES = "select e.identifier_id, e.site, e.campaign from entry_identifier e
        where e.company_id = $1 and e.identifier_id {in:$2}";
}

/// The groups of a period, by the origin that a view names.
pub fn groups(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    group_by: GroupBy,
    view: OriginView,
    period: Period,
) -> Result<Groups, StoreError> {
    let families: Vec<String> = group_by.families(view).iter().map(ToString::to_string).collect();
    let values = params![company_id, families, period.basis, period.from, period.to];
    let by_day = group_by == GroupBy::Day;
    let (counts, responses) = if by_day { (&BY_DAY, &RESPONSES_BY_DAY) } else { (&BY_KEY, &RESPONSES_BY_KEY) };
    let mut groups = Groups::new();
    for mut row in tx.query(counts, values.clone())? {
        let key = if by_day { row.take::<LocalDay>()?.to_string() } else { row.take()? };
        groups.entry(key).or_default().counts = take_counts(&mut row)?;
    }
    for mut row in tx.query(responses, values)? {
        let key = if by_day { row.take::<LocalDay>()?.to_string() } else { row.take()? };
        let bucket = row.take()?;
        groups.entry(key).or_default().responses.insert(bucket, row.take()?);
    }
    match group_by {
        GroupBy::EntryIdentifier => Ok(shown(groups)),
        GroupBy::Site | GroupBy::Campaign => by_name(tx, company_id, group_by, groups),
        _ => Ok(groups),
    }
}

/// The row without any evidence is `none`, as in every other grouping.
fn shown(mut groups: Groups) -> Groups {
    if let Some(group) = groups.remove("none:none") {
        groups.insert(NONE_KEY.to_owned(), group);
    }
    groups
}

/// Adds identifiers up to their sites or campaigns.
fn by_name(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    group_by: GroupBy,
    identifiers: Groups,
) -> Result<Groups, StoreError> {
    let ids: Vec<IdentifierId> = identifiers.keys().filter_map(|key| key.parse().ok()).collect();
    let mut names: HashMap<String, String> = HashMap::with_capacity(ids.len());
    if !ids.is_empty() {
        for mut row in tx.query(&NAMES, params![company_id, ids])? {
            let id: IdentifierId = row.take()?;
            let (site, campaign): (Option<String>, Option<String>) = (row.take()?, row.take()?);
            names.insert(id.to_string(), name_key(if group_by == GroupBy::Site { site } else { campaign }));
        }
    }
    let mut groups = Groups::new();
    for (key, group) in identifiers {
        let name = names.remove(&key).unwrap_or_else(|| NONE_KEY.to_owned());
        *groups.entry(name).or_default() += &group;
    }
    Ok(groups)
}
