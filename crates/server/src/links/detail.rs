//! One identifier in full: its card, what was merged into it, and what was changed about it.

use std::collections::{BTreeSet, HashMap};

use nascente_domain::id::{CompanyId, IdentifierChangeId, IdentifierId};
use nascente_domain::merging::Merges;
use nascente_domain::touch::Card;
use nascente_store::identifier::{self, StoredIdentifier};
use nascente_store::identifier_change::{self, StoredChange};
use nascente_store::{StoreError, Tx};
use serde_json::Value;

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::identifier::{
    ChangedIdentifier, EntryIdentifierDetail, IdentifierChange, NameChange, NamedIdentifier,
};
use crate::http::body::list::Page;
use crate::http::page::{PageRequest, page};
use crate::links::identifier::body;
use crate::media::show::Pictures;

/// The fields of a name, in the order in which a change tells them.
const FIELDS: [&str; 5] = ["label", "campaign", "ad_set", "ad", "site"];

/// One identifier; another company's is not found.
pub async fn detail(app: &App, company_id: CompanyId, id: IdentifierId) -> Result<EntryIdentifierDetail, Failure> {
    let read = app.db.read(move |tx| Read::load(tx, company_id, id)).await?;
    let picture_url = read.card.as_ref().and_then(|card| read.pictures.address(card));
    let (headline, text) = read.card.map(|card| (card.headline, card.body)).unwrap_or_default();
    Ok(EntryIdentifierDetail {
        identifier: body(app, read.conversations, read.found),
        headline,
        body: text,
        picture_url,
        stands_for_it: read.standing,
        merged: read.merged,
    })
}

struct Read {
    found: StoredIdentifier,
    conversations: i64,
    card: Option<Card>,
    pictures: Pictures,
    standing: Option<NamedIdentifier>,
    merged: Vec<NamedIdentifier>,
}

impl Read {
    fn load(tx: &mut Tx<'_>, company_id: CompanyId, id: IdentifierId) -> Result<Self, Failure> {
        let found = identifier::find(tx, company_id, id)?.ok_or(Failure::NotFound)?;
        let merges = identifier::merges(tx, company_id)?;
        let standing = merges.stands_for(id);
        let counted = identifier::conversations(tx, company_id, vec![id, standing])?;
        let counted: HashMap<IdentifierId, i64> = counted.into_iter().collect();
        let of = |id: IdentifierId| counted.get(&id).copied().unwrap_or_default();
        let card = identifier::card(tx, company_id, standing)?.filter(|_| standing == id);
        let pictures = Pictures::of(tx, company_id, &card)?;
        let named = |one: StoredIdentifier, conversations| NamedIdentifier {
            id: one.identifier_id.to_string(),
            label: one.label,
            key: one.key,
            conversations,
        };
        let other = if standing == id { None } else { identifier::find(tx, company_id, standing)? };
        let stands_for_it = other.map(|one| named(one, of(standing)));
        let mut merged = Vec::new();
        for (one, conversations) in branches(tx, company_id, &merges, standing, id)? {
            merged.extend(identifier::find(tx, company_id, one)?.map(|one| named(one, conversations)));
        }
        Ok(Self { found, conversations: of(id), card, pictures, standing: stands_for_it, merged })
    }
}

/// What points to an identifier directly, each with the conversations of its whole branch.
fn branches(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    merges: &Merges,
    standing: IdentifierId,
    id: IdentifierId,
) -> Result<Vec<(IdentifierId, i64)>, StoreError> {
    let direct = merges.direct(id);
    if direct.is_empty() {
        return Ok(Vec::new());
    }
    let told = identifier::conversations_by_branch(tx, company_id, standing, merges.family(id))?;
    let counted = |one: IdentifierId| {
        let family = merges.family(one);
        told.iter().filter(|(told, _)| family.contains(told)).map(|(_, count)| count).sum()
    };
    Ok(direct.into_iter().map(|one| (one, counted(one))).collect())
}

/// What was changed about an identifier, the latest first.
pub async fn changes(
    app: &App,
    company_id: CompanyId,
    id: IdentifierId,
    request: PageRequest,
) -> Result<Page<IdentifierChange>, Failure> {
    let below = request.after.and_then(|cursor| cursor.first().copied()).map(IdentifierChangeId::from);
    let limit = request.limit;
    let (rows, labels) = app
        .db
        .read(move |tx| {
            identifier::find(tx, company_id, id)?.ok_or(Failure::NotFound)?;
            let rows = identifier_change::list(tx, company_id, id, below, limit + 1)?;
            let mut labels: HashMap<IdentifierId, String> = HashMap::new();
            let named: BTreeSet<IdentifierId> =
                rows.iter().flat_map(|row| [Some(row.identifier_id), row.other_id]).flatten().collect();
            for one in named {
                labels.extend(identifier::find(tx, company_id, one)?.map(|found| (one, found.label)));
            }
            Ok::<_, Failure>((rows, labels))
        })
        .await?;
    let rows = page(rows, limit, None, |row| vec![row.change_id.value()]);
    let items = rows.items.into_iter().map(|row| shown(row, &labels)).collect();
    Ok(Page { items, next_cursor: rows.next_cursor, total: None })
}

fn shown(row: StoredChange, labels: &HashMap<IdentifierId, String>) -> IdentifierChange {
    let called = |id: IdentifierId| ChangedIdentifier {
        id: id.to_string(),
        label: labels.get(&id).cloned().unwrap_or_default(),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let names = FIELDS.iter().filter_map(|field| {
        let pair = row.names.get(field)?;
        Some(NameChange { field: (*field).to_owned(), from: text(pair.get(0)?), to: text(pair.get(1)?) })
    });
    IdentifierChange {
        names: names.collect(),
        id: row.change_id.to_string(),
        at: row.changed_at.to_string(),
        way: row.way.to_string(),
        actor_kind: row.actor_kind,
        actor_name: row.actor_name,
        identifier: called(row.identifier_id),
        other: row.other_id.map(called),
    }
}
