//! Rules: how new conversations find their department, and what closes conversations by itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::company::present;

/// The rules by which new conversations find their department, in order. A link's own department goes before them; what
/// no rule fits goes to the default department.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RoutingRules {
    /// First to last; at most 200.
    pub items: Vec<RoutingRule>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RoutingRule {
    /// Id; not needed in a request.
    pub id: Option<String>,
    /// `link`, `identifier`, `hashtag`, `channel`.
    pub by: String,
    /// The id of the link, identifier or channel, or the hashtag.
    pub value: String,
    /// Where conversations go.
    pub department_id: String,
    /// Default true.
    pub enabled: Option<bool>,
}

/// When a rule acts: all that is given has to hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RuleConditions {
    /// The contact is silent after our last word; not together with a phrase.
    pub silence: Option<RuleSilence>,
    /// Somebody says something.
    pub phrase: Option<RulePhrase>,
    /// The attendant writes it: never the contact, never a program, never a changed text.
    pub key_phrase: Option<RuleKeyPhrase>,
    /// The conversation came in by one of these.
    #[serde(default)]
    pub identifier_ids: Vec<String>,
    /// It is outside the department's working hours.
    #[serde(default)]
    pub outside_hours: bool,
}

/// Silence of the contact, with a warning first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RuleSilence {
    /// Hours of silence before the warning, 1 to 720.
    pub warn_after_hours: i64,
    /// Hours after the warning before the closing, 1 to 720.
    pub close_after_hours: i64,
    /// The warning, up to 1000 characters.
    pub warning_text: String,
}

/// A phrase: contained in one line, whatever the case, accents, full stops and colons; `*` stands for anything.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RulePhrase {
    /// `contact`, `company`, `anyone`.
    pub from: String,
    /// Any of these, 1 to 20.
    pub texts: Vec<String>,
}

/// The attendant's key phrase.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RuleKeyPhrase {
    /// Any of these, 1 to 20.
    pub texts: Vec<String>,
}

/// A rule that closes conversations of a department.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClosingRule {
    /// Id: the `closed_by_id` of its closings.
    pub id: String,
    /// Department.
    pub department_id: String,
    /// Name: the `closed_by_name` of its closings.
    pub name: String,
    /// Its place; the first rule that fits acts.
    pub position: i64,
    /// Whether it is switched on.
    pub enabled: bool,
    /// When it acts.
    pub conditions: RuleConditions,
    /// Conversations with one of these tags are left alone.
    pub except_tag_ids: Vec<String>,
    /// What it closes with; `null`: unclassified.
    pub disposition_id: Option<String>,
    /// `none`, or `text`: the amount in the text that set it off.
    pub value: String,
    /// What is sent when it closes.
    pub message: Option<String>,
    /// What is allowed but ill advised.
    pub advice: Vec<RuleAdvice>,
    /// What it did in the last 30 days.
    pub lately: RuleLately,
}

/// Something that is allowed but ill advised.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleAdvice {
    /// Where.
    pub field: String,
    /// `single_word`.
    pub code: String,
    /// For a person.
    pub message: String,
}

/// What a rule did in the last 30 days.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RuleLately {
    /// Warnings.
    pub warned: i64,
    /// Closings.
    pub closed: i64,
    /// Closings that somebody corrected or reversed.
    pub corrected: i64,
    /// The last time it did anything.
    pub last_at: Option<String>,
}

/// Something that a rule did.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleAction {
    /// Id.
    pub id: String,
    /// The conversation.
    pub conversation_id: String,
    /// `warned`, `closed`, or `held`: the disposition demands a value and the text told none.
    pub kind: String,
    /// The closing.
    pub closing_id: Option<String>,
    /// The message that set it off.
    pub message_id: Option<String>,
    /// When.
    pub at: String,
    /// When somebody corrected or reversed it.
    pub corrected_at: Option<String>,
}

/// A new rule, or one to be tried. It begins switched off unless it says otherwise.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateRuleRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// When it acts.
    pub conditions: RuleConditions,
    /// Conversations with one of these tags are left alone.
    #[serde(default)]
    pub except_tag_ids: Vec<String>,
    /// What it closes with; one that the department offers.
    pub disposition_id: Option<String>,
    /// `none` (default) or `text`.
    pub value: Option<String>,
    /// What is sent when it closes, up to 1000 characters.
    pub message: Option<String>,
    /// Default false.
    #[serde(default)]
    pub enabled: bool,
}

/// Changes to a rule.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct UpdateRuleRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// When it acts.
    pub conditions: Option<RuleConditions>,
    /// Conversations with one of these tags are left alone.
    pub except_tag_ids: Option<Vec<String>>,
    /// What it closes with; `null`: unclassified.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub disposition_id: Option<Option<String>>,
    /// `none` or `text`.
    pub value: Option<String>,
    /// What is sent when it closes; `null`: nothing.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub message: Option<Option<String>>,
    /// Whether it is switched on.
    pub enabled: Option<bool>,
}

/// The rules of a department in their new order.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OrderRulesRequest {
    /// All of them, first to last.
    pub rule_ids: Vec<String>,
}

/// A rule to be tried on past conversations of the department.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TryRuleRequest {
    /// The rule; nothing is kept of it.
    pub rule: CreateRuleRequest,
    /// First day; default: 30 days ago.
    pub from: Option<String>,
    /// Last day; default: today.
    pub to: Option<String>,
}

/// What would have happened (*o que teria acontecido*).
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedRule {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Conversations that were looked at, the latest first, at most 2000.
    pub examined: usize,
    /// Whether there were more in the period.
    pub truncated: bool,
    /// How many it would have warned.
    pub would_warn: usize,
    /// How many it would have closed.
    pub would_close: usize,
    /// Of these: how many were closed with the same disposition.
    pub agrees: usize,
    /// Of these: how many were closed with another one, or without.
    pub differs: usize,
    /// The conversations, latest first, at most 200.
    pub items: Vec<TriedConversation>,
}

/// What a rule would have done to one conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedConversation {
    /// The conversation.
    pub conversation_id: String,
    /// *Protocolo*.
    pub protocol: String,
    /// The contact's name.
    pub contact_name: Option<String>,
    /// First message of the contact.
    pub opened_at: String,
    /// When it would have been warned.
    pub would_warn_at: Option<String>,
    /// When it would have been closed; `null`: only warned.
    pub would_close_at: Option<String>,
    /// The message that would have set it off.
    pub message_id: Option<String>,
    /// Its text, as far as it fits.
    pub quote: Option<String>,
    /// The value that would have been kept; `null` where the disposition demands one: it would have been left open.
    pub value_cents: Option<i64>,
    /// What it is really like: `waiting`, `active`, `closed`.
    pub status: String,
    /// How it really ended.
    pub disposition: Option<String>,
    /// When it really ended.
    pub closed_at: Option<String>,
    /// Whether it really ended with the rule's disposition; `null`: it is open.
    pub agrees: Option<bool>,
}
