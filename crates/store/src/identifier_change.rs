//! What was changed about an identifier: rows are added, never changed.

use nascente_domain::id::{CompanyId, IdentifierChangeId, IdentifierId};
use nascente_domain::moment::Moment;
use nascente_domain::text_enum;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Int, Text};
use crate::value::Row;
use crate::{StoreError, Tx, params, statements};

const MOST: i64 = i64::MAX;

statements! {
    // Both halves come along an index; an `or` would look at every change of the company.
    LIST = "select change_id, identifier_id, other_id, way, actor_kind, actor_name, changed_at, names from (
            select c.* from identifier_change c
                where c.company_id = $1 and c.identifier_id = $2 and c.change_id < $3
            union all
            select c.* from identifier_change c
                where c.company_id = $1 and c.other_id = $2 and c.change_id < $3
        ) as h order by change_id desc limit $4";
}

static INSERT: Bulk = Bulk::insert(
    "identifier_change",
    &[
        ("company_id", Int),
        ("change_id", Int),
        ("identifier_id", Int),
        ("other_id", Int),
        ("way", Text),
        ("actor_kind", Text),
        ("actor_id", Text),
        ("actor_name", Text),
        ("changed_at", Int),
        ("names", Text),
    ],
    "",
);

text_enum! {
    /// How an identifier was changed.
    ChangeWay {
        /// Somebody named it.
        Named = "named",
        /// A file of the Ads Manager named it.
        File = "file",
        /// The Marketing API named it.
        MarketingApi = "marketing_api",
        /// Its link was changed.
        Link = "link",
        /// It was merged into another one.
        Merged = "merged",
        /// It was split from another one.
        Split = "split",
    }
}

/// Somebody, or something, at that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeActor {
    /// `user` or `token`.
    pub kind: &'static str,
    /// Who.
    pub id: Option<String>,
    /// Name at that time.
    pub name: Option<String>,
}

/// A change that happens.
#[derive(Debug, Clone, PartialEq)]
pub struct NewChange {
    /// Id.
    pub change_id: IdentifierChangeId,
    /// The identifier.
    pub identifier_id: IdentifierId,
    /// The one that it was merged into, or split from.
    pub other_id: Option<IdentifierId>,
    /// How.
    pub way: ChangeWay,
    /// Who.
    pub actor: ChangeActor,
    /// When.
    pub changed_at: Moment,
    /// Names before and after, by field.
    pub names: serde_json::Value,
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredChange {
    /// Id; ids grow with time.
    pub change_id: IdentifierChangeId,
    /// The identifier.
    pub identifier_id: IdentifierId,
    /// The one that it was merged into, or split from.
    pub other_id: Option<IdentifierId>,
    /// How.
    pub way: ChangeWay,
    /// `user` or `token`.
    pub actor_kind: String,
    /// Name of who did it, at that time.
    pub actor_name: Option<String>,
    /// When.
    pub changed_at: Moment,
    /// Names before and after, by field.
    pub names: serde_json::Value,
}

/// Adds changes.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, changes: &[NewChange]) -> Result<(), StoreError> {
    let rows = changes.iter().map(|change| {
        params![
            company_id,
            change.change_id,
            change.identifier_id,
            change.other_id,
            change.way,
            change.actor.kind,
            change.actor.id.clone(),
            change.actor.name.clone(),
            change.changed_at,
            &change.names
        ]
    });
    tx.bulk(&INSERT, rows.collect()).map(drop)
}

/// Changes of an identifier, and of others that were merged into it or split from it, the latest first.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identifier_id: IdentifierId,
    below: Option<IdentifierChangeId>,
    limit: i64,
) -> Result<Vec<StoredChange>, StoreError> {
    let below = below.map_or(MOST, IdentifierChangeId::value);
    let rows = tx.query(&LIST, params![company_id, identifier_id, below, limit])?;
    rows.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<StoredChange, StoreError> {
    Ok(StoredChange {
        change_id: row.take()?,
        identifier_id: row.take()?,
        other_id: row.take()?,
        way: row.take()?,
        actor_kind: row.take()?,
        actor_name: row.take()?,
        changed_at: row.take()?,
        names: row.take()?,
    })
}
