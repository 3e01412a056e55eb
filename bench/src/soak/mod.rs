//! The soak: the real program among providers that fail at random, messages in and out, and at the end a reckoning.
//!
//! In: how long, a seed, a store. Out: a table. It fails when a message of a contact is not recorded exactly once, when
//! one of ours is at the provider twice, or neither there nor visibly failed, or when the figures do not add up.

mod act;
mod chance;
mod office;
mod reckon;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::JoinSet;

use crate::failure::{Failure, stopped};
use crate::load;
use crate::program::{Installation, build};
use chance::Dice;
use office::Office;

/// How long what waits may take after the last message.
const PATIENCE: Duration = Duration::from_mins(15);

/// What to soak.
#[derive(Debug)]
pub(crate) struct Plan {
    minutes: u64,
    seed: u64,
    database_url: Option<String>,
}

impl Plan {
    /// Reads the options of the command line.
    #[expect(clippy::disallowed_methods, reason = "this program has no other settings")]
    pub(crate) fn read(options: &[&str]) -> Result<Self, Failure> {
        let mut plan = Self { minutes: 30, seed: 1, database_url: None };
        for pair in options.chunks(2) {
            match pair {
                ["--minutes", number] => plan.minutes = number.parse()?,
                ["--seed", number] => plan.seed = number.parse()?,
                ["--on", "sqlite"] => plan.database_url = None,
                ["--on", "postgres"] => plan.database_url = Some(std::env::var("BENCH_DATABASE_URL")?),
                _ => return Err(Failure::Usage),
            }
        }
        Ok(plan)
    }
}

/// Soaks and prints a table.
pub(crate) fn run(plan: &Plan) -> Result<(), Failure> {
    build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(soak(plan))
}

async fn soak(plan: &Plan) -> Result<(), Failure> {
    let url = plan.database_url.clone();
    let here = Arc::new(tokio::task::spawn_blocking(move || Installation::new(url.as_deref())).await??);
    let server = here.serve()?;
    let office = Arc::new(Office::open(&server.address, &here.token).await?);
    let until = Instant::now() + Duration::from_secs(plan.minutes * 60);
    let weather = chance::weather(plan.seed);
    let faults = weather.counted();
    office.fakes.set_weather(Some(weather.into_weather()));
    let progress = act::tell_progress(Arc::clone(&office), Dice::new(plan.seed ^ 0xbeef));
    let mut acting = JoinSet::new();
    for (place, number) in office.numbers.iter().cloned().enumerate() {
        let dice = Dice::new(plan.seed.wrapping_mul(1_000).wrapping_add(u64::try_from(place)?));
        acting.spawn(act::act(Arc::clone(&office), number, dice, until));
    }
    let mut done = Vec::new();
    while let Some(ended) = acting.join_next().await {
        done.push(ended??);
    }
    office.fakes.set_weather(None);
    settle(&office).await?;
    drop(progress);
    let is_good = reckon::reckon(&office, &mut done).await?;
    reckon::tell_faults(&faults);
    let told = tokio::task::spawn_blocking({
        let here = Arc::clone(&here);
        move || here.doctor()
    })
    .await??;
    drop(server);
    for check in ["figures", "deliveries"] {
        if !told.lines().any(|line| line == format!("ok       {check}")) {
            return Err(stopped(format!("doctor found faults:\n{told}")));
        }
    }
    tokio::task::spawn_blocking(move || drop(here)).await?;
    if is_good { Ok(()) } else { Err(stopped("messages were lost or doubled: see the table")) }
}

/// Waits until nothing is pending and nothing waits to be sent.
async fn settle(office: &Office) -> Result<(), Failure> {
    let begun = Instant::now();
    loop {
        let pending = office.get("/api/v1/deliveries?state=pending&count=true&limit=1").await?;
        let channels = office.get("/api/v1/channels").await?;
        let waits = |channel: &Value| {
            channel["queue"]["waiting"].as_i64().unwrap_or(0) + channel["queue"]["retrying"].as_i64().unwrap_or(0)
        };
        let waiting: i64 = channels["items"].as_array().into_iter().flatten().map(waits).sum();
        if pending["total"] == 0 && waiting == 0 {
            // Reports of the last messages are still on their way.
            tokio::time::sleep(Duration::from_secs(3)).await;
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            return Err(stopped(format!("{} deliveries are pending, {waiting} messages wait", pending["total"])));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

impl Office {
    /// Asks the program.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        load::get(&self.program, path, &self.token).await
    }

    /// Tells the program.
    pub(crate) async fn tell(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        load::post(&self.program, path, &self.token, &body.to_string()).await
    }
}
