//! How others speak: providers' payloads in, sends out. Bytes to values and values to bytes.
//!
//! In: the raw bytes of a delivery, or of an answer to a send. Out: the common form of [`inbound`] and [`outbound`].
//! Nothing is refused by an error: what cannot be used becomes an event with a reason, so that each part of a
//! delivery ends in exactly one recorded outcome. No IO, no clock, no panic, whatever the bytes.
//!
//! To add a provider: one folder with its settings, signature, decoder, sender, files and connection, and one line in the
//! list of [`provider`].
//! The payloads in `fixtures/` of the repository are decoded by the tests; adding a file there adds a test.

pub mod call;
pub mod connection;
mod dialog360;
mod evidence;
mod evolution;
mod fields;
mod identity;
pub mod inbound;
pub mod lid;
mod linked_device;
pub mod marketing;
pub mod media;
mod mend;
pub mod meta_cloud;
pub mod outbound;
pub mod provider;
pub mod settings;
pub mod twilio;
pub mod waha;
mod zapi;

pub use provider::{Provider, authenticate, decode, handshake};
