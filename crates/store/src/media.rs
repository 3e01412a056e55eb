//! Files of messages and pictures of cards: where their bytes are and what is known of them. The bytes are elsewhere, and
//! the conversation is that of the message, which may move.
//!
//! Invariants: a picture of a card is kept once in a company (`card_key`); an upload that no message took may be swept,
//! and once it is swept no message takes it.

use nascente_domain::id::{ChannelId, CompanyId, ConversationId, MediaId, MessageId};
use nascente_domain::media::{MediaPurpose, MediaState};
use nascente_domain::message::{Direction, MessageKind};
use nascente_domain::moment::Moment;

use crate::bulk::ColumnType::{Bool, Int, Text};
use crate::bulk::{Bulk, Column};
use crate::{Row, StoreError, Tx, Value, params, statements};

statements! {
    FIND = "select f.media_id, f.message_id, m.conversation_id, f.channel_id, f.direction, f.purpose, f.kind, f.source,
            f.told_type, f.mime_type, f.file_name, f.voice, f.size_bytes, f.sha256, f.width, f.height, f.duration_ms,
            f.object_key, f.thumbnail_key, f.state, f.reason, f.attempts, f.uploaded_by, f.provider_upload, f.created_at
        from media f
        left join message m on m.company_id = $1 and m.message_id = f.message_id
        where f.company_id = $1 and f.media_id = $2";
    OF_MESSAGES = "select f.media_id, f.message_id, m.conversation_id, f.channel_id, f.direction, f.purpose, f.kind, f.source,
            f.told_type, f.mime_type, f.file_name, f.voice, f.size_bytes, f.sha256, f.width, f.height, f.duration_ms,
            f.object_key, f.thumbnail_key, f.state, f.reason, f.attempts, f.uploaded_by, f.provider_upload, f.created_at
        from media f
        left join message m on m.company_id = $1 and m.message_id = f.message_id
        where f.company_id = $1 and f.message_id {in:$2} and f.purpose = 'message'";
    PICTURES = "select f.card_key, f.media_id, f.message_id, m.conversation_id, f.channel_id, f.direction, f.purpose, f.kind, f.source,
            f.told_type, f.mime_type, f.file_name, f.voice, f.size_bytes, f.sha256, f.width, f.height, f.duration_ms,
            f.object_key, f.thumbnail_key, f.state, f.reason, f.attempts, f.uploaded_by, f.provider_upload, f.created_at
        from media f
        left join message m on m.company_id = $1 and m.message_id = f.message_id
        where f.company_id = $1 and f.card_key {in:$2}";
    SETTLE = "update media set state = $3, reason = $4, attempts = $5 where company_id = $1 and media_id = $2";
    KEEP = "update media set state = 'ready', reason = null, attempts = $3, kind = $4, mime_type = $5, file_name = $6,
            size_bytes = $7, sha256 = $8, width = $9, height = $10, duration_ms = $11, thumbnail_key = $12
        where company_id = $1 and media_id = $2";
    ATTACH = "update media set message_id = $3, channel_id = $4
        where company_id = $1 and media_id = $2 and message_id is null and direction = 'out' and state = 'ready'
            and uploaded_by = $5";
    SET_UPLOAD = "update media set provider_upload = $3 where company_id = $1 and media_id = $2";
    GIVE_UP = "update media set state = 'gone', reason = 'no message took it'
        where company_id = $1 and media_id = $2 and message_id is null and direction = 'out'";
    FORGET = "delete from media where company_id = $1 and media_id = $2 and message_id is null and state = 'gone'";
}

const COLUMNS: &[Column] = &[
    ("company_id", Int),
    ("media_id", Int),
    ("message_id", Int),
    ("channel_id", Int),
    ("direction", Text),
    ("purpose", Text),
    ("kind", Text),
    ("source", Text),
    ("card_key", Text),
    ("told_type", Text),
    ("file_name", Text),
    ("voice", Bool),
    ("object_key", Text),
    ("state", Text),
    ("attempts", Int),
    ("uploaded_by", Text),
    ("created_at", Int),
];

static INSERT: Bulk = Bulk::insert("media", COLUMNS, "on conflict do nothing");

/// A file that is to be fetched or is being uploaded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMedia {
    /// Id.
    pub media_id: MediaId,
    /// The message that brought it; `None` while it is not sent.
    pub message_id: Option<MessageId>,
    /// Channel of that message.
    pub channel_id: Option<ChannelId>,
    /// Whether it came or goes.
    pub direction: Direction,
    /// What it is there for.
    pub purpose: MediaPurpose,
    /// Kind of its message.
    pub kind: MessageKind,
    /// How the provider finds it, as JSON.
    pub source: Option<String>,
    /// What tells the picture of a card from others.
    pub card_key: Option<String>,
    /// The type that was told.
    pub told_type: Option<String>,
    /// Its name.
    pub file_name: Option<String>,
    /// Whether it is a voice note.
    pub voice: bool,
    /// Where its bytes go.
    pub object_key: String,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// When it was told of.
    pub created_at: Moment,
}

/// A file.
#[derive(Debug, Clone, PartialEq)]
pub struct MediaRow {
    /// Id.
    pub media_id: MediaId,
    /// The message it belongs to.
    pub message_id: Option<MessageId>,
    /// The conversation of that message by now.
    pub conversation_id: Option<ConversationId>,
    /// Channel of that message.
    pub channel_id: Option<ChannelId>,
    /// Whether it came or goes.
    pub direction: Direction,
    /// What it is there for.
    pub purpose: MediaPurpose,
    /// Kind of its message.
    pub kind: MessageKind,
    /// How the provider finds it.
    pub source: Option<serde_json::Value>,
    /// The type that was told.
    pub told_type: Option<String>,
    /// The type that is believed.
    pub mime_type: Option<String>,
    /// Its name.
    pub file_name: Option<String>,
    /// Whether it is a voice note.
    pub voice: bool,
    /// Its bytes.
    pub size_bytes: Option<i64>,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// Width in pixels.
    pub width: Option<i64>,
    /// Height in pixels.
    pub height: Option<i64>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Where its bytes are.
    pub object_key: String,
    /// Where the bytes of its small picture are.
    pub thumbnail_key: Option<String>,
    /// How far it got.
    pub state: MediaState,
    /// Why it is not there.
    pub reason: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// Who uploaded it.
    pub uploaded_by: Option<String>,
    /// What the provider calls it since it was uploaded there, and through which channel.
    pub provider_upload: Option<serde_json::Value>,
    /// When it was told of.
    pub created_at: Moment,
}

/// What is known of a file once its bytes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Kind of message it makes.
    pub kind: MessageKind,
    /// The type that is believed.
    pub mime_type: String,
    /// Its name.
    pub file_name: Option<String>,
    /// Its bytes.
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Width in pixels.
    pub width: Option<i64>,
    /// Height in pixels.
    pub height: Option<i64>,
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Where the bytes of its small picture are.
    pub thumbnail_key: Option<String>,
}

fn read(mut row: Row) -> Result<MediaRow, StoreError> {
    Ok(MediaRow {
        media_id: row.take()?,
        message_id: row.take()?,
        conversation_id: row.take()?,
        channel_id: row.take()?,
        direction: row.take()?,
        purpose: row.take()?,
        kind: row.take()?,
        source: row.take()?,
        told_type: row.take()?,
        mime_type: row.take()?,
        file_name: row.take()?,
        voice: row.take()?,
        size_bytes: row.take()?,
        sha256: row.take()?,
        width: row.take()?,
        height: row.take()?,
        duration_ms: row.take()?,
        object_key: row.take()?,
        thumbnail_key: row.take()?,
        state: row.take()?,
        reason: row.take()?,
        attempts: row.take()?,
        uploaded_by: row.take()?,
        provider_upload: row.take()?,
        created_at: row.take()?,
    })
}

/// Keeps new files, all of them waiting; a picture of a card that is known stays as it is.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, files: &[NewMedia]) -> Result<(), StoreError> {
    let rows: Vec<Vec<Value>> = files
        .iter()
        .map(|file| {
            params![
                company_id,
                file.media_id,
                file.message_id,
                file.channel_id,
                file.direction,
                file.purpose,
                file.kind,
                file.source.clone(),
                file.card_key.clone(),
                file.told_type.clone(),
                file.file_name.clone(),
                file.voice,
                &file.object_key,
                MediaState::Waiting,
                0_i64,
                file.uploaded_by.clone(),
                file.created_at
            ]
        })
        .collect();
    tx.bulk(&INSERT, rows).map(drop)
}

/// One file.
pub fn find(tx: &mut Tx<'_>, company_id: CompanyId, id: MediaId) -> Result<Option<MediaRow>, StoreError> {
    tx.query_first(&FIND, params![company_id, id])?.map(read).transpose()
}

/// The files of these messages.
pub fn of_messages(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    messages: Vec<MessageId>,
) -> Result<Vec<MediaRow>, StoreError> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&OF_MESSAGES, params![company_id, messages])?.into_iter().map(read).collect()
}

/// The pictures of cards, by their keys.
pub fn pictures(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    card_keys: Vec<String>,
) -> Result<Vec<(String, MediaRow)>, StoreError> {
    if card_keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = tx.query(&PICTURES, params![company_id, card_keys])?;
    rows.into_iter().map(|mut row| Ok((row.take()?, read(row)?))).collect()
}

/// Notes how a try ended that brought no bytes, or that another one begins.
pub fn settle(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: MediaId,
    state: MediaState,
    reason: Option<&str>,
    attempts: i64,
) -> Result<(), StoreError> {
    tx.execute(&SETTLE, params![company_id, id, state, reason, attempts]).map(drop)
}

/// Notes that the bytes are kept.
pub fn keep(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: MediaId,
    attempts: i64,
    file: &KeptFile,
) -> Result<(), StoreError> {
    let values = params![
        company_id,
        id,
        attempts,
        file.kind,
        &file.mime_type,
        file.file_name.clone(),
        file.size_bytes,
        &file.sha256,
        file.width,
        file.height,
        file.duration_ms,
        file.thumbnail_key.clone()
    ];
    tx.execute(&KEEP, values).map(drop)
}

/// Gives an upload to the message that sends it; `false` when it is not there, is another's, or was sent already.
pub fn attach(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: MediaId,
    message_id: MessageId,
    channel_id: ChannelId,
    uploaded_by: &str,
) -> Result<bool, StoreError> {
    let values = params![company_id, id, message_id, channel_id, uploaded_by];
    Ok(tx.execute(&ATTACH, values)? == 1)
}

/// Keeps what the provider calls a file since it was uploaded there.
pub fn set_upload(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: MediaId,
    upload: &serde_json::Value,
) -> Result<(), StoreError> {
    tx.execute(&SET_UPLOAD, params![company_id, id, upload]).map(drop)
}

/// Gives up an upload that no message took, so that none takes it any more; `false` when one did.
pub fn give_up(tx: &mut Tx<'_>, company_id: CompanyId, id: MediaId) -> Result<bool, StoreError> {
    Ok(tx.execute(&GIVE_UP, params![company_id, id])? == 1)
}

/// Forgets an upload that was given up, once its bytes are gone.
pub fn forget(tx: &mut Tx<'_>, company_id: CompanyId, id: MediaId) -> Result<(), StoreError> {
    tx.execute(&FORGET, params![company_id, id]).map(drop)
}
