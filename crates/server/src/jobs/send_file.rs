//! The file of a message that is sent, in the form that its provider takes: uploaded before, as bytes, or as an address of
//! ours that holds for a while.

use axum::body::Bytes;
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::media::{UNKNOWN_TYPE, largest_sent};
use nascente_store::media::{self, MediaRow};
use nascente_store::message::ToSend;
use nascente_store::{Lane, StoreError};
use nascente_wire::call::FilePart;
use nascente_wire::media::{MediaCarrier, MediaSource, OutboundMedia, UploadAnswer};
use nascente_wire::outbound::Retry;
use nascente_wire::provider;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;

use crate::app::App;
use crate::auth::channel_secrets::ChannelRoute;
use crate::jobs::send::Refusal;
use crate::media::files::FilesError;
use crate::media::give::signed_address;
use crate::outbound::OutboundError;

/// A file as it is sent, and the room that its bytes take until it is gone.
pub(super) struct Prepared {
    pub(super) media: OutboundMedia,
    _room: Option<OwnedSemaphorePermit>,
}

/// Prepares the file of a message; a refusal means that the message itself was not sent.
pub(super) async fn prepare(
    app: &App,
    company_id: CompanyId,
    route: &ChannelRoute,
    file: &MediaRow,
    to_send: &ToSend,
) -> Result<Prepared, Refusal> {
    let mut room = None;
    let source = match provider::media_carrier(route.provider) {
        None => return Err(Refusal::new("this provider cannot send files", Retry::Never)),
        Some(MediaCarrier::Address) => {
            MediaSource::Address(signed_address(app, company_id, file.media_id).map_err(|failure| later(&failure))?)
        }
        Some(MediaCarrier::Inline) => {
            // The bytes, their text form, and the request around it.
            room = app.room.take(4 * largest_sent(file.kind)).await;
            MediaSource::Bytes(read(app, file).await?.to_vec())
        }
        Some(MediaCarrier::Upload) => match uploaded(file, route.channel_id) {
            Some(id) => MediaSource::Uploaded(id),
            None => MediaSource::Uploaded(upload(app, company_id, route, file).await?),
        },
    };
    let media = OutboundMedia {
        kind: file.kind,
        mime_type: mime_type(file),
        file_name: name(file),
        caption: Some(to_send.text.clone()).filter(|text| !text.is_empty()),
        voice: file.voice,
        source,
    };
    Ok(Prepared { media, _room: room })
}

/// WhatsApp takes a voice note only when its codec is named.
fn mime_type(file: &MediaRow) -> String {
    let known = file.mime_type.as_deref().unwrap_or(UNKNOWN_TYPE);
    if known == "audio/ogg" { "audio/ogg; codecs=opus".to_owned() } else { known.to_owned() }
}

/// The name of a file; one without is named by its kind.
fn name(file: &MediaRow) -> String {
    let ending = mime_guess::get_mime_extensions_str(file.mime_type.as_deref().unwrap_or(UNKNOWN_TYPE))
        .and_then(|endings| endings.first())
        .map_or_else(String::new, |ending| format!(".{ending}"));
    file.file_name.clone().unwrap_or_else(|| format!("{}{ending}", file.kind))
}

fn later(error: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(error.to_string(), Retry::Later)
}

async fn read(app: &App, file: &MediaRow) -> Result<Bytes, Refusal> {
    let files = app.files().map_err(|failure| later(&failure))?;
    files.read(&file.object_key).await.map_err(|error| match error {
        // It will not come back by itself.
        FilesError::Missing => Refusal::new(error.to_string(), Retry::Never),
        FilesError::Store(_) => later(&error),
    })
}

/// What the provider calls the file since it was uploaded through this channel.
fn uploaded(file: &MediaRow, channel_id: ChannelId) -> Option<String> {
    let upload = file.provider_upload.as_ref()?;
    let is_of_channel = upload.get("channel_id")?.as_str() == Some(channel_id.to_string().as_str());
    upload.get("id")?.as_str().filter(|_| is_of_channel).map(str::to_owned)
}

/// Uploads the file and remembers what the provider calls it, so that another attempt does not upload it again.
async fn upload(app: &App, company_id: CompanyId, route: &ChannelRoute, file: &MediaRow) -> Result<String, Refusal> {
    let _room = app.room.take(2 * largest_sent(file.kind)).await;
    let bytes = read(app, file).await?.to_vec();
    let part = FilePart { file_name: name(file), mime_type: mime_type(file), bytes };
    let settings = |name: &str| route.secrets.setting(name);
    let call = provider::upload(route.provider, &settings, part)
        .ok_or_else(|| Refusal::new("the connection of this number lacks a setting", Retry::Never))?;
    let door = app.outbound().map_err(|failure| later(&failure))?;
    let answer = door.call(call).await.map_err(|error| match error {
        OutboundError::Forbidden => Refusal::new(error.to_string(), Retry::Never),
        error => later(&error),
    })?;
    match provider::read_upload(route.provider, answer.status, &answer.body) {
        Some(UploadAnswer::Accepted(id)) => {
            let (media_id, upload) = (file.media_id, json!({ "channel_id": route.channel_id, "id": id }));
            let kept: Result<(), StoreError> =
                app.db.write(Lane::Work, move |tx| media::set_upload(tx, company_id, media_id, &upload)).await;
            kept.map_err(|error| later(&error))?;
            Ok(id)
        }
        Some(UploadAnswer::Refused { code, title, retry }) => {
            Err(Refusal { code, title, retry, wait: None }.waiting(answer.retry_after))
        }
        None => Err(Refusal::new("this provider takes no uploads", Retry::Never)),
    }
}
