//! The pairs that nobody has decided, side by side, with what merging them would do.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, CompanyId, ContactId, ProposalId};
use nascente_store::contact::{self, ContactRow};
use nascente_store::conversation_list::Visibility;
use nascente_store::merge_proposal::{self, ProposalRow, ProposalState};
use nascente_store::{StoreError, Tx, contact_key};

use super::show::Looks;
use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::contact::{ContactItem, MergeOutcome, MergeProposal, MergeReason};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, page};

/// One page of the pairs that nobody has decided, newest first; of one contact, those that name it.
pub async fn list(
    app: &App,
    caller: &Caller,
    of: Option<ContactId>,
    query: &PageQuery,
) -> Result<Page<MergeProposal>, Failure> {
    let request = PageRequest::read(query, 1)?;
    let below = request.after.as_ref().and_then(|after| after.first().copied()).unwrap_or(i64::MAX);
    let (company_id, limit, count) = (caller.company_id, request.limit, request.count);
    let (pairs, sides, total) = app
        .db
        .read(move |tx| {
            let (pairs, all) = match of {
                None => {
                    let total = if count { merge_proposal::count_open(tx, company_id)? } else { 0 };
                    (merge_proposal::open(tx, company_id, below, limit + 1)?, total)
                }
                Some(id) => naming(tx, company_id, id, below)?,
            };
            let sides = Sides::of(tx, company_id, &pairs)?;
            Ok::<_, StoreError>((pairs, sides, count.then_some(all)))
        })
        .await?;
    let pairs = page(pairs, limit, total, |pair: &ProposalRow| vec![pair.proposal_id.value()]);
    let items = pairs.items.into_iter().filter_map(|pair| sides.proposal(pair)).collect();
    Ok(Page { items, next_cursor: pairs.next_cursor, total: pairs.total })
}

fn naming(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: ContactId,
    below: i64,
) -> Result<(Vec<ProposalRow>, i64), StoreError> {
    let family = contact::families(tx, company_id, vec![id])?;
    let all = family.iter().map(|row| row.contact_id).collect();
    let mut pairs = merge_proposal::of_contacts(tx, company_id, all)?;
    pairs.retain(|pair| pair.state == ProposalState::Open);
    let total = i64::try_from(pairs.len()).unwrap_or(i64::MAX);
    pairs.retain(|pair| pair.proposal_id < ProposalId::from(below));
    pairs.reverse();
    Ok((pairs, total))
}

/// Both sides of pairs.
struct Sides {
    rows: BTreeMap<ContactId, ContactRow>,
    items: BTreeMap<ContactId, ContactItem>,
    open_on: BTreeMap<ContactId, Vec<ChannelId>>,
}

impl Sides {
    fn of(tx: &mut Tx<'_>, company_id: CompanyId, pairs: &[ProposalRow]) -> Result<Self, StoreError> {
        let mut ids: Vec<ContactId> = pairs.iter().flat_map(|pair| [pair.one_id, pair.other_id]).collect();
        ids.sort_unstable();
        ids.dedup();
        let family = contact::families(tx, company_id, ids.clone())?;
        let rows: Vec<ContactRow> = family.iter().filter(|row| ids.contains(&row.contact_id)).cloned().collect();
        let mut looks = Looks::of(tx, company_id, &rows, &Visibility::Company)?;
        let mut open_on: BTreeMap<ContactId, Vec<ChannelId>> = BTreeMap::new();
        let all: Vec<ContactId> = family.iter().map(|row| row.contact_id).collect();
        for (owner, channel_id) in contact_key::open_on(tx, company_id, all)? {
            let person = family.iter().find(|row| row.contact_id == owner).map_or(owner, ContactRow::person);
            open_on.entry(person).or_default().push(channel_id);
        }
        let items = rows.iter().map(|row| (row.contact_id, looks.item(row.clone(), false))).collect();
        Ok(Self { rows: rows.into_iter().map(|row| (row.contact_id, row)).collect(), items, open_on })
    }

    fn proposal(&self, pair: ProposalRow) -> Option<MergeProposal> {
        let (one, other) = (self.rows.get(&pair.one_id)?, self.rows.get(&pair.other_id)?);
        let joined = self.open_on.get(&pair.one_id).into_iter().flatten();
        let there = self.open_on.get(&pair.other_id).map(Vec::as_slice).unwrap_or_default();
        let reasons = pair
            .reasons
            .into_iter()
            .map(|reason| MergeReason { ground: reason.ground.to_string(), strength: reason.strength.to_string() });
        Some(MergeProposal {
            id: pair.proposal_id.to_string(),
            one: self.items.get(&pair.one_id)?.clone(),
            other: self.items.get(&pair.other_id)?.clone(),
            reasons: reasons.collect(),
            found_at: pair.found_at.to_string(),
            merged: MergeOutcome {
                name: one.name.clone().or_else(|| other.name.clone()),
                phone: one.phone.clone().or_else(|| other.phone.clone()),
                username: one.username.clone().or_else(|| other.username.clone()),
                excluded: one.excluded || other.excluded,
                joined: joined.filter(|channel_id| there.contains(channel_id)).count(),
            },
        })
    }
}
