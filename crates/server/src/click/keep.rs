//! Keeping clicks by group commit: whatever is queued goes into one transaction, then every visitor of it goes on.
//!
//! There is no timer: a lone click is written at once, and while one transaction commits the next batch gathers.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use nascente_domain::code::{Code, CodeKind};
use nascente_store::click::NewClick;
use nascente_store::{Lane, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::app::App;

/// Clicks that may wait. Beyond, visitors go on without a click code.
const QUEUE: usize = 4_096;
/// Most clicks of one transaction.
const BATCH: usize = 256;
/// How long a visitor waits for the commit.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug)]
struct Waiting {
    click: NewClick,
    answer: oneshot::Sender<Option<NewClick>>,
}

/// The clicks that wait for a transaction.
#[derive(Debug)]
pub(super) struct Queue {
    sender: mpsc::Sender<Waiting>,
    receiver: Mutex<Option<mpsc::Receiver<Waiting>>>,
}

impl Queue {
    pub(super) fn new() -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Self { sender, receiver: Mutex::new(Some(receiver)) }
    }
}

/// Keeps a click and gives it back with the code that it really has; `None` when that failed or took too long.
pub(super) async fn keep(app: &App, click: NewClick) -> Option<NewClick> {
    let (answer, kept) = oneshot::channel();
    let lost = match app.clicks.queue.sender.try_send(Waiting { click, answer }) {
        Ok(()) => match tokio::time::timeout(PATIENCE, kept).await {
            Ok(Ok(Some(click))) => return Some(click),
            Ok(_) => "store",
            Err(_) => "late",
        },
        Err(mpsc::error::TrySendError::Full(_)) => "queue_full",
        // The program is stopping and its writer has ended; this visitor still gets a row.
        Err(mpsc::error::TrySendError::Closed(waiting)) => {
            match tokio::time::timeout(PATIENCE, write(app, vec![waiting.click])).await {
                Ok(Ok(mut kept)) => return kept.pop(),
                Ok(Err(_)) => "store",
                Err(_) => "late",
            }
        }
    };
    metrics::counter!("clicks_lost_total", "reason" => lost).increment(1);
    None
}

/// Starts the task that writes what waits. A second call does nothing.
pub(super) fn start(app: &App) {
    let receiver = app.clicks.queue.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut receiver) = receiver else { return };
    let writing = app.clone();
    app.tasks.spawn(async move {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            tokio::select! {
                biased;
                count = receiver.recv_many(&mut batch, BATCH) => if count == 0 { break },
                // Closing lets the queue be emptied: the loop ends when nothing is left in it.
                () = writing.stop.cancelled(), if !receiver.is_closed() => { receiver.close(); continue }
            }
            write_batch(&writing, std::mem::take(&mut batch)).await;
        }
    });
}

/// Writes a batch and answers each visitor of it. When a batch is refused, each click is tried by itself, so that one
/// that cannot be kept takes no other with it.
async fn write_batch(app: &App, batch: Vec<Waiting>) {
    let (clicks, answers): (Vec<NewClick>, Vec<_>) =
        batch.into_iter().map(|waiting| ((waiting.click.clone()), (waiting.click.click_id, waiting.answer))).unzip();
    let kept = match write(app, clicks.clone()).await {
        Ok(kept) => kept,
        Err(error) => {
            tracing::warn!(%error, clicks = clicks.len(), "a batch of clicks was not kept");
            one_by_one(app, clicks, &error).await
        }
    };
    let mut by_id: std::collections::HashMap<_, _> = kept.into_iter().map(|click| (click.click_id, click)).collect();
    for (id, answer) in answers {
        if answer.send(by_id.remove(&id)).is_err() {
            tracing::debug!("a visitor did not wait for a click to be kept");
        }
    }
}

async fn one_by_one(app: &App, clicks: Vec<NewClick>, error: &StoreError) -> Vec<NewClick> {
    let mut kept = Vec::new();
    if clicks.len() == 1 || matches!(error, StoreError::Unavailable(_)) {
        return kept;
    }
    for click in clicks {
        match write(app, vec![click]).await {
            Ok(one) => kept.extend(one),
            Err(error) => tracing::warn!(%error, "a click was not kept"),
        }
    }
    kept
}

async fn write(app: &App, clicks: Vec<NewClick>) -> Result<Vec<NewClick>, StoreError> {
    let drawing = app.clone();
    app.db
        .write(Lane::Intake, move |tx| {
            let mut clicks = clicks.clone();
            nascente_store::click::record(tx, &mut clicks, &mut || draw(drawing.random()))?;
            Ok(clicks)
        })
        .await
}

/// A click's code out of random bits.
pub(super) fn draw(random: u64) -> Code {
    Code::make(CodeKind::Click, u32::try_from(random >> 32).unwrap_or_default())
}
