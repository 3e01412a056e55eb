//! What a message contains.
//!
//! In: the fields of a delivery. Out: its kind, its text and the details of the common form. What is there says the
//! kind; `MessageType`, which older deliveries lack, only names what else would be unknown.

use nascente_domain::message::MessageKind;
use serde_json::Value;

use crate::fields::{Details, Fields};
use crate::inbound::Content;
use crate::media::InboundMedia;

/// The most files of one message.
const FILES_LIMIT: usize = 10;
/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;

/// How many files came with the message.
pub(super) fn files(fields: Fields<'_>) -> usize {
    let told = fields.integer("NumMedia").and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    told.min(FILES_LIMIT)
}

/// The content of the message; of several files that of the first.
pub(super) fn content(fields: Fields<'_>) -> Content {
    let text = fields.text("Body");
    if let Some(first) = attached(fields, 0).filter(|_| files(fields) > 0) {
        return Content { text, ..first };
    }
    if fields.value("Latitude").is_some() && fields.value("Longitude").is_some() {
        return location(fields);
    }
    if fields.title("ButtonText").is_some() || fields.title("ButtonPayload").is_some() {
        let details = Details::default().with("id", fields.title("ButtonPayload")).done();
        return plain(MessageKind::Button, fields.text("ButtonText").or(text), details);
    }
    if let Some((text, details)) = chosen(fields) {
        return plain(MessageKind::Interactive, text, details);
    }
    match (fields.id("MessageType").as_deref(), text) {
        (_, Some(text)) => plain(MessageKind::Text, Some(text), None),
        (Some("text") | None, None) => plain(MessageKind::Text, None, None),
        (Some("unsupported"), None) => plain(MessageKind::Unsupported, None, None),
        // Files whose address is missing keep their kind.
        (Some("image"), None) => plain(MessageKind::Image, None, None),
        (Some("video"), None) => plain(MessageKind::Video, None, None),
        (Some("audio"), None) => plain(MessageKind::Audio, None, None),
        (Some("document"), None) => plain(MessageKind::Document, None, None),
        (Some("sticker"), None) => plain(MessageKind::Sticker, None, None),
        (Some(word), None) => plain(MessageKind::Unknown, None, Details::default().with("type", Some(word)).done()),
    }
}

const fn plain(kind: MessageKind, text: Option<String>, details: Option<Value>) -> Content {
    Content { kind, text, details, media: None }
}

/// The file at a place; `None` when its address is missing.
pub(super) fn attached(fields: Fields<'_>, place: usize) -> Option<Content> {
    let url = fields.web_address(&format!("MediaUrl{place}"), ADDRESS_LIMIT)?;
    let mime_type = fields.id(&format!("MediaContentType{place}"));
    let details = Details::default().with("mime_type", mime_type.clone()).done();
    let kind = kind_of(mime_type.as_deref().unwrap_or_default());
    let media = InboundMedia { url: Some(url), mime_type, ..InboundMedia::default() };
    Some(Content { kind, text: None, details, media: Some(Box::new(media)) })
}

/// Stickers are the only pictures in WebP; cards of contacts come as files too.
fn kind_of(mime_type: &str) -> MessageKind {
    let kind = mime_type.to_ascii_lowercase();
    match kind.split('/').next().unwrap_or_default() {
        "image" if kind.starts_with("image/webp") => MessageKind::Sticker,
        "image" => MessageKind::Image,
        "video" => MessageKind::Video,
        "audio" => MessageKind::Audio,
        _ => MessageKind::Document,
    }
}

fn location(fields: Fields<'_>) -> Content {
    let (name, address) = (fields.title("Label"), fields.title("Address"));
    let words: Vec<String> = [name.clone(), address.clone()].into_iter().flatten().collect();
    let details = Details::default()
        .with("latitude", fields.number("Latitude"))
        .with("longitude", fields.number("Longitude"))
        .with("name", name)
        .with("address", address)
        .done();
    plain(MessageKind::Location, (!words.is_empty()).then(|| words.join(", ")), details)
}

/// What was chosen of a list, or answered in a form.
fn chosen(fields: Fields<'_>) -> Option<(Option<String>, Option<Value>)> {
    let title = fields.title("ListTitle");
    if title.is_some() || fields.title("ListId").is_some() {
        let details = Details::default()
            .with("type", Some("list_reply"))
            .with("id", fields.title("ListId"))
            .with("title", title.clone())
            .with("description", fields.title("ListDescription"));
        return Some((title.or_else(|| fields.text("Body")), details.done()));
    }
    let response = fields.text("FlowData").or_else(|| fields.text("InteractiveData"))?;
    let details = Details::default().with("type", Some("nfm_reply")).with("response", Some(response)).done();
    Some((fields.text("Body"), details))
}
