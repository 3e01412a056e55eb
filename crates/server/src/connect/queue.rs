//! The messages of a number that are still to be sent, or could not be.
//!
//! In: a channel and a place in its queue. Out: what waits, in the order in which it goes, then what was given up in
//! the last day; never what any of it says. The figures of [`show`](super::show) count the same messages.

use std::collections::HashMap;

use nascente_domain::id::{ChannelId, CompanyId, MessageId};
use nascente_store::job::QueuedJob;
use nascente_store::message::KnownMessage;
use nascente_store::send_queue::{self, GivenUp, Queue, SEND_JOB};
use nascente_store::{StoreError, Tx, channel, job, message};

use super::show::FAILURES_SHOWN;
use crate::app::App;
use crate::failure::Failure;
use crate::http::body::connection::QueuedMessage;

/// A message of the queue, and its place: what waits goes before what failed.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) shown: QueuedMessage,
    pub(crate) place: [i64; 2],
}

/// Which part of a queue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// The place after which it begins.
    pub(crate) after: [i64; 2],
    /// The most messages.
    pub(crate) limit: i64,
    /// Whether all messages are counted too.
    pub(crate) count: bool,
}

const WAITS: i64 = 0;
const FAILED: i64 = 1;

/// Part of the queue of a channel, and how many messages the whole has.
pub(crate) async fn read(
    app: &App,
    company_id: CompanyId,
    channel_id: ChannelId,
    part: Part,
) -> Result<(Vec<Entry>, Option<i64>), Failure> {
    let failed_since = app.now().plus(-FAILURES_SHOWN);
    app.db
        .read(move |tx| {
            channel::get(tx, company_id, channel_id)?.ok_or(Failure::NotFound)?;
            let [stage, after] = part.after;
            let mut entries = Vec::new();
            if stage == WAITS {
                entries = waiting(tx, company_id, channel_id, after, part.limit)?;
            }
            let rest = part.limit - i64::try_from(entries.len()).unwrap_or(part.limit);
            if rest > 0 {
                let after = if stage == FAILED { after } else { i64::MIN };
                let failed = send_queue::given_up(tx, company_id, channel_id, failed_since, after, rest)?;
                entries.extend(given_up(tx, company_id, failed)?);
            }
            let queue = if part.count {
                Some(
                    send_queue::queue_of_channels(tx, company_id, failed_since)?
                        .remove(&channel_id)
                        .unwrap_or_default(),
                )
            } else {
                None
            };
            Ok((entries, queue.map(|Queue { waiting, retrying, failed }| waiting + retrying + failed)))
        })
        .await
}

fn waiting(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel_id: ChannelId,
    after: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let jobs = job::queue(tx, company_id, channel_id, SEND_JOB, after, limit)?;
    let ids: Vec<MessageId> = jobs.iter().filter_map(message_of).collect();
    let known = message::known_by_id(tx, company_id, ids)?;
    let known: HashMap<MessageId, KnownMessage> = known.into_iter().map(|one| (one.message_id, one)).collect();
    let entry = |job: QueuedJob| {
        let message = known.get(&message_of(&job)?)?;
        let is_new = job.attempts <= 1 && job.last_error.is_none();
        let shown = QueuedMessage {
            id: message.message_id.to_string(),
            conversation_id: message.conversation_id.to_string(),
            kind: message.kind.to_string(),
            state: if is_new { "waiting" } else { "retrying" }.to_owned(),
            attempts: job.attempts,
            next_attempt_at: Some(job.run_at.to_string()),
            reason: job.last_error,
            since: message.sent_at.to_string(),
        };
        Some(Entry { shown, place: [WAITS, job.job_id.value()] })
    };
    Ok(jobs.into_iter().filter_map(entry).collect())
}

fn message_of(job: &QueuedJob) -> Option<MessageId> {
    job.payload.get("message_id")?.as_str()?.parse().ok()
}

fn given_up(tx: &mut Tx<'_>, company_id: CompanyId, failed: Vec<GivenUp>) -> Result<Vec<Entry>, StoreError> {
    let keys = failed.iter().map(|one| one.message_id.to_string()).collect();
    let attempts: HashMap<String, i64> = job::attempts(tx, company_id, SEND_JOB, keys)?.into_iter().collect();
    let entry = |one: GivenUp| {
        let id = one.message_id.to_string();
        let shown = QueuedMessage {
            attempts: attempts.get(&id).copied().unwrap_or_default(),
            id,
            conversation_id: one.conversation_id.to_string(),
            kind: one.kind.to_string(),
            state: "failed".to_owned(),
            next_attempt_at: None,
            reason: one.reason,
            since: one.sent_at.to_string(),
        };
        Entry { shown, place: [FAILED, one.message_id.value()] }
    };
    Ok(failed.into_iter().map(entry).collect())
}
