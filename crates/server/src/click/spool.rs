//! Clicks put aside on disk while the store does not answer in time, and recorded later, each once.
//!
//! In: a click whose visitor has waited long enough. Out: nothing, once the line is on the disk (append, then sync; many
//! waiting clicks share one). A task records what lies there as soon as the store answers, also what an earlier run of
//! the program left behind. Refused: more than [`MOST_BYTES`]. Invariants: a click is answered after its line is durable;
//! a file goes away only after every click in it is committed; a click's id makes it one row however often it is
//! recorded. A file belongs to the process that holds its lock, so that two processes with one folder disturb nothing.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment};
use nascente_store::click::NewClick;
use nascente_store::{Lane, StoreError};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::click::keep;
use crate::failure::Failure;
use crate::group_commit::{Batch, GroupCommit};

/// Most bytes that lie on the disk; about half a million clicks.
const MOST_BYTES: u64 = 256 * 1_024 * 1_024;
/// How often the task looks whether something lies there.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long the store may take to show that it answers again.
const PATIENCE: Duration = Duration::from_secs(2);
/// The file of clicks that the store refused; nothing reads it again.
const REFUSED: &str = "refused.txt";
/// Clicks in one transaction.
const BATCH: usize = 256;

/// The clicks that were put aside.
#[derive(Debug, Default)]
pub(super) struct Spool {
    entrance: GroupCommit<NewClick, ()>,
    current: Mutex<Option<Segment>>,
    bytes: AtomicU64,
    segments: AtomicU64,
}

/// The file that is written to.
#[derive(Debug)]
struct Segment {
    file: File,
    path: PathBuf,
}

/// A click as a line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    company_id: CompanyId,
    click_id: ClickId,
    link_id: LinkId,
    code: Option<String>,
    clicked_at: i64,
    day: i64,
    hour: i64,
    verdict: String,
    visitor_key: String,
    query: String,
    referrer: Option<String>,
    language: Option<String>,
    device: Option<String>,
    region: Option<String>,
}

impl From<&NewClick> for Line {
    fn from(click: &NewClick) -> Self {
        Self {
            company_id: click.company_id,
            click_id: click.click_id,
            link_id: click.link_id,
            code: click.code.as_ref().map(ToString::to_string),
            clicked_at: click.clicked_at.millis(),
            day: click.day.number(),
            hour: click.hour,
            verdict: click.verdict.to_string(),
            visitor_key: click.visitor_key.clone(),
            query: click.query.clone(),
            referrer: click.referrer.clone(),
            language: click.language.clone(),
            device: click.device.clone(),
            region: click.region.clone(),
        }
    }
}

impl Line {
    fn click(self) -> Option<NewClick> {
        Some(NewClick {
            company_id: self.company_id,
            click_id: self.click_id,
            link_id: self.link_id,
            code: self.code.as_deref().and_then(Code::read),
            clicked_at: Moment::from_millis(self.clicked_at),
            day: LocalDay::from_number(self.day),
            hour: self.hour,
            verdict: self.verdict.parse::<ClickVerdict>().ok()?,
            visitor_key: self.visitor_key,
            query: self.query,
            referrer: self.referrer,
            language: self.language,
            device: self.device,
            region: self.region,
        })
    }
}

impl Spool {
    /// Puts a click aside; `true` once it is on the disk.
    pub(super) async fn keep(&self, click: NewClick) -> bool {
        match self.entrance.keep(click).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(?error, "a click could not be put aside");
                false
            }
        }
    }

    /// Appends clicks and syncs once.
    fn append(&self, folder: &Path, boot: u64, clicks: &[NewClick]) -> std::io::Result<()> {
        let mut lines = Vec::new();
        for click in clicks {
            serde_json::to_writer(&mut lines, &Line::from(click))?;
            lines.push(b'\n');
        }
        let more = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if self.bytes.load(Ordering::SeqCst).saturating_add(more) > MOST_BYTES {
            return Err(std::io::Error::other("the folder of clicks that wait is full"));
        }
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.is_none() {
            *current = Some(self.begin(folder, boot)?);
        }
        let Some(segment) = current.as_mut() else { return Ok(()) };
        let written = segment.file.write_all(&lines).and_then(|()| segment.file.sync_data());
        if written.is_err() {
            // Half a line may stand at its end: nothing is written behind it.
            *current = None;
        }
        written?;
        self.bytes.fetch_add(more, Ordering::SeqCst);
        Ok(())
    }

    fn begin(&self, folder: &Path, boot: u64) -> std::io::Result<Segment> {
        std::fs::create_dir_all(folder)?;
        let number = self.segments.fetch_add(1, Ordering::SeqCst);
        let path = folder.join(format!("clicks-{boot:016x}-{number:06}.jsonl"));
        let file = OpenOptions::new().create_new(true).append(true).open(&path)?;
        file.lock()?;
        // The name has to survive as well as what is written under it.
        File::open(folder)?.sync_all()?;
        Ok(Segment { file, path })
    }

    /// Lets go of the file that is written to, so that it can be recorded.
    fn turn_over(&self) {
        let ended = self.current.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(segment) = ended {
            tracing::debug!(file = %segment.path.display(), "clicks that waited are recorded");
        }
    }
}

fn folder(app: &App) -> PathBuf {
    app.config.data_dir.join("spool")
}

/// Starts the task that writes to the disk and the one that records what lies there.
pub(super) fn start(app: &App) {
    let writing = app.clone();
    app.tasks.spawn(async move {
        let commit = |batch: Batch<NewClick, ()>| write(writing.clone(), batch.with_latest(<[NewClick]>::to_vec));
        writing.clicks.spool.entrance.run(writing.finished.clone(), commit).await;
    });
    let recording = app.clone();
    app.tasks.spawn(async move {
        while !recording.stop.is_cancelled() {
            if let Err(error) = round(&recording).await {
                tracing::warn!(%error, "clicks that wait could not be recorded yet");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = recording.stop.cancelled() => {}
            }
        }
    });
}

async fn write(app: App, clicks: Vec<NewClick>) -> Result<Vec<Option<()>>, Failure> {
    let kept = vec![Some(()); clicks.len()];
    let written = tokio::task::spawn_blocking(move || app.clicks.spool.append(&folder(&app), app.boot, &clicks)).await;
    let failed = |error: &dyn std::fmt::Display| Failure::Unavailable(error.to_string());
    written.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
    metrics::counter!("clicks_put_aside_total").increment(u64::try_from(kept.len()).unwrap_or_default());
    Ok(kept)
}

/// Records what lies on the disk, if the store answers; gives how many clicks that were.
pub(super) async fn round(app: &App) -> Result<usize, Failure> {
    let path = folder(app);
    let files = tokio::task::spawn_blocking(move || files(&path)).await;
    let files = files.map_err(|error| Failure::Unavailable(error.to_string()))?;
    let bytes = files.iter().map(|(_, length)| length).sum();
    app.clicks.spool.bytes.store(bytes, Ordering::SeqCst);
    if files.is_empty() {
        return Ok(0);
    }
    let answers = tokio::time::timeout(PATIENCE, app.db.read(nascente_store::migrate::version)).await;
    answers.map_err(|_| Failure::Unavailable("the store does not answer".to_owned()))??;
    app.clicks.spool.turn_over();
    let mut recorded = 0;
    for (file, _) in files {
        recorded += record_file(app, file).await?;
    }
    Ok(recorded)
}

/// The files, oldest name first, with their lengths.
fn files(folder: &Path) -> Vec<(PathBuf, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(PathBuf, u64)> = entries
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "jsonl"))
        .map(|entry| (entry.path(), entry.metadata().map_or(0, |file| file.len())))
        .collect();
    files.sort();
    files
}

/// Records one file and takes it away; one that somebody still writes to is left alone.
async fn record_file(app: &App, path: PathBuf) -> Result<usize, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::Unavailable(error.to_string());
    let reading = path.clone();
    let read = tokio::task::spawn_blocking(move || read_file(&reading)).await.map_err(|error| failed(&error))?;
    let Some((file, clicks)) = read.map_err(|error| failed(&error))? else { return Ok(0) };
    let recorded = clicks.len();
    for batch in clicks.chunks(BATCH) {
        record_batch(app, batch).await?;
    }
    tokio::task::spawn_blocking(move || {
        let removed = std::fs::remove_file(&path);
        drop(file);
        removed
    })
    .await
    .map_err(|error| failed(&error))?
    .map_err(|error| failed(&error))?;
    Ok(recorded)
}

/// Records clicks. One that the store refuses for itself (its company is gone) holds no other back.
async fn record_batch(app: &App, clicks: &[NewClick]) -> Result<(), Failure> {
    match keep::write(app, Lane::Intake, clicks.to_vec()).await {
        Ok(_) => return Ok(()),
        Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
        Err(_) => {}
    }
    for click in clicks {
        match keep::write(app, Lane::Intake, vec![click.clone()]).await {
            Ok(_) => {}
            Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
            Err(error) => {
                metrics::counter!("clicks_lost_total", "reason" => "refused").increment(1);
                tracing::error!(%error, click = %click.click_id, "a click that waited was refused by the store");
                set_aside(&folder(app), click).map_err(|error| Failure::Unavailable(error.to_string()))?;
            }
        }
    }
    Ok(())
}

/// Keeps what the store refuses where a person can look at it.
fn set_aside(folder: &Path, click: &NewClick) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(&Line::from(click))?;
    line.push(b'\n');
    let mut file = OpenOptions::new().create(true).append(true).open(folder.join(REFUSED))?;
    file.write_all(&line)?;
    file.sync_data()
}

/// The clicks of a file, held by its lock; `None` when somebody else holds it. A last line that was cut off was never
/// answered.
fn read_file(path: &Path) -> std::io::Result<Option<(File, Vec<NewClick>)>> {
    let file = match OpenOptions::new().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let mut clicks = Vec::new();
    for line in BufReader::new(&file).split(b'\n') {
        clicks.extend(serde_json::from_slice::<Line>(&line?).ok().and_then(Line::click));
    }
    Ok(Some((file, clicks)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(id: i64) -> NewClick {
        NewClick {
            company_id: CompanyId::from(1),
            click_id: ClickId::from(id),
            link_id: LinkId::from(3),
            code: Some(keep::draw(77 << 32)),
            clicked_at: Moment::from_millis(5),
            day: LocalDay::from_number(2),
            hour: 4,
            verdict: ClickVerdict::Valid,
            visitor_key: "v".into(),
            query: "utm_source=a\nb".into(),
            referrer: None,
            language: Some("pt".into()),
            device: None,
            region: None,
        }
    }

    #[test]
    fn a_file_is_read_back_whole_once_its_writer_has_let_go_and_a_cut_line_is_left_out() {
        let (spool, folder) = (Spool::default(), tempfile::TempDir::new().unwrap());
        spool.append(folder.path(), 9, &[click(1), click(2)]).unwrap();
        let (path, length) = files(folder.path()).remove(0);
        assert_eq!(length, spool.bytes.load(Ordering::SeqCst));
        assert!(read_file(&path).unwrap().is_none(), "its writer holds it");
        spool.turn_over();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"company_id\":").unwrap();
        let (_, clicks) = read_file(&path).unwrap().unwrap();
        assert_eq!(clicks.iter().map(|click| click.click_id.value()).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((clicks[0].code.clone(), clicks[0].query.as_str()), (click(1).code, "utm_source=a\nb"));
        spool.append(folder.path(), 9, &[click(3)]).unwrap();
        assert_eq!(files(folder.path()).len(), 2);
    }

    #[test]
    fn a_full_folder_takes_no_more() {
        let (spool, folder) = (Spool::default(), tempfile::TempDir::new().unwrap());
        spool.bytes.store(MOST_BYTES, Ordering::SeqCst);
        assert!(spool.append(folder.path(), 9, &[click(1)]).is_err());
    }
}
