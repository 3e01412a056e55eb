//! Unpacking the next deliveries of a company while those before them are recorded: what can be done without the
//! company's lock is not done under it.

use std::collections::HashMap;

use nascente_domain::id::CompanyId;
use nascente_store::StoreError;
use nascente_store::delivery::{self, PlaceInLine};
use tokio::task::JoinHandle;

use super::BATCH_BYTES;
use super::arrival::Unpacked;
use crate::app::App;

/// After so many batches in a row it begins with the oldest again: one may have come in behind those that were passed.
const MOST_IN_A_ROW: u32 = 8;

type Unpacking = JoinHandle<Result<Vec<Unpacked>, StoreError>>;

/// What is being unpacked, by company, with the number of batches before it.
#[derive(Debug, Default)]
pub(super) struct Ahead(HashMap<CompanyId, (Unpacking, u32)>);

impl Ahead {
    /// The next deliveries of a company, `most` at most; begins with those behind them.
    pub(super) async fn next(
        &mut self,
        app: &App,
        company_id: CompanyId,
        most: i64,
    ) -> Result<Vec<Unpacked>, StoreError> {
        let (mut unpacked, mut in_a_row) = match self.0.remove(&company_id) {
            // One that panicked is left to the transaction, which tells which delivery it was.
            Some((unpacking, in_a_row)) => (unpacking.await.unwrap_or_else(|_| Ok(Vec::new()))?, in_a_row),
            None => (Vec::new(), 0),
        };
        if unpacked.is_empty() {
            (unpacked, in_a_row) = (unpack(app, company_id, None, most).await?, 0);
        }
        let is_full = i64::try_from(unpacked.len()).is_ok_and(|count| count >= most);
        if let Some(last) = unpacked.last().filter(|_| is_full && in_a_row < MOST_IN_A_ROW) {
            let (app, behind) = (app.clone(), last.place_in_line());
            let unpacking = app.clone().tasks.spawn(async move { unpack(&app, company_id, Some(behind), most).await });
            self.0.insert(company_id, (unpacking, in_a_row + 1));
        }
        Ok(unpacked)
    }
}

async fn unpack(
    app: &App,
    company_id: CompanyId,
    behind: Option<PlaceInLine>,
    most: i64,
) -> Result<Vec<Unpacked>, StoreError> {
    let unpack = move |tx: &mut nascente_store::Tx<'_>| {
        let pending = delivery::pending(tx, company_id, behind, most, BATCH_BYTES)?;
        Ok(pending.into_iter().map(Unpacked::of).collect())
    };
    app.db.read(unpack).await
}
