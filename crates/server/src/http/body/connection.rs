//! Providers, connections, pairing, tests.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The providers that are spoken: what forms are drawn from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Providers {
    /// In the order in which they are offered.
    pub items: Vec<ProviderRules>,
}

/// What a provider has to be told, and what it can do.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProviderRules {
    /// `meta_cloud`, `evolution` …
    pub provider: String,
    /// What it has to be told.
    pub settings: Vec<SettingRules>,
    /// Whether a number is connected by scanning a code on our screen.
    pub paired_by_code: bool,
    /// Whether our address is set at the provider by a request of ours.
    pub sets_webhook: bool,
    /// The secret under which deliveries are signed; where it is not set, the address carries a key.
    pub signs_with: Option<String>,
    /// The setting by which deliveries name the number.
    pub number_id_setting: Option<String>,
}

/// One setting of a provider.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingRules {
    /// Its name in `settings`.
    pub name: String,
    /// It is write-only.
    pub secret: bool,
    /// Nothing works without it.
    pub required: bool,
    /// `line`, `id`, `address`.
    pub shape: String,
}

/// The connection of a channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct Connection {
    /// `connected`, `pairing`, `disconnected`, `wrong_key`, `unknown` (the provider knows no such number), `waiting` (nobody
    /// has told yet), `link_only`.
    pub state: String,
    /// From when on it is so.
    pub since: Option<String>,
    /// Why, in the provider's words.
    pub reason: Option<String>,
    /// The setting that has to be mended.
    pub wrong_setting: Option<String>,
    /// When the provider last told.
    pub checked_at: Option<String>,
    /// Until when the token is good; nothing: it does not expire, or nobody knows.
    pub token_expires_at: Option<String>,
    /// The number that is paired, in digits.
    pub paired_phone: Option<String>,
    /// It is another one than the channel's.
    pub number_differs: bool,
}

/// The messages of a channel that wait to be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queue {
    /// Not tried yet.
    pub waiting: i64,
    /// Refused for now, tried again later.
    pub retrying: i64,
    /// Given up within the last 24 hours.
    pub failed: i64,
}

/// What the phone has to scan.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pairing {
    /// `code`, `connected`, `not_ready` (ask again), `refused`.
    pub state: String,
    /// The code, drawn.
    pub qr_svg: Option<String>,
    /// The code as the provider drew it: a `data:` address.
    pub qr_png: Option<String>,
    /// Why there is no code.
    pub reason: Option<String>,
    /// When to ask again, in seconds.
    pub expires_in_s: Option<i64>,
}

impl Pairing {
    /// A state without anything.
    pub(crate) fn of(state: &str) -> Self {
        Self { state: state.to_owned(), qr_svg: None, qr_png: None, reason: None, expires_in_s: None }
    }
}

/// Whether the provider posts to us now.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookSet {
    /// It does.
    pub done: bool,
    /// Why not.
    pub reason: Option<String>,
}

/// A message that is still to be sent through a number, or could not be. What it says is not shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedMessage {
    /// Id of the message.
    pub id: String,
    /// Its conversation.
    pub conversation_id: String,
    /// `text`, `image`, `audio`, `video`, `document`, `template`.
    pub kind: String,
    /// `waiting` (not tried yet), `retrying`, `failed` (given up, in the last 24 hours).
    pub state: String,
    /// How often the provider was asked.
    pub attempts: i64,
    /// When it is tried next, at the earliest; messages to one contact go one after the other.
    pub next_attempt_at: Option<String>,
    /// Why it did not go yet, or at all.
    pub reason: Option<String>,
    /// When it was written.
    pub since: String,
}

/// A test of a channel.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StartTestRequest {
    /// The phone that is at hand: number with country code, or Brazilian with area code.
    pub phone: String,
}

/// A test that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct StartedTest {
    /// Id.
    pub test_id: String,
    /// The word that the text on the phone carries.
    pub code: String,
    /// When it was begun.
    pub sent_at: String,
}

/// How far a test got.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestProgress {
    /// `queued`, `sent`, `delivered`, `read`, `failed`.
    pub out: String,
    /// Why it failed.
    pub out_reason: Option<String>,
    /// `waiting`, `received`: whether the phone answered.
    pub r#in: String,
    /// When.
    pub in_at: Option<String>,
}
