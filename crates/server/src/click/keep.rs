//! Keeping clicks by group commit, and the visitor's patience: who has waited 50 ms goes on with the click's own code,
//! and the click is put aside on disk.

use std::collections::HashMap;
use std::sync::Arc;

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::ClickId;
use nascente_store::click::{self, Kept, NewClick};
use nascente_store::statistics::Tables;
use nascente_store::{Lane, StoreError, Tx};

use crate::app::App;
use crate::failure::Failure;
use crate::group_commit::{Batch, NotKept};
use crate::growth;

/// Batches that are handed to the store at once: the second is there when the first has ended, and is gathered then.
const AT_ONCE: usize = 2;

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

/// Starts the tasks that write what waits.
pub(super) fn start(app: &App) {
    for _ in 0..AT_ONCE {
        let app = app.clone();
        app.clone().tasks.spawn(async move {
            let commit = |batch: Clicks| {
                let app = app.clone();
                async move { write_batch(&app, batch).await }
            };
            app.clicks.kept.run(app.finished.clone(), commit).await;
        });
    }
}

/// The clicks that wait, and the code that each really has.
type Clicks = Batch<NewClick, Option<Code>>;

/// Writes a batch, with whoever came until its transaction began: taken for new if that is likely, else, or when the
/// store refuses that, with all questions asked. When it is refused even so, each click is tried by itself, so that one
/// that cannot be kept takes no other with it.
async fn write_batch(app: &App, batch: Clicks) -> Result<Vec<Option<Option<Code>>>, Failure> {
    let batch = Arc::new(batch);
    if app.clicks.acquainted.may_be_new() {
        match write_new(app, &batch).await {
            Ok(codes) => return Ok(codes),
            Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
            Err(StoreError::Exists(_)) => app.clicks.acquainted.doubt(batch.with_gathered(<[NewClick]>::len)),
            Err(_) => {}
        }
    }
    match write_asking(app, &batch).await {
        Ok(codes) => Ok(codes),
        Err(error @ StoreError::Unavailable(_)) => Err(error.into()),
        Err(error) => {
            let clicks = batch.with_gathered(<[NewClick]>::to_vec);
            tracing::warn!(%error, clicks = clicks.len(), "a batch of clicks was not kept");
            let mut kept = Vec::with_capacity(clicks.len());
            for click in clicks {
                let one = write(app, Lane::Clicks, vec![click]).await;
                kept.push(one.ok().and_then(|mut one| one.pop()).map(|(_, code)| code));
            }
            Ok(kept)
        }
    }
}

/// Writes a batch that is taken for new; each click keeps its code.
async fn write_new(app: &App, batch: &Arc<Clicks>) -> Result<Vec<Option<Option<Code>>>, StoreError> {
    let (gathering, asking) = (Arc::clone(batch), app.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let clicks = gathering.with_latest(<[NewClick]>::to_vec);
        click::record_new(tx, clicks, &mut |click| asking.clicks.acquainted.meet(click))
    };
    app.db.write(Lane::Clicks, unit).await?;
    let codes: Vec<Option<Option<Code>>> =
        batch.with_gathered(|clicks| clicks.iter().map(|click| Some(click.code.clone())).collect());
    growth::note(app, &app.clicks.growth, codes.len(), Tables::Clicks);
    Ok(codes)
}

/// Writes a batch of which nothing is known.
async fn write_asking(app: &App, batch: &Arc<Clicks>) -> Result<Vec<Option<Option<Code>>>, StoreError> {
    let (gathering, asking) = (Arc::clone(batch), app.clone());
    let unit = move |tx: &mut Tx<'_>| record(&asking, tx, gathering.with_latest(<[NewClick]>::to_vec));
    let kept = app.db.write(Lane::Clicks, unit).await?;
    growth::note(app, &app.clicks.growth, kept.len(), Tables::Clicks);
    let mut codes: HashMap<ClickId, Option<Code>> = kept.into_iter().collect();
    Ok(batch.with_gathered(|clicks| clicks.iter().map(|click| codes.remove(&click.click_id)).collect()))
}

/// Records clicks of which nothing is known, in a transaction of their own; some may be kept already.
pub(super) async fn write(app: &App, lane: Lane, clicks: Vec<NewClick>) -> Result<Vec<Kept>, StoreError> {
    let asking = app.clone();
    let kept = app.db.write(lane, move |tx: &mut Tx<'_>| record(&asking, tx, clicks.clone())).await?;
    growth::note(app, &app.clicks.growth, kept.len(), Tables::Clicks);
    Ok(kept)
}

fn record(app: &App, tx: &mut Tx<'_>, clicks: Vec<NewClick>) -> Result<Vec<Kept>, StoreError> {
    for click in &clicks {
        app.clicks.acquainted.meet(click);
    }
    click::record(tx, clicks, &mut || draw(app.random()))
}

/// A click's code out of random bits.
pub(super) fn draw(random: u64) -> Code {
    Code::make(CodeKind::Click, u32::try_from(random >> 32).unwrap_or_default())
}
