//! Closings: how a conversation ended, each superseding the one before.

use nascente_domain::disposition::{ClosedBy, Outcome};
use nascente_domain::id::{ClosingId, CompanyId, ConversationId, DepartmentId, DispositionId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;

use crate::{StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into closing
            (company_id, closing_id, conversation_id, supersedes, department_id, disposition_id, outcome, mode,
             closed_by, closed_by_role, closed_by_id, closed_by_name, value_cents, note, form_version, fields, reason,
             closed_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
}

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
    /// Why an earlier classification was corrected.
    pub reason: Option<String>,
    /// When the conversation was closed.
    pub closed_at: Moment,
    /// When this row was made.
    pub created_at: Moment,
}

/// Adds a closing.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, closing: &NewClosing) -> Result<(), StoreError> {
    let (disposition_id, outcome) = closing.disposition.unzip();
    let values = params![
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
        closing.reason.clone(),
        closing.closed_at,
        closing.created_at
    ];
    tx.execute(&INSERT, values).map(drop)
}
