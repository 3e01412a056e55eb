//! Files of conversations: what people send each other beside words, and the pictures on the cards of ads.
//!
//! In comes what a message told of a file, or the bytes of an upload. Out go bytes: to whoever may see the conversation,
//! and to the provider that sends them on. The trip of a file that came:
//!
//! ```text
//! record (row, job) -> jobs::fetch (provider, bytes) -> inspect (type, size, small picture) -> files -> give
//! ```
//!
//! and of one that goes: `take (bytes) -> files -> attend::say (message, job) -> jobs::send (provider)`.
//!
//! Invariants: the type is what the bytes show, never what was told; nothing larger than the limit of its kind is kept;
//! the bytes in memory at any time are bounded ([`Room`]); a browser asks nobody but us; what is not a picture, sound,
//! video or PDF is saved, never shown. A program is refused, whoever sends it.

pub(crate) mod arrive;
pub mod files;
pub mod give;
pub(crate) mod inspect;
pub mod room;
pub mod show;
pub(crate) mod signed;
pub mod take;

pub use files::Files;
pub use room::Room;
