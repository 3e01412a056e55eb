//! The *Jornada* of a contact.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// Everything that happened with a contact, on one line of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Journey {
    /// Contact.
    pub contact_id: String,
    /// Oldest first.
    pub items: Vec<JourneyItem>,
    /// Older steps were left out.
    pub truncated: bool,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneyItem {
    /// `click`, `touch`, `conversation` (opened), `first_response`, `closing`.
    pub kind: String,
    /// When.
    pub at: String,
    /// Conversation.
    pub conversation_id: String,
    /// Its protocol number.
    pub protocol: String,
    /// Of a touch.
    pub touch: Option<TouchStep>,
    /// Of a click.
    pub click: Option<ClickStep>,
    /// Of a conversation.
    pub conversation: Option<ConversationStep>,
    /// Of a closing.
    pub closing: Option<ClosingStep>,
}

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct TouchStep {
    /// `ad`, `post`, `link`, `hashtag`, `product`, `number`, `organic`.
    pub kind: String,
    /// How it was carried.
    pub method: String,
    /// Identifier; `null`: which one is unknown.
    pub identifier_id: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// Whether it decided where its conversation came from.
    pub deciding: bool,
}

/// A click on a link.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClickStep {
    /// Id.
    pub id: String,
    /// Link.
    pub link_id: String,
    /// Its name.
    pub link_name: String,
    /// Its short address.
    pub short_url: String,
    /// Fields of the address.
    pub parameters: BTreeMap<String, String>,
    /// Site it came from.
    pub referrer: Option<String>,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Region, such as `BR-SP`.
    pub region: Option<String>,
}

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConversationStep {
    /// `contact`, `company`.
    pub started_by: String,
    /// Channel.
    pub channel_id: String,
    /// Department.
    pub department_id: String,
    /// `ad`, `link` … as in `entry`.
    pub entry_kind: String,
    /// Label of its identifier.
    pub entry_label: Option<String>,
    /// `waiting`, `active`, `closed`.
    pub status: String,
}

/// A closing.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingStep {
    /// Id.
    pub id: String,
    /// Disposition.
    pub disposition: Option<String>,
    /// Outcome.
    pub outcome: Option<String>,
    /// `user`, `rule`, `bot`, `classifier`, `api`.
    pub closed_by: String,
    /// Who.
    pub closed_by_name: Option<String>,
    /// Value of the sale.
    pub value_cents: Option<i64>,
    /// When it was taken back.
    pub undone_at: Option<String>,
    /// Whether it corrects an earlier one.
    pub corrects: bool,
}
