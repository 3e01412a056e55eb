//! Names of ads by the Marketing API.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether names of ads can be asked for. The token itself is never shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarketingApi {
    /// Whether there is a token.
    pub has_token: bool,
    /// Another address than Meta's.
    pub base_url: Option<String>,
    /// When the token was set.
    pub set_at: Option<String>,
    /// When names were asked for last.
    pub read_at: Option<String>,
    /// How that ended, when not well: `token_refused`, `too_many`, `unreachable`, `failed`.
    pub last_error: Option<String>,
}

/// A token that may read ads (`ads_read`).
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetMarketingApiRequest {
    /// The token.
    pub access_token: String,
    /// Another address than Meta's.
    pub base_url: Option<String>,
}

/// What was asked and learned.
#[derive(Debug, Serialize, ToSchema)]
pub struct FetchedAdNames {
    /// Ads that lacked a name.
    pub asked: usize,
    /// Ads that have other names now.
    pub named: usize,
    /// Ads that the token may not see.
    pub unknown: Vec<String>,
    /// Why not all of them were asked for: `token_refused`, `too_many`, `unreachable`, `failed`.
    pub error: Option<String>,
}
