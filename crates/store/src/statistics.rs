//! What PostgreSQL knows about the size of its tables, told early.
//!
//! Its own collector comes once a minute. Until then it takes a company for one of two hundred and reads all rows of
//! the only one there is, for each row it looks for: the first flood of a new installation would be slow.

use crate::statement::Engine;
use crate::{StoreError, Tx};

/// The tables that recording looks things up in.
const ANALYZE: &str = "analyze contact; analyze contact_identity; analyze conversation; analyze message; analyze touch;
    analyze delivery; analyze event_outcome; analyze waiting_event; analyze figure";

/// Has the tables of recording counted; SQLite plans without counting.
pub fn refresh(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => tx.run_text(ANALYZE),
    }
}
