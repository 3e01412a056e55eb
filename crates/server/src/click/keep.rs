//! Keeping clicks by group commit, and the visitor's patience: who has waited 50 ms goes on with the click's own code,
//! and the click is put aside on disk.

use std::collections::HashMap;
use std::sync::Arc;

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::ClickId;
use nascente_store::click::{self, Kept, NewClick, Novelty};
use nascente_store::statistics::Tables;
use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::failure::Failure;
use crate::group_commit::{Batch, NotKept};
use crate::growth;

/// Keeps a click and gives the code that it really has; `None` when it has none, or neither store nor disk takes it.
pub(super) async fn keep(app: &App, click: NewClick) -> Option<Code> {
    let late = match app.clicks.kept.keep_within(app.config.click_patience, click.clone()).await {
        Ok(code) => return code,
        Err(NotKept::Full) => "queue_full",
        Err(NotKept::Failed(_)) => "store",
        Err(NotKept::Late) => "late",
    };
    metrics::counter!("clicks_late_total", "reason" => late).increment(1);
    let code = click.code.clone();
    if app.clicks.spool.keep(click).await {
        return code;
    }
    metrics::counter!("clicks_lost_total", "reason" => "disk").increment(1);
    None
}

/// Starts the task that writes what waits.
pub(super) fn start(app: &App) {
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        let commit = |batch: Batch<NewClick, Option<Code>>| {
            let app = app.clone();
            async move { write_batch(&app, batch).await }
        };
        app.clicks.kept.run(app.finished.clone(), commit).await;
    });
}

/// Writes a batch, with whoever came until its transaction began. When it is refused, each click is tried by itself, so
/// that one that cannot be kept takes no other with it.
async fn write_batch(app: &App, batch: Batch<NewClick, Option<Code>>) -> Result<Vec<Option<Option<Code>>>, Failure> {
    let batch = Arc::new(batch);
    let (drawing, gathering) = (app.clone(), Arc::clone(&batch));
    let unit = move |tx: &mut nascente_store::Tx<'_>| {
        let clicks = gathering.with_latest(<[NewClick]>::to_vec);
        click::record(tx, clicks, Novelty::New, &mut || draw(drawing.random()))
    };
    let written = app.db.write(Lane::Intake, unit).await;
    match written {
        Ok(kept) => {
            growth::note(app, &app.clicks.growth, kept.len(), Tables::Clicks);
            // They come back sorted for the store.
            let mut by_id: HashMap<ClickId, Option<Code>> = kept.into_iter().collect();
            Ok(batch.with_gathered(|clicks| clicks.iter().map(|click| by_id.remove(&click.click_id)).collect()))
        }
        Err(error @ StoreError::Unavailable(_)) => Err(error.into()),
        Err(error) => {
            let clicks = batch.with_gathered(<[NewClick]>::to_vec);
            tracing::warn!(%error, clicks = clicks.len(), "a batch of clicks was not kept");
            let mut kept = Vec::with_capacity(clicks.len());
            for click in clicks {
                let one = write(app, vec![click]).await;
                kept.push(one.ok().and_then(|mut one| one.pop()).map(|(_, code)| code));
            }
            Ok(kept)
        }
    }
}

/// Records clicks that may be kept already, in a transaction of their own.
pub(super) async fn write(app: &App, clicks: Vec<NewClick>) -> Result<Vec<Kept>, StoreError> {
    let drawing = app.clone();
    let unit = move |tx: &mut nascente_store::Tx<'_>| {
        click::record(tx, clicks.clone(), Novelty::Unsure, &mut || draw(drawing.random()))
    };
    let kept = app.db.write(Lane::Intake, unit).await?;
    growth::note(app, &app.clicks.growth, kept.len(), Tables::Clicks);
    Ok(kept)
}

/// A click's code out of random bits.
pub(super) fn draw(random: u64) -> Code {
    Code::make(CodeKind::Click, u32::try_from(random >> 32).unwrap_or_default())
}
