//! A connection as the screens show it.

use std::collections::BTreeMap;

use nascente_domain::connection::Connection;
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::DAY;
use nascente_domain::phone::Phone;
use nascente_store::channel::Channel;
use nascente_store::connection::{self, KnownConnection};
use nascente_store::send_queue::{self, Queue};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::connection as body;

/// How long a message that could not be sent is counted and listed.
pub(crate) const FAILURES_SHOWN: i64 = DAY;

/// What is known about the connections of a company.
#[derive(Debug, Default)]
pub struct Connections {
    known: BTreeMap<ChannelId, KnownConnection>,
    queues: BTreeMap<ChannelId, Queue>,
}

/// Reads the connections of a company.
pub async fn read(app: &App, company_id: CompanyId) -> Result<Connections, Failure> {
    let since = app.now().plus(-FAILURES_SHOWN);
    let read = app.db.read(move |tx| {
        let known = connection::list(tx, company_id)?.into_iter().collect();
        let queues = send_queue::queue_of_channels(tx, company_id, since)?;
        Ok(Connections { known, queues })
    });
    read.await.map_err(Failure::Store)
}

impl Connections {
    /// The messages of a channel that wait.
    pub(crate) fn queue(&self, channel_id: ChannelId) -> body::Queue {
        let queue = self.queues.get(&channel_id).copied().unwrap_or_default();
        body::Queue { waiting: queue.waiting, retrying: queue.retrying, failed: queue.failed }
    }

    /// State and reason of a channel: an error where nothing can be sent until somebody mends the connection.
    pub(crate) fn state_of(&self, channel: &Channel) -> (String, Option<String>) {
        match self.known.get(&channel.channel_id) {
            Some(known) if known.state.is_some_and(Connection::is_broken) => ("error".to_owned(), known.reason.clone()),
            _ => (channel.state.clone(), channel.state_reason.clone()),
        }
    }

    /// The connection of a channel.
    pub(crate) fn of(&self, channel: &Channel) -> body::Connection {
        let known = self.known.get(&channel.channel_id).cloned().unwrap_or_default();
        let (state, since, reason) = match known.state {
            _ if channel.provider == "link_only" => ("link_only", None, None),
            Some(state) => (state.as_str(), known.since, known.reason),
            None if channel.state == "error" => ("disconnected", None, channel.state_reason.clone()),
            None if channel.state == "connected" => ("connected", None, None),
            None => ("waiting", None, None),
        };
        let paired = known.paired_phone.as_deref().and_then(Phone::read);
        let own = Phone::read(&channel.phone_number);
        body::Connection {
            state: state.to_owned(),
            since: since.map(|at| at.to_string()),
            reason,
            wrong_setting: known.wrong_setting,
            checked_at: known.checked_at.map(|at| at.to_string()),
            token_expires_at: known.token_expires_at.map(|at| at.to_string()),
            number_differs: paired.is_some() && paired.as_ref().map(Phone::key) != own.as_ref().map(Phone::key),
            paired_phone: known.paired_phone,
        }
    }
}
