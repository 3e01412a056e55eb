//! What happens, moment by moment: the plan that the player carries out.

use nascente_domain::code::Code;
use nascente_domain::moment::Moment;
use serde_json::Value;

/// Somebody of the staff, by the place in [`crate::demo::shop::STAFF`].
pub(super) type Member = usize;

/// One thing that happens at a moment.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: Moment,
    pub(super) deed: Deed,
}

/// What happens.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// Somebody opens a link; its code travels in the text that follows, if it does.
    Click { slug: &'static str, code: Option<Code> },
    /// The provider posts something.
    Delivery(Value),
    /// The provider tells how far a message got.
    Status(Value),
    /// Somebody of the staff does something to the conversation that holds this message of the contact.
    Act { about: String, by: Member, act: Act },
    /// The company begins a conversation with this number.
    Start { phone: String, by: Member, department: &'static str, text: String },
}

/// What a member of the staff does.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// Answers; the provider gives the message this id.
    Reply { text: String, id: String },
    /// Moves the conversation into a department's queue, or to a person.
    Transfer { department: &'static str, to: Option<Member> },
    /// Writes a note.
    Note(String),
    /// Ends it.
    Close(Ending),
    /// Classifies what was ended without a disposition.
    Classify(Ending),
    /// *Era só um agradecimento*.
    DismissReturn,
}

/// How a conversation ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Ending {
    pub(super) disposition: Option<&'static str>,
    pub(super) value_cents: Option<i64>,
    pub(super) note: Option<String>,
    pub(super) fields: Vec<(&'static str, Value)>,
}
