//! What a message of the protocol contains.
//!
//! In: the part of the message that says what it is. Out: its kind, its text and the few details that a screen needs,
//! under the keys that the contents of all providers have. A part of an unknown name is kept as
//! [`MessageKind::Unknown`] with its name; a known one of the wrong shape keeps its kind and says `unreadable`.

use nascente_domain::message::MessageKind;
use serde_json::{Value, json};

use super::part::Part;
use crate::fields::{Details, TITLE_LIMIT, shortened};
use crate::inbound::Content;
use crate::media::InboundMedia;

/// The parts that say what a message is, in the order in which they count. A plain text comes last: some tools leave
/// an empty one beside everything else.
pub(super) const KINDS: &[(&str, MessageKind)] = &[
    ("extendedTextMessage", MessageKind::Text),
    ("imageMessage", MessageKind::Image),
    ("videoMessage", MessageKind::Video),
    ("ptvMessage", MessageKind::Video),
    ("audioMessage", MessageKind::Audio),
    ("documentMessage", MessageKind::Document),
    ("stickerMessage", MessageKind::Sticker),
    ("locationMessage", MessageKind::Location),
    ("liveLocationMessage", MessageKind::Location),
    ("contactMessage", MessageKind::Contacts),
    ("contactsArrayMessage", MessageKind::Contacts),
    ("buttonsResponseMessage", MessageKind::Interactive),
    ("listResponseMessage", MessageKind::Interactive),
    ("interactiveResponseMessage", MessageKind::Interactive),
    ("templateButtonReplyMessage", MessageKind::Button),
    ("reactionMessage", MessageKind::Reaction),
    ("orderMessage", MessageKind::Order),
    ("buttonsMessage", MessageKind::Interactive),
    ("listMessage", MessageKind::Interactive),
    ("interactiveMessage", MessageKind::Interactive),
    ("templateMessage", MessageKind::Interactive),
    ("conversation", MessageKind::Text),
];
/// The most contact cards, and phones of a card, that are kept.
const LIST_LIMIT: usize = 50;

/// Text and details of one kind.
type Parts = (Option<String>, Option<Value>);

/// Reads the content that stands under a name of the message.
pub(super) fn read(message: Part<'_>, name: &str, part: Part<'_>) -> Content {
    let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name) else { return unknown(name, part) };
    let kind = *kind;
    if name == "conversation" {
        let details = message.value(name).is_some_and(Value::is_object).then(unreadable);
        return Content { kind, text: message.text(name), details, media: None };
    }
    if !part.is_object() {
        return Content { kind, text: None, details: Some(unreadable()), media: None };
    }
    let (text, details) = match kind {
        MessageKind::Text => (part.text("text"), None),
        MessageKind::Location => location(part),
        MessageKind::Contacts => contacts(part),
        MessageKind::Interactive => interactive(name, part),
        MessageKind::Button => {
            (part.text("selectedDisplayText"), Details::default().with("id", part.title("selectedId")).done())
        }
        MessageKind::Order => order(part),
        _ => media(kind, part),
    };
    let media = is_media(kind).then(|| Box::new(file(part)));
    Content { kind, text, details, media }
}

fn unreadable() -> Value {
    json!({ "unreadable": true })
}

/// Polls, products, invitations and whatever comes: the name says what it was, the title what it was about.
fn unknown(name: &str, part: Part<'_>) -> Content {
    let word: String = name.chars().filter(|character| !character.is_control()).collect();
    let details = Details::default().with_or_null("type", shortened(&word, 64)).done();
    let product = part.object("product");
    let text = ["name", "title", "text", "caption"].into_iter().find_map(|field| part.text(field));
    Content { kind: MessageKind::Unknown, text: text.or_else(|| product.text("title")), details, media: None }
}

const fn is_media(kind: MessageKind) -> bool {
    use MessageKind::{Audio, Document, Image, Sticker, Video};
    matches!(kind, Image | Video | Sticker | Audio | Document)
}

fn media(kind: MessageKind, part: Part<'_>) -> Parts {
    let voice = part.flag("ptt").filter(|_| kind == MessageKind::Audio);
    let animated = part.flag("isAnimated").filter(|_| kind == MessageKind::Sticker);
    (part.text("caption"), media_details(&file(part), voice, animated))
}

/// The details of a file that a screen needs.
pub(crate) fn media_details(file: &InboundMedia, voice: Option<bool>, animated: Option<bool>) -> Option<Value> {
    Details::default()
        .with("mime_type", file.mime_type.clone())
        .with("sha256", file.sha256.clone())
        .with("file_name", file.file_name.clone())
        .with("voice", voice)
        .with("animated", animated)
        .done()
}

/// What is known about the file. Its address is not kept: what lies there is encrypted for the device.
fn file(part: Part<'_>) -> InboundMedia {
    InboundMedia {
        mime_type: part.id("mimetype"),
        file_name: part.title("fileName").or_else(|| part.title("title")),
        size: part.long("fileLength").and_then(|size| u64::try_from(size).ok()),
        sha256: part.checksum("fileSha256"),
        ..InboundMedia::default()
    }
}

fn location(part: Part<'_>) -> Parts {
    let (name, address) = (part.title("name"), part.title("address").or_else(|| part.title("caption")));
    place(part.number("degreesLatitude"), part.number("degreesLongitude"), name, address)
}

/// A place on the map.
pub(crate) fn place(
    latitude: Option<serde_json::Number>,
    longitude: Option<serde_json::Number>,
    name: Option<String>,
    address: Option<String>,
) -> Parts {
    let words: Vec<String> = [name.clone(), address.clone()].into_iter().flatten().collect();
    let details = Details::default()
        .with("latitude", latitude)
        .with("longitude", longitude)
        .with("name", name)
        .with("address", address)
        .done();
    ((!words.is_empty()).then(|| words.join(", ")), details)
}

fn contacts(part: Part<'_>) -> Parts {
    let single = part.text("vcard").map(|vcard| (part.title("displayName"), vcard));
    let many = part.list("contacts").iter().map(Part::of);
    let many = many.filter_map(|card| Some((card.title("displayName"), card.text("vcard")?)));
    cards(single.into_iter().chain(many).take(LIST_LIMIT))
}

/// Contact cards in the form of telephones (`vCard`), each perhaps with a name beside it.
pub(crate) fn cards(cards: impl Iterator<Item = (Option<String>, String)>) -> Parts {
    let mut names = Vec::new();
    let mut details = Vec::new();
    for (name, vcard) in cards.take(LIST_LIMIT) {
        let name = name.or_else(|| value_of_line(&vcard, "FN").and_then(|name| shortened(name, TITLE_LIMIT)));
        details.push(json!({ "name": name, "phones": phones(&vcard) }));
        names.extend(name);
    }
    ((!names.is_empty()).then(|| names.join(", ")), (!details.is_empty()).then_some(Value::Array(details)))
}

/// The value of the first line of this name; what stands between name and colon are its parameters.
fn value_of_line<'a>(vcard: &'a str, name: &str) -> Option<&'a str> {
    vcard.lines().find_map(|line| {
        let (head, value) = line.split_once(':')?;
        head.split(';').next()?.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// The account that a line names comes before the number as it was typed.
fn phones(vcard: &str) -> Vec<String> {
    let line_of_phone = |line: &str| -> Option<String> {
        let (head, value) = line.split_once(':')?;
        let mut words = head.split(';');
        let name = words.next()?;
        if !name.rsplit('.').next()?.eq_ignore_ascii_case("TEL") {
            return None;
        }
        let account = words.find_map(|word| word.strip_prefix("waid="));
        shortened(account.unwrap_or(value).trim(), 64)
    };
    vcard.lines().filter_map(line_of_phone).take(LIST_LIMIT).collect()
}

fn interactive(name: &str, part: Part<'_>) -> Parts {
    match name {
        "buttonsResponseMessage" => {
            let title = part.title("selectedDisplayText");
            let title = title.or_else(|| part.object("Response").title("selectedDisplayText"));
            chosen("button_reply", part.title("selectedButtonId"), title, None)
        }
        "listResponseMessage" => {
            let id = part.object("singleSelectReply").title("selectedRowId");
            chosen("list_reply", id, part.title("title"), part.title("description"))
        }
        "interactiveResponseMessage" => form(part),
        "templateMessage" => {
            let template = ["hydratedTemplate", "hydratedFourRowTemplate", "Format"].map(|name| part.object(name));
            let text = template.into_iter().find_map(|template| template.text("hydratedContentText"));
            (text, Details::default().with("type", Some(name)).done())
        }
        _ => {
            let text = ["contentText", "description", "title"].into_iter().find_map(|field| part.text(field));
            let text = part.object("body").text("text").or(text);
            (text, Details::default().with("type", Some(name)).done())
        }
    }
}

/// What was chosen of buttons or a list.
fn chosen(word: &str, id: Option<String>, title: Option<String>, description: Option<String>) -> Parts {
    let details = Details::default()
        .with("type", Some(word))
        .with("id", id)
        .with("title", title.clone())
        .with("description", description)
        .done();
    (title, details)
}

/// The answers of a form come as a JSON text, kept as it came.
fn form(part: Part<'_>) -> Parts {
    let flow = [part, part.object("InteractiveResponseMessage")].map(|part| part.object("nativeFlowResponseMessage"));
    let flow = flow.into_iter().find(|flow| flow.is_object()).unwrap_or(Part::NOTHING);
    let title = part.object("body").title("text").or_else(|| flow.title("name"));
    let details = Details::default()
        .with("type", Some("nfm_reply"))
        .with("title", title.clone())
        .with("response", flow.text("paramsJson"))
        .done();
    (title, details)
}

/// An order names its items nowhere in the message; only how many they are and what they cost together.
fn order(part: Part<'_>) -> Parts {
    let item = Details::default()
        .with("quantity", part.long("itemCount"))
        .with("currency", part.id("totalCurrencyCode"))
        .done()
        .unwrap_or_else(|| json!({}));
    let details = Details::default().with("items", Some(vec![item])).done();
    (part.text("message").or_else(|| part.text("orderTitle")), details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_card_gives_its_name_and_the_account_before_the_typed_number() {
        let vcard = "BEGIN:VCARD\nVERSION:3.0\nN:;Ana;;;\nFN:Ana Teste\nitem1.TEL;waid=5511999990001:+55 11 99999-0001\n\
            item1.X-ABLabel:Celular\nTEL;type=HOME:+55 11 3000-0001\nEND:VCARD";
        let (text, details) = cards([(None, vcard.to_owned())].into_iter());
        assert_eq!(text.as_deref(), Some("Ana Teste"));
        let wanted = json!([{ "name": "Ana Teste", "phones": ["5511999990001", "+55 11 3000-0001"] }]);
        assert_eq!(details, Some(wanted));
    }

    #[test]
    fn a_poll_is_kept_with_its_word_and_its_question() {
        let message = json!({ "pollCreationMessageV3": { "name": "Que horas?", "options": [] } });
        let message = Part::of(&message);
        let content = read(message, "pollCreationMessageV3", message.object("pollCreationMessageV3"));
        assert_eq!((content.kind, content.text.as_deref()), (MessageKind::Unknown, Some("Que horas?")));
        assert_eq!(content.details, Some(json!({ "type": "pollCreationMessageV3" })));
    }

    #[test]
    fn a_known_part_of_the_wrong_shape_keeps_its_kind() {
        let message = json!({ "imageMessage": 7, "conversation": {} });
        let content = read(Part::of(&message), "imageMessage", Part::NOTHING);
        assert_eq!((content.kind, content.details), (MessageKind::Image, Some(json!({ "unreadable": true }))));
        let content = read(Part::of(&message), "conversation", Part::NOTHING);
        assert_eq!((content.kind, content.details), (MessageKind::Text, Some(json!({ "unreadable": true }))));
    }
}
