//! What a message proves outside its text.
//!
//! In: a message. Out: the card of an ad or post (`externalAdReply`), how the chat was opened (`adContext`), the
//! product it was sent from. `text.title`, `text.description` and `text.url` repeat the card and are not read. Empty
//! objects say nothing.

use nascente_domain::touch::{Card, EntryPoint, HeaderEvidence};
use serde_json::Value;

use crate::evidence::{KEY_LIMIT, URL_LIMIT, link_code, source};
use crate::fields::Fields;

/// The evidence on one message.
pub(super) fn evidence(message: Fields<'_>) -> Vec<HeaderEvidence> {
    let found = [card(message.value("externalAdReply")), product(message), entry_point(message.object("adContext"))];
    found.into_iter().flatten().collect()
}

fn card(value: Option<&Value>) -> Option<HeaderEvidence> {
    let card = Fields::of(value.filter(|value| value.as_object().is_some_and(|object| !object.is_empty()))?);
    let media_type = match card.integer("mediaType") {
        Some(1) => Some("image"),
        Some(2) => Some("video"),
        _ => None,
    };
    Some(HeaderEvidence::Card(Card {
        source: source(card.title("sourceType")),
        source_url: card.web_address("sourceUrl", KEY_LIMIT),
        source_id: card.id("sourceId"),
        ctwa_clid: card.id("ctwaClid"),
        headline: card.title("title"),
        body: card.text("body"),
        media_type: media_type.map(str::to_owned),
        image_url: card.web_address("originalImageUrl", URL_LIMIT),
        video_url: card.web_address("mediaUrl", URL_LIMIT).filter(|_| media_type == Some("video")),
        thumbnail_url: card.web_address("thumbnailUrl", URL_LIMIT),
        greeting: card.text("greetingMessageBody"),
    }))
}

/// A product that the contact asks about: its number in the shop, else in the catalogue.
fn product(message: Fields<'_>) -> Option<HeaderEvidence> {
    let product = message.object("product");
    let retailer_id = product.id("retailerId").or_else(|| product.id("productId"))?;
    Some(HeaderEvidence::Product { catalog_id: None, retailer_id })
}

fn entry_point(context: Fields<'_>) -> Option<HeaderEvidence> {
    let word = |key: &str| context.id(key);
    let has_payload = |key: &str| match context.value(key) {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(object)) => !object.is_empty(),
        _ => false,
    };
    let link_code = link_code(context.value("conversionData"));
    let entry_point = EntryPoint {
        source: word("entryPointConversionSource"),
        app: word("entryPointConversionApp"),
        conversion: word("conversionSource"),
        external_source: word("entryPointConversionExternalSource"),
        external_medium: word("entryPointConversionExternalMedium"),
        has_ad_payload: has_payload("ctwaPayload") || (link_code.is_none() && has_payload("conversionData")),
        link_code,
    };
    (!entry_point.is_empty()).then_some(HeaderEvidence::EntryPoint(entry_point))
}
