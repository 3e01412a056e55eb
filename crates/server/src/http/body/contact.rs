//! Contacts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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

/// A contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Username.
    pub username: Option<String>,
    /// Everything by which the person is recognised.
    pub identities: Vec<ContactIdentity>,
    /// Marked as a test number or spam: outside every figure.
    pub excluded: bool,
    /// First seen.
    pub created_at: String,
}

/// One identity of a contact.
#[derive(Debug, Serialize, ToSchema)]
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
