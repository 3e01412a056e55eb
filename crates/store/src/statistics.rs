//! What PostgreSQL knows about the size of its tables, told early.
//!
//! Its own collector comes once a minute. Until then it goes by plans made while the tables were empty, and reads all
//! rows of a company for each row it looks for: the first flood of a new installation would be slow.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::statement::Engine;
use crate::{StoreError, Tx};

/// Rows added since the start at which tables are counted anew; later the server does so by itself.
const GROWN: [usize; 5] = [250, 1_000, 4_000, 16_000, 64_000];

/// Tables that grow together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// Those that recording looks things up in.
    Recording,
    /// Those that a click is looked up in.
    Clicks,
}

impl Tables {
    const fn analyze(self) -> &'static str {
        match self {
            Self::Recording => {
                "analyze contact; analyze contact_identity; analyze conversation; analyze message; analyze touch;
                analyze delivery; analyze event_outcome; analyze waiting_event; analyze figure;
                analyze job; analyze media; analyze entry_identifier"
            }
            Self::Clicks => "analyze link; analyze click; analyze click_visitor",
        }
    }
}

/// How much was added since the start.
#[derive(Debug, Default)]
pub struct Growth(AtomicUsize);

impl Growth {
    /// Notes rows that were added; `true` when it is time to count.
    pub fn add(&self, rows: usize) -> bool {
        let before = self.0.fetch_add(rows, Ordering::Relaxed);
        GROWN.iter().any(|grown| (before + 1..=before + rows).contains(grown))
    }
}

/// A sample that is quick to take: whoever comes by once a minute takes a larger one.
const SMALL_SAMPLE: &str = "set local default_statistics_target = 10";

/// Has tables counted; SQLite plans without counting.
pub fn refresh(tx: &mut Tx<'_>, tables: Tables) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            tx.run_text(SMALL_SAMPLE)?;
            tx.run_text(tables.analyze())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_counted_when_a_step_is_passed_and_not_between() {
        let growth = Growth::default();
        assert_eq!([249, 1, 700, 3_000, 30].map(|rows| growth.add(rows)), [false, true, false, true, false]);
    }
}
