//! Audit events: who did what, when. Rows are added, never changed.

use nascente_domain::id::{CompanyId, ConversationId, EventId};
use nascente_domain::moment::Moment;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{StoreError, Tx, params, statements};

statements! {
    LIST = "select event_id, conversation_id, kind, actor_kind, actor_id, actor_name, happened_at, details
        from audit_event where company_id = $1 and event_id < $2 order by event_id desc limit $3";
    LIST_OF_KIND = "select event_id, conversation_id, kind, actor_kind, actor_id, actor_name, happened_at, details
        from audit_event where company_id = $1 and kind = $2 and event_id < $3 order by event_id desc limit $4";
    COUNT = "select count(*) from audit_event where company_id = $1";
    COUNT_OF_KIND = "select count(*) from audit_event where company_id = $1 and kind = $2";
}

static INSERT: Bulk = Bulk::insert(
    "audit_event",
    &[
        ("company_id", Int),
        ("event_id", Int),
        ("conversation_id", Int),
        ("kind", Text),
        ("actor_kind", Text),
        ("actor_id", Text),
        ("actor_name", Text),
        ("happened_at", Int),
        ("details", Text),
    ],
    "",
);

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Id.
    pub event_id: EventId,
    /// The conversation it concerns.
    pub conversation_id: Option<ConversationId>,
    /// `assigned`, `closed`, `exported` …
    pub kind: &'static str,
    /// `user`, `token`, `rule`, `contact`, `system`.
    pub actor_kind: &'static str,
    /// Who.
    pub actor_id: Option<String>,
    /// Name at that time.
    pub actor_name: Option<String>,
    /// When.
    pub happened_at: Moment,
    /// More, by kind; never message texts or phone numbers.
    pub details: serde_json::Value,
}

/// Adds events.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, events: &[NewEvent]) -> Result<(), StoreError> {
    let rows = events
        .iter()
        .map(|event| {
            params![
                company_id,
                event.event_id,
                event.conversation_id,
                event.kind,
                event.actor_kind,
                event.actor_id.clone(),
                event.actor_name.clone(),
                event.happened_at,
                &event.details
            ]
        })
        .collect();
    tx.bulk(&INSERT, rows).map(drop)
}

/// Something that was done, as it is read again.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Id; ids grow with time.
    pub event_id: EventId,
    /// The conversation it concerns.
    pub conversation_id: Option<ConversationId>,
    /// What.
    pub kind: String,
    /// `user`, `token`, `rule`, `contact`, `system`.
    pub actor_kind: String,
    /// Who.
    pub actor_id: Option<String>,
    /// Name at that time.
    pub actor_name: Option<String>,
    /// When.
    pub happened_at: Moment,
    /// More, by kind.
    pub details: serde_json::Value,
}

/// Events with an id below `below`, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    kind: Option<&str>,
    below: i64,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let rows = match kind {
        Some(kind) => tx.query(&LIST_OF_KIND, params![company_id, kind, below, limit])?,
        None => tx.query(&LIST, params![company_id, below, limit])?,
    };
    rows.into_iter()
        .map(|mut row| {
            Ok(Event {
                event_id: row.take()?,
                conversation_id: row.take()?,
                kind: row.take()?,
                actor_kind: row.take()?,
                actor_id: row.take()?,
                actor_name: row.take()?,
                happened_at: row.take()?,
                details: row.take()?,
            })
        })
        .collect()
}

/// How many events there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, kind: Option<&str>) -> Result<i64, StoreError> {
    let row = match kind {
        Some(kind) => tx.query_first(&COUNT_OF_KIND, params![company_id, kind])?,
        None => tx.query_first(&COUNT, params![company_id])?,
    };
    row.map_or(Ok(0), |mut row| row.take())
}
