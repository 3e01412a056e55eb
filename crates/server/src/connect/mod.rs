//! Connections: whether each number speaks with its provider, how it is paired, tested, and told our address.
//!
//! In: what a provider answers when it is asked, and what it tells by itself. Out: the state of each channel, kept and
//! shown. Refused: an answer that cannot be understood; it leaves the state as it was. Nothing here reads messages.

pub mod address;
pub mod pairing;
pub mod providers;
pub mod queue;
pub mod show;
pub mod state;
pub mod test;
pub mod watch;
pub mod webhook;

use nascente_domain::connection::Connection;
use nascente_store::channel::ConnectionNews;
use nascente_wire::connection::{ConnectionReport, ConnectionState};

/// What a report of the provider says about a connection; `None` when it could not be understood.
#[must_use]
pub fn news(report: &ConnectionReport) -> Option<ConnectionNews> {
    let (state, wrong_setting) = match report.state {
        ConnectionState::Connected => (Connection::Connected, None),
        ConnectionState::Pairing => (Connection::Pairing, None),
        ConnectionState::Disconnected => (Connection::Disconnected, None),
        ConnectionState::WrongKey(setting) => (Connection::WrongKey, Some(setting.to_owned())),
        ConnectionState::Unknown => (Connection::Unknown, None),
        ConnectionState::Unanswered => return None,
    };
    let (phone, reason) = (report.phone.clone(), report.reason.clone());
    Some(ConnectionNews { state, phone, reason, wrong_setting, token: None })
}
