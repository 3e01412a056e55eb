//! Telling the store that tables have grown: in the background, so that nobody who writes waits for it.

use nascente_store::statistics::{self, Growth, Tables};
use nascente_store::{Lane, StoreError};

use crate::app::App;

/// Notes rows that were added, and has the store count the tables when they have outgrown what it knows of them.
pub(crate) fn note(app: &App, growth: &Growth, rows: usize, tables: Tables) {
    if !growth.add(rows) {
        return;
    }
    let app = app.clone();
    app.clone().tasks.spawn(async move {
        let told: Result<(), StoreError> = app.db.write(Lane::Work, move |tx| statistics::refresh(tx, tables)).await;
        if let Err(error) = told {
            tracing::warn!(%error, ?tables, "the tables could not be counted: plans stay as they are");
        }
    });
}
