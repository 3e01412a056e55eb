//! The card of an ad or post.
//!
//! In: the fields of a delivery. Out: the card, when any of its own fields has a value. `ReferralNumMedia` is none of
//! them: it stands on ordinary messages too. An ad in `WhatsApp` Status has no click id.

use nascente_domain::touch::{Card, HeaderEvidence};

use crate::evidence::{KEY_LIMIT, URL_LIMIT, source};
use crate::fields::Fields;

/// The fields that only a card has.
const FIELDS: &[&str] = &[
    "ReferralSourceId",
    "ReferralCtwaClid",
    "ReferralSourceUrl",
    "ReferralSourceType",
    "ReferralHeadline",
    "ReferralBody",
];

/// The evidence on one message.
pub(super) fn evidence(fields: Fields<'_>) -> Vec<HeaderEvidence> {
    if FIELDS.iter().all(|key| fields.text(key).is_none()) {
        return Vec::new();
    }
    let content_type = fields.id("ReferralMediaContentType").unwrap_or_default();
    let kind = content_type.split('/').next().filter(|kind| matches!(*kind, "image" | "video"));
    let media_url = |wanted| fields.web_address("ReferralMediaUrl", URL_LIMIT).filter(|_| kind == Some(wanted));
    vec![HeaderEvidence::Card(Card {
        source: source(fields.title("ReferralSourceType")),
        source_url: fields.web_address("ReferralSourceUrl", KEY_LIMIT),
        source_id: fields.id("ReferralSourceId"),
        ctwa_clid: fields.id("ReferralCtwaClid"),
        headline: fields.title("ReferralHeadline"),
        body: fields.text("ReferralBody"),
        media_type: kind.map(str::to_owned),
        image_url: media_url("image"),
        video_url: media_url("video"),
        thumbnail_url: None,
        greeting: None,
    })]
}
