//! The keys by which people are found: words of the search, and what two contacts of one person would share.
//!
//! They are written behind the contact's row, by whoever looks after them; a row says whether its keys are up to date.
//! Only the contact that stands for a person has keys.

use nascente_domain::id::{ChannelId, CompanyId, ContactId};
use nascente_domain::moment::Moment;

use crate::bulk::Bulk;
use crate::bulk::ColumnType::{Bool, Int, Text};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    COMPANIES_UNKEYED = "select c.company_id from company c where exists
        (select 1 from contact k where k.company_id = c.company_id and not k.keyed)";
    UNKEYED = "select contact_id from contact where company_id = $1 and not keyed order by contact_id limit $2";
    DELETE = "delete from contact_key where company_id = $1 and contact_id {in:$2}";
    BEGAN = "select contact_id, channel_id, min(opened_at) from conversation
        where company_id = $1 and contact_id {in:$2} group by contact_id, channel_id";
    OPEN_ON = "select contact_id, channel_id from conversation
        where company_id = $1 and contact_id {in:$2} and status <> 'closed'";
    UNDER = "select contact_id from contact_key where company_id = $1 and key = $2 order by contact_id desc limit $3";
}

static INSERT: Bulk =
    Bulk::insert("contact_key", &[("company_id", Int), ("contact_id", Int), ("key", Text)], "on conflict do nothing");
static SET_KEYED: Bulk = Bulk::update("contact", &[("company_id", Int), ("contact_id", Int), ("keyed", Bool)], 2);

/// The companies that have contacts whose keys are not up to date.
pub fn companies_unkeyed(tx: &mut Tx<'_>) -> Result<Vec<CompanyId>, StoreError> {
    tx.query(&COMPANIES_UNKEYED, params![])?.into_iter().map(|mut row: Row| row.take()).collect()
}

/// The oldest contacts whose keys are not up to date.
pub fn unkeyed(tx: &mut Tx<'_>, company_id: CompanyId, limit: i64) -> Result<Vec<ContactId>, StoreError> {
    tx.query(&UNKEYED, params![company_id, limit])?.into_iter().map(|mut row| row.take()).collect()
}

/// Writes the keys of these contacts in place of what they had; whoever is not named among the keys has none.
pub fn replace(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: &[ContactId],
    keys: &[(ContactId, String)],
) -> Result<(), StoreError> {
    if contacts.is_empty() {
        return Ok(());
    }
    tx.execute(&DELETE, params![company_id, contacts.to_vec()])?;
    tx.bulk(&INSERT, keys.iter().map(|(id, key)| params![company_id, *id, key]).collect())?;
    tx.bulk(&SET_KEYED, contacts.iter().map(|id| params![company_id, *id, true]).collect()).map(drop)
}

/// On which channels conversations of these contacts are open.
pub fn open_on(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<(ContactId, ChannelId)>, StoreError> {
    let rows = tx.query(&OPEN_ON, params![company_id, contacts])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// When the first conversation of each of these contacts began on each channel.
pub fn began(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<(ContactId, ChannelId, Moment)>, StoreError> {
    let rows = tx.query(&BEGAN, params![company_id, contacts])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?))).collect()
}

/// The contacts under a key, newest first.
pub fn under(tx: &mut Tx<'_>, company_id: CompanyId, key: &str, limit: i64) -> Result<Vec<ContactId>, StoreError> {
    tx.query(&UNDER, params![company_id, key, limit])?.into_iter().map(|mut row| row.take()).collect()
}
