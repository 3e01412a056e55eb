//! Pairs of contacts that are probably one person: proposed, and what people decided about them.
//!
//! A pair is kept once, the contact seen first in front. What was decided stays, so that it is not asked again; a pair
//! that was split is one that no proof merges any more.

use nascente_domain::id::{CompanyId, ContactId, ProposalId};
use nascente_domain::moment::Moment;
use nascente_domain::resemblance::Reason;
use nascente_domain::text_enum;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    OF_ONE = "select proposal_id, one_id, other_id, state, reasons, found_at, decided_at, decided_by from merge_proposal
        where company_id = $1 and one_id {in:$2}";
    OF_OTHER = "select proposal_id, one_id, other_id, state, reasons, found_at, decided_at, decided_by from merge_proposal
        where company_id = $1 and other_id {in:$2}";
    GET = "select proposal_id, one_id, other_id, state, reasons, found_at, decided_at, decided_by from merge_proposal
        where company_id = $1 and proposal_id = $2";
    OPEN = "select proposal_id, one_id, other_id, state, reasons, found_at, decided_at, decided_by from merge_proposal
        where company_id = $1 and state = 'open' and proposal_id < $2 order by proposal_id desc limit $3";
    COUNT_OPEN = "select count(*) from merge_proposal where company_id = $1 and state = 'open'";
    INSERT = "insert into merge_proposal
            (company_id, proposal_id, one_id, other_id, state, reasons, found_at, decided_at, decided_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "update merge_proposal set state = $3, reasons = $4, decided_at = $5, decided_by = $6
        where company_id = $1 and proposal_id = $2";
    DELETE = "delete from merge_proposal where company_id = $1 and proposal_id = $2";
}

text_enum! {
    /// What became of a pair.
    ProposalState {
        /// Nobody has decided.
        Open = "open",
        /// A person said that they are two.
        Dismissed = "dismissed",
        /// They are one by now.
        Merged = "merged",
        /// They were one, and a person took that back: proof does not merge them again.
        Split = "split",
    }
}

/// A pair of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Id.
    pub proposal_id: ProposalId,
    /// The contact seen first.
    pub one_id: ContactId,
    /// The other.
    pub other_id: ContactId,
    /// What became of it.
    pub state: ProposalState,
    /// What speaks for it, and was weighed when it was decided.
    pub reasons: Vec<Reason>,
    /// When it was found.
    pub found_at: Moment,
    /// When it was decided.
    pub decided_at: Option<Moment>,
    /// Who decided.
    pub decided_by: Option<String>,
}

impl ProposalRow {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        let unreadable = |error: &dyn std::fmt::Display| StoreError::Unreadable(error.to_string());
        Ok(Self {
            proposal_id: row.take()?,
            one_id: row.take()?,
            other_id: row.take()?,
            state: row.take::<String>()?.parse().map_err(|error| unreadable(&error))?,
            reasons: serde_json::from_value(row.take()?).map_err(|error| unreadable(&error))?,
            found_at: row.take()?,
            decided_at: row.take()?,
            decided_by: row.take()?,
        })
    }

    /// Whether it is about both of these.
    #[must_use]
    pub fn is_of(&self, one: ContactId, other: ContactId) -> bool {
        (self.one_id, self.other_id) == (one, other) || (self.one_id, self.other_id) == (other, one)
    }
}

/// Every pair with one of these contacts.
pub fn of_contacts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<ProposalRow>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = tx.query(&OF_ONE, params![company_id, contacts.clone()])?;
    rows.extend(tx.query(&OF_OTHER, params![company_id, contacts])?);
    let mut pairs = rows.into_iter().map(ProposalRow::read).collect::<Result<Vec<_>, _>>()?;
    pairs.sort_by_key(|pair| pair.proposal_id);
    pairs.dedup_by_key(|pair| pair.proposal_id);
    Ok(pairs)
}

/// One pair.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, id: ProposalId) -> Result<Option<ProposalRow>, StoreError> {
    tx.query_first(&GET, params![company_id, id])?.map(ProposalRow::read).transpose()
}

/// Pairs that nobody has decided, newest first, below an id.
pub fn open(tx: &mut Tx<'_>, company_id: CompanyId, below: i64, limit: i64) -> Result<Vec<ProposalRow>, StoreError> {
    tx.query(&OPEN, params![company_id, below, limit])?.into_iter().map(ProposalRow::read).collect()
}

/// How many pairs nobody has decided.
pub fn count_open(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT_OPEN, params![company_id])?.map_or(Ok(0), |mut row| row.take())
}

/// Keeps a new pair.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, pair: &ProposalRow) -> Result<(), StoreError> {
    let values = params![
        company_id,
        pair.proposal_id,
        pair.one_id,
        pair.other_id,
        pair.state.as_str(),
        &serde_json::json!(pair.reasons),
        pair.found_at,
        pair.decided_at,
        pair.decided_by.clone()
    ];
    tx.execute(&INSERT, values).map(drop)
}

/// Keeps what became of a pair.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, pair: &ProposalRow) -> Result<(), StoreError> {
    let values = params![
        company_id,
        pair.proposal_id,
        pair.state.as_str(),
        &serde_json::json!(pair.reasons),
        pair.decided_at,
        pair.decided_by.clone()
    ];
    tx.execute(&UPDATE, values).map(drop)
}

/// Forgets a pair that speaks of nobody any more.
pub fn delete(tx: &mut Tx<'_>, company_id: CompanyId, id: ProposalId) -> Result<(), StoreError> {
    tx.execute(&DELETE, params![company_id, id]).map(drop)
}
