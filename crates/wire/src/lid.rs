//! Whose hidden id one is: linked devices are shown a LID where the number is hidden, and some servers know both.

use nascente_domain::phone::Phone;

use crate::call::Call;
use crate::outbound::Retry;
use crate::settings::Settings;

/// What a provider told about a LID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LidAnswer {
    /// The telephone number behind it.
    Phone(Phone),
    /// It does not know.
    Unknown,
    /// It did not answer.
    Refused {
        /// Why, shortened.
        title: String,
        /// Whether another try makes sense.
        retry: Retry,
    },
}

/// How a provider is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LidWay {
    /// Settings and LID to the request.
    pub(crate) call: fn(&Settings<'_>, &str) -> Option<Call>,
    /// LID, HTTP status and body to what it told.
    pub(crate) read: fn(&str, u16, &[u8]) -> LidAnswer,
}
