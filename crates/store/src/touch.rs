//! The ledger of touches: rows are added, and what they say never changes. A touch goes with its message when that
//! turns out to belong to another conversation.

use nascente_domain::id::{ClickId, CompanyId, ContactId, ConversationId, IdentifierId, MessageId, TouchId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::origins::is_paid_query;
use nascente_domain::touch::{EntryKind, Method, Touch};

use crate::bulk::ColumnType::{Int, Text};
use crate::bulk::{Bulk, Column};
use crate::{StoreError, Tx, params, statements};

statements! {
    OF_CONVERSATIONS =
        "select t.touch_id, t.conversation_id, t.kind, t.method, t.identifier_id, t.click_id, t.seen_at,
            t.provider_message_id, q.query
        from touch t
        left join click q on q.company_id = $1 and q.click_id = t.click_id
        where t.company_id = $1 and t.conversation_id {in:$2}";
    MOVE_ALL = "update touch set conversation_id = $3, home_id = coalesce(home_id, conversation_id)
        where company_id = $1 and conversation_id = $2";
    GIVE_BACK = "update touch set conversation_id = $2, home_id = null
        where company_id = $1 and conversation_id = $3 and home_id = $2";
    MOVE_OF_MESSAGE = "update touch set conversation_id = $3, home_id = coalesce(home_id, conversation_id)
        where company_id = $1 and message_id = $2 and conversation_id = $4";
    KNOWN_EVIDENCE = "select evidence_key, seen_at from touch where company_id = $1 and evidence_key {in:$2}";
}

const COLUMNS: &[Column] = &[
    ("company_id", Int),
    ("touch_id", Int),
    ("contact_id", Int),
    ("conversation_id", Int),
    ("message_id", Int),
    ("kind", Text),
    ("method", Text),
    ("identifier_id", Int),
    ("click_id", Int),
    ("seen_at", Int),
    ("provider_message_id", Text),
    ("evidence_key", Text),
    ("card", Text),
    ("code", Text),
    ("user_id", Int),
    ("created_at", Int),
    ("entry_point", Text),
    ("home_id", Int),
];

static INSERT: Bulk = Bulk::insert("touch", COLUMNS, "on conflict do nothing");

/// A new row of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTouch {
    /// What the verdict looks at.
    pub touch: Touch,
    /// Contact.
    pub contact_id: ContactId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// The message that carried it.
    pub message_id: Option<MessageId>,
    /// What makes the same evidence one row: unique in the company.
    pub evidence_key: String,
    /// Card of an ad or post, as JSON.
    pub card: Option<String>,
    /// Code in the text.
    pub code: Option<String>,
    /// The user who gave it by hand.
    pub user_id: Option<UserId>,
    /// When it was kept.
    pub created_at: Moment,
    /// How the chat was opened, as it was told beside this evidence, as JSON.
    pub entry_point: Option<String>,
    /// The conversation in which it would stand, had that one not been joined into this one.
    pub home_id: Option<ConversationId>,
}

/// The touches of these conversations.
pub fn of_conversations(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<(ConversationId, Touch)>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&OF_CONVERSATIONS, params![company_id, conversations])?;
    rows.into_iter()
        .map(|mut row| {
            let id: TouchId = row.take()?;
            let conversation_id = row.take()?;
            let kind: EntryKind = row.take()?;
            let method: Method = row.take()?;
            let identifier_id: Option<IdentifierId> = row.take()?;
            let click_id: Option<ClickId> = row.take()?;
            let touch = Touch {
                id,
                kind,
                method,
                identifier_id,
                click_id,
                seen_at: row.take()?,
                provider_message_id: row.take()?,
                paid_click: row.take::<Option<String>>()?.is_some_and(|query| is_paid_query(&query)),
            };
            Ok((conversation_id, touch))
        })
        .collect()
}

/// Which of these evidence keys are in the ledger, each with the time of the message that carried it.
pub fn known_evidence(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    keys: Vec<String>,
) -> Result<Vec<(String, Moment)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&KNOWN_EVIDENCE, params![company_id, keys])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Puts every touch of a conversation into another one, with the messages that carried them.
pub fn move_all(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_ALL, params![company_id, from, to]).map(drop)
}

/// Puts the touches that came from a conversation back into it, out of the one it was joined into.
pub fn give_back(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    home: ConversationId,
    from: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&GIVE_BACK, params![company_id, home, from]).map(drop)
}

/// Puts the touches of one message of a conversation into another one, with the message.
pub fn move_of_message(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    message_id: MessageId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_OF_MESSAGE, params![company_id, message_id, to, from]).map(drop)
}

/// Adds touches.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, touches: &[NewTouch]) -> Result<(), StoreError> {
    let rows = touches
        .iter()
        .map(|new| {
            params![
                company_id,
                new.touch.id,
                new.contact_id,
                new.conversation_id,
                new.message_id,
                new.touch.kind,
                new.touch.method,
                new.touch.identifier_id,
                new.touch.click_id,
                new.touch.seen_at,
                &new.touch.provider_message_id,
                &new.evidence_key,
                new.card.clone(),
                new.code.clone(),
                new.user_id,
                new.created_at,
                new.entry_point.clone(),
                new.home_id
            ]
        })
        .collect();
    tx.bulk(&INSERT, rows).map(drop)
}
