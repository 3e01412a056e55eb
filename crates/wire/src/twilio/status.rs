//! How far a message of ours got.
//!
//! In: the fields of a status callback. Out: a report. Twilio tells no time and gives only the code of an error.

use nascente_domain::message::SendStatus;
use nascente_domain::person::Party;

use crate::fields::{Fields, shortened};
use crate::inbound::{Event, StatusError, StatusReport};

/// The most characters of an error's words.
const ERROR_LIMIT: usize = 300;

/// Whether a delivery reports about a message of ours. Messages of contacts have `SmsStatus=received`.
pub(super) fn is_report(fields: Fields<'_>) -> bool {
    let word = word(fields);
    !word.is_empty() && !matches!(word.as_str(), "received" | "receiving")
}

/// One report.
pub(super) fn report(fields: Fields<'_>, provider_id: String, to: Party) -> Event {
    let title = fields.title("ErrorMessage").or_else(|| fields.title("ChannelStatusMessage")).unwrap_or_default();
    let title = shortened(&title, ERROR_LIMIT).unwrap_or_default();
    Event::Status(StatusReport {
        provider_id,
        to,
        status: progress(&word(fields)),
        at: None,
        error: fields.integer("ErrorCode").filter(|code| *code != 0).map(|code| StatusError { code, title }),
        our_id: None,
        proves_ad: false,
    })
}

fn word(fields: Fields<'_>) -> String {
    let word = fields.title("MessageStatus").or_else(|| fields.title("SmsStatus"));
    word.unwrap_or_default().to_ascii_lowercase()
}

fn progress(word: &str) -> Option<SendStatus> {
    match word {
        "accepted" | "scheduled" | "queued" | "sending" => Some(SendStatus::Queued),
        "sent" => Some(SendStatus::Sent),
        "delivered" => Some(SendStatus::Delivered),
        "read" => Some(SendStatus::Read),
        "failed" | "undelivered" | "canceled" => Some(SendStatus::Failed),
        _ => None,
    }
}
