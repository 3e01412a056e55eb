//! Tags: words on conversations. A tag is archived, never deleted.

use std::collections::HashMap;

use nascente_domain::id::{CompanyId, ConversationId, TagId};
use nascente_domain::moment::Moment;

use crate::{Row, StoreError, Tx, params, statements};

statements! {
    LIST = "select tag_id, name, colour, created_at, archived_at from tag where company_id = $1 order by created_at, tag_id";
    ONE = "select tag_id, name, colour, created_at, archived_at from tag where company_id = $1 and tag_id = $2";
    INSERT = "insert into tag (company_id, tag_id, name, colour, created_at) values ($1, $2, $3, $4, $5)";
    UPDATE = "update tag set name = $3, colour = $4, archived_at = $5 where company_id = $1 and tag_id = $2";
    ADD = "insert into conversation_tag (company_id, conversation_id, tag_id, created_at) values ($1, $2, $3, $4)
        on conflict do nothing";
    REMOVE = "delete from conversation_tag where company_id = $1 and conversation_id = $2 and tag_id = $3";
    COPY_ALL = "insert into conversation_tag (company_id, conversation_id, tag_id, created_at)
        select company_id, cast($3 as bigint), tag_id, created_at from conversation_tag
        where company_id = $1 and conversation_id = $2
        on conflict do nothing";
    GIVE_BACK = "delete from conversation_tag where company_id = $1 and conversation_id = $3
        and exists (select 1 from conversation_tag g where g.company_id = $1 and g.conversation_id = $2
            and g.tag_id = conversation_tag.tag_id and g.created_at = conversation_tag.created_at)";
    OF_CONVERSATIONS = "select conversation_id, tag_id from conversation_tag
        where company_id = $1 and conversation_id {in:$2} order by conversation_id, tag_id";
}

/// A tag as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Id.
    pub tag_id: TagId,
    /// Name.
    pub name: String,
    /// Colour, `#rrggbb`.
    pub colour: String,
    /// When it was made.
    pub created_at: Moment,
    /// When it was archived.
    pub archived_at: Option<Moment>,
}

fn read(mut row: Row) -> Result<Tag, StoreError> {
    Ok(Tag {
        tag_id: row.take()?,
        name: row.take()?,
        colour: row.take()?,
        created_at: row.take()?,
        archived_at: row.take()?,
    })
}

/// Every tag of the company, archived ones included, oldest first.
pub fn list(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<Vec<Tag>, StoreError> {
    tx.query(&LIST, params![company_id])?.into_iter().map(read).collect()
}

/// One tag, archived or not.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, tag_id: TagId) -> Result<Option<Tag>, StoreError> {
    tx.query_first(&ONE, params![company_id, tag_id])?.map(read).transpose()
}

/// Keeps a new tag.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, tag: &Tag) -> Result<(), StoreError> {
    tx.execute(&INSERT, params![company_id, tag.tag_id, &tag.name, &tag.colour, tag.created_at]).map(drop)
}

/// Writes everything that may change of a tag.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, tag: &Tag) -> Result<(), StoreError> {
    tx.execute(&UPDATE, params![company_id, tag.tag_id, &tag.name, &tag.colour, tag.archived_at]).map(drop)
}

/// Puts a tag on a conversation; one that is there stays.
pub fn add(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversation_id: ConversationId,
    tag_id: TagId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.execute(&ADD, params![company_id, conversation_id, tag_id, now]).map(drop)
}

/// Takes a tag off a conversation.
pub fn remove(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversation_id: ConversationId,
    tag_id: TagId,
) -> Result<(), StoreError> {
    tx.execute(&REMOVE, params![company_id, conversation_id, tag_id]).map(drop)
}

/// Has the tags of one conversation stand on another too; one that is there stays.
pub fn copy_all(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&COPY_ALL, params![company_id, from, to]).map(drop)
}

/// Takes off a conversation what it carries only because another one was joined into it.
pub fn give_back(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    home: ConversationId,
    from: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&GIVE_BACK, params![company_id, home, from]).map(drop)
}

/// The tags of these conversations.
pub fn of_conversations(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ConversationId>,
) -> Result<HashMap<ConversationId, Vec<TagId>>, StoreError> {
    let mut found: HashMap<ConversationId, Vec<TagId>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for mut row in tx.query(&OF_CONVERSATIONS, params![company_id, ids])? {
        found.entry(row.take()?).or_default().push(row.take()?);
    }
    Ok(found)
}
