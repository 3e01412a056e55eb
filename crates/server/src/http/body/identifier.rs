//! Entry identifiers.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// An entry identifier.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    /// The link that it stands for.
    pub link_id: Option<String>,
    /// Short address of a link.
    pub short_url: Option<String>,
    /// Address of the ad or post.
    pub source_url: Option<String>,
    /// The identifier that it was merged into: its conversations count there.
    pub merged_into: Option<String>,
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
    /// Part of the label, the key or a name.
    pub q: Option<String>,
    /// Of this campaign; `none`: *Campanha não informada*.
    pub campaign: Option<String>,
    /// `true`: those that were merged into another one too.
    pub merged: Option<bool>,
}

/// Into which identifier.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MergeIdentifierRequest {
    /// Id of an identifier of the same kind.
    pub into: String,
}

/// Changes to an identifier; an empty text takes a name away.
#[derive(Debug, Default, Deserialize, ToSchema)]
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

/// One campaign, ad set, ad or site for several identifiers; an empty text takes a name away.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NameIdentifiersRequest {
    /// Ids, 1 to 200.
    pub ids: Vec<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Ad.
    pub ad: Option<String>,
    /// Site of origin.
    pub site: Option<String>,
}

/// How many identifiers have other names now.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedIdentifiers {
    /// Of those that were asked for.
    pub changed: usize,
}

/// Everything that is known about one identifier.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryIdentifierDetail {
    /// The identifier.
    #[serde(flatten)]
    pub identifier: EntryIdentifier,
    /// Title of the card of its latest conversation.
    pub headline: Option<String>,
    /// Text of that card.
    pub body: Option<String>,
    /// Our address of that card's picture; `null` while it is not kept.
    pub picture_url: Option<String>,
    /// The identifier that stands for it, when it was merged.
    pub stands_for_it: Option<NamedIdentifier>,
    /// The ones that were merged into it, each with what a split would give back.
    pub merged: Vec<NamedIdentifier>,
}

/// An identifier beside another one.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedIdentifier {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// What it is keyed by.
    pub key: String,
    /// Conversations that named it, or one that was merged into it.
    pub conversations: i64,
}

/// The names in use, each once.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentifierNames {
    /// Campaigns.
    pub campaigns: Vec<String>,
    /// Ad sets.
    pub ad_sets: Vec<String>,
    /// Ads.
    pub ads: Vec<String>,
    /// Sites.
    pub sites: Vec<String>,
}

/// A change of an identifier.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentifierChange {
    /// Id.
    pub id: String,
    /// When.
    pub at: String,
    /// `named`, `file`, `marketing_api`, `link`, `merged`, `split`.
    pub way: String,
    /// `user`, `token` or `system`.
    pub actor_kind: String,
    /// Who, as they were called then.
    pub actor_name: Option<String>,
    /// The identifier that was changed: this one, or one that was merged into it or split from it.
    pub identifier: ChangedIdentifier,
    /// The one that it was merged into or split from.
    pub other: Option<ChangedIdentifier>,
    /// Names before and after.
    pub names: Vec<NameChange>,
}

/// An identifier that a change speaks of, as it is called today.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedIdentifier {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
}

/// A name before and after a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct NameChange {
    /// `label`, `campaign`, `ad_set`, `ad`, `site`.
    pub field: String,
    /// Before.
    pub from: Option<String>,
    /// After.
    pub to: Option<String>,
}
