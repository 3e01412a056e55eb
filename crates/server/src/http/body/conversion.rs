//! Conversions for ad platforms, by file.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which conversions.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversionQuery {
    /// First day of the closings, inclusive; 30 days before `to` when absent.
    pub from: Option<String>,
    /// Last day of the closings, inclusive; today when absent.
    pub to: Option<String>,
    /// Outcomes, separated by commas: `won` (default), `qualified`.
    pub outcome: Option<String>,
    /// Name of the conversion action in Google Ads, exactly as there; `Venda pelo WhatsApp` when absent.
    pub conversion_name: Option<String>,
    /// Whether Google's file has a column `Order ID` with the protocol number.
    pub order_id: Option<bool>,
}

/// Which platform is told.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlatformQuery {
    /// `google_ads` or `meta`.
    pub platform: String,
}

/// What a file would hold, and what it leaves out.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversions {
    /// `google_ads` or `meta`.
    pub platform: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Rows of the file.
    pub eligible: usize,
    /// Conversions that it leaves out.
    pub left_out: usize,
    /// How many for each reason.
    pub reasons: std::collections::BTreeMap<String, usize>,
    /// Every conversion, oldest first.
    pub items: Vec<Conversion>,
    /// The file, with the same filter.
    pub file_url: String,
}

/// One conversion.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversion {
    /// Conversation.
    pub conversation_id: String,
    /// Its protocol number.
    pub protocol: String,
    /// When it was closed.
    pub closed_at: String,
    /// `won`, `qualified`.
    pub outcome: String,
    /// Value of the sale.
    pub value_cents: Option<i64>,
    /// `gclid`, `gbraid`, `wbraid`, `ctwa_clid`, `fbclid`; `null`: left out.
    pub click_id_kind: Option<String>,
    /// The click id that goes out.
    pub click_id: Option<String>,
    /// When it was clicked.
    pub clicked_at: Option<String>,
    /// Why it is left out: `excluded`, `no_click_id`, `malformed_click_id`, `closed_before_click`, `click_too_old`, `too_old`,
    /// `no_value`; `null`: it is in the file.
    pub reason: Option<String>,
}
