//! What a message proves outside its text.
//!
//! In: a message of any type. Out: the card of an ad or post, the product it was sent from. Nothing is filled from
//! another field: an ad in `WhatsApp` Status has no click id, and the greeting is the ad's, not the customer's. A
//! card without any usable field still is a card.

use nascente_domain::touch::{Card, HeaderEvidence};

use crate::evidence::{KEY_LIMIT, URL_LIMIT, source};
use crate::fields::Fields;

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
        source: source(referral.title("source_type")),
        source_url: referral.web_address("source_url", KEY_LIMIT),
        source_id: referral.id("source_id"),
        ctwa_clid: referral.id("ctwa_clid"),
        headline: referral.title("headline"),
        body: referral.text("body"),
        media_type: referral.id("media_type"),
        image_url: referral.web_address("image_url", URL_LIMIT),
        video_url: referral.web_address("video_url", URL_LIMIT),
        thumbnail_url: referral.web_address("thumbnail_url", URL_LIMIT),
        greeting: referral.object("welcome_message").text("text"),
    }))
}

fn referred_product(product: Fields<'_>) -> Option<HeaderEvidence> {
    let retailer_id = product.id("product_retailer_id")?;
    Some(HeaderEvidence::Product { catalog_id: product.id("catalog_id"), retailer_id })
}
