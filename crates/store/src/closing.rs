//! Closings: how a conversation ended, each superseding the one before.
//!
//! Rows are added and never changed, but for one mark: a closing that was taken back says since when.

use nascente_domain::disposition::{ClosedBy, Outcome};
use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DepartmentId, DispositionId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::{StoreError, Tx, Value, params, statements};

statements! {
    LATEST = "select closing_id, supersedes, closed_by, closed_by_id, closed_by_name, state_before, created_at
        from closing where company_id = $1 and closing_id = $2";
    TAKE_BACK = "update closing set undone_at = $3 where company_id = $1 and closing_id = $2";
}

static INSERT: Bulk = Bulk::insert(
    "closing",
    &[
        ("company_id", Int),
        ("closing_id", Int),
        ("conversation_id", Int),
        ("supersedes", Int),
        ("department_id", Int),
        ("disposition_id", Int),
        ("outcome", Text),
        ("mode", Text),
        ("closed_by", Text),
        ("closed_by_role", Text),
        ("closed_by_id", Text),
        ("closed_by_name", Text),
        ("value_cents", Int),
        ("note", Text),
        ("form_version", Int),
        ("fields", Text),
        ("search_text", Text),
        ("reason", Text),
        ("state_before", Text),
        ("closed_at", Int),
        ("created_at", Int),
    ],
    "",
);

/// A new closing.
#[derive(Debug, Clone, PartialEq)]
pub struct NewClosing {
    /// Id.
    pub closing_id: ClosingId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// The closing before, which no longer counts.
    pub supersedes: Option<ClosingId>,
    /// The department whose form was answered.
    pub department_id: DepartmentId,
    /// Disposition and its outcome at that time.
    pub disposition: Option<(DispositionId, Outcome)>,
    /// Who or what closed.
    pub closed_by: ClosedBy,
    /// Role of the user.
    pub closed_by_role: Option<Role>,
    /// User, token or rule.
    pub closed_by_id: Option<String>,
    /// Its name at that time.
    pub closed_by_name: Option<String>,
    /// Value.
    pub value_cents: Option<i64>,
    /// Note.
    pub note: Option<String>,
    /// Version of the form.
    pub form_version: Option<i64>,
    /// Answers by field key.
    pub fields: serde_json::Value,
    /// The folded words of note and answers.
    pub search_text: String,
    /// Why an earlier classification was corrected.
    pub reason: Option<String>,
    /// What the conversation was like before it ended; `None` for a closing of a closed one.
    pub state_before: Option<serde_json::Value>,
    /// When the conversation was closed.
    pub closed_at: Moment,
    /// When this row was made.
    pub created_at: Moment,
}

/// Adds closings.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, closings: &[NewClosing]) -> Result<(), StoreError> {
    let rows = closings.iter().map(|closing| {
        let (disposition_id, outcome) = closing.disposition.unzip();
        params![
            company_id,
            closing.closing_id,
            closing.conversation_id,
            closing.supersedes,
            closing.department_id,
            disposition_id,
            outcome,
            closing.closed_by.mode(),
            closing.closed_by,
            closing.closed_by_role,
            closing.closed_by_id.clone(),
            closing.closed_by_name.clone(),
            closing.value_cents,
            closing.note.clone(),
            closing.form_version,
            &closing.fields,
            &closing.search_text,
            closing.reason.clone(),
            closing.state_before.as_ref(),
            closing.closed_at,
            closing.created_at
        ]
    });
    let rows: Vec<Vec<Value>> = rows.collect();
    tx.bulk(&INSERT, rows)
}

/// What taking a closing back looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Latest {
    /// Id.
    pub closing_id: ClosingId,
    /// The closing before it.
    pub supersedes: Option<ClosingId>,
    /// Who or what closed.
    pub closed_by: ClosedBy,
    /// User, token or rule.
    pub closed_by_id: Option<String>,
    /// Its name.
    pub closed_by_name: Option<String>,
    /// What the conversation was like before it ended.
    pub state_before: Option<serde_json::Value>,
    /// When it was made.
    pub created_at: Moment,
}

/// One closing.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, closing_id: ClosingId) -> Result<Option<Latest>, StoreError> {
    let Some(mut row) = tx.query_first(&LATEST, params![company_id, closing_id])? else { return Ok(None) };
    Ok(Some(Latest {
        closing_id: row.take()?,
        supersedes: row.take()?,
        closed_by: row.take()?,
        closed_by_id: row.take()?,
        closed_by_name: row.take()?,
        state_before: row.take()?,
        created_at: row.take()?,
    }))
}

/// Marks a closing as taken back.
pub fn take_back(tx: &mut Tx<'_>, company_id: CompanyId, closing_id: ClosingId, now: Moment) -> Result<(), StoreError> {
    tx.execute(&TAKE_BACK, params![company_id, closing_id, now]).map(drop)
}
