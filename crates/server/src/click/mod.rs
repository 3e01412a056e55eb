//! A link is opened: the click is judged, kept, and the visitor sent on to `WhatsApp`.
//!
//! In: a request for `/l/{slug}`. Out: the address to go to, or that there is none. Nobody is refused: when the store
//! cannot keep a click in time, the visitor goes on with the link's own code and the loss is counted. Invariants: the
//! row is durable before the visitor has its code; the target is always `wa.me`.

mod keep;
mod open;
pub mod page;
mod target;
mod traces;
mod verdict;
mod visitor;

use nascente_store::click::NewClick;

use crate::app::App;
use crate::group_commit::GroupCommit;

pub use open::{Opened, open};
pub use traces::{Language, Traces};

/// What opening links keeps in memory.
#[derive(Debug)]
pub struct Clicks {
    kept: GroupCommit<NewClick, NewClick>,
    targets: target::Targets,
    visitors: visitor::Visitors,
}

impl Clicks {
    /// Nothing was opened yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            kept: GroupCommit::default(),
            targets: target::Targets::default(),
            visitors: visitor::Visitors::default(),
        }
    }

    /// Forgets where a slug leads, because its link was changed.
    pub fn forget(&self, slug: &str) {
        self.targets.forget(slug);
    }
}

impl Default for Clicks {
    fn default() -> Self {
        Self::new()
    }
}

/// Starts the task that keeps clicks.
pub fn start(app: &App) {
    keep::start(app);
}
