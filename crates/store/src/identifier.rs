//! Entry identifiers: what a conversation came in by.
//!
//! One row to (company, kind, key), whoever sees it first. A label that a person gave is never overwritten.

use nascente_domain::id::{CompanyId, ConversationId, IdentifierId, LinkId};
use nascente_domain::merging::Merges;
use nascente_domain::moment::Moment;
use nascente_domain::touch::{Card, EntryKind};

use crate::conversation_list::IdFilter;
use crate::conversation_list::part::read_card;
use crate::filter::Conditions;
use crate::value::Row;
use crate::{Statement, StoreError, Tx, params, statements};

const COLUMNS: &str = "select i.identifier_id, i.kind, i.key, i.label, i.label_given, i.campaign, i.ad_set, i.ad,
        i.site, i.source_url, i.created_at, l.slug, l.name, i.merged_into, l.link_id
        from entry_identifier i
        left join link l on l.company_id = $1 and l.link_id = i.link_id
        where i.company_id = $1";

statements! {
    INSERT = "insert into entry_identifier
            (company_id, identifier_id, kind, key, label, label_given, campaign, site, link_id, created_at)
        values ($1, $2, $3, $4, $5, false, $6, $7, $8, $9)
        on conflict (company_id, kind, key) do nothing";
    ID_BY_KEY = "select identifier_id from entry_identifier where company_id = $1 and kind = $2 and key = $3";
    LOCK = "select identifier_id from entry_identifier where company_id = $1 and identifier_id = $2 {lock}";
    FILL = "update entry_identifier set site = coalesce(site, $3), campaign = coalesce(campaign, $4)
        where company_id = $1 and identifier_id = $2";
    RENAME = "update entry_identifier set label = $3
        where company_id = $1 and identifier_id = $2 and not label_given";
    MOVE_SITE = "update entry_identifier set site = $4
        where company_id = $1 and identifier_id = $2 and site = $3";
    MOVE_CAMPAIGN = "update entry_identifier set campaign = $4
        where company_id = $1 and identifier_id = $2 and (campaign = $3 or (campaign is null and $5))";
    SET = "update entry_identifier
        set label = $3, label_given = $4, campaign = $5, ad_set = $6, ad = $7, site = $8
        where company_id = $1 and identifier_id = $2";
    MERGES = "select identifier_id, merged_into from entry_identifier
        where company_id = $1 and merged_into is not null";
    SET_MERGED = "update entry_identifier set merged_into = $3 where company_id = $1 and identifier_id = $2";
    NAMING = "select c.conversation_id, e.identifier_id, f.identifier_id, l.identifier_id, p.identifier_id
        from conversation c
        left join touch e on e.company_id = $1 and e.touch_id = c.entry_touch_id
        left join touch f on f.company_id = $1 and f.touch_id = c.first_touch_id
        left join touch l on l.company_id = $1 and l.touch_id = c.last_touch_id
        left join touch p on p.company_id = $1 and p.touch_id = c.paid_touch_id
        where c.company_id = $1 and c.conversation_id > $2
            and (c.identifier_id = $3 or c.first_identifier_id = $3 or c.last_identifier_id = $3
                or c.paid_identifier_id = $3)
        order by c.conversation_id limit $4";
    CARD = "select t.card from conversation c
        join touch t on t.company_id = $1 and t.touch_id = c.entry_touch_id
        where c.company_id = $1 and c.identifier_id = $2 and t.card is not null
        order by c.conversation_id desc limit 1";
    BY_BRANCH = "select t.identifier_id, count(*) from conversation c
        join touch t on t.company_id = $1 and t.touch_id = c.entry_touch_id
        where c.company_id = $1 and c.identifier_id = $2 and t.identifier_id {in:$3}
            and c.started_by = 'contact' and not c.excluded
        group by t.identifier_id";
    NAMES = "select distinct campaign, ad_set, ad, site from entry_identifier where company_id = $1
        order by campaign, ad_set, ad, site limit $2";
    CONVERSATIONS = "select identifier_id, count(*) from conversation
        where company_id = $1 and identifier_id {in:$2} and started_by = 'contact' and not excluded
        group by identifier_id";
}

/// An identifier that is seen for the first time, or again.
#[derive(Debug, Clone)]
pub struct NewIdentifier {
    /// Id, if it is new.
    pub identifier_id: IdentifierId,
    /// Kind.
    pub kind: EntryKind,
    /// What it is keyed by.
    pub key: String,
    /// Label.
    pub label: String,
    /// Campaign.
    pub campaign: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
    /// The link that it stands for.
    pub link_id: Option<LinkId>,
    /// Now.
    pub created_at: Moment,
}

/// An identifier as it is kept.
#[derive(Debug, Clone)]
pub struct StoredIdentifier {
    /// Id.
    pub identifier_id: IdentifierId,
    /// Kind.
    pub kind: EntryKind,
    /// What it is keyed by.
    pub key: String,
    /// Label.
    pub label: String,
    /// Whether a person gave the label.
    pub label_given: bool,
    /// Campaign.
    pub campaign: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Ad.
    pub ad: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// First seen.
    pub created_at: Moment,
    /// Slug of its link, if it stands for one.
    pub slug: Option<String>,
    /// Name of its link, if it stands for one.
    pub link_name: Option<String>,
    /// The identifier that it was merged into.
    pub merged_into: Option<IdentifierId>,
    /// Its link, if it stands for one.
    pub link_id: Option<LinkId>,
}

fn read(mut row: Row) -> Result<StoredIdentifier, StoreError> {
    Ok(StoredIdentifier {
        identifier_id: row.take()?,
        kind: row.take()?,
        key: row.take()?,
        label: row.take()?,
        label_given: row.take()?,
        campaign: row.take()?,
        ad_set: row.take()?,
        ad: row.take()?,
        site: row.take()?,
        source_url: row.take()?,
        created_at: row.take()?,
        slug: row.take()?,
        link_name: row.take()?,
        merged_into: row.take()?,
        link_id: row.take()?,
    })
}

/// Keeps an identifier unless its key is known; gives its id. Site and campaign fill what a known one lacks.
pub fn insert_or_get(tx: &mut Tx<'_>, company_id: CompanyId, new: &NewIdentifier) -> Result<IdentifierId, StoreError> {
    let inserted = tx.execute(
        &INSERT,
        params![
            company_id,
            new.identifier_id,
            new.kind,
            &new.key,
            &new.label,
            new.campaign.clone(),
            new.site.clone(),
            new.link_id,
            new.created_at
        ],
    )?;
    if inserted == 1 {
        return Ok(new.identifier_id);
    }
    let known = tx.query_first(&ID_BY_KEY, params![company_id, new.kind, &new.key])?;
    let identifier_id: IdentifierId =
        known.ok_or_else(|| StoreError::Conflict("an identifier came and went".into()))?.take()?;
    tx.execute(&FILL, params![company_id, identifier_id, new.site.clone(), new.campaign.clone()])?;
    Ok(identifier_id)
}

/// Gives a label unless a person gave one.
pub fn rename(tx: &mut Tx<'_>, company_id: CompanyId, id: IdentifierId, label: &str) -> Result<(), StoreError> {
    tx.execute(&RENAME, params![company_id, id, label]).map(drop)
}

/// Follows a link to another site, unless the identifier's site was set apart from it.
pub fn move_site(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    from: &str,
    to: &str,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_SITE, params![company_id, id, from, to]).map(drop)
}

/// Follows a link to another campaign, unless the identifier's campaign was set apart from it.
pub fn move_campaign(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_CAMPAIGN, params![company_id, id, from, to, from.is_none()]).map(drop)
}

/// Which identifiers a list shows.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this kind only.
    pub kind: Option<EntryKind>,
    /// Of this campaign, or without one.
    pub campaign: IdFilter<String>,
    /// Behind this one in the list's order (newest first).
    pub after: Option<IdentifierId>,
    /// Those that were merged into another one too.
    pub merged_too: bool,
}

/// So many identifiers, newest first.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<StoredIdentifier>, StoreError> {
    let mut conditions = conditions(company_id, wanted);
    let mark = conditions.bind(limit);
    let text = format!("{COLUMNS}{} order by i.identifier_id desc limit {mark}", conditions.text());
    tx.query(&Statement::composed(text), conditions.values())?.into_iter().map(read).collect()
}

/// How many identifiers there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, wanted: &Wanted) -> Result<i64, StoreError> {
    let conditions = conditions(company_id, wanted);
    let text = format!("select count(*) from entry_identifier i where i.company_id = $1{}", conditions.text());
    tx.query_first(&Statement::composed(text), conditions.values())?.map_or(Ok(0), |mut row| row.take())
}

fn conditions(company_id: CompanyId, wanted: &Wanted) -> Conditions {
    let mut conditions = Conditions::after(params![company_id]);
    if let Some(kind) = wanted.kind {
        conditions.and_value("i.kind = ?", kind);
    }
    match &wanted.campaign {
        IdFilter::Any => {}
        IdFilter::None => drop(conditions.and("(i.campaign is null or i.campaign in ('', 'none'))")),
        IdFilter::Is(name) => drop(conditions.and_value("i.campaign = ?", name.as_str())),
    }
    if !wanted.merged_too {
        conditions.and("i.merged_into is null");
    }
    if let Some(after) = wanted.after {
        conditions.and_value("i.identifier_id < ?", after);
    }
    conditions
}

/// One identifier.
pub fn find(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifier_id: IdentifierId,
) -> Result<Option<StoredIdentifier>, StoreError> {
    let mut conditions = Conditions::after(params![company_id]);
    conditions.and_value("i.identifier_id = ?", identifier_id);
    let statement = Statement::composed(format!("{COLUMNS}{}", conditions.text()));
    tx.query_first(&statement, conditions.values())?.map(read).transpose()
}

/// One identifier, held against a change by another transaction.
pub fn lock(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifier_id: IdentifierId,
) -> Result<Option<StoredIdentifier>, StoreError> {
    if tx.query_first(&LOCK, params![company_id, identifier_id])?.is_none() {
        return Ok(None);
    }
    find(tx, company_id, identifier_id)
}

/// Sets what a person may set.
pub fn set(tx: &mut Tx<'_>, company_id: CompanyId, identifier: &StoredIdentifier) -> Result<(), StoreError> {
    tx.execute(
        &SET,
        params![
            company_id,
            identifier.identifier_id,
            &identifier.label,
            identifier.label_given,
            identifier.campaign.clone(),
            identifier.ad_set.clone(),
            identifier.ad.clone(),
            identifier.site.clone()
        ],
    )
    .map(drop)
}

/// Which identifier was merged into which.
pub fn merges(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Merges, StoreError> {
    let mut pointers = Vec::new();
    for mut row in tx.query(&MERGES, params![company_id])? {
        pointers.push((row.take()?, row.take()?));
    }
    Ok(Merges::of(pointers))
}

/// Points an identifier to the one that it is merged into; `None` takes the pointer away.
pub fn set_merged(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    into: Option<IdentifierId>,
) -> Result<(), StoreError> {
    tx.execute(&SET_MERGED, params![company_id, id, into]).map(drop)
}

/// A conversation that counts for an identifier, by its entry or in a view, with what the touches behind it name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming {
    /// Conversation.
    pub conversation_id: ConversationId,
    /// By the touch that decided.
    pub entry: Option<IdentifierId>,
    /// By the touch of the view *first*.
    pub first: Option<IdentifierId>,
    /// By the touch of the view *last*.
    pub last: Option<IdentifierId>,
    /// By the touch of the view *last paid*.
    pub last_paid: Option<IdentifierId>,
}

/// So many conversations behind another one that count for an identifier, by their ids.
pub fn naming(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    after: ConversationId,
    limit: i64,
) -> Result<Vec<Naming>, StoreError> {
    let read = |mut row: Row| {
        Ok(Naming {
            conversation_id: row.take()?,
            entry: row.take()?,
            first: row.take()?,
            last: row.take()?,
            last_paid: row.take()?,
        })
    };
    tx.query(&NAMING, params![company_id, after, id, limit])?.into_iter().map(read).collect()
}

/// Conversations that count, by identifier; one without any is not among them.
pub fn conversations(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifiers: Vec<IdentifierId>,
) -> Result<Vec<(IdentifierId, i64)>, StoreError> {
    let rows = tx.query(&CONVERSATIONS, params![company_id, identifiers])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// The card of the latest conversation that came in by an identifier and had one.
pub fn card(tx: &mut Tx<'_>, company_id: CompanyId, id: IdentifierId) -> Result<Option<Card>, StoreError> {
    let row = tx.query_first(&CARD, params![company_id, id])?;
    Ok(row.map(|mut row| row.take()).transpose()?.and_then(read_card))
}

/// Conversations that count for an identifier although the message named one of others, by that one.
pub fn conversations_by_branch(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    standing: IdentifierId,
    told: Vec<IdentifierId>,
) -> Result<Vec<(IdentifierId, i64)>, StoreError> {
    let rows = tx.query(&BY_BRANCH, params![company_id, standing, told])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// The names in use, as they stand together: campaign, ad set, ad, site.
pub fn names(tx: &mut Tx<'_>, company_id: CompanyId, limit: i64) -> Result<Vec<[Option<String>; 4]>, StoreError> {
    let rows = tx.query(&NAMES, params![company_id, limit])?;
    rows.into_iter().map(|mut row| Ok([row.take()?, row.take()?, row.take()?, row.take()?])).collect()
}
