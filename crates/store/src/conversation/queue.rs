//! Conversations that somebody or something will look after next: those that wait, those that fell silent.

use nascente_domain::id::{CompanyId, ConversationId, DepartmentId, UserId};
use nascente_domain::moment::Moment;

use super::ConversationRow;
use crate::{StoreError, Tx, params, statements};

statements! {
    SILENT = concat!("select ", select_list!(), " from conversation
        where company_id = $1 and department_id = $2 and status <> 'closed' and last_message_direction = 'out'
          and last_message_at <= $3 and (warned_at is null or warned_at <= $4 or warned_at < last_message_at)
          and (last_message_at, conversation_id) > ($5, $6)
        order by last_message_at, conversation_id limit $7");
    // An answer of the contact is what makes a conversation that the company began one that waits for somebody; a test of
    // a number is begun by the company and stays out of figures.
    WAITING = concat!("select ", select_list!(), " from conversation
        where company_id = $1 and department_id = $2 and status = 'waiting' and first_inbound_at is not null
          and (started_by = 'contact' or not excluded)
          and (opened_at, conversation_id) > ($3, $4)
        order by opened_at, conversation_id limit $5");
    LOADS = "select agent_id, count(*) from conversation
        where company_id = $1 and status = 'active' and agent_id is not null group by agent_id";
}

/// Which silent conversations are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silent {
    /// Whose last message is not younger.
    pub since: Moment,
    /// Whose warning, if there was one, is not younger, or was followed by another word of ours.
    pub warned_before: Moment,
    /// Behind this one, in the order of the list.
    pub after: (Moment, ConversationId),
    /// How many.
    pub limit: i64,
}

/// Open conversations of a department whose last message is ours and not younger than a moment, oldest first.
pub fn silent(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    wanted: Silent,
) -> Result<Vec<ConversationRow>, StoreError> {
    let (after_at, after_id) = wanted.after;
    let values =
        params![company_id, department_id, wanted.since, wanted.warned_before, after_at, after_id, wanted.limit];
    let rows = tx.query(&SILENT, values)?;
    rows.into_iter().map(ConversationRow::read).collect()
}

/// Conversations in a department's queue behind this place in it, oldest first.
pub fn waiting(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    after: (Moment, ConversationId),
    limit: i64,
) -> Result<Vec<ConversationRow>, StoreError> {
    let rows = tx.query(&WAITING, params![company_id, department_id, after.0, after.1, limit])?;
    rows.into_iter().map(ConversationRow::read).collect()
}

/// How many conversations each agent attends now.
pub fn loads(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<(UserId, i64)>, StoreError> {
    tx.query(&LOADS, params![company_id])?.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}
