//! Closed conversations by disposition, crossed with departments or agents.

use nascente_domain::id::{CompanyId, DispositionId};
use nascente_domain::text_enum;

use crate::conversation_list::{ConversationFilter, StatusFilter};
use crate::{Statement, StoreError, Tx};

text_enum! {
    /// What the rows stand for.
    MatrixBy {
        /// Departments.
        Department = "department",
        /// Agents.
        Agent = "agent",
    }
}

/// A number of closed conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Department or agent, as the number of its id.
    pub row: Option<i64>,
    /// Disposition.
    pub disposition_id: Option<DispositionId>,
    /// Conversations.
    pub conversations: i64,
    /// Of them closed automatically.
    pub automatic: i64,
}

/// The cells that are not empty.
pub fn cells(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    by: MatrixBy,
    filter: &ConversationFilter,
) -> Result<Vec<Cell>, StoreError> {
    let filter = ConversationFilter { counted: Some(true), status: Some(StatusFilter::Closed), ..filter.clone() };
    let conditions = filter.conditions(company_id);
    let row = match by {
        MatrixBy::Department => "c.department_id",
        MatrixBy::Agent => "c.agent_id",
    };
    let statement = Statement::composed(format!(
        "select {row}, c.disposition_id, count(*), cast(sum(case when c.closed_by <> 'user' then 1 else 0 end) as bigint)
        from conversation c where c.company_id = $1{} group by 1, 2",
        conditions.text()
    ));
    let rows = tx.query(&statement, conditions.values())?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Cell {
                row: row.take()?,
                disposition_id: row.take()?,
                conversations: row.take()?,
                automatic: row.take()?,
            })
        })
        .collect()
}
