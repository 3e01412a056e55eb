//! Keeping clicks by group commit, and the visitor's patience: who waits too long goes on without a click code.

use std::collections::HashMap;
use std::time::Duration;

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::ClickId;
use nascente_store::click::NewClick;
use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::failure::Failure;
use crate::group_commit::{Batch, NotKept};

/// How long a visitor waits for the commit.
const PATIENCE: Duration = Duration::from_secs(2);

/// Keeps a click and gives it back with the code that it really has; `None` when that failed or took too long.
pub(super) async fn keep(app: &App, click: NewClick) -> Option<NewClick> {
    let lost = match tokio::time::timeout(PATIENCE, app.clicks.kept.keep(click)).await {
        Ok(Ok(click)) => return Some(click),
        Ok(Err(NotKept::Full)) => "queue_full",
        Ok(Err(NotKept::Failed(_))) => "store",
        Err(_) => "late",
    };
    metrics::counter!("clicks_lost_total", "reason" => lost).increment(1);
    None
}

/// Starts the task that writes what waits.
pub(super) fn start(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        let commit = |batch: Batch<NewClick, NewClick>| {
            let app = app.clone();
            async move { write_batch(&app, batch.with_latest(<[NewClick]>::to_vec)).await }
        };
        app.clicks.kept.run(app.finished.clone(), commit).await;
    });
}

/// Writes a batch. When it is refused, each click is tried by itself, so that one that cannot be kept takes no other
/// with it.
async fn write_batch(app: &App, clicks: Vec<NewClick>) -> Result<Vec<Option<NewClick>>, Failure> {
    match write(app, clicks.clone()).await {
        Ok(kept) => {
            // They come back sorted for the store.
            let mut by_id: HashMap<ClickId, NewClick> = kept.into_iter().map(|click| (click.click_id, click)).collect();
            Ok(clicks.iter().map(|click| by_id.remove(&click.click_id)).collect())
        }
        Err(error) if clicks.len() == 1 || matches!(error, StoreError::Unavailable(_)) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, clicks = clicks.len(), "a batch of clicks was not kept");
            let mut kept = Vec::with_capacity(clicks.len());
            for click in clicks {
                let one = write(app, vec![click]).await;
                kept.push(one.ok().and_then(|mut one| one.pop()));
            }
            Ok(kept)
        }
    }
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
