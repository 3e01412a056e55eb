//! Uploads: the bytes of a file that somebody wants to send.
//!
//! In: bytes, the type they are said to have, a name. Out: a file that a message may take. Refused: what is larger than
//! `WhatsApp` carries (413), what nobody should open (415), bytes that are not what they are said to be (422). The bytes
//! go to the store as they come; the row and the job that sweeps it are there before them, so that nothing is left
//! behind by a connection that breaks off.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::media::{MediaPurpose, essence, kind_to_send, largest_sent, names_program};
use nascente_domain::message::{Direction, MessageKind};
use nascente_domain::moment::DAY;
use nascente_store::job::NewJob;
use nascente_store::media::{KeptFile, MediaRow, NewMedia};
use nascente_store::{Lane, StoreError, job, media};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use super::files::{Files, FilesError};
use super::inspect::{Seen, inspect};
use super::show::uploader;
use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::jobs::sweep;

/// How long the next piece of an upload may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long an upload waits for a message that takes it.
const LIFE: i64 = DAY;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// What comes with the bytes.
#[derive(Debug, Clone)]
pub struct Upload {
    mime_type: String,
    file_name: Option<String>,
    voice: bool,
    kind: MessageKind,
}

impl Upload {
    /// Checks what is said of the bytes before they are read.
    pub fn read(
        mime_type: Option<&str>,
        file_name: Option<String>,
        voice: bool,
        length: Option<u64>,
    ) -> Result<Self, Failure> {
        let mime_type = essence(mime_type.unwrap_or_default());
        let refused =
            || Failure::UnsupportedType("files of this type are not sent: they may carry programs".to_owned());
        if mime_type.is_empty() {
            return Err(Failure::UnsupportedType("say the type of the file as Content-Type".to_owned()));
        }
        let kind = kind_to_send(&mime_type).ok_or_else(refused)?;
        let file_name = file_name.map(|name| checked_name(&name)).transpose()?;
        if file_name.as_deref().is_some_and(names_program) {
            return Err(refused());
        }
        if voice && kind != MessageKind::Audio {
            return Err(Failure::invalid("voice", "not_allowed", "only a sound can be a voice note"));
        }
        if length.is_some_and(|length| length > largest_sent(kind)) {
            return Err(Failure::TooLarge);
        }
        Ok(Self { mime_type, file_name, voice, kind })
    }
}

fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    let is_shown = !name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\'));
    if is_shown && (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Ok(name.to_owned());
    }
    Err(Failure::invalid("file_name", "invalid", "use 1 to 200 characters, without slashes"))
}

/// Takes an upload.
pub async fn take(app: &App, caller: &Caller, upload: Upload, body: Body) -> Result<MediaRow, Failure> {
    let Some(_place) = app.room.upload() else { return Err(Failure::TooMany { retry_after: 5 }) };
    let (company_id, media_id): (CompanyId, MediaId) = (caller.company_id, app.id());
    let object_key = announce(app, caller, media_id, &upload).await?;
    let taken = match receive(app, &object_key, largest_sent(upload.kind), body).await {
        Ok(()) => settle(app, company_id, media_id, &upload, &object_key).await,
        Err(failure) => Err(failure),
    };
    if taken.is_err() {
        forget(app, company_id, media_id, &object_key).await?;
    }
    taken
}

/// Writes the row, and the job that sweeps it when no message takes it.
async fn announce(app: &App, caller: &Caller, media_id: MediaId, upload: &Upload) -> Result<String, Failure> {
    let (company_id, now) = (caller.company_id, app.now());
    let object_key = Files::key(company_id, media_id, now);
    let row = NewMedia {
        media_id,
        message_id: None,
        channel_id: None,
        direction: Direction::Outbound,
        purpose: MediaPurpose::Message,
        kind: upload.kind,
        source: None,
        card_key: None,
        told_type: Some(upload.mime_type.clone()),
        file_name: upload.file_name.clone(),
        voice: upload.voice,
        object_key: object_key.clone(),
        uploaded_by: Some(uploader(caller)),
        created_at: now,
    };
    let swept = NewJob {
        job_id: app.id(),
        kind: sweep::KIND,
        dedupe_key: media_id.to_string(),
        in_order_of: None,
        payload: json!({ "media_id": media_id }),
        run_at: now.plus(LIFE),
        created_at: now,
    };
    let written = app.db.write(Lane::Work, move |tx| {
        media::insert(tx, company_id, std::slice::from_ref(&row))?;
        job::insert(tx, company_id, &swept)
    });
    written.await.map_err(Failure::Store)?;
    Ok(object_key)
}

/// Sends the bytes to the store as they come.
async fn receive(app: &App, object_key: &str, largest: u64, body: Body) -> Result<(), Failure> {
    let mut writer = app.files()?.writer(object_key);
    let received = pour(&mut writer, largest, body).await;
    let stored = match received {
        Ok(()) => writer.shutdown().await.map_err(|error| Failure::from(FilesError::from(error))),
        Err(failure) => {
            if let Err(error) = writer.abort().await {
                tracing::warn!(%error, "the beginning of an upload stays in the store of files");
            }
            Err(failure)
        }
    };
    stored
}

async fn pour(writer: &mut object_store::buffered::BufWriter, largest: u64, body: Body) -> Result<(), Failure> {
    let broken = || Failure::BadRequest("the upload broke off".to_owned());
    let (mut pieces, mut size) = (body.into_data_stream(), 0_u64);
    while let Some(piece) = tokio::time::timeout(PATIENCE, pieces.next()).await.map_err(|_| broken())? {
        let piece = piece.map_err(|_| broken())?;
        size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if size > largest {
            return Err(Failure::TooLarge);
        }
        writer.put(piece).await.map_err(|error| Failure::from(FilesError::from(error)))?;
    }
    if size == 0 {
        return Err(Failure::invalid("body", "required", "send the bytes of the file as the body"));
    }
    Ok(())
}

/// Looks at what was taken, and keeps what is known of it.
async fn settle(
    app: &App,
    company_id: CompanyId,
    media_id: MediaId,
    upload: &Upload,
    object_key: &str,
) -> Result<MediaRow, Failure> {
    let _room = app.room.take(largest_sent(upload.kind)).await;
    let bytes = app.files()?.read(object_key).await?;
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let seen = look(app, upload, bytes).await?;
    let thumbnail_key = keep_thumbnail(app, object_key, seen.thumbnail).await?;
    let kept = KeptFile {
        kind: upload.kind,
        mime_type: seen.mime_type,
        file_name: upload.file_name.clone(),
        size_bytes,
        sha256: seen.sha256,
        width: seen.width,
        height: seen.height,
        duration_ms: seen.duration_ms,
        thumbnail_key,
    };
    let written = app.db.write(Lane::Work, move |tx| {
        media::keep(tx, company_id, media_id, 1, &kept)?;
        media::find(tx, company_id, media_id)
    });
    written.await?.ok_or(Failure::NotFound)
}

async fn look(app: &App, upload: &Upload, bytes: Bytes) -> Result<Seen, Failure> {
    let (kind, told) = (upload.kind, upload.mime_type.clone());
    let seen = look_at(app, kind, Some(told), upload.file_name.clone(), bytes).await?;
    let seen = seen.map_err(|why| Failure::invalid("body", "wrong_type", &why))?;
    match kind_to_send(&seen.mime_type) {
        None => Err(Failure::UnsupportedType("files of this type are not sent: they may carry programs".to_owned())),
        Some(other) if kind == MessageKind::Image && other != kind => {
            Err(Failure::invalid("body", "wrong_type", "only JPEG and PNG are sent as pictures"))
        }
        Some(_) => Ok(seen),
    }
}

/// Looks at bytes on a thread of its own, one picture at a time.
pub(crate) async fn look_at(
    app: &App,
    kind: MessageKind,
    told: Option<String>,
    file_name: Option<String>,
    bytes: Bytes,
) -> Result<Result<Seen, String>, Failure> {
    let _alone = app.room.picture().await;
    let looked = tokio::task::spawn_blocking(move || inspect(kind, told.as_deref(), file_name.as_deref(), &bytes));
    looked.await.map_err(|_| Failure::Unavailable("a file could not be looked at".to_owned()))
}

/// Keeps the small picture of a file; gives its key.
pub(crate) async fn keep_thumbnail(
    app: &App,
    object_key: &str,
    thumbnail: Option<Vec<u8>>,
) -> Result<Option<String>, FilesError> {
    let Some(thumbnail) = thumbnail else { return Ok(None) };
    let key = Files::thumbnail_key(object_key);
    let files = app.files().map_err(|failure| FilesError::Store(failure.to_string()))?;
    files.put(&key, Bytes::from(thumbnail)).await?;
    Ok(Some(key))
}

/// Takes an upload away that no message took. The row goes last: while it is there, another try finds the bytes.
pub(crate) async fn forget(
    app: &App,
    company_id: CompanyId,
    media_id: MediaId,
    object_key: &str,
) -> Result<(), Failure> {
    let given_up: Result<bool, StoreError> =
        app.db.write(Lane::Work, move |tx| media::give_up(tx, company_id, media_id)).await;
    if !given_up? {
        return Ok(());
    }
    let files = app.files()?;
    files.delete(object_key).await?;
    files.delete(&Files::thumbnail_key(object_key)).await?;
    app.db.write(Lane::Work, move |tx| media::forget(tx, company_id, media_id)).await.map_err(Failure::Store)
}
