//! The common form of what we send and of the answers to it.
//!
//! In: a message for one person. Out: what the provider's answer means; the request itself is a
//! [`Call`](crate::call::Call). Nothing here posts; a refusal always says whether and how another try makes sense.

use nascente_domain::phone::Phone;

use crate::media::OutboundMedia;

/// A message for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundMessage {
    /// To whom.
    pub to: Recipient,
    /// What to say.
    pub content: OutboundContent,
    /// Our own id of the message; the provider repeats it in its reports.
    pub our_id: String,
    /// The provider's id of the message it answers.
    pub reply_to: Option<String>,
}

/// What a message of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboundContent {
    /// A text, at most [`OutboundMessage::MOST_CHARACTERS`].
    Text(String),
    /// A template that the provider approved, without variables. The only thing that may be sent 24 hours after the
    /// contact's last message.
    Template {
        /// Name.
        name: String,
        /// Language code, such as `pt_BR`.
        language: String,
    },
    /// A file.
    Media(OutboundMedia),
}

impl OutboundMessage {
    /// The longest text that providers take.
    pub const MOST_CHARACTERS: usize = 4_096;
}

/// How a person is addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// By the number exactly as the wire gave it; another spelling may be another account.
    Phone(Phone),
    /// By the business-scoped user id, for people who hide their number.
    Bsuid(String),
    /// By the linked-device id, for people who hide their number from linked devices.
    Lid(String),
}

/// What the provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendAnswer {
    /// It took the message.
    Accepted {
        /// Its id of the message.
        provider_id: String,
        /// The number it really went to, which may differ from the one we gave (Brazil's ninth digit).
        wa_id: Option<String>,
    },
    /// It did not.
    Refused {
        /// Its code, or the HTTP status when it gave none.
        code: i64,
        /// Its words, shortened.
        title: String,
        /// What to do now.
        retry: Retry,
    },
}

/// What to do after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The fault passes: try again, later and later.
    Later,
    /// Too much for this contact: try again, and leave the contact alone until then.
    LaterForThisContact,
    /// Will not work for this message.
    Never,
    /// Nothing of this channel will work until somebody mends it: stop and tell the administrator.
    StopChannel,
}

impl Retry {
    /// What an answer without a telling code asks for. A 4xx that is not the provider's own comes from something
    /// between.
    pub(crate) const fn by_status(http_status: u16) -> Self {
        match http_status {
            401 => Self::StopChannel,
            408 | 425 | 429 | 500..=599 => Self::Later,
            _ => Self::Never,
        }
    }
}

impl SendAnswer {
    /// A refusal that says nothing but its HTTP status.
    pub(crate) fn not_understood(http_status: u16, retry: Retry) -> Self {
        let title = format!("the answer with HTTP status {http_status} was not understood");
        Self::Refused { code: i64::from(http_status), title, retry }
    }
}
