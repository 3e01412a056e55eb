//! Entry identifiers as the API lists them.

use std::collections::{BTreeSet, HashMap};

use nascente_domain::funnel::NONE_KEY;
use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::touch::EntryKind;
use nascente_store::conversation_list::IdFilter;
use nascente_store::identifier::{self, StoredIdentifier, Wanted};
use nascente_store::{StoreError, Tx};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::identifier::{EntryIdentifier, IdentifierFilter, IdentifierNames};
use crate::http::body::list::Page;
use crate::http::page::{PageRequest, page};
use crate::links::show::short_url;

/// Rows that a search looks at in one go.
const STRIDE: i64 = 500;
/// Combinations of names that are looked at for suggestions.
const MOST_NAMES: i64 = 5_000;

/// A page of identifiers, newest first.
pub async fn list(
    app: &App,
    company_id: CompanyId,
    filter: &IdentifierFilter,
    request: PageRequest,
) -> Result<Page<EntryIdentifier>, Failure> {
    let wanted = Wanted {
        kind: filter.kind.as_deref().map(kind).transpose()?,
        campaign: campaign(filter.campaign.as_deref())?,
        after: request.after.and_then(|cursor| cursor.first().copied()).map(IdentifierId::from),
        merged_too: filter.merged.unwrap_or(false),
    };
    let words = fold(filter.q.as_deref().unwrap_or_default().trim());
    let (limit, wants_total) = (request.limit, request.count);
    let (found, total, conversations) = app
        .db
        .read(move |tx| {
            let whole = Wanted { after: None, ..wanted.clone() };
            let (found, total) = if words.is_empty() {
                let total = wants_total.then(|| identifier::count(tx, company_id, &whole)).transpose()?;
                (identifier::list(tx, company_id, &wanted, limit + 1)?, total)
            } else {
                let total = wants_total.then(|| search(tx, company_id, &whole, &words, usize::MAX)).transpose()?;
                let total = total.map(|all| i64::try_from(all.len()).unwrap_or(i64::MAX));
                let most = usize::try_from(limit + 1).unwrap_or(usize::MAX);
                (search(tx, company_id, &wanted, &words, most)?, total)
            };
            let ids = found.iter().map(|one| one.identifier_id).collect();
            let conversations: HashMap<_, _> = identifier::conversations(tx, company_id, ids)?.into_iter().collect();
            Ok::<_, Failure>((found, total, conversations))
        })
        .await?;
    let shown = page(found, limit, total, |one| vec![one.identifier_id.value()]);
    let count = |id: IdentifierId| conversations.get(&id).copied().unwrap_or_default();
    let items = shown.items.into_iter().map(|one| body(app, count(one.identifier_id), one)).collect();
    Ok(Page { items, next_cursor: shown.next_cursor, total: shown.total })
}

/// The identifiers whose label, key or one of whose names holds the words, compared as hashtags are: without case and accents.
///
/// SQLite cannot lower a text beyond ASCII, so the comparison is made here; a company has thousands of identifiers,
/// not millions.
fn search(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: &Wanted,
    words: &str,
    most: usize,
) -> Result<Vec<StoredIdentifier>, StoreError> {
    let mut found = Vec::new();
    let mut after = wanted.after;
    loop {
        let rows = identifier::list(tx, company_id, &Wanted { after, ..wanted.clone() }, STRIDE)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = Some(last.identifier_id);
        for row in rows {
            if searched(&row).any(|text| fold(text).contains(words)) {
                found.push(row);
            }
            if found.len() >= most {
                return Ok(found);
            }
        }
    }
}

/// The texts of an identifier that a search looks at.
fn searched(row: &StoredIdentifier) -> impl Iterator<Item = &str> {
    let names = [&row.campaign, &row.ad_set, &row.ad, &row.site];
    [row.label.as_str(), row.key.as_str()].into_iter().chain(names.into_iter().filter_map(|name| name.as_deref()))
}

/// A campaign by its name; `none`: those without one.
fn campaign(text: Option<&str>) -> Result<IdFilter<String>, Failure> {
    match text {
        None | Some("") => Ok(IdFilter::Any),
        Some(NONE_KEY) => Ok(IdFilter::None),
        Some(name) if name.contains('\0') => Err(Failure::invalid("campaign", "invalid_character", "use no NUL")),
        Some(name) => Ok(IdFilter::Is(name.to_owned())),
    }
}

fn kind(text: &str) -> Result<EntryKind, Failure> {
    text.parse().map_err(|_| Failure::invalid("kind", "unknown", "use ad, post, link, hashtag, product or number"))
}

/// One identifier; another company's is not found.
pub async fn one(app: &App, company_id: CompanyId, identifier_id: IdentifierId) -> Result<EntryIdentifier, Failure> {
    let (found, conversations) = app
        .db
        .read(move |tx| {
            let found = identifier::find(tx, company_id, identifier_id)?.ok_or(Failure::NotFound)?;
            let conversations = identifier::conversations(tx, company_id, vec![identifier_id])?;
            Ok::<_, Failure>((found, conversations.first().map_or(0, |(_, count)| *count)))
        })
        .await?;
    Ok(body(app, conversations, found))
}

pub(super) fn body(app: &App, conversations: i64, found: StoredIdentifier) -> EntryIdentifier {
    EntryIdentifier {
        id: found.identifier_id.to_string(),
        kind: found.kind.to_string(),
        key: found.key,
        label: found.label,
        campaign: found.campaign,
        ad_set: found.ad_set,
        ad: found.ad,
        site: found.site,
        link_id: found.link_id.map(|id| id.to_string()),
        short_url: found.slug.map(|slug| short_url(app, &slug)),
        source_url: found.source_url,
        merged_into: found.merged_into.map(|id| id.to_string()),
        conversations,
        created_at: found.created_at.to_string(),
    }
}

/// The names in use, each once.
pub async fn names(app: &App, company_id: CompanyId) -> Result<IdentifierNames, Failure> {
    let rows = app.db.read(move |tx| identifier::names(tx, company_id, MOST_NAMES)).await?;
    let mut kinds: [BTreeSet<String>; 4] = Default::default();
    for row in rows {
        for (names, name) in kinds.iter_mut().zip(row) {
            names.extend(name.filter(|name| !name.is_empty()));
        }
    }
    let [campaigns, ad_sets, ads, sites] = kinds.map(|names| names.into_iter().collect());
    Ok(IdentifierNames { campaigns, ad_sets, ads, sites })
}
