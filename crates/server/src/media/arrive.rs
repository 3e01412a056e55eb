//! Files that a recorded message tells of: their rows, and the jobs that fetch them.

use nascente_domain::id::{ChannelId, CompanyId, MediaId, MessageId};
use nascente_domain::media::{MediaPurpose, brings_file};
use nascente_domain::message::{Direction, MessageKind};
use nascente_domain::moment::Moment;
use nascente_domain::touch::Card;
use nascente_store::job::NewJob;
use nascente_store::media::NewMedia;
use nascente_wire::inbound::Content;
use nascente_wire::media::InboundMedia;
use serde_json::json;

use crate::app::App;
use crate::auth::secret::fingerprint;
use crate::jobs::fetch;
use crate::media::Files;

/// The message that a file belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bringer {
    pub(crate) company_id: CompanyId,
    pub(crate) message_id: MessageId,
    pub(crate) channel_id: ChannelId,
    pub(crate) direction: Direction,
}

/// The file of a message and the picture of its card, as far as there are any.
pub(crate) fn files_of(app: &App, bringer: Bringer, content: &Content, card: Option<&Card>) -> Vec<NewMedia> {
    let file = content.media.as_deref().filter(|_| brings_file(content.kind)).map(|media| {
        let voice = content.details.as_ref().and_then(|details| details.get("voice")?.as_bool()).unwrap_or(false);
        let told = row(app, bringer, MediaPurpose::Message, content.kind, media);
        NewMedia { told_type: media.mime_type.clone(), file_name: media.file_name.clone(), voice, ..told }
    });
    let picture = card.and_then(|card| {
        let media = InboundMedia { url: Some(card.picture_url()?.to_owned()), ..InboundMedia::default() };
        let told = row(app, bringer, MediaPurpose::Card, MessageKind::Image, &media);
        Some(NewMedia { card_key: picture_key(card), ..told })
    });
    file.into_iter().chain(picture).collect()
}

/// What tells the picture of a card from others in the company, short enough for an index.
pub(crate) fn picture_key(card: &Card) -> Option<String> {
    card.picture_key().map(|key| fingerprint(&key))
}

fn row(app: &App, bringer: Bringer, purpose: MediaPurpose, kind: MessageKind, media: &InboundMedia) -> NewMedia {
    let (media_id, now): (MediaId, Moment) = (app.id(), app.now());
    NewMedia {
        media_id,
        message_id: Some(bringer.message_id),
        channel_id: Some(bringer.channel_id),
        direction: bringer.direction,
        purpose,
        kind,
        source: serde_json::to_string(media).ok(),
        card_key: None,
        told_type: None,
        file_name: None,
        voice: false,
        object_key: Files::key(bringer.company_id, media_id, now),
        uploaded_by: None,
        created_at: now,
    }
}

/// The job that fetches a file. The picture of a card is fetched once, however many messages bring it.
pub(crate) fn fetch_job(app: &App, media: &NewMedia) -> NewJob {
    NewJob {
        job_id: app.id(),
        kind: fetch::KIND,
        dedupe_key: media.card_key.clone().unwrap_or_else(|| media.media_id.to_string()),
        in_order_of: None,
        payload: json!({ "media_id": media.media_id }),
        run_at: media.created_at,
        created_at: media.created_at,
    }
}
