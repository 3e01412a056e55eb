//! Contacts and their identities.

use std::collections::BTreeSet;

use nascente_domain::id::{CompanyId, ContactId};
use nascente_domain::moment::Moment;
use nascente_domain::person::{Identity, IdentityKind};

use crate::bulk::ColumnType::{Bool, Int, Text};
use crate::bulk::{Bulk, Column};
use crate::{Row, StoreError, Tx, Value, params, statements};

statements! {
    FIND = "select kind, value, contact_id from contact_identity
        where company_id = $1 and kind = $2 and value {in:$3}";
    LOAD = "select company_id, contact_id, name, phone, username, search_text, excluded, merged_into, created_at, keyed
        from contact where company_id = $1 and contact_id {in:$2}";
    MERGED_INTO = "select company_id, contact_id, name, phone, username, search_text, excluded, merged_into, created_at, keyed
        from contact where company_id = $1 and merged_into {in:$2}";
    IDENTITIES_OF = "select kind, value, contact_id from contact_identity
        where company_id = $1 and contact_id {in:$2} order by kind, value";
    BY_NEWEST = "select company_id, contact_id, name, phone, username, search_text, excluded, merged_into, created_at, keyed
        from contact where company_id = $1 and merged_into is null and contact_id < $2 order by contact_id desc limit $3";
}

/// The columns of a contact, in the order in which they are read and written.
const COLUMNS: &[Column] = &[
    ("company_id", Int),
    ("contact_id", Int),
    ("name", Text),
    ("phone", Text),
    ("username", Text),
    ("search_text", Text),
    ("excluded", Bool),
    ("merged_into", Int),
    ("created_at", Int),
    ("keyed", Bool),
];

static INSERT: Bulk = Bulk::insert("contact", COLUMNS, "");
static UPDATE: Bulk = Bulk::update("contact", COLUMNS, 2);
static INSERT_IDENTITIES: Bulk = Bulk::insert(
    "contact_identity",
    &[("company_id", Int), ("kind", Text), ("value", Text), ("contact_id", Int), ("created_at", Int)],
    "on conflict do nothing",
);

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Id.
    pub contact_id: ContactId,
    /// The name the person chose.
    pub name: Option<String>,
    /// The number exactly as the wire gave it.
    pub phone: Option<String>,
    /// Public username.
    pub username: Option<String>,
    /// Folded words by which it is found.
    pub search_text: String,
    /// Test number or spam.
    pub excluded: bool,
    /// The contact it turned out to be.
    pub merged_into: Option<ContactId>,
    /// First seen.
    pub created_at: Moment,
    /// Whether the keys by which it is found are those of the row as it is.
    pub keyed: bool,
}

impl ContactRow {
    /// The contact that stands for the person: itself, or the one it was merged into.
    #[must_use]
    pub fn person(&self) -> ContactId {
        self.merged_into.unwrap_or(self.contact_id)
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, StoreError> {
        row.take::<CompanyId>()?;
        Ok(Self {
            contact_id: row.take()?,
            name: row.take()?,
            phone: row.take()?,
            username: row.take()?,
            search_text: row.take()?,
            excluded: row.take()?,
            merged_into: row.take()?,
            created_at: row.take()?,
            keyed: row.take()?,
        })
    }

    fn values(&self, company_id: CompanyId) -> Vec<Value> {
        params![
            company_id,
            self.contact_id,
            self.name.as_ref(),
            self.phone.as_ref(),
            self.username.as_ref(),
            &self.search_text,
            self.excluded,
            self.merged_into,
            self.created_at,
            self.keyed
        ]
    }
}

/// The contacts that own these identities, as far as they are known.
pub fn find(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identities: &[Identity],
) -> Result<Vec<(Identity, ContactId)>, StoreError> {
    let mut found = Vec::new();
    for kind in IdentityKind::ALL {
        let values: Vec<String> =
            identities.iter().filter(|one| one.kind == *kind).map(|one| one.value.clone()).collect();
        if values.is_empty() {
            continue;
        }
        for mut row in tx.query(&FIND, params![company_id, *kind, values])? {
            found.push((Identity { kind: row.take()?, value: row.take()? }, row.take()?));
        }
    }
    Ok(found)
}

/// These contacts.
pub fn load(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<ContactId>) -> Result<Vec<ContactRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LOAD, params![company_id, ids])?.into_iter().map(ContactRow::read).collect()
}

/// These contacts with everybody they are: the contact each was merged into, and all who were merged into that one.
pub fn families(tx: &mut Tx<'_>, company_id: CompanyId, ids: Vec<ContactId>) -> Result<Vec<ContactRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = load(tx, company_id, ids)?;
    let roots: BTreeSet<ContactId> = rows.iter().map(ContactRow::person).collect();
    let roots: Vec<ContactId> = roots.into_iter().collect();
    rows.extend(load(tx, company_id, roots.clone())?);
    let merged = tx.query(&MERGED_INTO, params![company_id, roots])?;
    rows.extend(merged.into_iter().map(ContactRow::read).collect::<Result<Vec<_>, _>>()?);
    rows.sort_by_key(|row| row.contact_id);
    rows.dedup_by_key(|row| row.contact_id);
    Ok(rows)
}

/// The identities of these contacts, each with its contact.
pub fn identities_of(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ContactId>,
) -> Result<Vec<(Identity, ContactId)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&IDENTITIES_OF, params![company_id, ids])?;
    rows.into_iter().map(|mut row| Ok((Identity { kind: row.take()?, value: row.take()? }, row.take()?))).collect()
}

/// Contacts, newest first, below an id.
pub fn by_newest(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    below: i64,
    limit: i64,
) -> Result<Vec<ContactRow>, StoreError> {
    tx.query(&BY_NEWEST, params![company_id, below, limit])?.into_iter().map(ContactRow::read).collect()
}

/// Keeps new contacts.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, contacts: &[&ContactRow]) -> Result<(), StoreError> {
    tx.bulk(&INSERT, contacts.iter().map(|contact| contact.values(company_id)).collect()).map(drop)
}

/// Keeps changed contacts.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, contacts: &[&ContactRow]) -> Result<(), StoreError> {
    tx.bulk(&UPDATE, contacts.iter().map(|contact| contact.values(company_id)).collect()).map(drop)
}

/// Keeps identities; one that somebody has already stays with its owner.
pub fn insert_identities(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    identities: &[(Identity, ContactId)],
    now: Moment,
) -> Result<(), StoreError> {
    let rows = identities
        .iter()
        .map(|(identity, contact_id)| params![company_id, identity.kind, &identity.value, *contact_id, now])
        .collect();
    tx.bulk(&INSERT_IDENTITIES, rows).map(drop)
}
