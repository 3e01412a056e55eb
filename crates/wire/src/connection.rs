//! Whether a number is connected, how it becomes so, and how its webhook is set: what linked-device providers offer.

use nascente_domain::connection::TokenLife;

use crate::call::Call;
use crate::settings::Settings;

/// What is known about the connection of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionReport {
    /// The state.
    pub state: ConnectionState,
    /// The number that is paired, in digits, when it was told.
    pub phone: Option<String>,
    /// Why, in the provider's words, shortened.
    pub reason: Option<String>,
}

/// The state of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    /// Messages go in and out.
    Connected,
    /// Waits for a code to be scanned.
    Pairing,
    /// Was connected or never was; somebody has to do something.
    Disconnected,
    /// A key or token is wrong.
    WrongKey(&'static str),
    /// The provider knows no such number, instance or session.
    Unknown,
    /// The provider did not answer so that it could be understood; the state is what it was.
    Unanswered,
}

/// What the phone has to scan or type.
#[derive(Clone, PartialEq, Eq)]
pub enum Pairing {
    /// The text of a QR code, to be drawn.
    Text(String),
    /// The picture of a QR code: a PNG.
    Png(Vec<u8>),
    /// It is connected already.
    Connected,
    /// Not ready yet: ask again.
    NotYet,
    /// Stuck after a failure: it has to be restarted before it has a code.
    Stuck,
    /// It cannot be paired now.
    Refused(String),
}

/// How a provider tells about the connection of a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionWays {
    /// The request that asks for the state.
    pub(crate) state: fn(&Settings<'_>) -> Option<Call>,
    /// HTTP status and body to the state.
    pub(crate) read_state: fn(u16, &[u8]) -> ConnectionReport,
    /// How it is paired by scanning a code; `None`: it is connected elsewhere.
    pub(crate) pairing: Option<PairingWays>,
    /// How our address is made known to it; `None`: by hand in its console.
    pub(crate) set_webhook: Option<WebhookWay>,
    /// How it tells until when the token is good; `None`: tokens do not expire.
    pub(crate) expiry: Option<ExpiryWay>,
}

/// How a provider tells until when a token is good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExpiryWay {
    /// The request that asks; `None` when a setting is missing.
    pub(crate) call: fn(&Settings<'_>) -> Option<Call>,
    /// HTTP status and body to what it tells; `None`: nothing that could be understood.
    pub(crate) read: fn(u16, &[u8]) -> Option<TokenLife>,
}

/// How a number is paired by scanning a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PairingWays {
    /// Requests that have to be made before, in order; a refusal of one of these is no obstacle (it may exist already).
    pub(crate) prepare: fn(&Settings<'_>) -> Vec<Call>,
    /// The request that gives the code.
    pub(crate) code: fn(&Settings<'_>) -> Option<Call>,
    /// HTTP status and body to the code.
    pub(crate) read_code: fn(u16, &[u8]) -> Pairing,
    /// The request that restarts what is stuck.
    pub(crate) restart: Option<fn(&Settings<'_>) -> Option<Call>>,
    /// The request that ends the pairing of the number.
    pub(crate) unpair: fn(&Settings<'_>) -> Option<Call>,
}

/// How our address is made known to a provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WebhookWay {
    /// Settings and our address to the requests that set it, in order.
    pub(crate) calls: fn(&Settings<'_>, &str) -> Vec<Call>,
}
