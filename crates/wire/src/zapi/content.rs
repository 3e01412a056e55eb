//! What a message contains.
//!
//! In: a message. Out: its kind, its text and the details of the common form. The part that is there says the kind. A
//! message without any part is a stub, to be completed by a later delivery of the same id: waiting for the phone
//! (`waitingMessage`), or unknown.

use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use crate::fields::{Details, Fields};
use crate::inbound::Content;
use crate::media::InboundMedia;

/// The parts of the wire, each with its kind. The first that is there counts.
const PARTS: &[(&str, MessageKind)] = &[
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("ptv", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("document", MessageKind::Document),
    ("sticker", MessageKind::Sticker),
    ("location", MessageKind::Location),
    ("contact", MessageKind::Contacts),
    ("contacts", MessageKind::Contacts),
    ("reaction", MessageKind::Reaction),
    ("buttonsResponseMessage", MessageKind::Interactive),
    ("buttonReply", MessageKind::Interactive),
    ("listResponseMessage", MessageKind::Interactive),
    ("hydratedTemplate", MessageKind::Interactive),
    ("poll", MessageKind::Interactive),
    ("pollVote", MessageKind::Interactive),
    ("product", MessageKind::Interactive),
    ("order", MessageKind::Order),
    ("pinMessage", MessageKind::System),
    ("text", MessageKind::Text),
];
/// Parts that are only named: the raw delivery holds them.
const NAMED: &[&str] = &["requestPayment", "sendPayment", "reviewAndPay", "reviewOrder", "event", "eventResponse"];
/// The longest address of a file.
const ADDRESS_LIMIT: usize = 4_096;
/// The most cards, options and items that are kept.
const LIST_LIMIT: usize = 50;

/// Text and details of one kind.
type Parts = (Option<String>, Option<Value>);

/// Reads the content of a message.
pub(super) fn content(message: Fields<'_>) -> Content {
    let Some((key, kind)) = PARTS.iter().find(|(key, _)| message.value(key).is_some()).copied() else {
        return stub(message);
    };
    let value = message.value(key).unwrap_or(&Value::Null);
    if !(value.is_object() || key == "contacts" && value.is_array()) {
        return Content { kind, text: None, details: Some(json!({ "unreadable": true })), media: None };
    }
    let part = message.object(key);
    let (text, details) = match kind {
        MessageKind::Text => (part.text("message"), None),
        MessageKind::Location => location(part),
        MessageKind::Contacts => contacts(message, key),
        MessageKind::Reaction => reaction(part),
        MessageKind::Interactive => interactive(key, part),
        MessageKind::Order => order(part),
        MessageKind::System => (None, Details::default().with("type", part.id("action")).done()),
        _ => media(part),
    };
    let media = address_key(kind).map(|address| Box::new(file(part, address)));
    Content { kind, text, details, media }
}

fn stub(message: Fields<'_>) -> Content {
    let waiting = message.flag("waitingMessage") == Some(true);
    let kind = if waiting { MessageKind::Unsupported } else { MessageKind::Unknown };
    let named = NAMED.iter().find(|key| message.value(key).is_some()).copied();
    let word = if waiting { Some("waiting") } else { named };
    Content { kind, text: None, details: Details::default().with_or_null("type", word).done(), media: None }
}

/// The field that holds the address of the file, of kinds that have one.
const fn address_key(kind: MessageKind) -> Option<&'static str> {
    match kind {
        MessageKind::Image => Some("imageUrl"),
        MessageKind::Video => Some("videoUrl"),
        MessageKind::Audio => Some("audioUrl"),
        MessageKind::Document => Some("documentUrl"),
        MessageKind::Sticker => Some("stickerUrl"),
        _ => None,
    }
}

fn media(part: Fields<'_>) -> Parts {
    let details = Details::default()
        .with("mime_type", part.id("mimeType"))
        .with("file_name", file_name(part))
        .with("voice", part.flag("ptt"))
        .with("animated", part.flag("isAnimated"))
        .done();
    (part.text("caption"), details)
}

fn file(part: Fields<'_>, address_key: &str) -> InboundMedia {
    InboundMedia {
        url: part.web_address(address_key, ADDRESS_LIMIT),
        mime_type: part.id("mimeType"),
        file_name: file_name(part),
        ..InboundMedia::default()
    }
}

fn file_name(part: Fields<'_>) -> Option<String> {
    part.title("fileName").or_else(|| part.title("title"))
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

fn contacts(message: Fields<'_>, key: &str) -> Parts {
    let one = message.value(key).filter(|value| value.is_object()).into_iter();
    let cards: Vec<Fields<'_>> = one.chain(message.list(key)).take(LIST_LIMIT).map(Fields::of).collect();
    let names: Vec<String> = cards.iter().filter_map(|card| card.title("displayName")).collect();
    let details = cards.into_iter().map(card).collect();
    ((!names.is_empty()).then(|| names.join(", ")), Some(Value::Array(details)))
}

fn card(card: Fields<'_>) -> Value {
    let phones = card.list("phones").iter().filter_map(Value::as_str).take(LIST_LIMIT);
    let mut phones: Vec<String> = phones.filter_map(|phone| crate::fields::shortened(phone, 64)).collect();
    if phones.is_empty() {
        phones = card.text("vCard").map(|text| phones_of(&text)).unwrap_or_default();
    }
    json!({ "name": card.title("displayName"), "phones": phones })
}

/// The numbers of a card in vCard form: what stands behind the colon of its `TEL` lines.
fn phones_of(card: &str) -> Vec<String> {
    let lines = card.lines().filter(|line| line.starts_with("TEL") || line.contains(".TEL"));
    let values = lines.filter_map(|line| line.rsplit_once(':').map(|(_, value)| value.trim()));
    values.filter_map(|value| crate::fields::shortened(value, 64)).take(LIST_LIMIT).collect()
}

fn reaction(part: Fields<'_>) -> Parts {
    let emoji = part.id("value");
    let message_id = part.object("referencedMessage").id("messageId");
    (emoji.clone(), Details::default().with("message_id", message_id).with_or_null("emoji", emoji).done())
}

fn interactive(key: &str, part: Fields<'_>) -> Parts {
    let (word, id, title, description) = match key {
        "listResponseMessage" => {
            ("list_reply", part.title("selectedRowId"), part.title("title"), part.title("message"))
        }
        "hydratedTemplate" => ("template", part.title("templateId"), part.title("title"), part.title("footer")),
        "poll" => ("poll", None, part.title("question"), options(part)),
        "pollVote" => ("poll_vote", part.id("pollMessageId"), options(part), None),
        "product" => ("product", part.id("retailerId").or_else(|| part.id("productId")), part.title("title"), None),
        _ => ("button_reply", part.title("buttonId"), part.title("message"), None),
    };
    let body = (word == "template").then(|| part.text("message")).flatten();
    let text = body.or_else(|| title.clone()).or_else(|| description.clone());
    let details = Details::default()
        .with("type", Some(word))
        .with("id", id)
        .with("title", title)
        .with("description", description)
        .done();
    (text, details)
}

fn options(part: Fields<'_>) -> Option<String> {
    let names = part.list("options").iter().take(LIST_LIMIT).filter_map(|option| Fields::of(option).title("name"));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn order(part: Fields<'_>) -> Parts {
    let items: Vec<Value> = part.list("products").iter().take(LIST_LIMIT).map(Fields::of).map(item).collect();
    let text = part.text("message").or_else(|| part.text("orderTitle"));
    (text, Details::default().with("items", Some(items)).done())
}

fn item(item: Fields<'_>) -> Value {
    let details = Details::default()
        .with("product_retailer_id", item.id("retailerId").or_else(|| item.id("productId")))
        .with("quantity", item.number("quantity"))
        .with("item_price", item.number("price"))
        .with("currency", item.id("currencyCode"));
    details.done().unwrap_or_else(|| json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_card_are_read_also_where_they_stand_in_its_text_only() {
        let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Nome\nitem1.TEL;waid=5511999990001:+55 11 99999-0001\nEND:VCARD";
        assert_eq!(phones_of(card), ["+55 11 99999-0001"]);
        assert_eq!(phones_of("TEL"), Vec::<String>::new());
    }
}
