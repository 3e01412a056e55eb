//! Links: what was made in the link generator, and the route from a slug to its link.
//!
//! A slug belongs to one link of the whole installation for ever: links are archived, never deleted.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::attribution::Rules;
use nascente_domain::carrier::Carriers;
use nascente_domain::code::Code;
use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, IdentifierId, LinkId};
use nascente_domain::link::{LinkKind, LinkMaker, prefilled_key, prefilled_text};
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::phone::Phone;

use crate::filter::Conditions;
use crate::value::Row;
use crate::{Statement, StoreError, Tx, params, statements};

const COLUMNS: &str = "select l.link_id, l.identifier_id, l.slug, l.code, l.name, l.channel_id, l.kind, l.site,
        l.message, l.utm, l.tags, l.owns_number, l.department_id, l.expires_at, l.created_at, l.archived_at, l.made_by,
        c.phone_number, p.rules
        from link l
        join channel c on c.company_id = $1 and c.channel_id = l.channel_id
        join company p on p.company_id = $1
        where l.company_id = $1";

statements! {
    TAKE_SLUG = "insert into link_route (slug, company_id, link_id) values ($1, $2, $3) on conflict (slug) do nothing";
    TAKEN_SLUGS = "select slug from link_route where slug {in:$1}";
    ROUTE = "select company_id, link_id from link_route where slug = $1";
    TARGET = "select l.code, l.kind, l.message, l.expires_at, l.archived_at, c.phone_number, p.time_zone,
        p.rules
        from link l
        join channel c on c.company_id = $1 and c.channel_id = l.channel_id
        join company p on p.company_id = $1
        where l.company_id = $1 and l.link_id = $2";
    INSERT = "insert into link
            (company_id, link_id, identifier_id, slug, code, name, channel_id, kind, site, message, message_key, utm,
             tags, owns_number, department_id, expires_at, created_at, made_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        on conflict (company_id, code) do nothing";
    LOCK = "select link_id from link where company_id = $1 and link_id = $2 {lock}";
    SET = "update link set name = $3, site = $4, message = $5, utm = $6, archived_at = $7, tags = $8,
        owns_number = $9, department_id = $10, expires_at = $11, message_key = $12
        where company_id = $1 and link_id = $2";
    CLICKS = "select link_id, cast(sum(valid) as bigint), cast(sum(raw) as bigint) from click_day
        where company_id = $1 and link_id {in:$2}
        group by link_id";
    SAME_TEXT = "select link_id, name, message from link
        where company_id = $1 and message_key = $2 and archived_at is null order by link_id limit 20";
    SHARED_NUMBERS = "select channel_id from link
        where company_id = $1 and channel_id {in:$2} and archived_at is null
        group by channel_id having count(*) > 1 and sum(case when owns_number then 1 else 0 end) > 0";
    CHANNELS_BY_NAME = "select channel_id, name, phone_number from channel
        where company_id = $1 and archived_at is null order by channel_id";
    DEPARTMENTS_BY_NAME = "select department_id, name from department
        where company_id = $1 and archived_at is null order by department_id";
    CONVERSATIONS = "select count(*) from conversation
        where company_id = $1 and identifier_id = $2 and started_by = 'contact' and not excluded
        and entry_day >= $3 and entry_day <= $4";
    DAYS = "select d.day, d.valid, d.raw from click_day d
        where d.company_id = $1 and d.link_id = $2 and d.day >= $3 and d.day <= $4 order by d.day";
    USABLE_CHANNELS = "select channel_id, phone_number from channel
        where company_id = $1 and channel_id {in:$2} and archived_at is null";
    USABLE_DEPARTMENTS = "select department_id from department
        where company_id = $1 and department_id {in:$2} and archived_at is null";
}

/// A link that is made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Id.
    pub link_id: LinkId,
    /// Entry identifier.
    pub identifier_id: IdentifierId,
    /// Slug; it was taken before.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Channel.
    pub channel_id: ChannelId,
    /// Kind.
    pub kind: LinkKind,
    /// Site of origin.
    pub site: String,
    /// Prefilled text.
    pub message: String,
    /// UTM fields.
    pub utm: BTreeMap<String, String>,
    /// *Etiquetas*, sorted.
    pub tags: Vec<String>,
    /// Whether the channel's number is used by this link alone (*número dedicado*).
    pub owns_number: bool,
    /// Department that its conversations go to.
    pub department_id: Option<DepartmentId>,
    /// End.
    pub expires_at: Option<Moment>,
    /// Now.
    pub created_at: Moment,
    /// Where it is made.
    pub made_by: LinkMaker,
}

/// A link as it is kept, with the number of its channel.
#[derive(Debug, Clone)]
pub struct StoredLink {
    /// Id.
    pub link_id: LinkId,
    /// Entry identifier.
    pub identifier_id: IdentifierId,
    /// Slug.
    pub slug: String,
    /// The link's own code.
    pub code: Code,
    /// Name.
    pub name: String,
    /// Channel.
    pub channel_id: ChannelId,
    /// Kind.
    pub kind: LinkKind,
    /// Site of origin.
    pub site: String,
    /// Prefilled text.
    pub message: String,
    /// UTM fields.
    pub utm: BTreeMap<String, String>,
    /// *Etiquetas*, sorted.
    pub tags: Vec<String>,
    /// Whether the channel's number is used by this link alone (*número dedicado*).
    pub owns_number: bool,
    /// Department that its conversations go to.
    pub department_id: Option<DepartmentId>,
    /// End.
    pub expires_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// Set: archived.
    pub archived_at: Option<Moment>,
    /// Where it was made.
    pub made_by: LinkMaker,
    /// Number of its channel; `None` while the channel has none.
    pub phone: Option<Phone>,
    /// The carriers that the company uses.
    pub carriers: Carriers,
}

/// What opening a link needs to know.
#[derive(Debug, Clone)]
pub struct Target {
    /// Company.
    pub company_id: CompanyId,
    /// Link.
    pub link_id: LinkId,
    /// The link's own code.
    pub code: Code,
    /// Kind.
    pub kind: LinkKind,
    /// Prefilled text.
    pub message: String,
    /// End.
    pub expires_at: Option<Moment>,
    /// Set: archived.
    pub archived_at: Option<Moment>,
    /// Number of its channel; `None` while the channel has none.
    pub phone: Option<Phone>,
    /// IANA name of the company's zone.
    pub time_zone: String,
    /// The carriers that the company uses.
    pub carriers: Carriers,
}

/// Clicks and conversations of a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkFigures {
    /// Valid clicks.
    pub clicks: i64,
    /// All clicks.
    pub clicks_raw: i64,
    /// Conversations that count.
    pub conversations: i64,
}

fn code(text: &str) -> Result<Code, StoreError> {
    Code::read(text).ok_or_else(|| StoreError::Unreadable("a link's code has a wrong checksum".into()))
}

fn utm_text(utm: &BTreeMap<String, String>) -> String {
    serde_json::to_string(utm).unwrap_or_default()
}

fn tags_text(tags: &[String]) -> String {
    serde_json::to_string(tags).unwrap_or_default()
}

fn read(mut row: Row) -> Result<StoredLink, StoreError> {
    Ok(StoredLink {
        link_id: row.take()?,
        identifier_id: row.take()?,
        slug: row.take()?,
        code: code(&row.take::<String>()?)?,
        name: row.take()?,
        channel_id: row.take()?,
        kind: row.take()?,
        site: row.take()?,
        message: row.take()?,
        utm: serde_json::from_str(&row.take::<String>()?).map_err(|error| StoreError::Unreadable(error.to_string()))?,
        tags: serde_json::from_str(&row.take::<String>()?)
            .map_err(|error| StoreError::Unreadable(error.to_string()))?,
        owns_number: row.take()?,
        department_id: row.take()?,
        expires_at: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
        made_by: row.take()?,
        phone: Phone::read(&row.take::<String>()?),
        carriers: carriers(&mut row)?,
    })
}

fn carriers(row: &mut Row) -> Result<Carriers, StoreError> {
    let rules: Rules =
        serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    Ok(rules.carriers)
}

/// Takes a slug for a link; `false` when it belongs to another one.
pub fn take_slug(tx: &mut Tx<'_>, company_id: CompanyId, slug: &str, link_id: LinkId) -> Result<bool, StoreError> {
    Ok(tx.execute(&TAKE_SLUG, params![slug, company_id, link_id])? == 1)
}

/// The first of some slugs that nobody has.
pub fn first_free_slug(tx: &mut Tx<'_>, candidates: &[String]) -> Result<Option<String>, StoreError> {
    let rows = tx.query(&TAKEN_SLUGS, params![candidates.to_vec()])?;
    let taken: Vec<String> = rows.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
    Ok(candidates.iter().find(|candidate| !taken.contains(candidate)).cloned())
}

/// Keeps a link with the first of some codes that the company has not used.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, link: &NewLink, codes: &[Code]) -> Result<(), StoreError> {
    for code in codes {
        let inserted = tx.execute(
            &INSERT,
            params![
                company_id,
                link.link_id,
                link.identifier_id,
                &link.slug,
                code.as_str(),
                &link.name,
                link.channel_id,
                link.kind,
                &link.site,
                &link.message,
                prefilled_key(&link.message),
                utm_text(&link.utm),
                tags_text(&link.tags),
                link.owns_number,
                link.department_id,
                link.expires_at,
                link.created_at,
                link.made_by
            ],
        )?;
        if inserted == 1 {
            return Ok(());
        }
    }
    Err(StoreError::Exists("every code that was drawn for a link is taken".into()))
}

/// One link, held against a change by another transaction.
pub fn lock(tx: &mut Tx<'_>, company_id: CompanyId, link_id: LinkId) -> Result<Option<StoredLink>, StoreError> {
    if tx.query_first(&LOCK, params![company_id, link_id])?.is_none() {
        return Ok(None);
    }
    find(tx, company_id, link_id)
}

/// One link.
pub fn find(tx: &mut Tx<'_>, company_id: CompanyId, link_id: LinkId) -> Result<Option<StoredLink>, StoreError> {
    let mut conditions = Conditions::after(params![company_id]);
    conditions.and_value("l.link_id = ?", link_id);
    let statement = Statement::composed(format!("{COLUMNS}{}", conditions.text()));
    tx.query_first(&statement, conditions.values())?.map(read).transpose()
}

/// Which links a list shows.
#[derive(Debug, Clone, Default)]
pub struct WantedLinks {
    /// Archived ones too.
    pub archived_too: bool,
    /// With this tag.
    pub tag: Option<String>,
    /// Made there.
    pub made_by: Option<LinkMaker>,
}

impl WantedLinks {
    fn narrow(&self, conditions: &mut Conditions) {
        if !self.archived_too {
            conditions.and("l.archived_at is null");
        }
        if let Some(tag) = &self.tag {
            // Tags hold no quotes, backslashes and wildcards.
            conditions.and_value("l.tags like ?", format!("%\"{tag}\"%"));
        }
        if let Some(made_by) = self.made_by {
            conditions.and_value("l.made_by = ?", made_by);
        }
    }
}

/// So many links, newest first, behind one of them.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: &WantedLinks,
    after: Option<LinkId>,
    limit: i64,
) -> Result<Vec<StoredLink>, StoreError> {
    let mut conditions = Conditions::after(params![company_id]);
    wanted.narrow(&mut conditions);
    if let Some(after) = after {
        conditions.and_value("l.link_id < ?", after);
    }
    let mark = conditions.bind(limit);
    let text = format!("{COLUMNS}{} order by l.link_id desc limit {mark}", conditions.text());
    tx.query(&Statement::composed(text), conditions.values())?.into_iter().map(read).collect()
}

/// How many links there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, wanted: &WantedLinks) -> Result<i64, StoreError> {
    let mut conditions = Conditions::after(params![company_id]);
    wanted.narrow(&mut conditions);
    let text = format!("select count(*) from link l where l.company_id = $1{}", conditions.text());
    tx.query_first(&Statement::composed(text), conditions.values())?.map_or(Ok(0), |mut row| row.take())
}

/// Keeps what may change of a link.
pub fn set(tx: &mut Tx<'_>, company_id: CompanyId, link: &StoredLink) -> Result<(), StoreError> {
    tx.execute(
        &SET,
        params![
            company_id,
            link.link_id,
            &link.name,
            &link.site,
            &link.message,
            utm_text(&link.utm),
            link.archived_at,
            tags_text(&link.tags),
            link.owns_number,
            link.department_id,
            link.expires_at,
            prefilled_key(&link.message)
        ],
    )
    .map(drop)
}

/// Clicks and conversations of some links, by two grouped queries.
pub fn figures(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    links: &[StoredLink],
) -> Result<HashMap<LinkId, LinkFigures>, StoreError> {
    let ids: Vec<LinkId> = links.iter().map(|link| link.link_id).collect();
    let mut clicks = HashMap::new();
    for mut row in tx.query(&CLICKS, params![company_id, ids])? {
        let link_id: LinkId = row.take()?;
        clicks.insert(link_id, (row.take::<i64>()?, row.take::<i64>()?));
    }
    let identifiers = links.iter().map(|link| link.identifier_id).collect();
    let conversations: HashMap<IdentifierId, i64> =
        crate::identifier::conversations(tx, company_id, identifiers)?.into_iter().collect();
    Ok(links
        .iter()
        .map(|link| {
            let (valid, raw) = clicks.get(&link.link_id).copied().unwrap_or_default();
            let conversations = conversations.get(&link.identifier_id).copied().unwrap_or_default();
            (link.link_id, LinkFigures { clicks: valid, clicks_raw: raw, conversations })
        })
        .collect())
}

/// Links in use whose prefilled text is this one, with their names.
pub fn with_text(tx: &mut Tx<'_>, company_id: CompanyId, text: &str) -> Result<Vec<(LinkId, String)>, StoreError> {
    let wanted = prefilled_text(text);
    let rows = tx.query(&SAME_TEXT, params![company_id, prefilled_key(text)])?;
    let mut found = Vec::new();
    for mut row in rows {
        let (link_id, name, message): (LinkId, String, String) = (row.take()?, row.take()?, row.take()?);
        if prefilled_text(&message) == wanted {
            found.push((link_id, name));
        }
    }
    Ok(found)
}

/// Those of some channels whose number is said to belong to one link, while several are in use.
pub fn shared_numbers(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channels: Vec<ChannelId>,
) -> Result<Vec<ChannelId>, StoreError> {
    let rows = tx.query(&SHARED_NUMBERS, params![company_id, channels])?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

/// Those of some slugs that belong to a link.
pub fn taken_slugs(tx: &mut Tx<'_>, slugs: Vec<String>) -> Result<Vec<String>, StoreError> {
    tx.query(&TAKEN_SLUGS, params![slugs])?.into_iter().map(|mut row| row.take()).collect()
}

/// A thing that a list of links names by its id, its name or (a channel) its number.
#[derive(Debug, Clone)]
pub struct Nameable<I> {
    /// Id.
    pub id: I,
    /// Name.
    pub name: String,
    /// Number, in digits; departments have none.
    pub phone: String,
}

/// Channels in use, by name and number.
pub fn nameable_channels(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Nameable<ChannelId>>, StoreError> {
    let rows = tx.query(&CHANNELS_BY_NAME, params![company_id])?;
    let read = |mut row: Row| Ok(Nameable { id: row.take()?, name: row.take()?, phone: row.take()? });
    rows.into_iter().map(read).collect()
}

/// Departments in use, by name.
pub fn nameable_departments(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Nameable<DepartmentId>>, StoreError> {
    let rows = tx.query(&DEPARTMENTS_BY_NAME, params![company_id])?;
    let read = |mut row: Row| Ok(Nameable { id: row.take()?, name: row.take()?, phone: String::new() });
    rows.into_iter().map(read).collect()
}

/// Conversations that count and came in by an identifier between two days.
pub fn conversations_between(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifier_id: IdentifierId,
    days: (LocalDay, LocalDay),
) -> Result<i64, StoreError> {
    let row = tx.query_first(&CONVERSATIONS, params![company_id, identifier_id, days.0, days.1])?;
    row.map_or(Ok(0), |mut row| row.take())
}

/// The valid clicks and all clicks of a link, by day; days without any are left out.
pub fn clicks_by_day(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    link_id: LinkId,
    days: (LocalDay, LocalDay),
) -> Result<Vec<(LocalDay, i64, i64)>, StoreError> {
    let rows = tx.query(&DAYS, params![company_id, link_id, days.0, days.1])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// Where a slug leads.
pub fn target(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Target>, StoreError> {
    let Some(mut route) = tx.query_first(&ROUTE, params![slug])? else { return Ok(None) };
    let (company_id, link_id): (CompanyId, LinkId) = (route.take()?, route.take()?);
    let Some(mut row) = tx.query_first(&TARGET, params![company_id, link_id])? else { return Ok(None) };
    Ok(Some(Target {
        company_id,
        link_id,
        code: code(&row.take::<String>()?)?,
        kind: row.take()?,
        message: row.take()?,
        expires_at: row.take()?,
        archived_at: row.take()?,
        phone: Phone::read(&row.take::<String>()?),
        time_zone: row.take()?,
        carriers: carriers(&mut row)?,
    }))
}

/// Those of some channels that a link may be made for, with their numbers: the company's own, not archived.
pub fn usable_channels(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channels: Vec<ChannelId>,
) -> Result<HashMap<ChannelId, Option<Phone>>, StoreError> {
    let rows = tx.query(&USABLE_CHANNELS, params![company_id, channels])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, Phone::read(&row.take::<String>()?)))).collect()
}

/// Those of some departments that a link may lead to: the company's own, not archived.
pub fn usable_departments(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    departments: Vec<DepartmentId>,
) -> Result<Vec<DepartmentId>, StoreError> {
    let rows = tx.query(&USABLE_DEPARTMENTS, params![company_id, departments])?;
    rows.into_iter().map(|mut row| row.take()).collect()
}
