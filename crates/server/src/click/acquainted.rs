//! Which visitors this node has met, so that most clicks are written without a question to the store.
//!
//! It is a guess, and only speed hangs on it: where one visitor of a batch was met, it is asked about all of them; where
//! none was, they are taken for new; and where that is wrong (another node met one, or an earlier run of the program did)
//! a key of the store refuses the batch, which is then written with all questions asked. The next ones are too: where one
//! visitor comes back unknown, others do, and the more clicks a company has, the more drawn codes are taken.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use nascente_store::click::NewClick;

/// Most visitors that are remembered, by 8 bytes each; then all are forgotten.
const MOST: usize = 250_000;
/// So many batches are written with all questions asked after one that was refused.
const DOUBTED: u32 = 8;

/// The visitors that were met.
#[derive(Debug, Default)]
pub(super) struct Acquainted {
    met: Mutex<HashSet<u64>>,
    hash: RandomState,
    doubted: AtomicU32,
}

impl Acquainted {
    /// Whether the next batch may be taken for new.
    pub(super) fn may_be_new(&self) -> bool {
        let one_less = |left: u32| left.checked_sub(1);
        self.doubted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_err()
    }

    /// A batch of so many clicks that was taken for new was not, and is written again.
    pub(super) fn doubt(&self, clicks: usize) {
        metrics::counter!("clicks_written_again_total").increment(u64::try_from(clicks).unwrap_or_default());
        self.doubted.store(DOUBTED, Ordering::Relaxed);
    }

    /// Remembers the visitor of a click; whether it was met at this link before.
    pub(super) fn meet(&self, click: &NewClick) -> bool {
        let visitor = self.hash.hash_one((click.company_id, click.link_id, click.day, &click.visitor_key));
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        if met.len() >= MOST {
            met.clear();
        }
        !met.insert(visitor)
    }
}
