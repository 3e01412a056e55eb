//! What a message proves outside its text.
//!
//! In: a message of any type. Out: the card of an ad or post, the product it was sent from. Nothing is filled from
//! another field: an ad in `WhatsApp` Status has no click id, and the greeting is the ad's, not the customer's. A
//! card without any usable field still is a card.

use nascente_domain::touch::{Card, CardSource, HeaderEvidence};

use crate::fields::Fields;

/// The most bytes of the address by which an ad is keyed; indexes have limits. A shortened address leads nowhere.
const KEY_LIMIT: usize = 2_000;
/// The most bytes of other addresses.
const URL_LIMIT: usize = 4_096;

/// The evidence on one message.
pub(super) fn evidence(message: Fields<'_>) -> Vec<HeaderEvidence> {
    let product = message.object("context").object("referred_product");
    [card(message.object("referral")), referred_product(product)].into_iter().flatten().collect()
}

fn card(referral: Fields<'_>) -> Option<HeaderEvidence> {
    if !referral.is_object() {
        return None;
    }
    Some(HeaderEvidence::Card(Card {
        source: source(referral),
        source_url: address(referral, "source_url", KEY_LIMIT),
        source_id: referral.id("source_id"),
        ctwa_clid: referral.id("ctwa_clid"),
        headline: referral.title("headline"),
        body: referral.text("body"),
        media_type: referral.id("media_type"),
        image_url: address(referral, "image_url", URL_LIMIT),
        video_url: address(referral, "video_url", URL_LIMIT),
        thumbnail_url: address(referral, "thumbnail_url", URL_LIMIT),
        greeting: referral.object("welcome_message").text("text"),
    }))
}

/// An address that a browser may be sent to: `http`, `https` or no scheme at all, never `javascript:`.
fn address(referral: Fields<'_>, key: &str, most_bytes: usize) -> Option<String> {
    let address = referral.whole(key, most_bytes)?.trim().to_owned();
    let start = address.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_web = matches!(start.as_str(), "http:" | "https:") || !start.contains(':');
    (is_web && !address.is_empty()).then_some(address)
}

fn source(referral: Fields<'_>) -> CardSource {
    let word = referral.title("source_type").unwrap_or_default();
    match word.trim().to_ascii_lowercase().as_str() {
        "ad" => CardSource::Ad,
        "post" => CardSource::Post,
        _ => CardSource::Other,
    }
}

fn referred_product(product: Fields<'_>) -> Option<HeaderEvidence> {
    let retailer_id = product.id("product_retailer_id")?;
    Some(HeaderEvidence::Product { catalog_id: product.id("catalog_id"), retailer_id })
}
