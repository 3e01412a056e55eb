//! How far a message of ours got.
//!
//! In: an element of `statuses[]`. Out: a report, or a refusal when it names no message. A status of a group is of
//! no use. An unknown word is kept as a report without progress. A price or origin of the kind "free entry point"
//! proves that an ad or a page button opened the conversation, though not which.

use nascente_domain::message::SendStatus;
use nascente_domain::person::Party;
use serde_json::Value;

use super::decode::ignored;
use super::profiles::party;
use crate::fields::{Fields, shortened};
use crate::inbound::{Event, StatusError, StatusReport};

/// The most characters of an error's words.
const ERROR_LIMIT: usize = 300;

/// One report.
pub(super) fn report(raw: &Value) -> Event {
    let status = Fields::of(raw);
    let provider_id = match status.strict_id("id") {
        Ok(Some(id)) => id,
        Ok(None) => return refused("a status does not name its message"),
        Err(_) => return refused("the id of a status is not an id"),
    };
    if status.title("recipient_type").is_some_and(|kind| kind == "group") {
        return ignored("group", Some(provider_id));
    }
    Event::Status(StatusReport {
        provider_id,
        // Whose message it is stands in our own record; a strange recipient must not cost the report.
        to: party(status, "recipient_id", &["recipient_user_id"]).unwrap_or_else(|_| Party::default()),
        status: status.title("status").and_then(|word| progress(&word)),
        at: status.moment("timestamp"),
        error: error(status.first("errors")),
        our_id: status.id("biz_opaque_callback_data"),
        proves_ad: proves_ad(status),
    })
}

fn refused(reason: &str) -> Event {
    Event::Refused { reason: reason.to_owned(), provider_id: None }
}

/// `played` is said of voice notes: they were listened to.
fn progress(word: &str) -> Option<SendStatus> {
    match word {
        "sent" => Some(SendStatus::Sent),
        "delivered" => Some(SendStatus::Delivered),
        "read" | "played" => Some(SendStatus::Read),
        "failed" => Some(SendStatus::Failed),
        _ => None,
    }
}

fn error(error: Fields<'_>) -> Option<StatusError> {
    let code = error.integer("code")?;
    let title = error.title("title").or_else(|| error.title("message")).unwrap_or_default();
    Some(StatusError { code, title: shortened(&title, ERROR_LIMIT).unwrap_or_default() })
}

fn proves_ad(status: Fields<'_>) -> bool {
    let pricing = status.object("pricing");
    let words = [
        status.object("conversation").object("origin").title("type"),
        pricing.title("category"),
        pricing.title("type"),
    ];
    words.into_iter().flatten().any(|word| matches!(word.as_str(), "referral_conversion" | "free_entry_point"))
}
