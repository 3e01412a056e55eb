//! What is known about the connection of a company's number to its provider.

use crate::moment::Moment;
use crate::text_enum;

text_enum! {
    /// The last known state of a connection. An answer that could not be understood is no state: it changes nothing.
    Connection {
        /// Messages go in and out.
        Connected = "connected",
        /// Waits for a code to be scanned.
        Pairing = "pairing",
        /// Was connected or never was; somebody has to do something.
        Disconnected = "disconnected",
        /// A key or token is wrong.
        WrongKey = "wrong_key",
        /// The provider knows no such number, instance or session.
        Unknown = "unknown",
    }
}

/// How long the token of a connection is good, as its provider tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenLife {
    /// It does not end.
    Endless,
    /// Until a moment.
    Until(Moment),
}

impl Connection {
    /// Whether nothing can be sent until somebody mends it.
    #[must_use]
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Disconnected | Self::WrongKey | Self::Unknown)
    }
}
