//! What conversations show of other tables, looked up for many at once.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::disposition::{ClosedBy, Mode, Outcome};
use nascente_domain::id::{
    ClosingId, CompanyId, ContactId, ConversationId, DepartmentId, DispositionId, IdentifierId, TagId, TouchId,
};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_domain::touch::{Card, EntryKind, EntryPoint};

use crate::conversation_list::ConversationRow;
use crate::{Row, StoreError, Tx, params, statements, tag};

statements! {
    CONTACTS = "select p.contact_id, coalesce(m.contact_id, p.contact_id), coalesce(m.name, p.name),
            coalesce(m.phone, p.phone)
        from contact p
        left join contact m on m.company_id = $1 and m.contact_id = p.merged_into
        where p.company_id = $1 and p.contact_id {in:$2}";
    IDENTIFIERS = "select e.identifier_id, e.kind, e.key, e.label, e.campaign, e.site, e.source_url, e.source_id, l.slug
        from entry_identifier e
        left join link l on l.company_id = $1 and l.link_id = e.link_id
        where e.company_id = $1 and e.identifier_id {in:$2}";
    TOUCHES = "select t.touch_id, t.card, t.code, t.entry_point from touch t where t.company_id = $1 and t.touch_id {in:$2}";
    SEEN = "select t.touch_id, t.seen_at from touch t where t.company_id = $1 and t.touch_id {in:$2}";
    CLOSINGS = "select k.closing_id, k.conversation_id, k.department_id, k.disposition_id, d.name, k.outcome, k.mode,
            k.closed_by, k.closed_by_role, k.closed_by_id, k.closed_by_name, k.confidence, k.value_cents, k.note,
            k.form_version, k.fields, k.reason, k.closed_at, k.created_at, k.undone_at, k.supersedes
        from closing k
        left join disposition d on d.company_id = $1 and d.disposition_id = k.disposition_id
        where k.company_id = $1 and k.closing_id {in:$2}";
    CLOSINGS_OF = "select k.closing_id, k.conversation_id, k.department_id, k.disposition_id, d.name, k.outcome, k.mode,
            k.closed_by, k.closed_by_role, k.closed_by_id, k.closed_by_name, k.confidence, k.value_cents, k.note,
            k.form_version, k.fields, k.reason, k.closed_at, k.created_at, k.undone_at, k.supersedes
        from closing k
        left join disposition d on d.company_id = $1 and d.disposition_id = k.disposition_id
        where k.company_id = $1 and k.conversation_id = $2
        order by k.closing_id desc";
}

/// A contact in a list; of a merged one the contact it was merged into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPart {
    /// Id.
    pub id: ContactId,
    /// Name.
    pub name: Option<String>,
    /// Digits.
    pub phone: Option<String>,
}

/// An identifier in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierPart {
    /// Kind.
    pub kind: EntryKind,
    /// What it is keyed by.
    pub key: String,
    /// Label.
    pub label: String,
    /// Campaign.
    pub campaign: Option<String>,
    /// Site.
    pub site: Option<String>,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// Id of the ad or post.
    pub source_id: Option<String>,
    /// Slug of its link.
    pub slug: Option<String>,
}

/// The evidence that decided, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchPart {
    /// Card of the ad or post.
    pub card: Option<Card>,
    /// Code in the text.
    pub code: Option<String>,
    /// How the chat was opened.
    pub entry_point: Option<EntryPoint>,
}

/// A closing.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingPart {
    /// Id.
    pub id: ClosingId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Department at that time.
    pub department_id: DepartmentId,
    /// Disposition.
    pub disposition_id: Option<DispositionId>,
    /// Its name.
    pub disposition: Option<String>,
    /// Its outcome when it was given.
    pub outcome: Option<Outcome>,
    /// Human or automatic.
    pub mode: Mode,
    /// Who or what.
    pub closed_by: ClosedBy,
    /// Role of the user or token.
    pub closed_by_role: Option<Role>,
    /// User, token or rule.
    pub closed_by_id: Option<String>,
    /// Its name.
    pub closed_by_name: Option<String>,
    /// Of a classifier.
    pub confidence: Option<f64>,
    /// Value.
    pub value_cents: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Version of the form.
    pub form_version: Option<i64>,
    /// Answers by field key.
    pub fields: BTreeMap<String, serde_json::Value>,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// When the conversation was closed.
    pub closed_at: Moment,
    /// When the closing was written.
    pub created_at: Moment,
    /// When it was taken back.
    pub undone_at: Option<Moment>,
    /// The closing before it.
    pub supersedes: Option<ClosingId>,
}

/// What a page of conversations shows of other tables.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Contacts.
    pub contacts: HashMap<ContactId, ContactPart>,
    /// Identifiers, inherited ones too.
    pub identifiers: HashMap<IdentifierId, IdentifierPart>,
    /// Deciding touches.
    pub touches: HashMap<TouchId, TouchPart>,
    /// Current closings.
    pub closings: HashMap<ClosingId, ClosingPart>,
    /// Tags.
    pub tags: HashMap<ConversationId, Vec<TagId>>,
}

/// Looks up what these conversations show of other tables.
pub fn parts(tx: &mut Tx<'_>, company_id: CompanyId, rows: &[ConversationRow]) -> Result<Parts, StoreError> {
    let identifiers = rows.iter().flat_map(|row| [row.identifier_id, row.inherited_identifier_id]).flatten().collect();
    Ok(Parts {
        contacts: contacts(tx, company_id, rows.iter().map(|row| row.contact_id).collect())?,
        identifiers: identifiers_of(tx, company_id, identifiers)?,
        touches: touches(tx, company_id, rows.iter().filter_map(|row| row.entry_touch_id).collect())?,
        closings: closings(tx, company_id, rows.iter().filter_map(|row| row.closing_id).collect())?,
        tags: tag::of_conversations(tx, company_id, rows.iter().map(|row| row.id).collect())?,
    })
}

/// What the views of conversations show of other tables.
#[derive(Debug, Clone, Default)]
pub struct OriginParts {
    /// Identifiers.
    pub identifiers: HashMap<IdentifierId, IdentifierPart>,
    /// When their touches were seen.
    pub seen_at: HashMap<TouchId, Moment>,
}

/// Looks up what the views of these conversations name.
pub fn origin_parts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    rows: &[ConversationRow],
) -> Result<OriginParts, StoreError> {
    let named = || rows.iter().flat_map(|row| [row.origins.first, row.origins.last, row.origins.last_paid]);
    let touches: Vec<TouchId> = named().filter_map(|origin| origin.touch_id).collect();
    let mut seen_at = HashMap::new();
    if !touches.is_empty() {
        for mut row in tx.query(&SEEN, params![company_id, touches])? {
            seen_at.insert(row.take()?, row.take()?);
        }
    }
    let identifiers = identifiers_of(tx, company_id, named().filter_map(|origin| origin.identifier_id).collect())?;
    Ok(OriginParts { identifiers, seen_at })
}

fn contacts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ContactId>,
) -> Result<HashMap<ContactId, ContactPart>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(&CONTACTS, params![company_id, ids])?;
    rows.into_iter()
        .map(|mut row| Ok((row.take()?, ContactPart { id: row.take()?, name: row.take()?, phone: row.take()? })))
        .collect()
}

/// Identifiers by id.
pub fn identifiers_of(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<IdentifierId>,
) -> Result<HashMap<IdentifierId, IdentifierPart>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(&IDENTIFIERS, params![company_id, ids])?;
    rows.into_iter()
        .map(|mut row| {
            let id = row.take()?;
            let part = IdentifierPart {
                kind: row.take()?,
                key: row.take()?,
                label: row.take()?,
                campaign: row.take()?,
                site: row.take()?,
                source_url: row.take()?,
                source_id: row.take()?,
                slug: row.take()?,
            };
            Ok((id, part))
        })
        .collect()
}

fn touches(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<TouchId>,
) -> Result<HashMap<TouchId, TouchPart>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(&TOUCHES, params![company_id, ids])?;
    rows.into_iter()
        .map(|mut row| {
            let id = row.take()?;
            let (card, code) = (read_card(row.take()?), row.take()?);
            Ok((id, TouchPart { card, code, entry_point: read_entry_point(row.take()?) }))
        })
        .collect()
}

/// A kept card; one that a newer program wrote differently is shown as none rather than refused.
pub(crate) fn read_card(stored: Option<serde_json::Value>) -> Option<Card> {
    stored.and_then(|card| serde_json::from_value(card).ok())
}

/// A kept entry point, as [`read_card`].
pub(crate) fn read_entry_point(stored: Option<serde_json::Value>) -> Option<EntryPoint> {
    stored.and_then(|point| serde_json::from_value(point).ok())
}

fn closings(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ClosingId>,
) -> Result<HashMap<ClosingId, ClosingPart>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tx.query(&CLOSINGS, params![company_id, ids])?;
    rows.into_iter().map(|mut row| read_closing(&mut row).map(|closing| (closing.id, closing))).collect()
}

/// Every closing of a conversation, latest first.
pub fn closings_of(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversation_id: ConversationId,
) -> Result<Vec<ClosingPart>, StoreError> {
    tx.query(&CLOSINGS_OF, params![company_id, conversation_id])?.iter_mut().map(read_closing).collect()
}

fn read_closing(row: &mut Row) -> Result<ClosingPart, StoreError> {
    Ok(ClosingPart {
        id: row.take()?,
        conversation_id: row.take()?,
        department_id: row.take()?,
        disposition_id: row.take()?,
        disposition: row.take()?,
        outcome: row.take()?,
        mode: row.take()?,
        closed_by: row.take()?,
        closed_by_role: row.take()?,
        closed_by_id: row.take()?,
        closed_by_name: row.take()?,
        confidence: row.take()?,
        value_cents: row.take()?,
        note: row.take()?,
        form_version: row.take()?,
        fields: serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?,
        reason: row.take()?,
        closed_at: row.take()?,
        created_at: row.take()?,
        undone_at: row.take()?,
        supersedes: row.take()?,
    })
}
