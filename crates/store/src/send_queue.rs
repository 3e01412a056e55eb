//! What waits to be sent through a number, and what could not be.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, CompanyId, ConversationId, MessageId};
use nascente_domain::message::MessageKind;
use nascente_domain::moment::Moment;

use crate::{StoreError, Tx, job, params, statements};

statements! {
    FAILED = "select channel_id, count(*) from message
        where company_id = $1 and status = 'failed' and sent_at >= $2 group by channel_id";
    GIVEN_UP = "select message_id, conversation_id, kind, sent_at, error_title from message
        where company_id = $1 and channel_id = $2 and status = 'failed' and sent_at >= $3 and message_id > $4
        order by message_id limit $5";
}

/// The messages of a channel that are still to be sent, or could not be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Not tried yet.
    pub waiting: i64,
    /// Tried, and to be tried again.
    pub retrying: i64,
    /// Given up.
    pub failed: i64,
}

/// The kind of the jobs that send messages.
pub const SEND_JOB: &str = "send_message";

/// The queue of each channel that has one; failures count when they were written since a moment.
pub fn queue_of_channels(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    failed_since: Moment,
) -> Result<BTreeMap<ChannelId, Queue>, StoreError> {
    let mut queues: BTreeMap<ChannelId, Queue> = BTreeMap::new();
    for (channel_id, waiting, retrying) in job::queued(tx, company_id, SEND_JOB)? {
        queues.insert(channel_id, Queue { waiting, retrying, failed: 0 });
    }
    for mut row in tx.query(&FAILED, params![company_id, failed_since])? {
        let channel_id: ChannelId = row.take()?;
        queues.entry(channel_id).or_default().failed = row.take()?;
    }
    Ok(queues)
}

/// A message that could not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Id.
    pub message_id: MessageId,
    /// Conversation.
    pub conversation_id: ConversationId,
    /// Kind.
    pub kind: MessageKind,
    /// When it was written.
    pub sent_at: Moment,
    /// Why.
    pub reason: Option<String>,
}

/// The messages of a channel that could not be sent and were written since a moment, oldest first, after an id.
pub fn given_up(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    since: Moment,
    after: i64,
    limit: i64,
) -> Result<Vec<GivenUp>, StoreError> {
    let rows = tx.query(&GIVEN_UP, params![company_id, channel_id, since, after, limit])?;
    rows.into_iter()
        .map(|mut row| {
            Ok(GivenUp {
                message_id: row.take()?,
                conversation_id: row.take()?,
                kind: row.take()?,
                sent_at: row.take()?,
                reason: row.take()?,
            })
        })
        .collect()
}
