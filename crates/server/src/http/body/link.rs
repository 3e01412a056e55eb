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
    /// *Etiquetas*, sorted.
    pub tags: Vec<String>,
    /// Whether the channel's number is used by this link alone (*Número dedicado*).
    pub dedicated_number: bool,
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
    /// `company`, or `public`: made on the company's public page.
    pub made_by: String,
    /// When it was made.
    pub created_at: String,
}

/// Which links.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LinkFilter {
    /// Archived ones too.
    pub archived: Option<bool>,
    /// With this tag.
    pub tag: Option<String>,
    /// `company`, or `public`: made on the company's public page.
    pub made_by: Option<String>,
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
    /// Prefilled text, up to 1000 characters; of kind `hashtag` it starts with `#TERM`. `{site}`, `{campanha}` and
    /// `{link}` (the name) are filled in.
    #[serde(default)]
    pub message: String,
    /// UTM fields.
    #[serde(default)]
    pub utm: BTreeMap<String, String>,
    /// *Etiquetas*: at most 20 of up to 40 characters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether the channel's number is used by this link alone; no other link in use may have it then.
    #[serde(default)]
    pub dedicated_number: bool,
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
    /// *Etiquetas*.
    pub tags: Option<Vec<String>>,
    /// See [`CreateLinkRequest`].
    pub dedicated_number: Option<bool>,
    /// Department; an empty text takes it away.
    pub department_id: Option<String>,
    /// End; an empty text takes it away.
    pub expires_at: Option<String>,
    /// `true` archives, `false` brings back.
    pub archived: Option<bool>,
}

/// Several links at once: a list, or one for each pair of a site and a campaign.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateLinksRequest {
    /// 1 to 200 links; all are made or none.
    #[serde(default)]
    pub links: Vec<CreateLinkRequest>,
    /// Sites by campaigns, instead of a list.
    pub product: Option<LinkProduct>,
}

/// One link for each pair of a site and a campaign.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LinkProduct {
    /// What all of them have in common; each is named `name · site · campaign`. A slug is not taken over.
    pub template: CreateLinkRequest,
    /// Sites.
    pub sites: Vec<String>,
    /// Campaigns (`utm_campaign`); none: one link for each site.
    #[serde(default)]
    pub campaigns: Vec<String>,
}

/// What a file of links would make, or made.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedLinks {
    /// Whether this is a preview: nothing was made.
    pub preview: bool,
    /// The good rows, in the order of the file.
    pub rows: Vec<ImportedRow>,
    /// What is wrong, by line.
    pub errors: Vec<ImportError>,
    /// The links that were made, in the order of `rows`; empty in a preview.
    pub items: Vec<Link>,
}

/// A good row of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedRow {
    /// Line of the file; the header is line 1.
    pub line: u64,
    /// Name.
    pub name: String,
    /// Channel.
    pub channel_id: String,
    /// `tracked` or `hashtag`.
    pub kind: String,
    /// Site of origin.
    pub site: String,
    /// Prefilled text, with its variables filled in.
    pub message: String,
    /// UTM fields.
    pub utm: BTreeMap<String, String>,
    /// *Etiquetas*.
    pub tags: Vec<String>,
    /// Own slug, if one was asked for.
    pub slug: Option<String>,
    /// Department.
    pub department_id: Option<String>,
    /// End.
    pub expires_at: Option<String>,
}

/// What is wrong in a line of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportError {
    /// Line of the file; the header is line 1.
    pub line: u64,
    /// Column.
    pub field: String,
    /// Stable code.
    pub code: String,
    /// For a person.
    pub message: String,
}

/// What to do with a file of links.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// `true` (default): only tell what would happen.
    pub preview: Option<bool>,
}

/// A text or slug that is about to be used.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LinkCheckQuery {
    /// Prefilled text.
    pub message: Option<String>,
    /// Own slug.
    pub slug: Option<String>,
    /// The link that is being changed: it is not compared with itself.
    pub except: Option<String>,
}

/// What the link generator says while somebody types.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkCheck {
    /// Links in use with the same prefilled text: it proves the origin of none of them.
    pub message_shared_with: Vec<NamedLink>,
    /// `free`, `taken`, `reserved`, `form`; `null` when none was asked about.
    pub slug_state: Option<String>,
    /// A free slug close to one that cannot be used.
    pub slug_suggestion: Option<String>,
}

/// A link by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedLink {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// The macros of an ad platform.
#[derive(Debug, Serialize, ToSchema)]
pub struct UtmMacros {
    /// `meta`, `google`, `tiktok`.
    pub platform: String,
    /// Name of the platform.
    pub label: String,
    /// Macros to copy.
    pub macros: Vec<UtmMacro>,
    /// UTM fields with macros, ready to be put into the platform's own field for parameters.
    pub parameters: String,
    /// Where to put them.
    pub place: String,
}

/// A macro that an ad platform fills in at each click.
#[derive(Debug, Serialize, ToSchema)]
pub struct UtmMacro {
    /// The macro itself.
    pub text: String,
    /// What it becomes.
    pub meaning: String,
}

/// From when to when.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// First day, inclusive; 30 days ago when left out.
    pub from: Option<String>,
    /// Last day, inclusive; today when left out.
    pub to: Option<String>,
}

/// The figures of a link in a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkStatistics {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Valid clicks.
    pub clicks: i64,
    /// All clicks.
    pub clicks_raw: i64,
    /// Visitors: each counted once a day.
    pub visitors: i64,
    /// Conversations that count, by their day of entry. Links of one hashtag share them.
    pub conversations: i64,
    /// Conversations by valid clicks; `null` without clicks, and for hashtags, which people write who opened no link.
    pub conversion: Option<f64>,
    /// Days with clicks.
    pub days: Vec<DayClicks>,
    /// Valid clicks by weekday (0 is Monday) and hour, in the company's zone: 7 rows of 24.
    pub hours: Vec<Vec<i64>>,
    /// Valid clicks by device.
    pub devices: Vec<CountedValue>,
    /// Valid clicks by the page before; the 20 most frequent.
    pub referrers: Vec<CountedValue>,
    /// Valid clicks by region; the 20 most frequent.
    pub regions: Vec<CountedValue>,
    /// The last 20 clicks, whatever their verdict and day.
    pub recent: Vec<Click>,
}

/// The clicks of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayClicks {
    /// Day.
    pub day: String,
    /// Valid clicks.
    pub clicks: i64,
    /// All clicks.
    pub clicks_raw: i64,
}

/// How often a value occurs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedValue {
    /// The value; empty: not known (a referrer: opened directly).
    pub value: String,
    /// Valid clicks.
    pub clicks: i64,
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
    /// Query string of the address, whole.
    pub query: String,
    /// The fields of the query, decoded: `utm_source`, `gclid`, `fbclid` … The first one of a name counts.
    pub parameters: BTreeMap<String, String>,
    /// First language of the browser.
    pub language: Option<String>,
    /// Country and its part, such as `BR-SP`; only where a file of regions is configured.
    pub region: Option<String>,
    /// Fingerprint of the visitor, good for one day.
    pub visitor: String,
}

/// The address that marks a browser as our own (*Ignorar meus cliques*).
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnClicksAddress {
    /// To be opened once in each browser whose clicks are to be kept apart.
    pub url: String,
    /// It cannot be opened after this.
    pub expires_at: String,
}

/// Which clicks.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClickFilter {
    /// Link.
    pub link_id: Option<String>,
    /// Valid ones, or the others.
    pub valid: Option<bool>,
    /// `valid`, `bot`, `prefetch`, `repeat`, `closed_link`, `own`.
    pub verdict: Option<String>,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Host of the page before.
    pub referrer: Option<String>,
    /// Region, such as `BR-SP`.
    pub region: Option<String>,
    /// First day, inclusive.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
}

/// Which codes, and how.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// Ids of links, with commas between them; at most 200.
    pub ids: String,
    /// Codes in a row, 1 to 6 (3).
    pub columns: Option<usize>,
    /// `L`, `M` (default), `Q`, `H`.
    pub level: Option<String>,
}
