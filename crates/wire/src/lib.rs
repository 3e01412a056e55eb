//! How others speak: bytes to values and values to bytes. No IO, never fails.

pub mod inbound;
