//! The facts that recording needs besides contacts, conversations, messages and touches, each read for a whole batch.

use nascente_domain::id::{ChannelId, ClickId, CompanyId, ContactId, DepartmentId, IdentifierId, LinkId, UserId};
use nascente_domain::link::{prefilled_key, prefilled_text};
use nascente_domain::moment::{DAY, Moment};
use nascente_domain::origins::is_paid_query;
use nascente_domain::touch::EntryKind;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Bool, Int, Text};
use crate::department::Attendance;
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    CHANNELS = "select channel_id, provider, number_id, phone_number, archived_at from channel where company_id = $1";
    DEPARTMENTS = "select department_id, is_default, return_window_hours, attendance, routed_to from department
        where company_id = $1";
    CLICKS = "select code, click_id, link_id, contact_id, query from click where company_id = $1 and code {in:$2}";
    LINKS_BY_CODE = "select link_id, identifier_id, department_id, code from link
        where company_id = $1 and code {in:$2}";
    LINKS = "select link_id, identifier_id, department_id, code from link where company_id = $1 and link_id {in:$2}";
    OWN_NUMBERS = "select channel_id, link_id from link
        where company_id = $1 and owns_number and archived_at is null order by link_id";
    LINKS_OF_SLUGS = "select slug, link_id, company_id from link_route where slug {in:$1}";
    TEXTS_OF_ONE = "select min(link_id) from link
        where company_id = $1 and message_key {in:$2} and kind = 'tracked'
        and (archived_at is null or archived_at > $3)
        group by message_key, channel_id having count(*) = 1";
    TEXTS = "select link_id, channel_id, message, created_at from link where company_id = $1 and link_id {in:$2}";
    LINKS_OF_IDENTIFIERS = "select link_id, identifier_id, department_id, code from link
        where company_id = $1 and identifier_id {in:$2}";
    IDENTIFIER_KIND = "select kind from entry_identifier where company_id = $1 and identifier_id = $2";
    IDENTIFIERS = "select key, identifier_id from entry_identifier where company_id = $1 and kind = $2 and key {in:$3}";
}

static INSERT_IDENTIFIERS: Bulk = Bulk::insert(
    "entry_identifier",
    &[
        ("company_id", Int),
        ("identifier_id", Int),
        ("kind", Text),
        ("key", Text),
        ("label", Text),
        ("label_given", Bool),
        ("source_url", Text),
        ("source_id", Text),
        ("created_at", Int),
    ],
    "",
);
static CLAIM_CLICKS: Bulk = Bulk::update("click", &[("company_id", Int), ("click_id", Int), ("contact_id", Int)], 2);
static CHANNELS_SPOKE: Bulk = Bulk::update(
    "channel",
    &[("company_id", Int), ("channel_id", Int), ("state", Text), ("state_reason", Text), ("last_delivery_at", Int)],
    2,
);

/// A channel as recording sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelFacts {
    /// Id.
    pub channel_id: ChannelId,
    /// Text of its provider.
    pub provider: String,
    /// The provider's id of the number.
    pub number_id: Option<String>,
    /// Its telephone number, in digits.
    pub phone_number: String,
    /// Whether it is no longer used.
    pub archived: bool,
    /// Texts of the providers that it spoke with before, and their ids of the number.
    pub former: Vec<(String, String)>,
}

/// Every channel of a company.
pub fn channels(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<ChannelFacts>, StoreError> {
    let former = crate::connection::former(tx, company_id)?;
    let of_channel = |id: ChannelId| {
        let of_it = former.iter().filter(move |one| one.channel_id == id);
        of_it.filter_map(|one| Some((one.provider.clone(), one.number_id.clone()?))).collect()
    };
    tx.query(&CHANNELS, params![company_id])?
        .into_iter()
        .map(|mut row| {
            let channel_id = row.take()?;
            Ok(ChannelFacts {
                channel_id,
                provider: row.take()?,
                number_id: row.take()?,
                phone_number: row.take()?,
                archived: row.take::<Option<Moment>>()?.is_some(),
                former: of_channel(channel_id),
            })
        })
        .collect()
}

/// A department as recording sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentFacts {
    /// Id.
    pub department_id: DepartmentId,
    /// The one that new conversations go to.
    pub is_default: bool,
    /// *Janela de retorno*.
    pub return_window_hours: i64,
    /// When and how it attends.
    pub attendance: Attendance,
    /// Whose turn it was the last time.
    pub routed_to: Option<UserId>,
}

/// Every department of a company.
pub fn departments(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<DepartmentFacts>, StoreError> {
    tx.query(&DEPARTMENTS, params![company_id])?
        .into_iter()
        .map(|mut row| {
            Ok(DepartmentFacts {
                department_id: row.take()?,
                is_default: row.take()?,
                return_window_hours: row.take()?,
                attendance: serde_json::from_value(row.take()?)
                    .map_err(|error| StoreError::Unreadable(error.to_string()))?,
                routed_to: row.take()?,
            })
        })
        .collect()
}

/// A click as recording sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClickFacts {
    /// Its code.
    pub code: String,
    /// Id.
    pub click_id: ClickId,
    /// Link.
    pub link_id: LinkId,
    /// The contact whose message carried the code first.
    pub contact_id: Option<ContactId>,
    /// Whether its query proves an ad.
    pub is_paid: bool,
}

/// The clicks with these codes.
pub fn clicks(tx: &mut Tx<'_>, company_id: CompanyId, codes: Vec<String>) -> Result<Vec<ClickFacts>, StoreError> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&CLICKS, params![company_id, codes])?
        .into_iter()
        .map(|mut row| {
            Ok(ClickFacts {
                code: row.take()?,
                click_id: row.take()?,
                link_id: row.take()?,
                contact_id: row.take()?,
                is_paid: is_paid_query(&row.take::<String>()?),
            })
        })
        .collect()
}

/// A link as recording sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFacts {
    /// Id.
    pub link_id: LinkId,
    /// Entry identifier.
    pub identifier_id: IdentifierId,
    /// Department that its conversations go to.
    pub department_id: Option<DepartmentId>,
    /// The link's own code.
    pub code: String,
}

impl LinkFacts {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self { link_id: row.take()?, identifier_id: row.take()?, department_id: row.take()?, code: row.take()? })
    }
}

/// The links with these codes of their own, and those with these ids.
pub fn links(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    codes: Vec<String>,
    ids: Vec<LinkId>,
) -> Result<Vec<LinkFacts>, StoreError> {
    let mut rows = Vec::new();
    if !codes.is_empty() {
        rows.extend(tx.query(&LINKS_BY_CODE, params![company_id, codes])?);
    }
    if !ids.is_empty() {
        rows.extend(tx.query(&LINKS, params![company_id, ids])?);
    }
    rows.into_iter().map(LinkFacts::read).collect()
}

/// The numbers that one link in use alone leads to, with that link.
pub fn own_numbers(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<(ChannelId, LinkId)>, StoreError> {
    let rows = tx.query(&OWN_NUMBERS, params![company_id])?;
    let owned: Vec<(ChannelId, LinkId)> =
        rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect::<Result<_, StoreError>>()?;
    if owned.is_empty() {
        return Ok(owned);
    }
    let channels = owned.iter().map(|(channel_id, _)| *channel_id).collect();
    let shared = crate::link::shared_numbers(tx, company_id, channels)?;
    Ok(owned.into_iter().filter(|(channel_id, _)| !shared.contains(channel_id)).collect())
}

/// The links of the company behind these slugs.
pub fn links_of_slugs(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    slugs: Vec<String>,
) -> Result<Vec<(String, LinkId)>, StoreError> {
    if slugs.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for mut row in tx.query(&LINKS_OF_SLUGS, params![slugs])? {
        let (slug, link_id, owner): (String, LinkId, CompanyId) = (row.take()?, row.take()?, row.take()?);
        if owner == company_id {
            found.push((slug, link_id));
        }
    }
    Ok(found)
}

/// A text that one link of a number alone has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFacts {
    /// Link.
    pub link_id: LinkId,
    /// Channel.
    pub channel_id: ChannelId,
    /// The text as it is compared.
    pub text: String,
    /// When the link was made.
    pub created_at: Moment,
}

/// Which of these texts, as they are compared, one tracked link of a number alone has. An archived link still counts for
/// a day before the first of the messages: its text may have been on the way.
pub fn texts_of_one_link(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    texts: &[String],
    earliest: Option<Moment>,
) -> Result<Vec<TextFacts>, StoreError> {
    let Some(earliest) = earliest.filter(|_| !texts.is_empty()) else { return Ok(Vec::new()) };
    let keys: Vec<i64> = texts.iter().map(|text| prefilled_key(text)).collect();
    let rows = tx.query(&TEXTS_OF_ONE, params![company_id, keys, earliest.plus(-DAY)])?;
    let ids: Vec<LinkId> = rows.into_iter().map(|mut row| row.take()).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let read = |mut row: Row| {
        let (link_id, channel_id, message, created_at) = (row.take()?, row.take()?, row.take::<String>()?, row.take()?);
        Ok(TextFacts { link_id, channel_id, text: prefilled_text(&message), created_at })
    };
    tx.query(&TEXTS, params![company_id, ids])?.into_iter().map(read).collect()
}

/// The links that these identifiers stand for.
pub fn links_of_identifiers(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<IdentifierId>,
) -> Result<Vec<LinkFacts>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LINKS_OF_IDENTIFIERS, params![company_id, ids])?.into_iter().map(LinkFacts::read).collect()
}

/// The identifiers of a kind that have these keys.
pub fn identifiers(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    kind: EntryKind,
    keys: Vec<String>,
) -> Result<Vec<(String, IdentifierId)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&IDENTIFIERS, params![company_id, kind, keys])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// The kind of an identifier; `None` when the company has no such identifier.
pub fn identifier_kind(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifier_id: IdentifierId,
) -> Result<Option<EntryKind>, StoreError> {
    tx.query_first(&IDENTIFIER_KIND, params![company_id, identifier_id])?.map(|mut row| row.take()).transpose()
}

/// An identifier that was seen for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIdentifier {
    /// Id.
    pub identifier_id: IdentifierId,
    /// Kind.
    pub kind: EntryKind,
    /// What it is keyed by.
    pub key: String,
    /// What it is called until somebody names it.
    pub label: String,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// Id of the ad or post.
    pub source_id: Option<String>,
}

/// Keeps identifiers that were seen for the first time.
pub fn insert_identifiers(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifiers: &[NewIdentifier],
    now: Moment,
) -> Result<(), StoreError> {
    let rows = identifiers
        .iter()
        .map(|new| {
            params![
                company_id,
                new.identifier_id,
                new.kind,
                &new.key,
                &new.label,
                false,
                new.source_url.clone(),
                new.source_id.clone(),
                now
            ]
        })
        .collect();
    tx.bulk(&INSERT_IDENTIFIERS, rows).map(drop)
}

/// Notes whose message carried the code of a click first.
pub fn claim_clicks(tx: &mut Tx<'_>, company_id: CompanyId, claims: &[(ClickId, ContactId)]) -> Result<(), StoreError> {
    tx.bulk(&CLAIM_CLICKS, claims.iter().map(|(click, contact)| params![company_id, *click, *contact]).collect())
        .map(drop)
}

/// Notes that deliveries came for these channels: they are connected.
pub fn channels_spoke(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channels: &[(ChannelId, Moment)],
) -> Result<(), StoreError> {
    let rows = channels.iter().map(|(id, at)| params![company_id, *id, "connected", None::<String>, *at]).collect();
    tx.bulk(&CHANNELS_SPOKE, rows).map(drop)
}
