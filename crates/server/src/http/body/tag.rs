//! Tags.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A tag (*Etiqueta*).
#[derive(Debug, Serialize, ToSchema)]
pub struct Tag {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    /// Set: no longer used.
    pub archived_at: Option<String>,
}

/// A new tag.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateTagRequest {
    /// 1 to 120 characters; no two tags in use have the same.
    pub name: String,
    /// `#rrggbb`.
    pub colour: Option<String>,
}

/// Changes to a tag.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateTagRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// `#rrggbb`.
    pub colour: Option<String>,
    /// `true` archives, `false` brings back.
    pub archived: Option<bool>,
}

/// A tag for a conversation.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TagConversationRequest {
    /// The tag.
    pub tag_id: String,
}
