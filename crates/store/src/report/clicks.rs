//! Valid clicks of links, by the day of the click.
//!
//! Clicks know their link and nothing of what became of the contact, so a filter that asks for that gives none.

use std::collections::BTreeMap;

use nascente_domain::id::{CompanyId, IdentifierId, LinkId};
use nascente_domain::moment::LocalDay;

use super::{GroupBy, Period, name_key};
use crate::conversation_list::{ConversationFilter, IdFilter};
use crate::filter::Conditions;
use crate::{Statement, StoreError, Tx, params};

/// The clicks of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clicks {
    /// Valid clicks.
    pub valid: i64,
    /// The link, when the group has exactly one.
    pub only_link: Option<LinkId>,
}

/// Clicks by the key of their group, links without a click included. `None`: clicks have no meaning there.
pub fn groups(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    group_by: GroupBy,
    period: Period,
    filter: &ConversationFilter,
) -> Result<Option<BTreeMap<String, Clicks>>, StoreError> {
    let key = match group_by {
        GroupBy::EntryIdentifier => "l.identifier_id, cast(null as text)",
        GroupBy::Kind => "cast(null as bigint), e.kind",
        GroupBy::Site => "cast(null as bigint), e.site",
        GroupBy::Day => "d.day, cast(null as text)",
        _ => return Ok(None),
    };
    let Some(mut rows) = query(tx, company_id, key, period, filter)? else { return Ok(None) };
    let mut groups: BTreeMap<String, Clicks> = BTreeMap::new();
    for (number, text, clicks) in rows.drain(..) {
        let key = match group_by {
            GroupBy::EntryIdentifier => IdentifierId::from(number.unwrap_or_default()).to_string(),
            GroupBy::Day => match number {
                Some(day) => LocalDay::from_number(day).to_string(),
                None => continue,
            },
            _ => name_key(text),
        };
        let group = groups.entry(key).or_insert(Clicks { valid: 0, only_link: clicks.only_link });
        group.valid += clicks.valid;
        if group.only_link != clicks.only_link {
            group.only_link = None;
        }
    }
    Ok(Some(groups))
}

/// All valid clicks of the links that a filter lets through; `None`: clicks have no meaning there.
pub fn total(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    period: Period,
    filter: &ConversationFilter,
) -> Result<Option<Clicks>, StoreError> {
    let rows = query(tx, company_id, "cast(null as bigint), cast(null as text)", period, filter)?;
    Ok(rows.map(|rows| rows.into_iter().next().map_or_else(Clicks::default, |(_, _, clicks)| clicks)))
}

/// Whether a filter asks for nothing but the period.
#[must_use]
pub fn is_unrestricted(filter: &ConversationFilter) -> bool {
    ConversationFilter { counted: Some(true), ..filter.clone() }.is_period_only()
}

type KeyedClicks = (Option<i64>, Option<String>, Clicks);

fn query(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    key: &'static str,
    period: Period,
    filter: &ConversationFilter,
) -> Result<Option<Vec<KeyedClicks>>, StoreError> {
    let Some(conditions) = conditions(company_id, period, filter) else { return Ok(None) };
    let statement = Statement::composed(format!(
        "select {key}, cast(coalesce(sum(d.valid), 0) as bigint), min(l.link_id), count(distinct l.link_id)
        from link l
        join entry_identifier e on e.company_id = $1 and e.identifier_id = l.identifier_id
        left join click_day d on d.company_id = $1 and d.link_id = l.link_id and d.day >= $2 and d.day <= $3
        where l.company_id = $1{} group by 1, 2",
        conditions.text()
    ));
    let rows = tx.query(&statement, conditions.values())?;
    let read = rows.into_iter().map(|mut row| {
        let (number, text, valid) = (row.take()?, row.take()?, row.take()?);
        let (link_id, links): (Option<LinkId>, i64) = (row.take()?, row.take()?);
        Ok((number, text, Clicks { valid, only_link: link_id.filter(|_| links == 1) }))
    });
    read.collect::<Result<_, StoreError>>().map(Some)
}

/// The part of a filter that links can answer; `None` when it asks for more.
fn conditions(company_id: CompanyId, period: Period, filter: &ConversationFilter) -> Option<Conditions> {
    let rest = ConversationFilter {
        identifier_id: IdFilter::Any,
        entry_kind: None,
        site: IdFilter::Any,
        campaign: IdFilter::Any,
        ..filter.clone()
    };
    if !is_unrestricted(&rest) {
        return None;
    }
    let mut conditions = Conditions::after(params![company_id, period.from, period.to]);
    match filter.identifier_id {
        IdFilter::Any => {}
        IdFilter::None => {
            conditions.and("1 = 0");
        }
        IdFilter::Is(id) => {
            conditions.and_value("l.identifier_id = ?", id);
        }
    }
    if let Some(kind) = filter.entry_kind {
        conditions.and_value("e.kind = ?", kind);
    }
    name(&mut conditions, &filter.site, "(e.site is null or e.site in ('', 'none'))", "e.site = ?");
    name(&mut conditions, &filter.campaign, "(e.campaign is null or e.campaign in ('', 'none'))", "e.campaign = ?");
    Some(conditions)
}

fn name(conditions: &mut Conditions, filter: &IdFilter<String>, none: &'static str, is: &'static str) {
    match filter {
        IdFilter::Any => {}
        IdFilter::None => {
            conditions.and(none);
        }
        IdFilter::Is(name) => {
            conditions.and_value(is, name.as_str());
        }
    }
}
