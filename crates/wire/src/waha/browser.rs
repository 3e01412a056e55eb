//! What a browser-driven device (engine WEBJS) tells, and what all engines tell in the payload itself.
//!
//! In: a payload without a message of the protocol. Out: its content by the word of the browser's model, else by what
//! is there; and the evidence of the click context.

use nascente_domain::message::MessageKind;
use nascente_domain::touch::HeaderEvidence;
use serde_json::Value;

use crate::fields::{Details, shortened};
use crate::inbound::Content;
use crate::linked_device::card::of_click_context;
use crate::linked_device::content::{cards, media_details, place};
use crate::linked_device::context::entry_point;
use crate::linked_device::message::Said;
use crate::linked_device::part::Part;
use crate::media::InboundMedia;

/// The words of the browser's model that say what a message is.
const KINDS: &[(&str, MessageKind)] = &[
    ("chat", MessageKind::Text),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("ptv", MessageKind::Video),
    ("gif", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("ptt", MessageKind::Audio),
    ("document", MessageKind::Document),
    ("sticker", MessageKind::Sticker),
    ("location", MessageKind::Location),
    ("live_location", MessageKind::Location),
    ("vcard", MessageKind::Contacts),
    ("multi_vcard", MessageKind::Contacts),
    ("list_response", MessageKind::Interactive),
    ("buttons_response", MessageKind::Interactive),
    ("interactive_response", MessageKind::Interactive),
    ("template_button_reply", MessageKind::Button),
    ("order", MessageKind::Order),
];
/// Words of what no person says.
const NOTICES: &[&str] = &[
    "album",
    "broadcast_notification",
    "call_log",
    "debug",
    "e2e_notification",
    "gp2",
    "group_notification",
    "keep_in_chat",
    "notification",
    "notification_template",
    "pinned_message",
    "poll_update",
    "protocol",
    "reaction",
    "reaction_enc",
    "revoked",
];

/// The content of a payload.
pub(super) fn content(payload: Part<'_>) -> Said {
    let word = payload.object("_data").id("type").map(|word| word.to_ascii_lowercase());
    let known = word.as_deref().and_then(|word| KINDS.iter().find(|(known, _)| *known == word));
    let kind = match (word.as_deref(), known) {
        (Some(word), None) if NOTICES.contains(&word) => return Said::Silence("notice"),
        (Some("ciphertext"), None) => return Said::Nothing,
        (_, Some((_, kind))) => Some(*kind),
        (_, None) => kind_by_parts(payload),
    };
    match (kind, word) {
        (Some(kind), word) => Said::Content(of_kind(kind, word.as_deref() == Some("ptt"), payload)),
        (None, Some(word)) => Said::Content(unknown(&word, payload)),
        (None, None) => Said::Nothing,
    }
}

/// Without a word, what is there tells.
fn kind_by_parts(payload: Part<'_>) -> Option<MessageKind> {
    if payload.flag("hasMedia") == Some(true) || payload.object("media").is_object() {
        let mime_type = payload.object("media").id("mimetype").unwrap_or_default();
        return Some(match mime_type.split('/').next() {
            Some("image") => MessageKind::Image,
            Some("video") => MessageKind::Video,
            Some("audio") => MessageKind::Audio,
            _ => MessageKind::Document,
        });
    }
    if payload.object("location").is_object() {
        return Some(MessageKind::Location);
    }
    if !payload.list("vCards").is_empty() {
        return Some(MessageKind::Contacts);
    }
    let has_word = payload.object("_data").id("type").is_some();
    payload.text("body").filter(|_| !has_word).map(|_| MessageKind::Text)
}

fn of_kind(kind: MessageKind, is_voice: bool, payload: Part<'_>) -> Content {
    use MessageKind::{Audio, Contacts, Document, Image, Interactive, Location, Sticker, Video};
    let body = || payload.text("body");
    let (text, details, media) = match kind {
        Image | Video | Audio | Document | Sticker => {
            let file = file(payload);
            let details = media_details(&file, is_voice.then_some(true), None);
            (body(), details, Some(Box::new(file)))
        }
        Location => {
            let location = payload.object("location");
            let name = ["name", "description"].into_iter().find_map(|name| location.title(name));
            let address = location.title("address");
            let (text, details) = place(location.number("latitude"), location.number("longitude"), name, address);
            (text, details, None)
        }
        Contacts => {
            let vcards = payload.list("vCards").iter().filter_map(Value::as_str);
            let (text, details) = cards(vcards.map(|vcard| (None, vcard.to_owned())));
            (text, details, None)
        }
        Interactive => (body(), Details::default().with("title", payload.title("body")).done(), None),
        _ => (body(), None, None),
    };
    Content { kind, text, details, media }
}

fn file(payload: Part<'_>) -> InboundMedia {
    let (kept, data) = (payload.object("media"), payload.object("_data"));
    InboundMedia {
        mime_type: kept.id("mimetype").or_else(|| data.id("mimetype")),
        file_name: kept.title("filename").or_else(|| data.title("filename")),
        size: data.long("size").and_then(|size| u64::try_from(size).ok()),
        sha256: data.id("filehash"),
        ..InboundMedia::default()
    }
}

fn unknown(word: &str, payload: Part<'_>) -> Content {
    let word: String = word.chars().filter(|character| !character.is_control()).collect();
    let details = Details::default().with_or_null("type", shortened(&word, 64)).done();
    let text = payload.text("body").or_else(|| payload.object("_data").text("pollName"));
    Content { kind: MessageKind::Unknown, text, details, media: None }
}

/// The click context exists for clicks on ads and posts; markers of the entry may stand in it or beside it.
pub(super) fn evidence(data: Part<'_>) -> Vec<HeaderEvidence> {
    let context = data.object("ctwaContext");
    let entry_point = [context, data].map(entry_point).into_iter().find(|entry_point| !entry_point.is_empty());
    let card = of_click_context(context, entry_point.as_ref());
    let card = card.filter(|_| data.flag("isForwarded") != Some(true));
    [card.map(HeaderEvidence::Card), entry_point.map(HeaderEvidence::EntryPoint)].into_iter().flatten().collect()
}
