//! What one conversation holds: messages, touches, events, and the form it was closed with.

use nascente_domain::closing::FormField;
use nascente_domain::id::{
    ChannelId, ClickId, CompanyId, ConversationId, DepartmentId, EventId, IdentifierId, MessageId, TouchId, UserId,
};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::Moment;
use nascente_domain::touch::{Card, EntryKind, EntryPoint, Method};

use crate::conversation_list::part::{read_card, read_entry_point};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    MESSAGES = "select m.message_id, m.direction, m.author, m.user_id, u.name, m.kind, m.text, m.details, m.card,
            m.provider_id, m.reply_to, m.sent_at, m.status, m.error_title, m.channel_id, r.message_id, r.kind, r.text,
            r.direction, r.sent_at
        from message m
        left join \"user\" u on u.company_id = $1 and u.user_id = m.user_id
        left join message r on r.company_id = $1 and r.channel_id = m.channel_id and r.provider_id = m.reply_to
        where m.company_id = $1 and m.conversation_id = $2 and (m.sent_at, m.message_id) < ($3, $4)
          and (m.target is null or not exists (select 1 from message t
            where t.company_id = $1 and t.channel_id = m.channel_id and t.provider_id = m.target))
        order by m.sent_at desc, m.message_id desc limit $5";
    COUNT_MESSAGES = "select count(*) from message m where m.company_id = $1 and m.conversation_id = $2
        and (m.target is null or not exists (select 1 from message t
            where t.company_id = $1 and t.channel_id = m.channel_id and t.provider_id = m.target))";
    TOUCHES = "select t.touch_id, t.kind, t.method, t.identifier_id, e.label, t.click_id, t.code, t.card,
            t.entry_point, t.seen_at
        from touch t
        left join entry_identifier e on e.company_id = $1 and e.identifier_id = t.identifier_id
        where t.company_id = $1 and t.conversation_id = $2 and (t.seen_at, t.touch_id) > ($3, $4)
        order by t.seen_at, t.touch_id limit $5";
    COUNT_TOUCHES = "select count(*) from touch t where t.company_id = $1 and t.conversation_id = $2";
    EVENTS = "select v.event_id, v.kind, v.actor_kind, v.actor_id, v.actor_name, v.happened_at, v.details
        from audit_event v
        where v.company_id = $1 and (v.conversation_id = $2 or v.conversation_id in (select c.conversation_id
            from conversation c where c.company_id = $1 and c.joined_into = $2)) and (v.happened_at, v.event_id) > ($3, $4)
        order by v.happened_at, v.event_id limit $5";
    COUNT_EVENTS = "select count(*) from audit_event v where v.company_id = $1 and (v.conversation_id = $2
        or v.conversation_id in (select c.conversation_id from conversation c
            where c.company_id = $1 and c.joined_into = $2))";
    FORM_AT = "select f.fields from form_version f
        where f.company_id = $1 and f.department_id = $2 and f.created_at <= $3 order by f.version desc limit 1";
}

/// A message or note.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Id.
    pub id: MessageId,
    /// Which way it went.
    pub direction: Direction,
    /// Who wrote it.
    pub author: Author,
    /// User who wrote it.
    pub user_id: Option<UserId>,
    /// Name of that user.
    pub user_name: Option<String>,
    /// Kind.
    pub kind: MessageKind,
    /// Text or caption.
    pub text: Option<String>,
    /// What the kind needs beyond the text.
    pub details: Option<serde_json::Value>,
    /// Card of the ad or post.
    pub card: Option<Card>,
    /// The provider's id, by which others point at it.
    pub provider_id: Option<String>,
    /// The message it answers, when we have it.
    pub reply_to: Option<AnsweredRow>,
    /// When it was sent.
    pub sent_at: Moment,
    /// How far it got.
    pub status: Option<SendStatus>,
    /// Why it failed.
    pub error: Option<String>,
    /// Channel.
    pub channel_id: ChannelId,
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRow {
    /// Id.
    pub id: MessageId,
    /// The provider's id.
    pub provider_id: String,
    /// Kind.
    pub kind: MessageKind,
    /// Text as it was first sent.
    pub text: Option<String>,
    /// Which way it went.
    pub direction: Direction,
    /// When it was sent.
    pub sent_at: Moment,
}

/// Which part of a thread: a conversation, the place to go on from, and how many rows.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Time and id of the last row seen.
    pub after: Option<(i64, i64)>,
    /// How many.
    pub limit: i64,
}

/// Messages before a place, the latest first.
pub fn messages(tx: &mut Tx<'_>, company_id: CompanyId, slice: Slice) -> Result<Vec<MessageRow>, StoreError> {
    let (moment, id) = slice.after.unwrap_or((i64::MAX, i64::MAX));
    let rows = tx.query(&MESSAGES, params![company_id, slice.conversation_id, moment, id, slice.limit])?;
    rows.into_iter().map(|mut row| read_message(&mut row)).collect()
}

fn read_message(row: &mut Row) -> Result<MessageRow, StoreError> {
    let reply_to: Option<String>;
    let mut message = MessageRow {
        id: row.take()?,
        direction: row.take()?,
        author: row.take()?,
        user_id: row.take()?,
        user_name: row.take()?,
        kind: row.take()?,
        text: row.take()?,
        details: row.take()?,
        card: read_card(row.take()?),
        provider_id: row.take()?,
        reply_to: None,
        sent_at: {
            reply_to = row.take()?;
            row.take()?
        },
        status: row.take()?,
        error: row.take()?,
        channel_id: row.take()?,
    };
    let answered: Option<MessageId> = row.take()?;
    if let (Some(id), Some(provider_id)) = (answered, reply_to) {
        let (kind, text, direction, sent_at) = (row.take()?, row.take()?, row.take()?, row.take()?);
        message.reply_to = Some(AnsweredRow { id, provider_id, kind, text, direction, sent_at });
    }
    Ok(message)
}

/// How many messages a conversation has.
pub fn count_messages(tx: &mut Tx<'_>, company_id: CompanyId, id: ConversationId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT_MESSAGES, params![company_id, id])?.map_or(Ok(0), |mut row| row.take())
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchRow {
    /// Id.
    pub id: TouchId,
    /// What it is evidence of.
    pub kind: EntryKind,
    /// How it was carried.
    pub method: Method,
    /// Identifier.
    pub identifier_id: Option<IdentifierId>,
    /// Its label.
    pub label: Option<String>,
    /// Click.
    pub click_id: Option<ClickId>,
    /// Code in the text.
    pub code: Option<String>,
    /// Card of the ad or post.
    pub card: Option<Card>,
    /// How the chat was opened.
    pub entry_point: Option<EntryPoint>,
    /// When the message was sent.
    pub seen_at: Moment,
}

/// Touches after a place, the earliest first.
pub fn touches(tx: &mut Tx<'_>, company_id: CompanyId, slice: Slice) -> Result<Vec<TouchRow>, StoreError> {
    let (moment, id) = slice.after.unwrap_or((i64::MIN, i64::MIN));
    let rows = tx.query(&TOUCHES, params![company_id, slice.conversation_id, moment, id, slice.limit])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(TouchRow {
                id: row.take()?,
                kind: row.take()?,
                method: row.take()?,
                identifier_id: row.take()?,
                label: row.take()?,
                click_id: row.take()?,
                code: row.take()?,
                card: read_card(row.take()?),
                entry_point: read_entry_point(row.take()?),
                seen_at: row.take()?,
            })
        })
        .collect()
}

/// How many touches a conversation has.
pub fn count_touches(tx: &mut Tx<'_>, company_id: CompanyId, id: ConversationId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT_TOUCHES, params![company_id, id])?.map_or(Ok(0), |mut row| row.take())
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Id.
    pub id: EventId,
    /// What.
    pub kind: String,
    /// By what sort of actor.
    pub actor_kind: String,
    /// By whom.
    pub actor_id: Option<String>,
    /// By what name.
    pub actor_name: Option<String>,
    /// When.
    pub happened_at: Moment,
    /// More, by kind.
    pub details: serde_json::Value,
}

/// Events after a place, the earliest first.
pub fn events(tx: &mut Tx<'_>, company_id: CompanyId, slice: Slice) -> Result<Vec<EventRow>, StoreError> {
    let (moment, id) = slice.after.unwrap_or((i64::MIN, i64::MIN));
    let rows = tx.query(&EVENTS, params![company_id, slice.conversation_id, moment, id, slice.limit])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(EventRow {
                id: row.take()?,
                kind: row.take()?,
                actor_kind: row.take()?,
                actor_id: row.take()?,
                actor_name: row.take()?,
                happened_at: row.take()?,
                details: row.take()?,
            })
        })
        .collect()
}

/// How many events a conversation has.
pub fn count_events(tx: &mut Tx<'_>, company_id: CompanyId, id: ConversationId) -> Result<i64, StoreError> {
    tx.query_first(&COUNT_EVENTS, params![company_id, id])?.map_or(Ok(0), |mut row| row.take())
}

/// The fields of a department's form as it was at a moment.
pub fn form_at(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    department_id: DepartmentId,
    moment: Moment,
) -> Result<Vec<FormField>, StoreError> {
    let Some(mut row) = tx.query_first(&FORM_AT, params![company_id, department_id, moment])? else {
        return Ok(Vec::new());
    };
    serde_json::from_value(row.take()?).map_err(|error| StoreError::Unreadable(error.to_string()))
}
