//! What a message contains.
//!
//! In: a message. Out: its kind, its text and the few details that a screen needs. An unknown type is kept as
//! [`MessageKind::Unknown`] with its word; a known type whose part has the wrong shape keeps its kind and says
//! `unreadable`. The keys of the details are fixed here and are what screens rely on:
//!
//! | kind | details |
//! |---|---|
//! | image, video, sticker, audio, document | `media_id, mime_type, sha256, file_name, voice, animated` |
//! | location | `latitude, longitude, name, address` |
//! | contacts | a list of `{name, phones}` |
//! | interactive | `type, id, title, description, response` |
//! | button | `id` |
//! | reaction | `message_id, emoji` (`null`: taken back) |
//! | edit, revoke | `message_id` |
//! | order | `items` (a list of `{product_retailer_id, quantity, item_price, currency}`)`, catalog_id` |
//! | system | `type, wa_id, user_id` |
//! | unsupported | `code, title, type` |
//! | unknown | `type` |
//!
//! A key without a value is left out, but for `emoji` and the type of an unknown message. Addresses of media are not
//! kept: they live for minutes.

use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use crate::fields::{Details, Fields};
use crate::inbound::Content;
use crate::media::InboundMedia;

/// The types of the wire. Each names the field that holds its part.
const KINDS: &[(&str, MessageKind)] = &[
    ("text", MessageKind::Text),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("sticker", MessageKind::Sticker),
    ("audio", MessageKind::Audio),
    ("document", MessageKind::Document),
    ("location", MessageKind::Location),
    ("contacts", MessageKind::Contacts),
    ("interactive", MessageKind::Interactive),
    ("button", MessageKind::Button),
    ("reaction", MessageKind::Reaction),
    ("order", MessageKind::Order),
    ("system", MessageKind::System),
    ("request_welcome", MessageKind::RequestWelcome),
    ("edit", MessageKind::Edit),
    ("revoke", MessageKind::Revoke),
    ("unsupported", MessageKind::Unsupported),
];
/// The most contact cards, phones of a card, and items of an order that are kept.
const LIST_LIMIT: usize = 50;

/// Text and details of one kind.
type Parts = (Option<String>, Option<Value>);

/// Reads the content of a message.
pub(super) fn content(message: Fields<'_>) -> Content {
    let Some((key, kind)) = kind_of(message) else {
        let details = Details::default().with_or_null("type", message.id("type")).done();
        return Content { kind: MessageKind::Unknown, text: None, details, media: None };
    };
    let part = message.object(key);
    let (text, details) = match kind {
        MessageKind::Text => (part.text("body"), None),
        MessageKind::Location => location(part),
        MessageKind::Contacts => contacts(message.list(key)),
        MessageKind::Interactive => interactive(part),
        MessageKind::Button => (part.text("text"), Details::default().with("id", part.title("payload")).done()),
        MessageKind::Reaction => reaction(part),
        MessageKind::Order => order(part),
        MessageKind::System => system(part),
        MessageKind::Edit => (edited_text(part.object("message")), original(part)),
        MessageKind::Revoke => (None, original(part)),
        MessageKind::Unsupported => (None, unsupported(message, part)),
        MessageKind::RequestWelcome => (None, None),
        _ => media(part),
    };
    let unreadable = message.value(key).is_some_and(|value| !has_shape(kind, value));
    if unreadable {
        return Content { kind, text, details: Some(json!({ "unreadable": true })), media: None };
    }
    let media = is_media(kind).then(|| Box::new(file(part)));
    Content { kind, text, details, media }
}

/// The kind by its word; without a word, by the part that is there.
fn kind_of(message: Fields<'_>) -> Option<(&'static str, MessageKind)> {
    let found = match message.value("type") {
        Some(word) => KINDS.iter().find(|(name, _)| word.as_str() == Some(*name)),
        None => KINDS.iter().find(|(name, _)| message.value(name).is_some()),
    };
    found.copied()
}

fn has_shape(kind: MessageKind, value: &Value) -> bool {
    if kind == MessageKind::Contacts { value.is_array() } else { value.is_object() }
}

fn media(part: Fields<'_>) -> Parts {
    let details = Details::default()
        .with("media_id", part.id("id"))
        .with("mime_type", part.id("mime_type"))
        .with("sha256", part.id("sha256"))
        .with("file_name", part.title("filename"))
        .with("voice", part.flag("voice"))
        .with("animated", part.flag("animated"))
        .done();
    (part.text("caption"), details)
}

const fn is_media(kind: MessageKind) -> bool {
    use MessageKind::{Audio, Document, Image, Sticker, Video};
    matches!(kind, Image | Video | Sticker | Audio | Document)
}

/// How the file is found again. Its address is not kept: it lives for five minutes and is asked for anew.
fn file(part: Fields<'_>) -> InboundMedia {
    InboundMedia {
        id: part.id("id"),
        mime_type: part.id("mime_type"),
        file_name: part.title("filename"),
        sha256: part.id("sha256"),
        ..InboundMedia::default()
    }
}

fn location(part: Fields<'_>) -> Parts {
    let (name, address) = (part.title("name"), part.title("address"));
    let words: Vec<String> = [name.clone(), address.clone()].into_iter().flatten().collect();
    let details = Details::default()
        .with("latitude", part.number("latitude"))
        .with("longitude", part.number("longitude"))
        .with("name", name)
        .with("address", address)
        .done();
    ((!words.is_empty()).then(|| words.join(", ")), details)
}

fn contacts(cards: &[Value]) -> Parts {
    let cards: Vec<(Option<String>, Value)> = cards.iter().take(LIST_LIMIT).map(Fields::of).map(contact).collect();
    let names: Vec<String> = cards.iter().filter_map(|(name, _)| name.clone()).collect();
    let details: Vec<Value> = cards.into_iter().map(|(_, details)| details).collect();
    ((!names.is_empty()).then(|| names.join(", ")), (!details.is_empty()).then_some(Value::Array(details)))
}

fn contact(card: Fields<'_>) -> (Option<String>, Value) {
    let name = card.object("name");
    let parts = || {
        let parts: Vec<String> = ["first_name", "last_name"].iter().filter_map(|key| name.title(key)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let name = name.title("formatted_name").or_else(parts);
    let phones = card.list("phones").iter().take(LIST_LIMIT).map(Fields::of);
    let phones: Vec<String> = phones.filter_map(|phone| phone.id("phone").or_else(|| phone.id("wa_id"))).collect();
    (name.clone(), json!({ "name": name, "phones": phones }))
}

/// Buttons and lists say what was chosen; a form (flow) says its answers as a JSON text, kept as it came.
fn interactive(part: Fields<'_>) -> Parts {
    let word = part.id("type");
    let answer = word.as_deref().map(|word| part.object(word)).filter(|answer| answer.is_object());
    let answer = answer.unwrap_or_else(|| {
        let known = ["button_reply", "list_reply", "nfm_reply"].map(|key| part.object(key));
        known.into_iter().find(|answer| answer.is_object()).unwrap_or_else(|| part.object("button_reply"))
    });
    let title = answer.title("title").or_else(|| answer.title("name"));
    let details = Details::default()
        .with("type", word)
        .with("id", answer.title("id"))
        .with("title", title.clone())
        .with("description", answer.title("description"))
        .with("response", answer.text("response_json"))
        .done();
    (answer.title("title").or_else(|| answer.text("body")).or(title), details)
}

fn reaction(part: Fields<'_>) -> Parts {
    let emoji = part.id("emoji");
    let details = Details::default().with("message_id", part.id("message_id")).with_or_null("emoji", emoji.clone());
    (emoji, details.done())
}

fn order(part: Fields<'_>) -> Parts {
    let items: Vec<Value> = part.list("product_items").iter().take(LIST_LIMIT).map(Fields::of).map(item).collect();
    let details = Details::default().with("items", Some(items)).with("catalog_id", part.id("catalog_id"));
    (part.text("text"), details.done())
}

fn item(item: Fields<'_>) -> Value {
    let details = Details::default()
        .with("product_retailer_id", item.id("product_retailer_id"))
        .with("quantity", item.number("quantity"))
        .with("item_price", item.number("item_price"))
        .with("currency", item.id("currency"));
    details.done().unwrap_or_else(|| json!({}))
}

fn system(part: Fields<'_>) -> Parts {
    let details = Details::default()
        .with("type", part.id("type"))
        .with("wa_id", part.id("wa_id").or_else(|| part.id("new_wa_id")))
        .with("user_id", part.id("user_id"));
    (part.text("body"), details.done())
}

/// The new text or caption of an edited message.
fn edited_text(message: Fields<'_>) -> Option<String> {
    let (key, _) = kind_of(message)?;
    let part = message.object(key);
    part.text("body").or_else(|| part.text("caption"))
}

fn original(part: Fields<'_>) -> Option<Value> {
    let id = part.id("original_message_id").or_else(|| part.id("message_id"));
    Details::default().with("message_id", id).done()
}

fn unsupported(message: Fields<'_>, part: Fields<'_>) -> Option<Value> {
    let error = message.first("errors");
    Details::default()
        .with("code", error.integer("code"))
        .with("title", error.title("title").or_else(|| error.title("message")))
        .with("type", part.id("type"))
        .done()
}
