//! Names of ads out of a file of the Ads Manager.

use serde::Serialize;
use utoipa::ToSchema;

/// What a file changes, or would.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportedAdNames {
    /// Nothing was changed.
    pub preview: bool,
    /// Ads with other names than before.
    pub changed: usize,
    /// Ads that have these names already.
    pub unchanged: usize,
    /// Ads that no conversation came by.
    pub unseen: usize,
    /// The good lines.
    pub rows: Vec<AdNameRow>,
    /// The bad ones.
    pub errors: Vec<AdNameError>,
}

/// A good line.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdNameRow {
    /// Line of the file.
    pub line: u64,
    /// Ad.
    pub ad_id: String,
    /// Its name.
    pub ad: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
    /// What it was called before; `null`: no conversation came by this ad yet.
    pub before: Option<AdNamesBefore>,
    /// The identifier; `null`: no conversation came by this ad yet.
    pub identifier_id: Option<String>,
    /// `changed`, `unchanged`, `unseen` (left out: no conversation came by it).
    pub state: String,
}

/// What an ad was called.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdNamesBefore {
    /// Label.
    pub label: String,
    /// Ad.
    pub ad: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
}

/// A bad line.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdNameError {
    /// Line of the file.
    pub line: u64,
    /// `ad_id_missing`, `ad_id_rounded` (a spreadsheet took its digits: `1,2E+17`), `ad_id` (no number), `too_long`, `other_names` (the ad stands above with other names).
    pub code: String,
    /// What stands there as ad id.
    pub ad_id: String,
}
