//! Names of ads by the Marketing API.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

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
    /// How the last question ended, when not well: `token_refused`, `no_permission`, `too_many`, `unreachable`, `failed`.
    pub last_error: Option<String>,
    /// When the token was tried last.
    pub tested_at: Option<String>,
    /// When the token ends, as Meta told when it was tried; `null`: never, or not told yet.
    pub expires_at: Option<String>,
    /// Ads that lack a name.
    pub unnamed: i64,
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
    /// Why not all of them were asked for: `token_refused`, `no_permission`, `too_many`, `unreachable`, `failed`.
    pub error: Option<String>,
    /// Where to go on: there are more ads that lack a name.
    pub next_cursor: Option<String>,
}

/// Where to go on.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FetchQuery {
    /// The `next_cursor` of the answer before.
    pub cursor: Option<String>,
}
