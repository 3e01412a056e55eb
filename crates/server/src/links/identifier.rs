//! Entry identifiers as the API shows and names them.

use std::collections::HashMap;

use nascente_domain::closing::FieldError;
use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::touch::EntryKind;
use nascente_store::identifier::{self, StoredIdentifier, Wanted};
use nascente_store::{Lane, StoreError, Tx};

use crate::app::{App, LiveHint};
use crate::failure::Failure;
use crate::http::body::link::{EntryIdentifier, IdentifierFilter, UpdateIdentifierRequest};
use crate::http::body::list::Page;
use crate::http::page::{PageRequest, page};
use crate::links::draft::Reading;
use crate::links::show::short_url;

/// Rows that a search looks at in one go.
const STRIDE: i64 = 500;

/// A page of identifiers, newest first.
pub async fn list(
    app: &App,
    company_id: CompanyId,
    filter: &IdentifierFilter,
    request: PageRequest,
) -> Result<Page<EntryIdentifier>, Failure> {
    let wanted = Wanted {
        kind: filter.kind.as_deref().map(kind).transpose()?,
        after: request.after.and_then(|cursor| cursor.first().copied()).map(IdentifierId::from),
        merged_too: filter.merged.unwrap_or(false),
    };
    let words = fold(filter.q.as_deref().unwrap_or_default().trim());
    let (limit, wants_total) = (request.limit, request.count);
    let (found, total, conversations) = app
        .db
        .read(move |tx| {
            let whole = Wanted { after: None, ..wanted };
            let (found, total) = if words.is_empty() {
                let total = wants_total.then(|| identifier::count(tx, company_id, whole)).transpose()?;
                (identifier::list(tx, company_id, wanted, limit + 1)?, total)
            } else {
                let total = wants_total.then(|| search(tx, company_id, whole, &words, usize::MAX)).transpose()?;
                let total = total.map(|all| i64::try_from(all.len()).unwrap_or(i64::MAX));
                let most = usize::try_from(limit + 1).unwrap_or(usize::MAX);
                (search(tx, company_id, wanted, &words, most)?, total)
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

/// The identifiers whose label or key holds the words, compared as hashtags are: without case and accents.
///
/// SQLite cannot lower a text beyond ASCII, so the comparison is made here; a company has thousands of identifiers,
/// not millions.
fn search(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: Wanted,
    words: &str,
    most: usize,
) -> Result<Vec<StoredIdentifier>, StoreError> {
    let mut found = Vec::new();
    let mut after = wanted.after;
    loop {
        let rows = identifier::list(tx, company_id, Wanted { after, ..wanted }, STRIDE)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = Some(last.identifier_id);
        for row in rows {
            if fold(&row.label).contains(words) || fold(&row.key).contains(words) {
                found.push(row);
            }
            if found.len() >= most {
                return Ok(found);
            }
        }
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

fn body(app: &App, conversations: i64, found: StoredIdentifier) -> EntryIdentifier {
    EntryIdentifier {
        id: found.identifier_id.to_string(),
        kind: found.kind.to_string(),
        key: found.key,
        label: found.label,
        campaign: found.campaign,
        ad_set: found.ad_set,
        ad: found.ad,
        site: found.site,
        short_url: found.slug.map(|slug| short_url(app, &slug)),
        source_url: found.source_url,
        merged_into: found.merged_into.map(|id| id.to_string()),
        conversations,
        created_at: found.created_at.to_string(),
    }
}

/// Names that a person gives; an empty text takes one away.
#[derive(Debug, Clone)]
pub struct Naming {
    label: Option<String>,
    campaign: Option<String>,
    ad_set: Option<String>,
    ad: Option<String>,
    site: Option<String>,
}

impl Naming {
    /// Reads names; every wrong one is named.
    pub fn read(request: UpdateIdentifierRequest) -> Result<Self, Vec<FieldError>> {
        let mut reading = Reading::of("");
        let mut text = |field: &str, text: Option<String>| {
            text.map(|text| if text.trim().is_empty() { String::new() } else { reading.name(field, &text) })
        };
        let naming = Self {
            label: text("label", request.label),
            campaign: text("campaign", request.campaign),
            ad_set: text("ad_set", request.ad_set),
            ad: text("ad", request.ad),
            site: text("site", request.site),
        };
        reading.finish()?;
        Ok(naming)
    }

    fn applied_to(&self, before: StoredIdentifier) -> StoredIdentifier {
        let named = |text: &Option<String>, before: Option<String>| match text {
            Some(text) if text.is_empty() => None,
            Some(text) => Some(text.clone()),
            None => before,
        };
        let (label, label_given) = match &self.label {
            Some(text) if text.is_empty() => (own_label(&before), false),
            Some(text) => (text.clone(), true),
            None => (before.label.clone(), before.label_given),
        };
        StoredIdentifier {
            label,
            label_given,
            campaign: named(&self.campaign, before.campaign.clone()),
            ad_set: named(&self.ad_set, before.ad_set.clone()),
            ad: named(&self.ad, before.ad.clone()),
            site: named(&self.site, before.site.clone()),
            ..before
        }
    }
}

/// The label of an identifier that nobody named: the link's name, the term, else the key.
fn own_label(identifier: &StoredIdentifier) -> String {
    match (identifier.kind, &identifier.link_name) {
        (EntryKind::Link, Some(name)) => name.clone(),
        (EntryKind::Hashtag, _) => format!("#{}", identifier.key),
        _ => identifier.key.clone(),
    }
}

/// Gives names to an identifier.
pub async fn name(
    app: &App,
    company_id: CompanyId,
    identifier_id: IdentifierId,
    naming: Naming,
) -> Result<(), Failure> {
    app.db
        .write(Lane::Work, move |tx| {
            let before = identifier::lock(tx, company_id, identifier_id)?.ok_or(Failure::NotFound)?;
            identifier::set(tx, company_id, &naming.applied_to(before))?;
            Ok::<_, Failure>(())
        })
        .await?;
    app.hint(LiveHint { company_id, kind: "entry_identifier", id: identifier_id.to_string(), version: None });
    Ok(())
}
