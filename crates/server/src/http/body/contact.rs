//! Contacts.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A contact as other bodies show it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactSummary {
    /// Id.
    pub id: String,
    /// The name the person chose; `null`: unknown.
    pub name: Option<String>,
    /// Digits as the wire gave them, masked for role `marketing`; `null`: hidden by WhatsApp.
    pub phone: Option<String>,
}

/// A contact in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactItem {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Phone; masked for role `marketing`.
    pub phone: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// Everything by which the person is recognised.
    pub identities: Vec<ContactIdentity>,
    /// Marked as a test number or spam: outside every figure.
    pub excluded: bool,
    /// First seen.
    pub created_at: String,
    /// Conversations that the caller may see.
    pub conversations: i64,
    /// The last message in those.
    pub last_message_at: Option<String>,
    /// Where the first conversation came from.
    pub first_entry: Option<FirstEntry>,
    /// How many other contacts were merged into this one.
    pub merged: i64,
}

/// Where somebody's first conversation came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstEntry {
    /// The conversation.
    pub conversation_id: String,
    /// When it was opened.
    pub opened_at: String,
    /// Kind of entry.
    pub kind: String,
    /// Entry identifier.
    pub identifier_id: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// The kind is known, not which one.
    pub unidentified: bool,
}

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    /// The contact itself.
    #[serde(flatten)]
    pub contact: ContactItem,
    /// The contacts that were merged into it, or into one of those; each can be split.
    pub merges: Vec<ContactMerge>,
}

/// One contact that was merged into another.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactMerge {
    /// The contact that was merged.
    pub contact: ContactSummary,
    /// The one that it was merged into.
    pub into_id: String,
    /// Whether a message or a provider proved it; else a person said so.
    pub by_proof: bool,
    /// Who said so.
    pub merged_by: Option<String>,
    /// When.
    pub merged_at: String,
}

/// One identity of a contact.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactIdentity {
    /// `bsuid`, `phone`, `lid`, `username`.
    pub kind: String,
    /// Value.
    pub value: String,
}

/// Changes to a contact.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateContactRequest {
    /// Name.
    pub name: Option<String>,
    /// Test number or spam; figures move exactly, both ways.
    pub excluded: Option<bool>,
}

/// Which contacts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ContactFilter {
    /// Beginnings of words of name or username, or digits of the number; all have to be found.
    pub q: Option<String>,
    /// Test numbers and spam, or everybody else.
    pub excluded: Option<bool>,
    /// Those whom a proposal names that nobody has decided.
    pub has_proposal: Option<bool>,
}

/// Which proposals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalFilter {
    /// Those that name this contact.
    pub contact_id: Option<String>,
}

/// Two contacts that are probably one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeProposal {
    /// Id.
    pub id: String,
    /// The contact seen first: it would stand for both.
    pub one: ContactItem,
    /// The other.
    pub other: ContactItem,
    /// What speaks for it, strongest first.
    pub reasons: Vec<MergeReason>,
    /// When it was found.
    pub found_at: String,
    /// What merging them would make.
    pub merged: MergeOutcome,
}

/// What speaks for two contacts being one person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeReason {
    /// `same_username`, `same_phone`, `phone_form`, `hidden_twin`.
    pub ground: String,
    /// `possible`, `likely`, `strong`.
    pub strength: String,
}

/// What merging two contacts makes of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeOutcome {
    /// The name that is kept.
    pub name: Option<String>,
    /// The phone that is kept.
    pub phone: Option<String>,
    /// The username that is kept.
    pub username: Option<String>,
    /// Whether both would stay out of every figure.
    pub excluded: bool,
    /// Pairs of open conversations that become one.
    pub joined: usize,
}

/// With whom; one of the two.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MergeContactRequest {
    /// The contact that stands for both.
    pub into: Option<String>,
    /// The other contact: whoever was seen first stands for both.
    pub other: Option<String>,
}

/// From whom.
#[derive(Debug, Deserialize, ToSchema)]
pub struct KeepApartRequest {
    /// The other contact of the proposal.
    pub other: String,
}
