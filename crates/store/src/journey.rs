//! The *Jornada* of a contact: every touch with its click, and every closing, of all its conversations.

use nascente_domain::disposition::{ClosedBy, Outcome};
use nascente_domain::id::{ClickId, ClosingId, CompanyId, ContactId, ConversationId, IdentifierId, LinkId, TouchId};
use nascente_domain::moment::Moment;
use nascente_domain::touch::{EntryKind, Method};

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    TOUCHES = "select t.touch_id, t.conversation_id, t.kind, t.method, t.identifier_id, i.label, t.seen_at
        from conversation c
        join touch t on t.company_id = $1 and t.conversation_id = c.conversation_id
        left join entry_identifier i on i.company_id = $1 and i.identifier_id = t.identifier_id
        where c.company_id = $1 and c.contact_id {in:$2} and c.joined_into is null
        order by t.seen_at desc, t.touch_id desc limit $3";
    CLICKS = "select distinct q.click_id, t.conversation_id, q.clicked_at, q.link_id, l.name, l.slug, q.query, q.referrer,
            q.device, q.region
        from conversation c
        join touch t on t.company_id = $1 and t.conversation_id = c.conversation_id
        join click q on q.company_id = $1 and q.click_id = t.click_id
        join link l on l.company_id = $1 and l.link_id = q.link_id
        where c.company_id = $1 and c.contact_id {in:$2} and c.joined_into is null
        order by q.clicked_at desc, q.click_id desc limit $3";
    CLOSINGS = "select s.closing_id, s.conversation_id, s.created_at, d.name, s.outcome, s.closed_by, s.closed_by_name,
            s.value_cents, s.undone_at, s.supersedes
        from conversation c
        join closing s on s.company_id = $1 and s.conversation_id = c.conversation_id
        left join disposition d on d.company_id = $1 and d.disposition_id = s.disposition_id
        where c.company_id = $1 and c.contact_id {in:$2} and c.joined_into is null
        order by s.created_at desc, s.closing_id desc limit $3";
}

/// A touch on the line.
#[derive(Debug, Clone)]
pub struct JourneyTouch {
    /// Id.
    pub touch_id: TouchId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// What it is evidence of.
    pub kind: EntryKind,
    /// How it was carried.
    pub method: Method,
    /// Which identifier.
    pub identifier_id: Option<IdentifierId>,
    /// Its label.
    pub label: Option<String>,
    /// When.
    pub seen_at: Moment,
}

/// A click on the line.
#[derive(Debug, Clone)]
pub struct JourneyClick {
    /// Id.
    pub click_id: ClickId,
    /// The conversation that carries its code.
    pub conversation_id: ConversationId,
    /// When.
    pub clicked_at: Moment,
    /// Link.
    pub link_id: LinkId,
    /// Its name.
    pub link_name: String,
    /// Its slug.
    pub slug: String,
    /// Query of the address.
    pub query: String,
    /// Site it came from.
    pub referrer: Option<String>,
    /// Device.
    pub device: Option<String>,
    /// Region.
    pub region: Option<String>,
}

/// A closing on the line.
#[derive(Debug, Clone)]
pub struct JourneyClosing {
    /// Id.
    pub closing_id: ClosingId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// When it was given.
    pub created_at: Moment,
    /// Name of the disposition.
    pub disposition: Option<String>,
    /// Outcome.
    pub outcome: Option<Outcome>,
    /// Who or what closed.
    pub closed_by: ClosedBy,
    /// Its name.
    pub closed_by_name: Option<String>,
    /// Value.
    pub value_cents: Option<i64>,
    /// When it was taken back.
    pub undone_at: Option<Moment>,
    /// Whether it corrects an earlier one.
    pub supersedes: Option<ClosingId>,
}

/// The latest touches of these contacts.
pub fn touches(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
    limit: i64,
) -> Result<Vec<JourneyTouch>, StoreError> {
    let read = |mut row: Row| {
        Ok(JourneyTouch {
            touch_id: row.take()?,
            conversation_id: row.take()?,
            kind: row.take()?,
            method: row.take()?,
            identifier_id: row.take()?,
            label: row.take()?,
            seen_at: row.take()?,
        })
    };
    tx.query(&TOUCHES, params![company_id, contacts, limit])?.into_iter().map(read).collect()
}

/// The latest clicks that these contacts proved to be theirs.
pub fn clicks(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
    limit: i64,
) -> Result<Vec<JourneyClick>, StoreError> {
    let read = |mut row: Row| {
        Ok(JourneyClick {
            click_id: row.take()?,
            conversation_id: row.take()?,
            clicked_at: row.take()?,
            link_id: row.take()?,
            link_name: row.take()?,
            slug: row.take()?,
            query: row.take()?,
            referrer: row.take()?,
            device: row.take()?,
            region: row.take()?,
        })
    };
    tx.query(&CLICKS, params![company_id, contacts, limit])?.into_iter().map(read).collect()
}

/// The latest closings of these contacts' conversations, those that were corrected or taken back too.
pub fn closings(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
    limit: i64,
) -> Result<Vec<JourneyClosing>, StoreError> {
    let read = |mut row: Row| {
        Ok(JourneyClosing {
            closing_id: row.take()?,
            conversation_id: row.take()?,
            created_at: row.take()?,
            disposition: row.take()?,
            outcome: row.take()?,
            closed_by: row.take()?,
            closed_by_name: row.take()?,
            value_cents: row.take()?,
            undone_at: row.take()?,
            supersedes: row.take()?,
        })
    };
    tx.query(&CLOSINGS, params![company_id, contacts, limit])?.into_iter().map(read).collect()
}
