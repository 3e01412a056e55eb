//! Sweeping an upload that no message took within a day.

use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::moment::SECOND;
use nascente_store::job::ClaimedJob;
use nascente_store::media;

use crate::app::App;
use crate::failure::Failure;
use crate::jobs::runner::JobEnd;
use crate::media::take::forget;

/// The kind of these jobs.
pub const KIND: &str = "sweep_upload";

/// Takes away the upload that the job names, unless a message took it.
pub(super) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let named = job.payload.get("media_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
    let Some(id) = named else { return JobEnd::Fail("the job names no file".to_owned()) };
    match sweep(app, company_id, id).await {
        Ok(()) => JobEnd::Done,
        Err(failure) => JobEnd::Retry(600 * SECOND, failure.to_string()),
    }
}

async fn sweep(app: &App, company_id: CompanyId, id: MediaId) -> Result<(), Failure> {
    let found = app.db.read(move |tx| media::find(tx, company_id, id)).await?;
    if let Some(row) = found.filter(|row| row.message_id.is_none()) {
        forget(app, company_id, id, &row.object_key).await?;
    }
    Ok(())
}
