//! A link is opened: the click is judged, kept, and the visitor sent on to `WhatsApp`.
//!
//! In: a request for `/l/{slug}`. Out: the address to go to, or that there is none. Nobody is refused: when the store
//! cannot keep a click in time, it is put aside on disk and recorded later; when that fails too, the visitor goes on
//! with the link's own code and the loss is counted. Invariants: the click is durable, in the store or on disk, before
//! the visitor has its code, and becomes one row; the target is always `wa.me`.

mod acquainted;
mod keep;
mod open;
pub mod own;
pub mod page;
mod region;
mod spool;
mod target;
mod traces;
mod verdict;
mod visitor;

use std::sync::OnceLock;
use std::time::Duration;

use nascente_domain::code::Code;
use nascente_store::click::NewClick;
use nascente_store::statistics::Growth;
use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::group_commit::GroupCommit;

pub use open::{Opened, open};
pub use traces::{Language, Traces};

/// How often the visitors of past days are cleared away.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// What opening links keeps in memory.
#[derive(Debug)]
pub struct Clicks {
    kept: GroupCommit<NewClick, Option<Code>>,
    acquainted: acquainted::Acquainted,
    targets: target::Targets,
    visitors: visitor::Visitors,
    regions: OnceLock<region::Regions>,
    spool: spool::Spool,
    growth: Growth,
}

impl Clicks {
    /// Nothing was opened yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            kept: GroupCommit::default(),
            acquainted: acquainted::Acquainted::default(),
            targets: target::Targets::default(),
            visitors: visitor::Visitors::default(),
            regions: OnceLock::new(),
            spool: spool::Spool::default(),
            growth: Growth::default(),
        }
    }

    /// Forgets where a slug leads, because its link was changed.
    pub fn forget(&self, slug: &str) {
        self.targets.forget(slug);
    }

    /// Forgets where every slug leads, because a company writes its links in another way.
    pub fn forget_all(&self) {
        self.targets.forget_all();
    }
}

impl Default for Clicks {
    fn default() -> Self {
        Self::new()
    }
}

/// Starts the tasks that keep clicks, record those that were put aside, and forget the visitors of past days.
pub fn start(app: &App) {
    app.clicks.regions.get_or_init(|| region::Regions::read(app.config.geoip_file.as_deref()));
    keep::start(app);
    spool::start(app);
    app.tasks.spawn(forget_visitors(app.clone()));
}

async fn forget_visitors(app: App) {
    while app.stop.run_until_cancelled(tokio::time::sleep(FORGET_EVERY)).await.is_some() {
        // Every zone has left the day before yesterday of UTC behind it.
        let before = app.now().day_in(&jiff::tz::TimeZone::UTC).plus(-2);
        let forgotten = app
            .db
            .write(Lane::Work, move |tx| {
                for company_id in nascente_store::company::ids(tx)? {
                    nascente_store::click::forget_visitors(tx, company_id, before)?;
                }
                Ok::<_, StoreError>(())
            })
            .await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, "visitors of past days could not be forgotten");
        }
    }
}
