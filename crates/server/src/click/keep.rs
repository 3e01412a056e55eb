//! Keeping clicks by group commit, and the visitor's patience: who has waited 50 ms goes on with the click's own code,
//! and the click is put aside on disk.

use std::collections::HashMap;
use std::sync::Arc;

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::ClickId;
use nascente_store::click::NewClick;
use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::failure::Failure;
use crate::group_commit::{Batch, NotKept};

/// Keeps a click and gives it back with the code that it really has; `None` when neither store nor disk takes it.
pub(super) async fn keep(app: &App, click: NewClick) -> Option<NewClick> {
    let late = match tokio::time::timeout(app.config.click_patience, app.clicks.kept.keep(click.clone())).await {
        Ok(Ok(click)) => return Some(click),
        Ok(Err(NotKept::Full)) => "queue_full",
        Ok(Err(NotKept::Failed(_))) => "store",
        Err(_) => "late",
    };
    metrics::counter!("clicks_late_total", "reason" => late).increment(1);
    if app.clicks.spool.keep(click.clone()).await {
        return Some(click);
    }
    metrics::counter!("clicks_lost_total", "reason" => "disk").increment(1);
    None
}

/// Starts the task that writes what waits.
pub(super) fn start(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        let commit = |batch: Batch<NewClick, NewClick>| {
            let app = app.clone();
            async move { write_batch(&app, batch).await }
        };
        app.clicks.kept.run(app.finished.clone(), commit).await;
    });
}

/// Writes a batch, with whoever came until its transaction began. When it is refused, each click is tried by itself, so
/// that one that cannot be kept takes no other with it.
async fn write_batch(app: &App, batch: Batch<NewClick, NewClick>) -> Result<Vec<Option<NewClick>>, Failure> {
    let batch = Arc::new(batch);
    let (drawing, gathering) = (app.clone(), Arc::clone(&batch));
    let unit = move |tx: &mut nascente_store::Tx<'_>| {
        let mut clicks = gathering.with_latest(<[NewClick]>::to_vec);
        nascente_store::click::record(tx, &mut clicks, &mut || draw(drawing.random()))?;
        Ok::<_, StoreError>(clicks)
    };
    let written = app.db.write(Lane::Intake, unit).await;
    let clicks = batch.gathered();
    match written {
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

/// Records clicks in a transaction of their own.
pub(super) async fn write(app: &App, clicks: Vec<NewClick>) -> Result<Vec<NewClick>, StoreError> {
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
