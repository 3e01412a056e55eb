//! Files as the API shows them, and who may see one.

use std::collections::HashMap;

use nascente_domain::id::{CompanyId, MediaId, MessageId};
use nascente_domain::media::{MediaPurpose, MediaState};
use nascente_domain::role::Role;
use nascente_domain::touch::Card;
use nascente_store::media::{self, MediaRow};
use nascente_store::{StoreError, Tx, conversation_list};

use super::arrive::picture_key;
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::http::body::media::Media;
use crate::report::filter;

/// A file as the API shows it. Addresses are ours and only there when there is something behind them.
pub(crate) fn body(row: &MediaRow) -> Media {
    let address = format!("/api/v1/media/{}", row.media_id);
    let is_ready = row.state == MediaState::Ready;
    Media {
        id: row.media_id.to_string(),
        kind: row.kind.to_string(),
        state: row.state.to_string(),
        mime_type: row.mime_type.clone().or_else(|| row.told_type.clone()),
        file_name: row.file_name.clone(),
        voice: row.voice,
        size_bytes: row.size_bytes,
        width: row.width,
        height: row.height,
        duration_s: row.duration_ms.map(|millis| (millis + 500) / 1_000),
        reason: row.reason.clone(),
        thumbnail_url: row.thumbnail_key.as_ref().filter(|_| is_ready).map(|_| format!("{address}/thumbnail")),
        url: is_ready.then_some(address),
    }
}

/// The file of each of these messages.
pub(crate) fn of_messages(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    messages: Vec<MessageId>,
) -> Result<HashMap<String, Media>, StoreError> {
    let rows = media::of_messages(tx, company_id, messages)?;
    Ok(rows.iter().filter_map(|row| Some((row.message_id?.to_string(), body(row)))).collect())
}

/// The pictures of cards, by the key of the card's picture.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pictures(HashMap<String, Media>);

impl Pictures {
    /// Looks up the pictures of these cards.
    pub(crate) fn of<'a, C: IntoIterator<Item = &'a Card>>(
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        cards: C,
    ) -> Result<Self, StoreError> {
        let mut keys: Vec<String> = cards.into_iter().filter_map(picture_key).collect();
        keys.sort_unstable();
        keys.dedup();
        let found = media::pictures(tx, company_id, keys)?;
        Ok(Self(found.into_iter().map(|(key, row)| (key, body(&row))).collect()))
    }

    /// The picture of a card.
    pub(crate) fn picture(&self, card: &Card) -> Option<Media> {
        self.0.get(&picture_key(card)?).cloned()
    }

    /// Our address of a card's picture; `None` while it is not kept.
    pub(crate) fn address(&self, card: &Card) -> Option<String> {
        self.picture(card)?.url
    }
}

/// Who asks, as an upload remembers it.
pub(crate) fn uploader(caller: &Caller) -> String {
    match caller.actor {
        Actor::User(id) => id.to_string(),
        Actor::Token(id) => id.to_string(),
    }
}

/// A file that the caller may see: of a conversation that the caller may see, of a card, or an own upload.
pub(crate) fn visible(tx: &mut Tx<'_>, caller: &Caller, id: MediaId) -> Result<MediaRow, Failure> {
    let row = media::find(tx, caller.company_id, id)?.ok_or(Failure::NotFound)?;
    if row.purpose == MediaPurpose::Card {
        return Ok(row);
    }
    if caller.is(&[Role::Marketing]) {
        return Err(Failure::Forbidden("the role marketing sees no messages"));
    }
    let seen = match row.conversation_id {
        Some(conversation_id) => {
            let visibility = filter::visibility(caller);
            conversation_list::find(tx, caller.company_id, conversation_id, &visibility)?.is_some()
        }
        None => row.uploaded_by.as_deref() == Some(uploader(caller).as_str()),
    };
    if seen { Ok(row) } else { Err(Failure::NotFound) }
}
