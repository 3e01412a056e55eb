//! Links, clicks, entry identifiers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A link of the link generator.
#[derive(Debug, Serialize, ToSchema)]
pub struct Link {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Channel.
    pub channel_id: String,
    /// `tracked` or `hashtag`.
    pub kind: String,
    /// Site of origin.
    pub site: String,
    /// Prefilled text.
    pub message: String,
    /// UTM fields.
    pub utm: BTreeMap<String, String>,
    /// Part of the address.
    pub slug: String,
    /// Department that its conversations go to.
    pub department_id: Option<String>,
    /// Entry identifier.
    pub identifier_id: String,
    /// Short address: recorded, then redirected.
    pub short_url: String,
    /// Direct address, with the link's own code.
    pub whatsapp_url: String,
    /// QR code as SVG.
    pub qr_svg_url: String,
    /// QR code as PNG.
    pub qr_png_url: String,
    /// Valid clicks.
    pub clicks: i64,
    /// All clicks, bots and repeats too.
    pub clicks_raw: i64,
    /// Conversations that count.
    pub conversations: i64,
    /// End.
    pub expires_at: Option<String>,
    /// Set: archived.
    pub archived_at: Option<String>,
    /// When it was made.
    pub created_at: String,
}

/// Which links.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LinkFilter {
    /// Archived ones too.
    pub archived: Option<bool>,
}

/// A new link.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateLinkRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// Channel.
    pub channel_id: String,
    /// `tracked` (default) or `hashtag`.
    pub kind: Option<String>,
    /// Site of origin, 1 to 120 characters.
    pub site: String,
    /// Prefilled text, up to 1000 characters; of kind `hashtag` it starts with `#TERM`.
    #[serde(default)]
    pub message: String,
    /// UTM fields.
    #[serde(default)]
    pub utm: BTreeMap<String, String>,
    /// Own slug.
    pub slug: Option<String>,
    /// Department that its conversations go to.
    pub department_id: Option<String>,
    /// End.
    pub expires_at: Option<String>,
}

/// Changes to a link. Channel, kind and slug stay.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateLinkRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
    /// Prefilled text.
    pub message: Option<String>,
    /// UTM fields.
    pub utm: Option<BTreeMap<String, String>>,
    /// `true` archives, `false` brings back.
    pub archived: Option<bool>,
}

/// Several links at once.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateLinksRequest {
    /// 1 to 200 links; all are made or none.
    pub links: Vec<CreateLinkRequest>,
}

/// The links that were made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedLinks {
    /// In the order of the request.
    pub items: Vec<Link>,
}

/// A click.
#[derive(Debug, Serialize, ToSchema)]
pub struct Click {
    /// Id.
    pub id: String,
    /// Link.
    pub link_id: String,
    /// When.
    pub at: String,
    /// Counted.
    pub valid: bool,
    /// `valid`, `bot`, `prefetch`, `repeat`, `closed_link`, `own`.
    pub verdict: String,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Site it came from.
    pub referrer: Option<String>,
    /// Whether a conversation carries its code.
    pub matched: bool,
}

/// Which clicks.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClickFilter {
    /// Link.
    pub link_id: Option<String>,
    /// Valid ones, or the others.
    pub valid: Option<bool>,
    /// First day, inclusive.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
}

/// An entry identifier.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryIdentifier {
    /// Id.
    pub id: String,
    /// `ad`, `post`, `link`, `hashtag`, `product`, `number`.
    pub kind: String,
    /// What it is keyed by.
    pub key: String,
    /// Label.
    pub label: String,
    /// Campaign.
    pub campaign: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Ad.
    pub ad: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
    /// Short address of a link.
    pub short_url: Option<String>,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// Conversations that count.
    pub conversations: i64,
    /// First seen.
    pub created_at: String,
}

/// Which identifiers.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IdentifierFilter {
    /// Kind.
    pub kind: Option<String>,
    /// Part of the label or key.
    pub q: Option<String>,
}

/// Changes to an identifier; an empty text takes a name away.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateIdentifierRequest {
    /// Label.
    pub label: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Ad.
    pub ad: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
}
