//! How far messages of ours got.
//!
//! In: a `MessageStatusCallback`, which names several messages, or a `DeliveryCallback`. Out: a report per message.
//! `READ_BY_ME` says that the company read the contact's message and is of no use.

use nascente_domain::message::SendStatus;

use super::decode::{ignored, refused};
use super::party::addressee;
use crate::fields::{Fields, shortened};
use crate::inbound::{Event, StatusError, StatusReport};

/// The most messages of one report.
const IDS_LIMIT: usize = 1_000;
/// The most characters of an error's words.
const ERROR_LIMIT: usize = 300;

/// The reports of a `MessageStatusCallback`.
pub(super) fn reports(fields: Fields<'_>) -> Vec<Event> {
    let ids = ids(fields);
    if ids.is_empty() {
        return vec![refused("a status does not name its message", None)];
    }
    let word = fields.title("status").unwrap_or_default().to_ascii_uppercase();
    let is_group = fields.flag("isGroup") == Some(true);
    let one = |id: String| match word.as_str() {
        _ if is_group => ignored("group", Some(id)),
        "READ_BY_ME" => ignored("read_by_me", Some(id)),
        _ => Event::Status(report(fields, id, progress(&word), None)),
    };
    ids.into_iter().map(one).collect()
}

/// The report of a `DeliveryCallback`: the gateway passed the message on, or says why not.
pub(super) fn delivery(fields: Fields<'_>) -> Event {
    let Some(id) = fields.id("messageId").or_else(|| fields.id("zaapId")) else {
        return refused("a status does not name its message", None);
    };
    let error = fields.title("error").and_then(|words| shortened(&words, ERROR_LIMIT));
    let status = if error.is_some() { SendStatus::Failed } else { SendStatus::Sent };
    let error = error.map(|title| StatusError { code: 0, title });
    Event::Status(report(fields, id, Some(status), error))
}

fn ids(fields: Fields<'_>) -> Vec<String> {
    let listed = fields.list("ids").iter().take(IDS_LIMIT);
    let listed: Vec<String> = listed.filter_map(|id| Fields::of(&serde_json::json!({ "id": id })).id("id")).collect();
    if listed.is_empty() { fields.id("id").or_else(|| fields.id("messageId")).into_iter().collect() } else { listed }
}

fn report(
    fields: Fields<'_>,
    provider_id: String,
    status: Option<SendStatus>,
    error: Option<StatusError>,
) -> StatusReport {
    StatusReport {
        provider_id,
        to: addressee(fields),
        status,
        at: fields.moment_in_millis("momment"),
        error,
        our_id: None,
        proves_ad: false,
    }
}

/// `RECEIVED` is said of the contact's phone; `PLAYED` of voice notes.
fn progress(word: &str) -> Option<SendStatus> {
    match word {
        "PENDING" => Some(SendStatus::Queued),
        "SENT" => Some(SendStatus::Sent),
        "RECEIVED" => Some(SendStatus::Delivered),
        "READ" | "PLAYED" => Some(SendStatus::Read),
        "FAILED" | "ERROR" => Some(SendStatus::Failed),
        _ => None,
    }
}
