//! The tables that the crowd is put into, as far as its rows fill them.

use nascente_store::bulk::Bulk;
use nascente_store::bulk::ColumnType::{Bool, Int, Text};

pub(super) static LOGINS: Bulk = Bulk::insert("login", &[("login_id", Int), ("email", Text), ("created_at", Int)], "");
pub(super) static USERS: Bulk = Bulk::insert(
    "\"user\"",
    &[("company_id", Int), ("user_id", Int), ("login_id", Int), ("name", Text), ("role", Text), ("created_at", Int)],
    "",
);
pub(super) static DEPARTMENTS: Bulk = Bulk::insert(
    "department",
    &[
        ("company_id", Int),
        ("department_id", Int),
        ("name", Text),
        ("is_default", Bool),
        ("uses_dispositions", Bool),
        ("disposition_required", Bool),
        ("full_closing", Bool),
        ("return_window_hours", Int),
        ("form_version", Int),
        ("attendance", Text),
        ("created_at", Int),
    ],
    "",
);
pub(super) static FORMS: Bulk = Bulk::insert(
    "form_version",
    &[("company_id", Int), ("department_id", Int), ("version", Int), ("fields", Text), ("created_at", Int)],
    "",
);
pub(super) static DISPOSITIONS: Bulk = Bulk::insert(
    "disposition",
    &[
        ("company_id", Int),
        ("disposition_id", Int),
        ("name", Text),
        ("outcome", Text),
        ("requires_value", Bool),
        ("colour", Text),
        ("position", Int),
        ("created_at", Int),
    ],
    "",
);
pub(super) static OFFERS: Bulk =
    Bulk::insert("department_disposition", &[("company_id", Int), ("department_id", Int), ("disposition_id", Int)], "");
pub(super) static CHANNELS: Bulk = Bulk::insert(
    "channel",
    &[
        ("company_id", Int),
        ("channel_id", Int),
        ("provider", Text),
        ("name", Text),
        ("phone_number", Text),
        ("settings", Text),
        ("state", Text),
        ("created_at", Int),
    ],
    "",
);
pub(super) static IDENTIFIERS: Bulk = Bulk::insert(
    "entry_identifier",
    &[
        ("company_id", Int),
        ("identifier_id", Int),
        ("kind", Text),
        ("key", Text),
        ("label", Text),
        ("label_given", Bool),
        ("campaign", Text),
        ("site", Text),
        ("link_id", Int),
        ("created_at", Int),
    ],
    "",
);
pub(super) static LINKS: Bulk = Bulk::insert(
    "link",
    &[
        ("company_id", Int),
        ("link_id", Int),
        ("identifier_id", Int),
        ("slug", Text),
        ("code", Text),
        ("name", Text),
        ("channel_id", Int),
        ("kind", Text),
        ("site", Text),
        ("message", Text),
        ("utm", Text),
        ("created_at", Int),
        ("tags", Text),
        ("owns_number", Bool),
        ("message_key", Int),
    ],
    "",
);
pub(super) static CLICK_DAYS: Bulk =
    Bulk::insert("click_day", &[("company_id", Int), ("link_id", Int), ("day", Int), ("valid", Int), ("raw", Int)], "");
pub(super) static CLICKS: Bulk = Bulk::insert(
    "click",
    &[
        ("company_id", Int),
        ("click_id", Int),
        ("link_id", Int),
        ("clicked_at", Int),
        ("day", Int),
        ("verdict", Text),
        ("visitor_key", Text),
        ("query", Text),
    ],
    "",
);
pub(super) static TOUCHES: Bulk = Bulk::insert(
    "touch",
    &[
        ("company_id", Int),
        ("touch_id", Int),
        ("contact_id", Int),
        ("conversation_id", Int),
        ("kind", Text),
        ("method", Text),
        ("identifier_id", Int),
        ("seen_at", Int),
        ("provider_message_id", Text),
        ("evidence_key", Text),
        ("card", Text),
        ("code", Text),
        ("created_at", Int),
    ],
    "",
);
pub(super) static CLOSINGS: Bulk = Bulk::insert(
    "closing",
    &[
        ("company_id", Int),
        ("closing_id", Int),
        ("conversation_id", Int),
        ("department_id", Int),
        ("disposition_id", Int),
        ("outcome", Text),
        ("mode", Text),
        ("closed_by", Text),
        ("value_cents", Int),
        ("form_version", Int),
        ("fields", Text),
        ("search_text", Text),
        ("closed_at", Int),
        ("created_at", Int),
    ],
    "",
);
pub(super) static MESSAGES: Bulk = Bulk::insert(
    "message",
    &[
        ("company_id", Int),
        ("message_id", Int),
        ("conversation_id", Int),
        ("channel_id", Int),
        ("provider_id", Text),
        ("direction", Text),
        ("author", Text),
        ("kind", Text),
        ("text", Text),
        ("sent_at", Int),
        ("received_at", Int),
    ],
    "",
);
