//! Which contact was merged into which, and how conversations stood before they were joined: what a split gives back.
//!
//! A contact is merged into one other at a time; the standing merges of a person are a tree whose root stands for it.

use nascente_domain::id::{CompanyId, ContactId, ConversationId, MergeId};
use nascente_domain::moment::Moment;
use serde_json::Value as Json;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Bool, Int, Text};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    STANDING = "select merge_id, contact_id, into_id, by_proof, took, actor_name, merged_at from contact_merge
        where company_id = $1 and contact_id {in:$2} and split_at is null order by merge_id";
    SET_SPLIT = "update contact_merge set split_at = $3 where company_id = $1 and merge_id = $2";
    APART = "select conversation_id, state from conversation_apart where company_id = $1 and conversation_id {in:$2}";
    FORGET_APART = "delete from conversation_apart where company_id = $1 and conversation_id {in:$2}";
}

static INSERT: Bulk = Bulk::insert(
    "contact_merge",
    &[
        ("company_id", Int),
        ("merge_id", Int),
        ("contact_id", Int),
        ("into_id", Int),
        ("by_proof", Bool),
        ("took", Text),
        ("actor_name", Text),
        ("merged_at", Int),
    ],
    "",
);
static KEEP_APART: Bulk = Bulk::insert(
    "conversation_apart",
    &[("company_id", Int), ("conversation_id", Int), ("state", Text)],
    "on conflict do nothing",
);

/// One contact merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRow {
    /// Id.
    pub merge_id: MergeId,
    /// The contact that was merged.
    pub contact_id: ContactId,
    /// The one that stood for the person from then on.
    pub into_id: ContactId,
    /// Whether a message or a provider proved it; else a person said so.
    pub by_proof: bool,
    /// What the other one took over because it had none: `name`, `phone`, `username`, `excluded`.
    pub took: Vec<String>,
    /// Who said so.
    pub actor_name: Option<String>,
    /// When.
    pub merged_at: Moment,
}

/// The merges of these contacts into others that were not taken back.
pub fn standing(tx: &mut Tx<'_>, company_id: CompanyId, contacts: Vec<ContactId>) -> Result<Vec<MergeRow>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let read = |mut row: Row| {
        Ok(MergeRow {
            merge_id: row.take()?,
            contact_id: row.take()?,
            into_id: row.take()?,
            by_proof: row.take()?,
            took: serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))?,
            actor_name: row.take()?,
            merged_at: row.take()?,
        })
    };
    tx.query(&STANDING, params![company_id, contacts])?.into_iter().map(read).collect()
}

/// Keeps merges.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, merges: &[MergeRow]) -> Result<(), StoreError> {
    let values = |one: &MergeRow| {
        params![
            company_id,
            one.merge_id,
            one.contact_id,
            one.into_id,
            one.by_proof,
            &Json::from(one.took.clone()),
            one.actor_name.clone(),
            one.merged_at
        ]
    };
    tx.bulk(&INSERT, merges.iter().map(values).collect()).map(drop)
}

/// Notes that a merge was taken back.
pub fn set_split(tx: &mut Tx<'_>, company_id: CompanyId, merge_id: MergeId, now: Moment) -> Result<(), StoreError> {
    tx.execute(&SET_SPLIT, params![company_id, merge_id, now]).map(drop)
}

/// Keeps how conversations stood before a join; what is known of an earlier one stays.
pub fn keep_apart(tx: &mut Tx<'_>, company_id: CompanyId, states: &[(ConversationId, Json)]) -> Result<(), StoreError> {
    tx.bulk(&KEEP_APART, states.iter().map(|(id, state)| params![company_id, *id, state]).collect()).map(drop)
}

/// How these conversations stood before the first join that they took part in.
pub fn apart(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<(ConversationId, Json)>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&APART, params![company_id, conversations])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Forgets how conversations stood that are by themselves again.
pub fn forget_apart(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<(), StoreError> {
    if conversations.is_empty() {
        return Ok(());
    }
    tx.execute(&FORGET_APART, params![company_id, conversations]).map(drop)
}
