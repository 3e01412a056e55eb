//! The common form into which every provider's payload is translated.
//!
//! A decoder takes bytes and gives a [`Decoded`]; it never fails. What it cannot use becomes an event with a
//! reason, so that each part of a delivery ends in exactly one recorded outcome.

use nascente_domain::message::{MessageKind, SendStatus};
use nascente_domain::moment::Moment;
use nascente_domain::person::Party;
use nascente_domain::phone::Phone;
use nascente_domain::touch::HeaderEvidence;

use crate::connection::ConnectionReport;
use crate::media::InboundMedia;

/// Everything that one delivery said, in the order of the payload.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoded {
    /// Its events.
    pub events: Vec<Located>,
}

/// An event and the company number it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The company's number.
    pub number: Number,
    /// What happened.
    pub event: Event,
}

impl Located {
    /// An event of the channel whose address it came to.
    #[must_use]
    pub const fn here(event: Event) -> Self {
        Self { number: Number::OfAddress, event }
    }
}

/// How a delivery names the company's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// It does not: the channel of the address it came to.
    OfAddress,
    /// By the provider's own id (`phone_number_id`, instance, session). An unknown one is nobody's.
    Id(String),
    /// By its telephone number: a channel of the company with this number, else the one of the address.
    Phone(Phone),
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The contact wrote.
    Message(Box<InboundMessage>),
    /// The company wrote from its phone or a linked device.
    Echo(Box<EchoMessage>),
    /// Progress of a message of ours.
    Status(StatusReport),
    /// The number was connected or lost.
    Connection(ConnectionReport),
    /// Understood, but of no use: history, account notices, groups.
    Ignored {
        /// `history`, `group`, `account_update` …
        kind: String,
        /// The provider's id, when there is one.
        provider_id: Option<String>,
    },
    /// Not understood: wrong shape or type.
    Refused {
        /// Why, for a person; never any content.
        reason: String,
        /// The provider's id, when it could be read.
        provider_id: Option<String>,
    },
}

/// A message of the contact.
#[derive(Debug, Clone, PartialEq)]
pub struct InboundMessage {
    /// The provider's id.
    pub provider_id: String,
    /// Who wrote.
    pub from: Party,
    /// The provider's time.
    pub sent_at: Option<Moment>,
    /// What was written.
    pub content: Content,
    /// What the message proves outside its text.
    pub evidence: Vec<HeaderEvidence>,
    /// The message it answers.
    pub reply_to: Option<String>,
}

/// A message of the company that was not sent through us.
#[derive(Debug, Clone, PartialEq)]
pub struct EchoMessage {
    /// The provider's id.
    pub provider_id: String,
    /// To whom.
    pub to: Party,
    /// The provider's time.
    pub sent_at: Option<Moment>,
    /// What was written.
    pub content: Content,
    /// The message it answers.
    pub reply_to: Option<String>,
}

/// What a message contains.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Its kind.
    pub kind: MessageKind,
    /// Its text: body, caption, title of the chosen button, emoji, name of a place. `None` when it has none.
    pub text: Option<String>,
    /// What a screen needs beyond the text, as small JSON: media id, type, file name; coordinates; chosen answer.
    pub details: Option<serde_json::Value>,
    /// The file that came with it.
    pub media: Option<Box<InboundMedia>>,
}

/// How far a message of ours got.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusReport {
    /// The provider's id of our message.
    pub provider_id: String,
    /// To whom it went.
    pub to: Party,
    /// The progress; `None` when the word is unknown.
    pub status: Option<SendStatus>,
    /// The provider's time.
    pub at: Option<Moment>,
    /// Error code and title of a failure.
    pub error: Option<StatusError>,
    /// Our own id of the message, as we gave it with the send; helps when the report overtakes the answer to the send.
    pub our_id: Option<String>,
    /// Whether it proves that an ad or page button opened the conversation (`referral_conversion`, `free_entry_point`).
    pub proves_ad: bool,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusError {
    /// The provider's code.
    pub code: i64,
    /// The provider's words.
    pub title: String,
}
