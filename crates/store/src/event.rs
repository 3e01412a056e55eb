//! Audit events: who did what, when. Rows are added, never changed.

use nascente_domain::id::{CompanyId, ConversationId, EventId};
use nascente_domain::moment::Moment;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{StoreError, Tx, params};

/// Every statement of this module: it only has bulk statements.
pub(crate) static ALL: &[&crate::Statement] = &[];

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
