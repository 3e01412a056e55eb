//! *Saúde do rastreamento*.

use serde::Serialize;
use utoipa::ToSchema;

/// How the tracking stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackingHealth {
    /// Now.
    pub checked_at: String,
    /// The worst state of all.
    pub worst: String,
    /// Every check, once at least; once for each subject that something is wrong with.
    pub items: Vec<TrackingCheck>,
    /// First day of `coverage`.
    pub from: String,
    /// Today, which is not over.
    pub to: String,
    /// How many conversations have a known origin, by number and day; numbers and days without conversations are absent.
    pub coverage: Vec<NumberCoverage>,
}

/// The coverage of a number.
#[derive(Debug, Serialize, ToSchema)]
pub struct NumberCoverage {
    /// Number.
    pub channel_id: String,
    /// Its name.
    pub name: String,
    /// Its days, oldest first.
    pub days: Vec<CoverageDay>,
}

/// The coverage of a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageDay {
    /// Day.
    pub day: String,
    /// Conversations whose origin is known.
    pub known: i64,
    /// New conversations of this day, without those of returning customers.
    pub conversations: i64,
}

/// One check.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackingCheck {
    /// `link_to_inactive_number`, `ad_to_inactive_number`, `ads_without_click_id`, `ads_unidentified`,
    /// `campaign_names_missing`, `coverage_fell`, `delivery_lag`, `failing_signatures`, `link_never_clicked`, `click_to_conversation_fell`, `token_expires`,
    /// `clock_skew`.
    pub code: String,
    /// `ok`, `unknown` (too few cases), `warning`, `problem`.
    pub state: String,
    /// What it is about; `null`: the whole company.
    pub subject: Option<TrackingSubject>,
    /// Since when; only of warnings and problems.
    pub since: Option<String>,
    /// What was found, in the company's language.
    pub message: String,
    /// How it is mended, in the company's language.
    pub mend: String,
    /// Path of the screen where it is mended.
    pub mend_link: String,
    /// Path of the list of what it is about, where there is one.
    pub list_link: Option<String>,
    /// The number that decided: a share of one, milliseconds, days or a count.
    pub value: Option<f64>,
    /// The same before, where it is held against the past.
    pub usual: Option<f64>,
}

/// What a check is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackingSubject {
    /// `channel`, `link`.
    pub kind: String,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}
