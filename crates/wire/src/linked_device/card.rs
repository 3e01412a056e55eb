//! The card of an ad or post as linked devices get it.
//!
//! In: `externalAdReply`, or the `ctwaContext` of a browser-driven device. Out: the common card, or none where nothing
//! of it can be used. The click id is never filled from another field; the greeting is the ad's, not the customer's.

use nascente_domain::touch::{Card, CardSource, EntryKind, EntryPoint};

use super::part::Part;
use crate::evidence::{self, KEY_LIMIT, URL_LIMIT};

/// The card of a message; `None` where there is none, or nothing on it.
pub(super) fn of(reply: Part<'_>, entry_point: Option<&EntryPoint>) -> Option<Card> {
    let media_type = media_type(reply);
    let media_url = reply.address("mediaUrl", URL_LIMIT);
    let card = Card {
        source: source(reply, entry_point),
        source_url: reply.address("sourceUrl", KEY_LIMIT),
        source_id: reply.id("sourceId"),
        ctwa_clid: reply.id("ctwaClid"),
        headline: reply.title("title"),
        body: reply.text("body"),
        image_url: reply.address("originalImageUrl", URL_LIMIT),
        video_url: media_url.filter(|_| media_type == Some("video")),
        thumbnail_url: reply.address("thumbnailUrl", URL_LIMIT),
        greeting: reply.text("greetingMessageBody"),
        media_type: media_type.map(str::to_owned),
    };
    has_anything(&card).then_some(card)
}

/// The card of a browser-driven device. It exists for clicks on ads and posts only, and often knows no click id.
pub(crate) fn of_click_context(context: Part<'_>, entry_point: Option<&EntryPoint>) -> Option<Card> {
    let card = of(context, entry_point)?;
    let source = match card.source {
        CardSource::Other => CardSource::Ad,
        known => known,
    };
    Some(Card { source, body: card.body.or_else(|| context.text("description")), ..card })
}

/// Where the card itself does not say what it is, the markers beside it do.
fn source(reply: Part<'_>, entry_point: Option<&EntryPoint>) -> CardSource {
    if let Some(word) = reply.id("sourceType") {
        return evidence::source(Some(word));
    }
    match entry_point.and_then(EntryPoint::entry_kind) {
        Some(EntryKind::Ad) => CardSource::Ad,
        Some(EntryKind::Post) => CardSource::Post,
        _ => CardSource::Other,
    }
}

fn media_type(reply: Part<'_>) -> Option<&'static str> {
    match reply.id("mediaType")?.to_ascii_lowercase().as_str() {
        "1" | "image" => Some("image"),
        "2" | "video" => Some("video"),
        _ => None,
    }
}

fn has_anything(card: &Card) -> bool {
    let fields = [&card.source_url, &card.source_id, &card.ctwa_clid, &card.headline, &card.body, &card.greeting];
    fields.into_iter().any(Option::is_some) || card.thumbnail_url.is_some() || card.image_url.is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_spellings_give_the_same_card() {
        let baileys = json!({ "sourceType": "ad", "sourceId": "1202", "sourceUrl": "https://fb.me/x", "mediaType": 1,
            "thumbnailUrl": "https://s/t.jpg", "originalImageUrl": "https://s/o.jpg", "ctwaClid": "Af", "title": "T" });
        let go = json!({ "sourceType": "ad", "sourceID": "1202", "sourceURL": "https://fb.me/x", "mediaType": "IMAGE",
            "thumbnailURL": "https://s/t.jpg", "originalImageURL": "https://s/o.jpg", "ctwaClid": "Af", "title": "T" });
        let card = of(Part::of(&baileys), None).unwrap();
        assert_eq!(of(Part::of(&go), None).as_ref(), Some(&card));
        assert_eq!((card.source, card.media_type.as_deref()), (CardSource::Ad, Some("image")));
        assert_eq!(card.image_url.as_deref(), Some("https://s/o.jpg"));
    }

    #[test]
    fn a_card_that_does_not_say_what_it_is_is_what_the_markers_prove() {
        let reply = json!({ "sourceId": "1" });
        let proven = |conversion: &str| {
            let entry_point = EntryPoint { conversion: Some(conversion.to_owned()), ..EntryPoint::default() };
            of(Part::of(&reply), Some(&entry_point)).unwrap().source
        };
        assert_eq!(proven("FB_Ads"), CardSource::Ad);
        assert_eq!(proven("FB_Post"), CardSource::Post);
        assert_eq!(proven("something"), CardSource::Other);
        let preview = json!({ "sourceType": "website", "sourceUrl": "javascript:alert(1)", "title": "T" });
        let card = of(Part::of(&preview), None).unwrap();
        assert_eq!((card.source, card.source_url), (CardSource::Other, None));
        assert_eq!(of(Part::of(&json!({ "showAdAttribution": false })), None), None);
    }
}
