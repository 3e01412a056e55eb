//! How fast links are opened, and whether every answered click is a row, none twice.
//!
//! Interleaved rounds: a bare server that answers 302 and keeps nothing, the real program on SQLite, on PostgreSQL, and
//! again. Each request has a number in its query, so that answers and rows can be told one by one.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::failure::{Failure, stopped};
use crate::load::{self, CONNECTIONS, read_answer};
use crate::plan::Plan;
use crate::program::{Installation, Listening, build};

/// How long clicks that were put aside may take to become rows.
const PATIENCE: Duration = Duration::from_mins(5);
const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

/// One server under one load.
struct Opened {
    took: Duration,
    /// Of each answer, in the order of arrival.
    waits: Vec<Duration>,
    /// The number of each request that was answered with a 302, and the code that it brought.
    answered: Vec<(usize, String)>,
    /// Answers that were no 302.
    refused: usize,
}

/// One server over all rounds.
struct Row {
    name: &'static str,
    rates: Vec<f64>,
    waits: Vec<Duration>,
    refused: usize,
    rows: usize,
    put_aside: u64,
}

/// Measures and prints a table; fails when an answered click is no row, or one is two.
pub(crate) fn run(plan: &Plan) -> Result<(), Failure> {
    build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(plan))
}

async fn measure(plan: &Plan) -> Result<(), Failure> {
    let mut rows = [Row::of("bare axum 302"), Row::of("SQLite"), Row::of("PostgreSQL")];
    for _ in 0..plan.rounds {
        let server = Listening::bare()?;
        rows[0].add(open_all(&server.address, plan).await?, 0, 0);
        drop(server);
        if plan.sqlite {
            real_round(plan, None, &mut rows[1]).await?;
        }
        if let Some(url) = &plan.postgres {
            real_round(plan, Some(url), &mut rows[2]).await?;
        }
    }
    print(&["server", "clicks/s", "ratio", "p50 ms", "p99 ms", "largest ms", "refused", "rows", "put aside"]);
    print(&["---"; 9]);
    let ceiling = rows[0].rate();
    for row in rows.iter().filter(|row| !row.rates.is_empty()) {
        row.print(ceiling);
    }
    say("\nEvery answered click of the real program is one row, and no code came twice.");
    Ok(())
}

async fn real_round(plan: &Plan, database_url: Option<&str>, row: &mut Row) -> Result<(), Failure> {
    let url = database_url.map(str::to_owned);
    // The driver of PostgreSQL has a runtime of its own and may not be used inside this one.
    let here = tokio::task::spawn_blocking(move || Installation::new(url.as_deref())).await??;
    let server = here.serve_behind_proxy()?;
    let number = json!({ "provider": "link_only", "name": "Medida", "phone_number": "11 99999-0001" });
    let channel = load::post(&server.address, "/api/v1/channels", &here.token, &number.to_string()).await?;
    let link = json!({ "name": "Medida", "channel_id": channel["id"], "site": "Google", "slug": "medida",
        "message": "Quero saber mais" });
    let link = load::post(&server.address, "/api/v1/links", &here.token, &link.to_string()).await?;
    let opened = open_all(&server.address, plan).await?;
    let id = link["id"].as_str().ok_or_else(|| stopped("the link has no id"))?;
    let kept = reckon(&server, &here.token, id, &opened).await?;
    let put_aside = counter(&server, "clicks_late_total").await?;
    row.add(opened, kept, put_aside);
    drop(server);
    tokio::task::spawn_blocking(move || drop(here)).await?;
    Ok(())
}

/// Opens a link as often as is planned, over connections that stay open.
async fn open_all(address: &str, plan: &Plan) -> Result<Opened, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let begun = Instant::now();
    let mut opening = tokio::task::JoinSet::new();
    for stream in streams {
        opening.spawn(open_some(stream, (plan.amount, plan.back), Arc::clone(&next)));
    }
    let mut all = Opened { took: Duration::ZERO, waits: Vec::new(), answered: Vec::new(), refused: 0 };
    while let Some(ended) = opening.join_next().await {
        let some = ended??;
        all.waits.extend(some.waits);
        all.answered.extend(some.answered);
        all.refused += some.refused;
    }
    all.took = begun.elapsed();
    Ok(all)
}

async fn open_some(
    mut stream: TcpStream,
    (clicks, back): (usize, usize),
    next: Arc<AtomicUsize>,
) -> Result<Opened, Failure> {
    let mut some = Opened { took: Duration::ZERO, waits: Vec::new(), answered: Vec::new(), refused: 0 };
    let mut answer = Vec::with_capacity(4_096);
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= clicks {
            return Ok(some);
        }
        let begun = Instant::now();
        stream.write_all(request(number, back).as_bytes()).await?;
        let (status, head_ends) = read_answer(&mut stream, &mut answer).await?;
        some.waits.push(begun.elapsed());
        if status == 302 {
            some.answered.push((number, code_in(answer.get(..head_ends).unwrap_or_default())));
        } else {
            some.refused += 1;
        }
    }
}

/// A click with a number in its query; so many of a hundred are of a visitor of the hundred at half the way, the others each
/// of a visitor of its own.
fn request(number: usize, back: usize) -> String {
    let place = number % 100;
    let visitor = if place < back { number / 200 * 100 + back + place % (100 - back) } else { number };
    let [.., a, b, c] = visitor.to_be_bytes();
    format!(
        "GET /l/medida?n={number}&utm_source=google&gclid=Cj0KCQ{number} HTTP/1.1\r\nhost: 127.0.0.1\r\n\
         user-agent: {AGENT}\r\nx-forwarded-for: 100.{a}.{b}.{c}\r\naccept-language: pt-BR\r\n\
         referer: https://loja.example.com/\r\n\r\n"
    )
}

/// The code in the address that a visitor is sent to: what stands between `(ref ` and `)`, both escaped.
fn code_in(head: &[u8]) -> String {
    let head = String::from_utf8_lossy(head);
    let code = head.split("%28ref%20").nth(1).and_then(|rest| rest.split("%29").next());
    code.unwrap_or_default().to_owned()
}

/// Waits until what was put aside is recorded, then holds every row against every answer; gives the number of rows.
async fn reckon(server: &Listening, token: &str, link: &str, opened: &Opened) -> Result<usize, Failure> {
    let begun = Instant::now();
    let path = format!("/api/v1/links/{link}");
    loop {
        let raw = load::get(&server.address, &path, token).await?["clicks_raw"].as_u64().unwrap_or_default();
        if raw >= u64::try_from(opened.answered.len())? {
            break;
        }
        if begun.elapsed() > PATIENCE {
            return Err(stopped(format!("{raw} clicks_raw after {} answers", opened.answered.len())));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let rows = numbers_of_rows(server, token, link).await?;
    let mut times: HashMap<usize, usize> = HashMap::new();
    for number in &rows {
        *times.entry(*number).or_default() += 1;
    }
    let lost = opened.answered.iter().filter(|(number, _)| !times.contains_key(number)).count();
    let twice = times.values().filter(|times| **times > 1).count();
    let codes: BTreeSet<&str> = opened.answered.iter().map(|(_, code)| code.as_str()).collect();
    let same = opened.answered.len() - codes.len();
    if lost + twice + same == 0 && !codes.contains("") {
        return Ok(rows.len());
    }
    Err(stopped(format!("{lost} answered clicks are no row, {twice} are two, {same} codes came twice or not at all")))
}

/// The number in the query of every row of a link.
async fn numbers_of_rows(server: &Listening, token: &str, link: &str) -> Result<Vec<usize>, Failure> {
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/clicks?link_id={link}&limit=200{cursor}");
        let page = load::get(&server.address, &path, token).await?;
        for click in page["items"].as_array().into_iter().flatten() {
            let number = click["parameters"]["n"].as_str().and_then(|text| text.parse().ok());
            numbers.push(number.ok_or_else(|| stopped("a row has no number"))?);
        }
        let Value::String(next) = &page["next_cursor"] else { return Ok(numbers) };
        cursor = format!("&cursor={next}");
    }
}

/// The sum of a counter over its labels.
async fn counter(server: &Listening, name: &str) -> Result<u64, Failure> {
    let text = load::get_text(&server.address, "/metrics").await?;
    let of_name = text.lines().filter(|line| line.starts_with(name));
    let values = of_name.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a counter is a whole number")]
    Ok(values.sum::<f64>() as u64)
}

impl Row {
    const fn of(name: &'static str) -> Self {
        Self { name, rates: Vec::new(), waits: Vec::new(), refused: 0, rows: 0, put_aside: 0 }
    }

    fn add(&mut self, opened: Opened, rows: usize, put_aside: u64) {
        let answered = u32::try_from(opened.answered.len()).unwrap_or(u32::MAX);
        self.rates.push(f64::from(answered) / opened.took.as_secs_f64());
        self.waits.extend(opened.waits);
        self.refused += opened.refused;
        self.rows += rows;
        self.put_aside += put_aside;
    }

    fn rate(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn print(&self, ceiling: f64) {
        let mut waits = self.waits.clone();
        waits.sort();
        let at = |part: usize| {
            let place = (waits.len() * part / 1_000).min(waits.len().saturating_sub(1));
            format!("{:.1}", waits.get(place).map_or(f64::NAN, Duration::as_secs_f64) * 1e3)
        };
        print(&[
            self.name,
            &format!("{:.0}", self.rate()),
            &format!("{:.3}", self.rate() / ceiling),
            &at(500),
            &at(990),
            &at(1_000),
            &self.refused.to_string(),
            &self.rows.to_string(),
            &self.put_aside.to_string(),
        ]);
    }
}

fn print(cells: &[&str]) {
    say(&format!("| {} |", cells.join(" | ")));
}

#[expect(clippy::print_stdout, reason = "the result of the measurement")]
fn say(line: &str) {
    println!("{line}");
}
