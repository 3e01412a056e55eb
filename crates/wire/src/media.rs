//! Pictures, sounds and files: how they are named by a message, fetched from a provider and handed to it.
//!
//! The dialect says which requests to make and what the answers mean; bytes are moved by whoever owns the network.

use nascente_domain::message::MessageKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::Call;
use crate::outbound::Retry;

/// A file that came with a message, as far as the message tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InboundMedia {
    /// The provider's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where it lies; may live for minutes only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its media type, such as `audio/ogg; codecs=opus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Its SHA-256 as the provider wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What else the provider asks for when it is fetched, such as the key of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Value>,
}

/// A file of ours that is to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboundMedia {
    /// Image, video, audio, document or sticker.
    pub kind: MessageKind,
    /// Its media type.
    pub mime_type: String,
    /// Its name.
    pub file_name: String,
    /// The text below it.
    pub caption: Option<String>,
    /// Whether it is a voice note.
    pub voice: bool,
    /// How the provider gets its bytes; the form that [`MediaCarrier`] of the provider asks for.
    pub source: MediaSource,
}

impl std::fmt::Debug for OutboundMedia {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OutboundMedia").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The bytes of a file that is to be sent, in the form that the provider takes.
#[derive(Clone, PartialEq, Eq)]
pub enum MediaSource {
    /// It was uploaded before; the provider's id.
    Uploaded(String),
    /// The bytes themselves.
    Bytes(Vec<u8>),
    /// A public address of ours, guarded by an unguessable part that expires.
    Address(String),
}

/// How a provider takes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaCarrier {
    /// Uploaded first, then named by its id.
    Upload,
    /// Inside the request that sends the message.
    Inline,
    /// Fetched by the provider from an address of ours.
    Address,
}

/// How a provider gives and takes files.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MediaWays {
    /// How it takes them.
    pub(crate) carrier: MediaCarrier,
    /// The kinds below which its texts do not arrive, though they do elsewhere.
    pub(crate) without_caption: &'static [MessageKind],
    /// Settings and file to the request that uploads it; only for [`MediaCarrier::Upload`].
    pub(crate) upload: Option<UploadWay>,
    /// Settings and the file of a message to the first request of fetching it.
    pub(crate) fetch: fn(&crate::settings::Settings<'_>, &InboundMedia) -> Option<Fetch>,
    /// Settings, HTTP status and body of a [`Fetch::Ask`] to what it told.
    pub(crate) read_fetch: fn(&crate::settings::Settings<'_>, u16, &[u8]) -> MediaAnswer,
}

/// How a file is uploaded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UploadWay {
    /// Settings, media type, file name and bytes to the request.
    pub(crate) call: fn(&crate::settings::Settings<'_>, crate::call::FilePart) -> Option<Call>,
    /// HTTP status and body to what became of it.
    pub(crate) read: fn(u16, &[u8]) -> UploadAnswer,
}

/// The first request of fetching a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetch {
    /// Its answer is the file.
    Bytes(Call),
    /// Its answer tells where the file is, or holds it in JSON.
    Ask(Call),
}

/// What the provider told about a file.
#[derive(Clone, PartialEq, Eq)]
pub enum MediaAnswer {
    /// The answer to this request is the file.
    At(Call),
    /// The file itself.
    Here {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Its media type, when it was told.
        mime_type: Option<String>,
    },
    /// It is not to be had.
    Refused {
        /// Why, shortened.
        title: String,
        /// Whether another try makes sense.
        retry: Retry,
    },
}

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadAnswer {
    /// The provider has it under this id.
    Accepted(String),
    /// It does not.
    Refused {
        /// Its code, or the HTTP status.
        code: i64,
        /// Why, shortened.
        title: String,
        /// Whether another try makes sense.
        retry: Retry,
    },
}
