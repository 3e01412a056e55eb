//! Touches: pieces of evidence that a contact came from somewhere. The ledger of touches is append-only.

use crate::id::{ClickId, IdentifierId, TouchId};
use crate::moment::Moment;
use crate::text_enum;

text_enum! {
    /// Where a conversation came from: the kind of its entry identifier, or of the absence of one.
    EntryKind {
        /// Paid Click-to-WhatsApp ad.
        Ad = "ad",
        /// Unpaid post with a `WhatsApp` button.
        Post = "post",
        /// Link of the link generator.
        Link = "link",
        /// Hashtag at the start of the first message.
        Hashtag = "hashtag",
        /// Catalogue product.
        Product = "product",
        /// A number used for one place only.
        Number = "number",
        /// Known to be neither ad nor link.
        Organic = "organic",
        /// A known contact came back without new evidence.
        Return = "return",
        /// No evidence.
        None = "none",
    }
}

text_enum! {
    /// How the origin is known: the carrier of the evidence.
    Method {
        /// Header of an ad or post.
        AdHeader = "ad_header",
        /// Header of a custom link.
        LinkHeader = "link_header",
        /// Hashtag at the start of the text.
        Hashtag = "hashtag",
        /// Code in the text.
        Code = "code",
        /// Text equal to that of exactly one link.
        PrefilledText = "prefilled_text",
        /// Number used for one place only.
        Number = "number",
        /// Product that the message refers to.
        Product = "product",
        /// Entry point reported by `WhatsApp`, or a status that proves an ad.
        EntryPoint = "entry_point",
        /// Click matched in time.
        ClickMatch = "click_match",
        /// Given by a person.
        Manual = "manual",
        /// Nothing is known.
        None = "none",
    }
}

text_enum! {
    /// What a header card says it is.
    CardSource {
        /// Paid ad.
        Ad = "ad",
        /// Unpaid post.
        Post = "post",
        /// A source type we do not know; counted as an ad only when it carries an ad's click id.
        Other = "other",
    }
}

/// The card that Meta puts on the first message after a tap on an ad or post.
///
/// Meta's `referral` object; field names follow it. `ctwa_clid` is absent by design for ads placed in `WhatsApp`
/// Status and is never filled from another field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Card {
    /// What it says it is.
    pub source: CardSource,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// Id of the ad or post, kept as text (ids pass 2^53).
    pub source_id: Option<String>,
    /// Click id, opaque.
    pub ctwa_clid: Option<String>,
    /// Title of the card.
    pub headline: Option<String>,
    /// Text of the card.
    pub body: Option<String>,
    /// `image` or `video`.
    pub media_type: Option<String>,
    /// Picture.
    pub image_url: Option<String>,
    /// Video.
    pub video_url: Option<String>,
    /// Still of the video.
    pub thumbnail_url: Option<String>,
    /// The ad's greeting; never the customer's words.
    pub greeting: Option<String>,
}

impl Card {
    /// Whether it is an ad, a post, or (source type unknown and no click id) nothing that can be counted.
    #[must_use]
    pub fn entry_kind(&self) -> Option<EntryKind> {
        match self.source {
            CardSource::Ad => Some(EntryKind::Ad),
            CardSource::Post => Some(EntryKind::Post),
            CardSource::Other if self.ctwa_clid.is_some() => Some(EntryKind::Ad),
            CardSource::Other => None,
        }
    }

    /// The address of its picture: the picture itself, else the still of its video.
    #[must_use]
    pub fn picture_url(&self) -> Option<&str> {
        self.image_url.as_deref().or(self.thumbnail_url.as_deref())
    }

    /// What tells its picture from others: the ad or post, and the address of the picture without its signature, which is
    /// another one at each delivery.
    #[must_use]
    pub fn picture_key(&self) -> Option<String> {
        let picture = self.picture_url()?;
        let place = picture.split(['?', '#']).next().unwrap_or_default();
        Some(format!("{}|{place}", self.identifier_key().unwrap_or_default()))
    }

    /// The key of the identifier: the source id, else the normalised address, else unknown.
    #[must_use]
    pub fn identifier_key(&self) -> Option<String> {
        self.source_id.clone().or_else(|| self.source_url.as_deref().map(normalise_url))
    }
}

/// Evidence on a message that stands outside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderEvidence {
    /// Card of an ad or post.
    Card(Card),
    /// Catalogue product that the message refers to.
    Product {
        /// Catalogue.
        catalog_id: Option<String>,
        /// Product in the catalogue.
        retailer_id: String,
    },
    /// How the chat was opened, where `WhatsApp` tells.
    EntryPoint(EntryPoint),
}

/// How the chat was opened, as `WhatsApp` tells it to linked devices beside the text.
///
/// It names a kind and never which ad or link. It says "came by a link" also for links that are not ours, and says
/// nothing at all on some phones: absence is not "organic".
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EntryPoint {
    /// `entryPointConversionSource`: `ctwa_ad`, `click_to_chat_link` …
    pub source: Option<String>,
    /// `entryPointConversionApp`: `facebook`, `instagram`, `whatsapp` …
    pub app: Option<String>,
    /// `conversionSource`: `FB_Ads`, `FB_Post` …
    pub conversion: Option<String>,
    /// `entryPointConversionExternalSource`: `google`, `unknown` …
    pub external_source: Option<String>,
    /// `entryPointConversionExternalMedium`.
    pub external_medium: Option<String>,
    /// Whether it carries the opaque bytes that only ads have (`ctwaPayload`, `conversionData`).
    pub has_ad_payload: bool,
    /// Code of ours that came as the data of a link (`conversionData`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_code: Option<String>,
}

impl EntryPoint {
    /// What it proves; `None`: nothing.
    ///
    /// Only the markers of an ad make an ad: a link that is opened has an entry point too.
    #[must_use]
    pub fn entry_kind(&self) -> Option<EntryKind> {
        let word = |text: &Option<String>| text.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
        match word(&self.conversion).as_str() {
            "fb_ads" | "ig_ads" => return Some(EntryKind::Ad),
            "fb_post" | "ig_post" => return Some(EntryKind::Post),
            _ if self.has_ad_payload => return Some(EntryKind::Ad),
            _ => {}
        }
        match word(&self.source).as_str() {
            "ctwa_ad" | "ctwa" => Some(EntryKind::Ad),
            "post_cta" => Some(EntryKind::Post),
            "click_to_chat_link" | "message_short_link" | "qr_code" => Some(EntryKind::Link),
            "product_link" => Some(EntryKind::Product),
            "global_search_new_chat"
            | "contact_search"
            | "contact_card"
            | "biz_profile"
            | "page_cta"
            | "phone_number_hyperlink"
            | "group_participant_list"
            | "broadcast_list_context_menu"
            | "status" => Some(EntryKind::Organic),
            _ => None,
        }
    }

    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// An address as ads are keyed by it: scheme and host in lower case, no fragment, no trailing slash.
#[must_use]
pub fn normalise_url(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or_default();
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let cut = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(cut);
    format!("{}://{}{}", scheme.to_lowercase(), host.to_lowercase(), path.trim_end_matches('/'))
}

/// One row of the ledger, as far as the verdict looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Its id.
    pub id: TouchId,
    /// What it is evidence of.
    pub kind: EntryKind,
    /// How it was carried.
    pub method: Method,
    /// Which identifier; `None`: the kind is known, not which one.
    pub identifier_id: Option<IdentifierId>,
    /// The click it proves, if one.
    pub click_id: Option<ClickId>,
    /// When the message that carried it was sent.
    pub seen_at: Moment,
    /// The provider's id of that message; with `seen_at` it orders touches whatever order they arrived in.
    pub provider_message_id: String,
    /// Whether the query of its click proves an ad.
    pub paid_click: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_differ_in_case_of_the_host_slash_or_fragment_are_one() {
        assert_eq!(normalise_url("HTTPS://FB.me/3cr4Wqqkv/#x"), "https://fb.me/3cr4Wqqkv");
        assert_eq!(normalise_url("fb.me/a?b=1"), "https://fb.me/a?b=1");
    }

    #[test]
    fn only_the_markers_of_an_ad_make_an_ad() {
        let by = |source: &str| EntryPoint { source: Some(source.to_owned()), ..EntryPoint::default() }.entry_kind();
        assert_eq!(by("ctwa_ad"), Some(EntryKind::Ad));
        assert_eq!(by("click_to_chat_link"), Some(EntryKind::Link));
        assert_eq!(by("global_search_new_chat"), Some(EntryKind::Organic));
        assert_eq!(by("something_new"), None);
        let link = EntryPoint { source: Some("click_to_chat_link".to_owned()), ..EntryPoint::default() };
        let converted = EntryPoint { conversion: Some("FB_ADS".to_owned()), ..link.clone() };
        assert_eq!(converted.entry_kind(), Some(EntryKind::Ad));
        assert_eq!(EntryPoint { has_ad_payload: true, ..link }.entry_kind(), Some(EntryKind::Ad));
        assert_eq!(EntryPoint::default().entry_kind(), None);
    }
}
