//! Files.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A file of a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Media {
    /// Id.
    pub id: String,
    /// `image`, `video`, `sticker`, `audio`, `document`.
    pub kind: String,
    /// `waiting`, `ready`, `failed`, `too_large`, `refused_type`, `gone`.
    pub state: String,
    /// Its type: what its bytes show; while they are not there, what was told.
    pub mime_type: Option<String>,
    /// Its name.
    pub file_name: Option<String>,
    /// Whether it is a voice note.
    pub voice: bool,
    /// Its size.
    pub size_bytes: Option<i64>,
    /// Width in pixels.
    pub width: Option<i64>,
    /// Height in pixels.
    pub height: Option<i64>,
    /// How many seconds it plays, where that could be read.
    pub duration_s: Option<i64>,
    /// Why it is not there.
    pub reason: Option<String>,
    /// Where its bytes are; `null` while they are not there.
    pub url: Option<String>,
    /// Where a small picture of it is.
    pub thumbnail_url: Option<String>,
}

/// What goes with the bytes of an upload.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Its name, as the contact sees it.
    pub file_name: Option<String>,
    /// Whether it is a voice note.
    pub voice: Option<bool>,
}
