//! Looking after the keys by which people are found, and comparing whoever is new with those who share one.
//!
//! In: contacts whose rows have changed since. Out: their keys, and proposals of pairs that are probably one person
//! ([`nascente_domain::resemblance`]). Each key is looked up for a few of its newest people, never everybody against
//! everybody. A pair on which a person decided is proposed again only where new evidence speaks for it; one that was
//! split, never.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use nascente_domain::id::{CompanyId, ContactId};
use nascente_domain::person::IdentityKind;
use nascente_domain::phone::Phone;
use nascente_domain::resemblance::{Portrait, Reason, is_news, reasons};
use nascente_store::contact::{self, ContactRow};
use nascente_store::merge_proposal::{self, ProposalRow, ProposalState};
use nascente_store::{Lane, StoreError, Tx, company, contact_key, delivery};

use crate::app::{App, LiveHint};

/// How long it sleeps when nothing has changed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often in a row it gives way to deliveries that wait.
const MOST_GIVEN_WAY: u32 = 30;
/// Contacts that are looked at in one transaction.
const BATCH: i64 = 200;
/// People who are compared under one key.
const MOST_UNDER_A_KEY: i64 = 12;
/// Letters of a word that are kept.
const LONGEST_WORD: usize = 60;

/// Looks after them until the program stops.
pub async fn run(app: App) {
    let mut gave_way = 0;
    while !app.stop.is_cancelled() {
        // Whoever waits for an answer, or to be seen, goes first.
        let rests = if gave_way < MOST_GIVEN_WAY && is_behind(&app).await {
            gave_way += 1;
            true
        } else {
            gave_way = 0;
            let looked_at = round(&app).await.unwrap_or_else(|error| {
                tracing::error!(%error, "contacts could not be compared and will be looked at again");
                0
            });
            looked_at == 0
        };
        if rests && app.stop.run_until_cancelled(tokio::time::sleep(LOOK_AGAIN)).await.is_none() {
            return;
        }
    }
}

/// Whether deliveries wait to be recorded. A store that does not tell is asked again by the round.
async fn is_behind(app: &App) -> bool {
    app.db.read(delivery::companies_pending).await.is_ok_and(|companies| !companies.is_empty())
}

/// Looks at a batch of every company once; gives how many contacts were looked at.
pub async fn round(app: &App) -> Result<usize, StoreError> {
    let mut looked_at = 0;
    for company_id in app.db.read(contact_key::companies_unkeyed).await? {
        let of_unit = app.clone();
        let (count, proposed) = app
            .db
            .write(Lane::Work, move |tx| {
                let ids = contact_key::unkeyed(tx, company_id, BATCH)?;
                if ids.is_empty() || company::lock(tx, company_id)?.is_none() {
                    return Ok::<_, StoreError>((0, false));
                }
                let proposed = look_at(&of_unit, tx, company_id, ids.clone())?;
                Ok((ids.len(), proposed))
            })
            .await?;
        looked_at += count;
        if proposed {
            app.hint(LiveHint { company_id, kind: "contact", id: company_id.to_string(), version: None });
        }
    }
    Ok(looked_at)
}

/// Looks until nobody is left.
pub async fn drain(app: &App) -> Result<(), StoreError> {
    while round(app).await? > 0 {}
    Ok(())
}

/// What open screens should look at when somebody has changed.
pub(crate) fn hint(company_id: CompanyId, id: ContactId) -> LiveHint {
    LiveHint { company_id, kind: "contact", id: id.to_string(), version: None }
}

/// Writes the keys of these contacts and of everybody they are, and compares them; the caller holds the company's lock.
/// Tells whether a proposal was made or taken back.
pub(crate) fn look_at(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ContactId>,
) -> Result<bool, StoreError> {
    let people = People::read(tx, company_id, ids)?;
    let keys = people.keys();
    contact_key::replace(tx, company_id, &people.all(), &keys)?;
    let mut changed = false;
    let (near, candidates) = people.near(tx, company_id)?;
    for (one, other) in near {
        let (Some(one), Some(other)) = (people.get(one), candidates.get(other).or_else(|| people.get(other))) else {
            continue;
        };
        changed |= weigh(app, tx, company_id, (one, other))?;
    }
    Ok(changed)
}

/// Somebody, with everything by which they are compared.
#[derive(Debug, Clone)]
struct Somebody {
    row: ContactRow,
    family: Vec<ContactId>,
    portrait: Portrait,
    /// Numbers as they are compared, in digits.
    numbers: Vec<String>,
}

/// People by the contact that stands for each.
#[derive(Debug, Default)]
struct People(BTreeMap<ContactId, Somebody>);

impl People {
    fn read(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<ContactId>) -> Result<Self, StoreError> {
        let rows = contact::families(tx, company_id, ids)?;
        let all: Vec<ContactId> = rows.iter().map(|row| row.contact_id).collect();
        let person_of: BTreeMap<ContactId, ContactId> = rows.iter().map(|row| (row.contact_id, row.person())).collect();
        let mut people: BTreeMap<ContactId, Somebody> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.merged_into.is_none()) {
            let family = all.iter().copied().filter(|id| person_of.get(id) == Some(&row.contact_id)).collect();
            let portrait = Portrait {
                name: row.name.clone(),
                phone: row.phone.as_deref().and_then(Phone::read),
                username: row.username.clone(),
                ..Portrait::default()
            };
            people.insert(row.contact_id, Somebody { row: row.clone(), family, portrait, numbers: Vec::new() });
        }
        for (identity, owner) in contact::identities_of(tx, company_id, all.clone())? {
            let Some(one) = person_of.get(&owner).and_then(|person| people.get_mut(person)) else { continue };
            match identity.kind {
                IdentityKind::Bsuid => one.portrait.bsuids.push(identity.value),
                IdentityKind::Lid => one.portrait.lids.push(identity.value),
                IdentityKind::Phone => one.numbers.push(identity.value),
                IdentityKind::Username => {}
            }
        }
        if !all.is_empty() {
            for (owner, channel_id, at) in contact_key::began(tx, company_id, all)? {
                if let Some(one) = person_of.get(&owner).and_then(|person| people.get_mut(person)) {
                    one.portrait.began.push((channel_id, at));
                }
            }
        }
        Ok(Self(people))
    }

    fn get(&self, id: ContactId) -> Option<&Somebody> {
        self.0.get(&id)
    }

    fn all(&self) -> Vec<ContactId> {
        self.0.values().flat_map(|one| one.family.iter().copied()).collect()
    }

    /// Words of the search, and what another contact of the same person would share.
    fn keys(&self) -> Vec<(ContactId, String)> {
        let of = |one: &Somebody| {
            let words = one.row.search_text.split_whitespace().map(str::to_owned).chain(one.numbers.clone());
            let words = words.map(|word| format!("w:{}", word.chars().take(LONGEST_WORD).collect::<String>()));
            let keys: BTreeSet<String> = words.chain(one.portrait.keys()).collect();
            keys.into_iter().map(|key| (one.row.contact_id, key)).collect::<Vec<_>>()
        };
        self.0.values().flat_map(of).collect()
    }

    /// The pairs to be compared, and those of them who are not among these people.
    fn near(
        &self,
        tx: &mut Tx<'_>,
        company_id: CompanyId,
    ) -> Result<(BTreeSet<(ContactId, ContactId)>, Self), StoreError> {
        let mut near = BTreeSet::new();
        for one in self.0.values() {
            for key in one.portrait.looks_under() {
                let found = contact_key::under(tx, company_id, &key, MOST_UNDER_A_KEY)?;
                let others = found.into_iter().filter(|other| *other != one.row.contact_id);
                near.extend(others.map(|other| (one.row.contact_id, other)));
            }
        }
        // Whoever is proposed already is weighed again: what spoke for it may be gone.
        for pair in merge_proposal::of_contacts(tx, company_id, self.0.keys().copied().collect())? {
            let (one, other) = (pair.one_id, pair.other_id);
            near.insert(if self.0.contains_key(&one) { (one, other) } else { (other, one) });
        }
        let strangers = near.iter().map(|(_, other)| *other).filter(|other| !self.0.contains_key(other)).collect();
        let candidates = Self::read(tx, company_id, strangers)?;
        Ok((near, candidates))
    }
}

/// Proposes a pair, or takes a proposal back for which nothing speaks any more; tells whether something changed.
fn weigh(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    (one, other): (&Somebody, &Somebody),
) -> Result<bool, StoreError> {
    let found = reasons(&one.portrait, &other.portrait);
    let known = between(tx, company_id, &one.family, &other.family)?;
    if let Some(open) = known.iter().find(|pair| pair.state == ProposalState::Open) {
        if found.is_empty() {
            merge_proposal::delete(tx, company_id, open.proposal_id)?;
        } else if open.reasons != found {
            merge_proposal::update(tx, company_id, &ProposalRow { reasons: found, ..open.clone() })?;
        } else {
            return Ok(false);
        }
        return Ok(true);
    }
    let weighed: Vec<Reason> = known.iter().flat_map(|pair| pair.reasons.clone()).collect();
    if known.iter().any(|pair| pair.state == ProposalState::Split) || !is_news(&found, &weighed) {
        return Ok(false);
    }
    let (first, second) = in_order(&one.row, &other.row);
    if let Some(pair) = known.iter().find(|pair| pair.is_of(first, second)) {
        let again = ProposalRow {
            state: ProposalState::Open,
            reasons: found,
            decided_at: None,
            decided_by: None,
            ..pair.clone()
        };
        merge_proposal::update(tx, company_id, &again)?;
        return Ok(true);
    }
    let pair = ProposalRow {
        proposal_id: app.id(),
        one_id: first,
        other_id: second,
        state: ProposalState::Open,
        reasons: found,
        found_at: app.now(),
        decided_at: None,
        decided_by: None,
    };
    merge_proposal::insert(tx, company_id, &pair)?;
    Ok(true)
}

/// What is kept of pairs of these two families.
pub(super) fn between(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    one: &[ContactId],
    other: &[ContactId],
) -> Result<Vec<ProposalRow>, StoreError> {
    let crosses = |pair: &ProposalRow| {
        (one.contains(&pair.one_id) && other.contains(&pair.other_id))
            || (one.contains(&pair.other_id) && other.contains(&pair.one_id))
    };
    let mut pairs = merge_proposal::of_contacts(tx, company_id, one.to_vec())?;
    pairs.retain(crosses);
    Ok(pairs)
}

/// Two contacts, the one seen first in front.
fn in_order(one: &ContactRow, other: &ContactRow) -> (ContactId, ContactId) {
    if (one.created_at, one.contact_id) <= (other.created_at, other.contact_id) {
        (one.contact_id, other.contact_id)
    } else {
        (other.contact_id, one.contact_id)
    }
}

/// Keeps what became of a pair, whether it was proposed or not. What speaks for it now is weighed by that.
pub(super) fn decide(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    pair: (ContactId, ContactId),
    (state, by): (ProposalState, &str),
) -> Result<(), StoreError> {
    let people = People::read(tx, company_id, vec![pair.0, pair.1])?;
    let find = |id: ContactId| people.0.values().find(|one| one.family.contains(&id));
    let (Some(one), Some(other)) = (find(pair.0), find(pair.1)) else { return Ok(()) };
    let reasons = reasons(&one.portrait, &other.portrait);
    let (now, by) = (Some(app.now()), Some(by.to_owned()));
    let known = between(tx, company_id, &[pair.0], &[pair.1])?;
    if let Some(known) = known.into_iter().next() {
        let mut weighed = known.reasons.clone();
        weighed.extend(reasons.into_iter().filter(|reason| !known.reasons.contains(reason)));
        let decided = ProposalRow { state, reasons: weighed, decided_at: now, decided_by: by, ..known };
        return merge_proposal::update(tx, company_id, &decided);
    }
    let decided = ProposalRow {
        proposal_id: app.id(),
        one_id: pair.0,
        other_id: pair.1,
        state,
        reasons,
        found_at: app.now(),
        decided_at: now,
        decided_by: by,
    };
    merge_proposal::insert(tx, company_id, &decided)
}
