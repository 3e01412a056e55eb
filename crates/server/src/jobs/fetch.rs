//! Fetching a file that a message told of, before the provider forgets it.
//!
//! In: the id of a file that waits. Out: its bytes in the store of files, or a state with its reason. The provider is
//! asked through the one door, and again when it says so; doing it twice does no harm, so a job that was interrupted is
//! simply begun again.

use axum::body::Bytes;
use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::media::{MEGABYTE, MediaPurpose, MediaState, largest};
use nascente_domain::moment::SECOND;
use nascente_store::job::{ClaimedJob, NewJob};
use nascente_store::media::{self, KeptFile, MediaRow};
use nascente_store::{Lane, StoreError, job};
use nascente_wire::call::Call;
use nascente_wire::media::{Fetch, InboundMedia, MediaAnswer};
use nascente_wire::outbound::Retry;
use nascente_wire::provider;
use serde_json::json;
use url::Url;

use crate::app::{App, LiveHint};
use crate::auth::caller::Caller;
use crate::auth::channel_secrets::{ChannelRoute, channel_route};
use crate::failure::Failure;
use crate::jobs::runner::JobEnd;
use crate::media::show::visible;
use crate::media::take::{keep_thumbnail, look_at};
use crate::outbound::{Answer, OutboundError};

/// The kind of these jobs.
pub const KIND: &str = "fetch_media";
/// Attempts before a file is given up.
const ATTEMPTS: i64 = 10;
/// Attempts before the picture of a card is given up: it is a decoration.
const ATTEMPTS_FOR_CARD: i64 = 3;
/// The wait after the first attempt; it doubles with each.
const FIRST_WAIT: i64 = 5 * SECOND;
const LONGEST_WAIT: i64 = 1_800 * SECOND;
/// The largest file that is taken out of a JSON answer, where it is in memory several times over.
const LARGEST_IN_JSON: u64 = 24 * MEGABYTE;
/// What a JSON answer may hold beside a file.
const REST_OF_JSON: u64 = 64 << 10;
/// Addresses that are followed from one answer to the next.
const HOPS: usize = 3;

/// What came of asking for a file.
enum Got {
    /// The bytes, and the type that was told with them.
    Bytes(Bytes, Option<String>),
    /// Nothing now: another try makes sense, after so many milliseconds when the provider says so.
    Later { why: String, wait: Option<i64>, at_last: MediaState },
    /// Nothing, and another try makes no sense.
    Never(MediaState, String),
}

impl Got {
    fn later(why: impl Into<String>) -> Self {
        Self::Later { why: why.into(), wait: None, at_last: MediaState::Failed }
    }
}

/// Fetches the file that the job names.
pub(super) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let named = job.payload.get("media_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok());
    let Some(id) = named else { return JobEnd::Fail("the job names no file".to_owned()) };
    let row = match app.db.read(move |tx| media::find(tx, company_id, id)).await {
        Ok(row) => row.filter(|row| row.state == MediaState::Waiting),
        Err(error) => return JobEnd::Retry(FIRST_WAIT, StoreError::to_string(&error)),
    };
    let Some(row) = row else { return JobEnd::Done };
    let most = largest(row.kind).min(app.config.media_largest);
    let _room = app.room.take(most).await;
    let got = tokio::select! {
        got = get(app, &row, most) => got,
        () = app.stop.cancelled() => return JobEnd::Postpone(0, "the server stopped".to_owned()),
    };
    settle(app, company_id, &row, got, job.attempts)
        .await
        .unwrap_or_else(|failure| JobEnd::Retry(wait_after(job.attempts), failure.to_string()))
}

/// Asks the provider for the bytes, in as many steps as it wants.
async fn get(app: &App, row: &MediaRow, most: u64) -> Got {
    let told: InboundMedia =
        row.source.clone().and_then(|source| serde_json::from_value(source).ok()).unwrap_or_default();
    if told.size.is_some_and(|size| size > most) {
        return too_large(most);
    }
    if row.purpose == MediaPurpose::Card {
        return download(app, Call::get(told.url.unwrap_or_default()), most, MediaState::Gone).await;
    }
    let route = match route(app, row).await {
        Ok(route) => route,
        Err(got) => return got,
    };
    match get_told(app, &route, &told, most).await {
        // What left its address may still be had by its message.
        Got::Never(MediaState::Gone, _) if told.url.is_some() && told.key.is_some() => {
            get_told(app, &route, &InboundMedia { url: None, ..told }, most).await
        }
        got => got,
    }
}

/// Asks for a file in the way that fits what is told about it.
async fn get_told(app: &App, route: &ChannelRoute, told: &InboundMedia, most: u64) -> Got {
    let settings = |name: &str| route.secrets.setting(name);
    match provider::fetch(route.provider, &settings, told) {
        None => Got::Never(MediaState::Failed, "the message does not tell where the file is".to_owned()),
        Some(Fetch::Bytes(call)) => download(app, call, most, MediaState::Gone).await,
        Some(Fetch::Ask(call)) => {
            let in_json = most.min(LARGEST_IN_JSON);
            let answer = match ask(app, call, in_json * 4 / 3 + REST_OF_JSON, most).await {
                Ok(answer) => answer,
                Err(got) => return got,
            };
            match provider::read_fetch(route.provider, &settings, answer.status, &answer.body) {
                Some(MediaAnswer::At(call)) => download(app, call, most, MediaState::Failed).await,
                Some(MediaAnswer::Here { bytes, mime_type }) => Got::Bytes(Bytes::from(bytes), mime_type),
                Some(MediaAnswer::Refused { title, retry }) => refused(title, retry, &answer),
                None => Got::Never(MediaState::Failed, "this provider gives no files".to_owned()),
            }
        }
    }
}

async fn route(app: &App, row: &MediaRow) -> Result<std::sync::Arc<ChannelRoute>, Got> {
    let lost = || Got::Never(MediaState::Failed, "this number is not connected any more".to_owned());
    let channel_id = row.channel_id.ok_or_else(lost)?;
    channel_route(app, channel_id).await.map_err(|failure| Got::later(failure.to_string()))?.ok_or_else(lost)
}

fn refused(title: String, retry: Retry, answer: &Answer) -> Got {
    match retry {
        Retry::Never => Got::Never(MediaState::Gone, title),
        Retry::StopChannel => Got::Never(MediaState::Failed, title),
        Retry::Later | Retry::LaterForThisContact => {
            Got::Later { why: title, wait: asked_to_wait(answer), at_last: MediaState::Failed }
        }
    }
}

fn asked_to_wait(answer: &Answer) -> Option<i64> {
    answer.retry_after.map(|seconds| seconds.clamp(0, LONGEST_WAIT / SECOND) * SECOND)
}

fn too_large(most: u64) -> Got {
    Got::Never(MediaState::TooLarge, format!("it is larger than {} MB", most.div_ceil(MEGABYTE)))
}

async fn ask(app: &App, call: Call, limit: u64, most: u64) -> Result<Answer, Got> {
    let door = app.outbound().map_err(|failure| Got::later(failure.to_string()))?;
    match door.call_for(call, usize::try_from(limit).unwrap_or(usize::MAX)).await {
        Ok(answer) => Ok(answer),
        Err(OutboundError::TooLarge) => Err(too_large(most)),
        Err(error @ OutboundError::Forbidden) => Err(Got::Never(MediaState::Failed, error.to_string())),
        Err(error) => Err(Got::later(error.to_string())),
    }
}

/// Fetches the bytes themselves; `when_missing` is what a file is that is not at its address: gone, or, where the
/// provider gives another address at each asking, to be asked for anew.
async fn download(app: &App, mut call: Call, most: u64, when_missing: MediaState) -> Got {
    for _ in 0..=HOPS {
        let asked = call.clone();
        let answer = match ask(app, call, most, most).await {
            Ok(answer) => answer,
            Err(got) => return got,
        };
        match answer.status {
            200..=299 => return Got::Bytes(Bytes::from(answer.body), answer.content_type),
            301 | 302 | 303 | 307 | 308 => match next_hop(&asked, &answer) {
                Some(next) => call = next,
                None => return Got::Never(MediaState::Failed, "its address leads nowhere".to_owned()),
            },
            404 | 410 if when_missing == MediaState::Gone => {
                return Got::Never(MediaState::Gone, "the provider has it no more".to_owned());
            }
            status @ (401 | 403 | 404 | 408 | 410 | 425 | 429 | 500..) => {
                let at_last = if matches!(status, 404 | 410) { MediaState::Gone } else { MediaState::Failed };
                let why = format!("the provider answered with HTTP status {status}");
                return Got::Later { why, wait: asked_to_wait(&answer), at_last };
            }
            status => {
                return Got::Never(MediaState::Failed, format!("the provider answered with HTTP status {status}"));
            }
        }
    }
    Got::Never(MediaState::Failed, "its address leads from one to the next without end".to_owned())
}

/// The next address of a file. Headers, which carry tokens, are shown to nobody but the host they were made for.
fn next_hop(asked: &Call, answer: &Answer) -> Option<Call> {
    let from = Url::parse(&asked.url).ok()?;
    let to = from.join(answer.location.as_deref()?).ok()?;
    let same_host = from.origin() == to.origin();
    let headers = if same_host { asked.headers.clone() } else { Vec::new() };
    Some(Call { headers, ..Call::get(to.into()) })
}

async fn settle(app: &App, company_id: CompanyId, row: &MediaRow, got: Got, attempts: i64) -> Result<JobEnd, Failure> {
    let most_attempts = if row.purpose == MediaPurpose::Card { ATTEMPTS_FOR_CARD } else { ATTEMPTS };
    let (state, why) = match got {
        Got::Bytes(bytes, told) => match keep(app, company_id, row, bytes, told, attempts).await? {
            None => return Ok(JobEnd::Done),
            Some(why) => (MediaState::RefusedType, why),
        },
        Got::Later { why, wait, .. } if attempts < most_attempts => {
            return Ok(JobEnd::Retry(wait.unwrap_or(0).max(wait_after(attempts)), why));
        }
        Got::Later { why, at_last, .. } => (at_last, why),
        Got::Never(state, why) => (state, why),
    };
    let (id, reason) = (row.media_id, why.clone());
    let written: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| media::settle(tx, company_id, id, state, Some(&reason), attempts)).await;
    written?;
    hint(app, company_id, row);
    Ok(JobEnd::Fail(why))
}

fn wait_after(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts - 1).unwrap_or(16).min(16);
    (FIRST_WAIT << doubled).min(LONGEST_WAIT)
}

/// Looks at the bytes and keeps them; gives why they are refused.
async fn keep(
    app: &App,
    company_id: CompanyId,
    row: &MediaRow,
    bytes: Bytes,
    told: Option<String>,
    attempts: i64,
) -> Result<Option<String>, Failure> {
    let told = row.told_type.clone().or(told);
    let seen = match look_at(app, row.kind, told, row.file_name.clone(), bytes.clone()).await? {
        Ok(seen) => seen,
        Err(why) => return Ok(Some(why)),
    };
    let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    app.files()?.put(&row.object_key, bytes).await?;
    let thumbnail_key = keep_thumbnail(app, &row.object_key, seen.thumbnail).await?;
    let kept = KeptFile {
        kind: row.kind,
        mime_type: seen.mime_type,
        file_name: row.file_name.clone(),
        size_bytes,
        sha256: seen.sha256,
        width: seen.width,
        height: seen.height,
        duration_ms: seen.duration_ms,
        thumbnail_key,
    };
    let id = row.media_id;
    let written: Result<(), StoreError> =
        app.db.write(Lane::Work, move |tx| media::keep(tx, company_id, id, attempts, &kept)).await;
    written?;
    hint(app, company_id, row);
    Ok(None)
}

fn hint(app: &App, company_id: CompanyId, row: &MediaRow) {
    if let Some(conversation_id) = row.conversation_id {
        app.hint(LiveHint { company_id, kind: "conversation", id: conversation_id.to_string(), version: None });
    }
}

/// Tries a file again that is not there (*Tentar de novo*); one that is there, or is being fetched, stays as it is.
pub async fn again(app: &App, caller: &Caller, id: MediaId) -> Result<MediaRow, Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    let row = app
        .db
        .write(Lane::Work, move |tx| {
            let row = visible(tx, &caller, id)?;
            if matches!(row.state, MediaState::Ready | MediaState::Waiting) || row.source.is_none() {
                return Ok(row);
            }
            let now = of_unit.now();
            media::settle(tx, caller.company_id, id, MediaState::Waiting, None, 0)?;
            let fetch = NewJob {
                job_id: of_unit.id(),
                kind: KIND,
                dedupe_key: format!("{id}:{}", of_unit.random()),
                in_order_of: None,
                payload: json!({ "media_id": id }),
                run_at: now,
                created_at: now,
            };
            job::insert(tx, caller.company_id, &fetch)?;
            Ok::<_, Failure>(MediaRow { state: MediaState::Waiting, reason: None, attempts: 0, ..row })
        })
        .await?;
    hint(app, company_id, &row);
    app.job_arrived.notify_one();
    Ok(row)
}
