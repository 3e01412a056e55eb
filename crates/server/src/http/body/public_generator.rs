//! The public page of the link generator, and its settings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the company offers on its public page.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicGeneratorSettings {
    /// Whether the page is switched on; it is off at first.
    pub enabled: bool,
    /// Whether the page is there: switched on, with a number that can be offered.
    pub reachable: bool,
    /// Its address.
    pub url: String,
    /// The channels whose numbers are offered.
    pub channel_ids: Vec<String>,
    /// The kinds that are offered: `tracked`, `hashtag`.
    pub kinds: Vec<String>,
    /// The sites to choose from; none: anything may be written.
    pub sites: Vec<String>,
    /// Department of the links that are made there.
    pub department_id: Option<String>,
    /// *Etiquetas* of the links that are made there.
    pub tags: Vec<String>,
    /// How many links a day may bring.
    pub daily_limit: i64,
    /// Colour of the company, `#rrggbb`.
    pub colour: Option<String>,
    /// How many links today brought, in the company's zone.
    pub made_today: i64,
}

/// Changes to what is offered.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdatePublicGeneratorRequest {
    /// Switches the page on or off.
    pub enabled: Option<bool>,
    /// Channels in use.
    pub channel_ids: Option<Vec<String>>,
    /// `tracked`, `hashtag`; one at least.
    pub kinds: Option<Vec<String>>,
    /// At most 40 of 1 to 120 characters.
    pub sites: Option<Vec<String>>,
    /// Department; an empty text takes it away.
    pub department_id: Option<String>,
    /// *Etiquetas*: at most 20 of up to 40 characters.
    pub tags: Option<Vec<String>>,
    /// 1 to 5000.
    pub daily_limit: Option<i64>,
    /// `#rrggbb`; an empty text takes it away.
    pub colour: Option<String>,
}

/// What anybody may know of a company whose page is switched on.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicPage {
    /// Name of the company.
    pub company: String,
    /// BCP 47.
    pub locale: String,
    /// Colour of the company, `#rrggbb`.
    pub colour: Option<String>,
    /// Path of the logo, where there is one.
    pub logo_url: Option<String>,
    /// The numbers to choose from.
    pub numbers: Vec<PublicNumber>,
    /// The kinds to choose from.
    pub kinds: Vec<String>,
    /// The sites to choose from; none: anything may be written.
    pub sites: Vec<String>,
    /// Whether today brought as many links as the company allows.
    pub limit_reached: bool,
}

/// A number that is offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicNumber {
    /// Id of its channel.
    pub id: String,
    /// Digits with country code.
    pub phone_number: String,
}

/// What a stranger asks for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MakePublicLinkRequest {
    /// Who is going to use the link, 1 to 120 characters.
    pub name: String,
    /// One of the numbers of the page; may be left out where there is one.
    pub channel_id: Option<String>,
    /// One of the kinds of the page; the first when left out.
    pub kind: Option<String>,
    /// Site of origin: one of the page's, where it names some.
    pub site: String,
    /// Prefilled text, up to 1000 characters; of kind `hashtag` it starts with `#TERM`. It carries no code.
    #[serde(default)]
    pub message: String,
    /// Own slug.
    pub slug: Option<String>,
}

/// The link that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicLink {
    /// Name.
    pub name: String,
    /// `tracked` or `hashtag`.
    pub kind: String,
    /// Prefilled text, with its variables filled in.
    pub message: String,
    /// Part of the address.
    pub slug: String,
    /// Short address: recorded, then redirected.
    pub short_url: String,
    /// Direct address, with the link's own code.
    pub whatsapp_url: String,
    /// QR code as SVG.
    pub qr_svg_url: String,
    /// QR code as PNG.
    pub qr_png_url: String,
}
