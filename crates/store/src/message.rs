//! Messages and notes.

use nascente_domain::change::Change;
use nascente_domain::id::{ChannelId, CompanyId, ConversationId, MessageId, UserId};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::Moment;

use crate::bulk::ColumnType::{Int, Text};
use crate::bulk::{Bulk, Column};
use crate::{Row, StoreError, Tx, Value, params, statements};

statements! {
    KNOWN = "select message_id, channel_id, provider_id, conversation_id, direction, author, kind, text, status, sent_at
        from message where company_id = $1 and channel_id = $2 and provider_id {in:$3}";
    KNOWN_BY_ID = "select message_id, channel_id, provider_id, conversation_id, direction, author, kind, text, status,
            sent_at
        from message where company_id = $1 and message_id {in:$2}";
    UNSENT = "select message_id, channel_id, provider_id, conversation_id, direction, author, kind, text, status, sent_at
        from message where company_id = $1 and conversation_id {in:$2} and direction = 'out' and provider_id is null
          and status in ('queued', 'failed')
        order by sent_at, message_id";
    SPOKEN = "select message_id, conversation_id, channel_id, provider_id, direction, author, kind, text, sent_at
        from message where company_id = $1 and conversation_id {in:$2} and direction <> 'internal'
        order by conversation_id, sent_at, message_id";
    CHANGES = "select target, direction, kind, text, sent_at, provider_id from message
        where company_id = $1 and channel_id = $2 and target {in:$3}";
    MOVE_ALL = "update message set conversation_id = $3, home_id = coalesce(home_id, conversation_id)
        where company_id = $1 and conversation_id = $2";
    GIVE_BACK = "update message set conversation_id = $2, home_id = null
        where company_id = $1 and conversation_id = $3 and home_id = $2";
    MOVE_ONE = "update message set conversation_id = $3, home_id = coalesce(home_id, conversation_id)
        where company_id = $1 and message_id = $2";
    HOMES = "select distinct home_id, conversation_id from message
        where company_id = $1 and conversation_id {in:$2} and home_id is not null";
    DELETE = "delete from message where company_id = $1 and message_id = $2";
    SAID_BY_US = "select conversation_id, sent_at, author, kind from message
        where company_id = $1 and conversation_id {in:$2} and direction = 'out'";
    SET_SENT = "update message set provider_id = $3, status = $4, error_code = null, error_title = null
        where company_id = $1 and message_id = $2";
    COMPLETE = "update message set kind = $3, text = $4, details = $5, card = coalesce(card, $6)
        where company_id = $1 and message_id = $2";
    TO_SEND = "select m.kind, m.text, m.details, m.status, m.reply_to, m.channel_id, m.conversation_id, coalesce(p.phone, k.phone),
            coalesce(p.contact_id, k.contact_id)
        from message m
        join conversation c on c.company_id = $1 and c.conversation_id = m.conversation_id
        join contact k on k.company_id = $1 and k.contact_id = c.contact_id
        left join contact p on p.company_id = $1 and p.contact_id = k.merged_into
        where m.company_id = $1 and m.message_id = $2";
    TEST = "select m.status, m.error_title, m.received_at, c.contact_id
        from message m
        join conversation c on c.company_id = $1 and c.conversation_id = m.conversation_id
        where m.company_id = $1 and m.message_id = $2 and m.channel_id = $3 and m.author = 'rule'
            and exists (select 1 from audit_event v where v.company_id = $1
                and v.conversation_id = m.conversation_id and v.kind = 'connection_tested')";
    ANSWERED = "select min(m.received_at)
        from conversation c
        join message m on m.company_id = $1 and m.conversation_id = c.conversation_id
        where c.company_id = $1 and c.contact_id = $2 and m.channel_id = $3 and m.direction = 'in'
            and m.received_at >= $4";
}

const COLUMNS: &[Column] = &[
    ("company_id", Int),
    ("message_id", Int),
    ("conversation_id", Int),
    ("channel_id", Int),
    ("provider_id", Text),
    ("direction", Text),
    ("author", Text),
    ("user_id", Int),
    ("kind", Text),
    ("text", Text),
    ("details", Text),
    ("card", Text),
    ("reply_to", Text),
    ("sent_at", Int),
    ("received_at", Int),
    ("status", Text),
    ("target", Text),
    ("home_id", Int),
];

static INSERT: Bulk = Bulk::insert("message", COLUMNS, "");
static SET_STATUS: Bulk = Bulk::update(
    "message",
    &[("company_id", Int), ("message_id", Int), ("status", Text), ("error_code", Int), ("error_title", Text)],
    2,
);

/// A new message or note.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// Id.
    pub message_id: MessageId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Channel.
    pub channel_id: ChannelId,
    /// The provider's id; `None` until it is sent, and for notes.
    pub provider_id: Option<String>,
    /// Direction.
    pub direction: Direction,
    /// Author.
    pub author: Author,
    /// User who wrote.
    pub user_id: Option<UserId>,
    /// Kind.
    pub kind: MessageKind,
    /// Text or caption.
    pub text: Option<String>,
    /// What the kind needs beyond the text, as JSON.
    pub details: Option<String>,
    /// Card of an ad or post, as JSON.
    pub card: Option<String>,
    /// The provider's id of the message it answers.
    pub reply_to: Option<String>,
    /// When it was sent.
    pub sent_at: Moment,
    /// When we got it.
    pub received_at: Moment,
    /// Progress, outbound only.
    pub status: Option<SendStatus>,
    /// The provider's id of the message that it edits, takes back or reacts to.
    pub target: Option<String>,
    /// The conversation in which it would stand, had that one not been joined into this one.
    pub home_id: Option<ConversationId>,
}

/// A message that is stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMessage {
    /// Id.
    pub message_id: MessageId,
    /// Channel.
    pub channel_id: ChannelId,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Direction.
    pub direction: Direction,
    /// Author.
    pub author: Author,
    /// Kind.
    pub kind: MessageKind,
    /// Text.
    pub text: Option<String>,
    /// Progress.
    pub status: Option<SendStatus>,
    /// When it was sent.
    pub sent_at: Moment,
}

impl KnownMessage {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            message_id: row.take()?,
            channel_id: row.take()?,
            provider_id: row.take()?,
            conversation_id: row.take()?,
            direction: row.take()?,
            author: row.take()?,
            kind: row.take()?,
            text: row.take()?,
            status: row.take()?,
            sent_at: row.take()?,
        })
    }
}

/// The messages of a channel that have these ids at the provider.
pub fn known(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    provider_ids: Vec<String>,
) -> Result<Vec<KnownMessage>, StoreError> {
    if provider_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&KNOWN, params![company_id, channel_id, provider_ids])?;
    rows.into_iter().map(KnownMessage::read).collect()
}

/// Messages of ours in these conversations that no provider has named yet: waiting, under way, or given up.
pub fn unsent(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<KnownMessage>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&UNSENT, params![company_id, conversations])?.into_iter().map(KnownMessage::read).collect()
}

/// A message as far as its conversation is folded from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Id.
    pub message_id: MessageId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Channel.
    pub channel_id: ChannelId,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// Direction.
    pub direction: Direction,
    /// Author.
    pub author: Author,
    /// Kind.
    pub kind: MessageKind,
    /// Text as it was first sent.
    pub text: Option<String>,
    /// When it was sent.
    pub sent_at: Moment,
}

/// Everything that was said in these conversations, each in its order; notes left out.
pub fn spoken(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<Spoken>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&SPOKEN, params![company_id, conversations])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Spoken {
                message_id: row.take()?,
                conversation_id: row.take()?,
                channel_id: row.take()?,
                provider_id: row.take()?,
                direction: row.take()?,
                author: row.take()?,
                kind: row.take()?,
                text: row.take()?,
                sent_at: row.take()?,
            })
        })
        .collect()
}

/// What edits, takes back or reacts to these messages of a channel, each with the provider's id of its message. They are
/// kept as messages of their own.
pub fn changes(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    targets: Vec<String>,
) -> Result<Vec<(String, Change)>, StoreError> {
    if targets.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&CHANGES, params![company_id, channel_id, targets])?;
    rows.into_iter()
        .map(|mut row| {
            let target = row.take()?;
            let change = Change {
                direction: row.take()?,
                kind: row.take()?,
                text: row.take()?,
                sent_at: row.take()?,
                provider_id: row.take()?,
            };
            Ok((target, change))
        })
        .collect()
}

/// Puts every message of a conversation into another one.
pub fn move_all(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_ALL, params![company_id, from, to]).map(drop)
}

/// Puts the messages that came from a conversation back into it, out of the one it was joined into.
pub fn give_back(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    home: ConversationId,
    from: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&GIVE_BACK, params![company_id, home, from]).map(drop)
}

/// The conversations from which messages of these came, each with the one where they are.
pub fn homes(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<(ConversationId, ConversationId)>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&HOMES, params![company_id, conversations])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?))).collect()
}

/// Puts one message into another conversation.
pub fn move_one(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    message_id: MessageId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&MOVE_ONE, params![company_id, message_id, to]).map(drop)
}

/// Takes a row out that turned out to be the echo of a message we have.
pub fn delete(tx: &mut Tx<'_>, company_id: CompanyId, message_id: MessageId) -> Result<(), StoreError> {
    tx.execute(&DELETE, params![company_id, message_id]).map(drop)
}

/// What the company said in these conversations: when, who, and the kind of message.
pub fn said_by_us(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    conversations: Vec<ConversationId>,
) -> Result<Vec<(ConversationId, Moment, Author, MessageKind)>, StoreError> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&SAID_BY_US, params![company_id, conversations])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, row.take()?, row.take()?, row.take()?))).collect()
}

/// The messages with these ids of ours.
pub fn known_by_id(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<MessageId>,
) -> Result<Vec<KnownMessage>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&KNOWN_BY_ID, params![company_id, ids])?.into_iter().map(KnownMessage::read).collect()
}

/// Keeps new messages.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, messages: &[NewMessage]) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = messages
        .iter()
        .map(|message| {
            params![
                company_id,
                message.message_id,
                message.conversation_id,
                message.channel_id,
                message.provider_id.clone(),
                message.direction,
                message.author,
                message.user_id,
                message.kind,
                message.text.clone(),
                message.details.clone(),
                message.card.clone(),
                message.reply_to.clone(),
                message.sent_at,
                message.received_at,
                message.status,
                message.target.clone(),
                message.home_id
            ]
        })
        .collect();
    tx.bulk(&INSERT, rows).map(drop)
}

/// Content that a later delivery of the same message brought for a stub.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// The stub.
    pub message_id: MessageId,
    /// Kind.
    pub kind: MessageKind,
    /// Text.
    pub text: Option<String>,
    /// Details as JSON.
    pub details: Option<String>,
    /// Card as JSON; one that is there stays.
    pub card: Option<String>,
}

/// Fills a stub.
pub fn complete(tx: &mut Tx<'_>, company_id: CompanyId, content: &Completion) -> Result<(), StoreError> {
    let values = params![
        company_id,
        content.message_id,
        content.kind,
        content.text.clone(),
        content.details.clone(),
        content.card.clone()
    ];
    tx.execute(&COMPLETE, values).map(drop)
}

/// How far a message got, and the provider's code and title of what went wrong with it.
pub type Progress = (SendStatus, Option<(i64, String)>);

/// Keeps how far messages got.
pub fn set_statuses<'a>(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    all: impl IntoIterator<Item = (&'a MessageId, &'a Progress)>,
) -> Result<(), StoreError> {
    let rows = all.into_iter().map(|(message_id, (status, error))| {
        let (code, title) = error.clone().unzip();
        params![company_id, *message_id, *status, code, title]
    });
    let rows: Vec<Vec<Value>> = rows.collect();
    tx.bulk(&SET_STATUS, rows)
}

/// Keeps the provider's id of a message that it accepted.
pub fn set_sent(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    message_id: MessageId,
    provider_id: &str,
    status: SendStatus,
) -> Result<(), StoreError> {
    tx.execute(&SET_SENT, params![company_id, message_id, provider_id, status]).map(drop)
}

/// What sending a message needs.
#[derive(Debug, Clone)]
pub struct ToSend {
    /// Kind.
    pub kind: MessageKind,
    /// Text, or the name of a template.
    pub text: String,
    /// What the kind needs beyond the text.
    pub details: Option<serde_json::Value>,
    /// Progress so far.
    pub status: Option<SendStatus>,
    /// The provider's id of the message it answers.
    pub reply_to: Option<String>,
    /// Channel.
    pub channel_id: ChannelId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Number of the contact as the wire gave it.
    pub phone: Option<String>,
    /// Contact.
    pub contact_id: nascente_domain::id::ContactId,
}

/// What sending this message needs; `None` when it is unknown.
pub fn to_send(tx: &mut Tx<'_>, company_id: CompanyId, message_id: MessageId) -> Result<Option<ToSend>, StoreError> {
    let Some(mut row) = tx.query_first(&TO_SEND, params![company_id, message_id])? else { return Ok(None) };
    Ok(Some(ToSend {
        kind: row.take()?,
        text: row.take::<Option<String>>()?.unwrap_or_default(),
        details: row.take()?,
        status: row.take()?,
        reply_to: row.take()?,
        channel_id: row.take()?,
        conversation_id: row.take()?,
        phone: row.take()?,
        contact_id: row.take()?,
    }))
}

/// How far the text of a connection's test got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestedMessage {
    /// Progress of the text.
    pub status: Option<SendStatus>,
    /// Why it failed.
    pub error_title: Option<String>,
    /// When the phone wrote first, after the test was begun.
    pub answered_at: Option<Moment>,
}

/// The test whose text this message is; `None` when it is none of this channel.
pub fn answer_to_test(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    message_id: MessageId,
) -> Result<Option<TestedMessage>, StoreError> {
    let Some(mut row) = tx.query_first(&TEST, params![company_id, message_id, channel_id])? else { return Ok(None) };
    let (status, error_title): (Option<SendStatus>, Option<String>) = (row.take()?, row.take()?);
    let (begun, contact_id): (Moment, nascente_domain::id::ContactId) = (row.take()?, row.take()?);
    let answered = tx.query_first(&ANSWERED, params![company_id, contact_id, channel_id, begun])?;
    let answered_at = answered.map_or(Ok(None), |mut row| row.take())?;
    Ok(Some(TestedMessage { status, error_title, answered_at }))
}
