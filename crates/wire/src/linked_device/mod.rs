//! What linked devices say: the messages of the `WhatsApp` Web protocol as JSON, which several gateways pass on.
//!
//! In: the message JSON of a gateway, in the spelling of Baileys or of whatsmeow. Out: content, evidence and the ids
//! that it refers to, in the common form. Nothing is refused here; what cannot be read is kept as its kind. Facts that
//! shaped this: a message may lie in several wrappers; the context hangs on whatever the message is, or is hoisted
//! beside it; a quoted message carries the context of another day and is never looked into for an ad; a message that
//! the device could not read yet comes first without content and later, under the same id, with it.

pub(crate) mod card;
pub(crate) mod content;
pub(crate) mod context;
pub(crate) mod delivery;
pub(crate) mod jid;
pub(crate) mod message;
pub(crate) mod outgoing;
pub(crate) mod part;
