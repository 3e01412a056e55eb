//! Interleaved rounds: bare server, SQLite, PostgreSQL, and again; medians and ratios at the end.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::failure::{Failure, stopped};
use crate::load::{self, Posted};
use crate::payload::{APP_SECRET, NUMBER_ID, request};
use crate::plan::Plan;
use crate::program::{Installation, Listening, binary, build};

/// How long an idle program is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(10);
/// How long recording may take after the last acknowledgement.
const PATIENCE: Duration = Duration::from_mins(5);

/// One server under one load.
#[derive(Debug, Clone, Copy)]
struct Measured {
    acked: f64,
    recorded: f64,
    refused: usize,
    cpu_micros: f64,
}

/// The measurements of one server over all rounds.
struct Row {
    name: &'static str,
    rounds: Vec<Measured>,
}

/// Measures and prints a table.
pub(crate) fn run(plan: &Plan) -> Result<(), Failure> {
    build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(plan))
}

async fn measure(plan: &Plan) -> Result<(), Failure> {
    let mut bare = Row { name: "bare axum", rounds: Vec::new() };
    let mut sqlite = Row { name: "SQLite", rounds: Vec::new() };
    let mut postgres = Row { name: "PostgreSQL", rounds: Vec::new() };
    for _ in 0..plan.rounds {
        bare.rounds.push(bare_round(plan).await?);
        if plan.sqlite {
            sqlite.rounds.push(real_round(plan, None).await?);
        }
        if let Some(url) = &plan.postgres {
            postgres.rounds.push(real_round(plan, Some(url)).await?);
        }
    }
    print(&["server", "acked/s", "ratio", "recorded/s", "ratio", "CPU us each", "refused", "acked/s by round"]);
    print(&["---"; 8]);
    let ceiling = bare.median(|one| one.acked);
    for row in [&bare, &sqlite, &postgres] {
        row.print(ceiling);
    }
    idle().await
}

async fn bare_round(plan: &Plan) -> Result<Measured, Failure> {
    let server = Listening::bare()?;
    let requests = requests(plan, "/hooks/meta_cloud/ch_0000000000000")?;
    let posted = load::post_all(&server.address, requests).await?;
    Ok(Measured::of(plan, posted, posted.took, server.cpu_seconds()?))
}

async fn real_round(plan: &Plan, database_url: Option<&str>) -> Result<Measured, Failure> {
    let url = database_url.map(str::to_owned);
    // The driver of PostgreSQL has a runtime of its own and may not be used inside this one.
    let here = tokio::task::spawn_blocking(move || Installation::new(url.as_deref())).await??;
    let server = here.serve()?;
    let body = json!({ "provider": "meta_cloud", "name": "Medida", "phone_number": "551130000001",
        "settings": { "phone_number_id": NUMBER_ID, "app_secret": APP_SECRET } });
    let channel = load::post(&server.address, "/api/v1/channels", &here.token, &body.to_string()).await?;
    let id = channel["id"].as_str().ok_or_else(|| stopped("the channel has no id"))?;
    let requests = requests(plan, &format!("/hooks/meta_cloud/{id}"))?;
    let before = server.cpu_seconds()?;
    let posted = load::post_all(&server.address, requests).await?;
    wait_until_recorded(plan, &server, &here.token).await?;
    let recorded = posted.begun.elapsed();
    let measured = Measured::of(plan, posted, recorded, server.cpu_seconds()? - before);
    drop(server);
    tokio::task::spawn_blocking(move || drop(here)).await?;
    Ok(measured)
}

/// Asks the API until every delivery is recorded and each has its conversation.
async fn wait_until_recorded(plan: &Plan, server: &Listening, token: &str) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        let pending = load::get(&server.address, "/api/v1/deliveries?state=pending&count=true&limit=1", token).await?;
        if pending["total"] == 0 {
            break;
        }
        if begun.elapsed() > PATIENCE {
            return Err(stopped(format!("{} deliveries are still pending", pending["total"])));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let listed = load::get(&server.address, "/api/v1/conversations?count=true&limit=1", token).await?;
    if listed["total"].as_u64() == u64::try_from(plan.amount).ok() {
        return Ok(());
    }
    Err(stopped(format!("{} conversations after {} deliveries", listed["total"], plan.amount)))
}

fn requests(plan: &Plan, path: &str) -> Result<Vec<Vec<u8>>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "a message that is measured was sent just now")]
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok((0..plan.amount).map(|number| request(path, number, seconds - 1)).collect())
}

/// Memory of a program that nobody asks for anything, and the size of its file.
async fn idle() -> Result<(), Failure> {
    let here = tokio::task::spawn_blocking(|| Installation::new(None)).await??;
    let server = here.serve()?;
    tokio::time::sleep(IDLE).await;
    let megabytes = |bytes: u64| format!("{:.1} MB", number(bytes) / 1e6);
    say(&format!("\nidle memory after {} s: {}", IDLE.as_secs(), megabytes(server.resident()?)));
    say(&format!("binary: {}", megabytes(std::fs::metadata(binary()?)?.len())));
    Ok(())
}

impl Measured {
    fn of(plan: &Plan, posted: Posted, recorded: Duration, cpu_seconds: f64) -> Self {
        let each = number(u64::try_from(plan.amount).unwrap_or(u64::MAX));
        Self {
            acked: each / posted.took.as_secs_f64(),
            recorded: each / recorded.as_secs_f64(),
            refused: posted.refused,
            cpu_micros: cpu_seconds * 1e6 / each,
        }
    }
}

impl Row {
    fn median(&self, of: impl Fn(&Measured) -> f64) -> f64 {
        let mut values: Vec<f64> = self.rounds.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(0.0)
    }

    fn print(&self, ceiling: f64) {
        if self.rounds.is_empty() {
            return;
        }
        let (acked, recorded) = (self.median(|one| one.acked), self.median(|one| one.recorded));
        let rounds: Vec<String> = self.rounds.iter().map(|one| format!("{:.0}", one.acked)).collect();
        let refused: usize = self.rounds.iter().map(|one| one.refused).sum();
        print(&[
            self.name,
            &format!("{acked:.0}"),
            &format!("{:.3}", acked / ceiling),
            &format!("{recorded:.0}"),
            &format!("{:.3}", recorded / ceiling),
            &format!("{:.0}", self.median(|one| one.cpu_micros)),
            &refused.to_string(),
            &rounds.join(" "),
        ]);
    }
}

#[expect(clippy::cast_precision_loss, reason = "no measurement reaches 2^52")]
const fn number(of: u64) -> f64 {
    of as f64
}

fn print(cells: &[&str]) {
    say(&format!("| {} |", cells.join(" | ")));
}

#[expect(clippy::print_stdout, reason = "the result of the measurement")]
fn say(line: &str) {
    println!("{line}");
}
