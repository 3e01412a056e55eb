//! The reckoning: what happened, what the program shows, and what the providers have.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::act::Done;
use super::chance::Faults;
use super::office::Office;
use crate::failure::Failure;

/// Messages of one number, by how they ended.
#[derive(Debug, Default)]
struct Ended {
    recorded: usize,
    lost: usize,
    doubled: usize,
    delivered: usize,
    /// Shown as failed, and not at the provider.
    failed: usize,
    /// Shown as failed because nobody could tell, and at the provider once.
    failed_but_gone: usize,
    twice: usize,
    /// Neither at the provider nor failed.
    vanished: usize,
}

/// Compares and prints a table; `true` when nothing was lost or doubled.
pub(crate) async fn reckon(office: &Office, done: &mut [Done]) -> Result<bool, Failure> {
    let shown = messages(office).await?;
    let mut is_good = true;
    print(&[
        "number",
        "deliveries",
        "posted again",
        "in",
        "recorded once",
        "lost",
        "doubled",
        "out",
        "delivered once",
        "failed visibly",
        "failed, yet gone out",
        "twice",
        "vanished",
    ]);
    print(&["---"; 13]);
    done.sort_by_key(|one| one.place);
    for one in done.iter() {
        let ended = ended(office, one, &shown);
        is_good &= ended.lost + ended.doubled + ended.twice + ended.vanished == 0;
        let cells = [
            one.posted,
            one.again,
            one.said.len() + one.echoed.len(),
            ended.recorded,
            ended.lost,
            ended.doubled,
            one.asked.len(),
            ended.delivered,
            ended.failed,
            ended.failed_but_gone,
            ended.twice,
            ended.vanished,
        ];
        let name = one.provider.map(|provider| provider.to_string()).unwrap_or_default();
        let cells: Vec<String> = std::iter::once(name).chain(cells.iter().map(ToString::to_string)).collect();
        print(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    Ok(is_good)
}

fn ended(office: &Office, done: &Done, shown: &BTreeMap<String, Vec<String>>) -> Ended {
    let mut ended = Ended::default();
    for text in done.said.iter().chain(&done.echoed) {
        match shown.get(text).map_or(0, Vec::len) {
            0 => ended.lost += 1,
            1 => ended.recorded += 1,
            _ => ended.doubled += 1,
        }
    }
    let number = &office.numbers[done.place];
    let mut gone: BTreeMap<String, usize> = BTreeMap::new();
    for sent in office.fakes.sent(number.provider, &number.key) {
        *gone.entry(sent.text.unwrap_or_default()).or_default() += 1;
    }
    for text in &done.asked {
        let statuses = shown.get(text).cloned().unwrap_or_default();
        let is_failed = statuses.iter().any(|status| status == "failed");
        match (gone.get(text).copied().unwrap_or(0), is_failed, statuses.len()) {
            (2.., ..) | (_, _, 2..) => ended.twice += 1,
            (1, false, 1) => ended.delivered += 1,
            (1, true, _) => ended.failed_but_gone += 1,
            (0, true, _) => ended.failed += 1,
            _ => ended.vanished += 1,
        }
    }
    ended
}

/// Every message that the program shows: its text, and the status of each row with that text.
async fn messages(office: &Office) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for conversation in all(office, "/api/v1/conversations").await? {
        let id = conversation["id"].as_str().unwrap_or_default();
        for message in all(office, &format!("/api/v1/conversations/{id}/messages")).await? {
            let status = message["status"].as_str().unwrap_or_default().to_owned();
            shown.entry(message["text"].as_str().unwrap_or_default().to_owned()).or_default().push(status);
        }
    }
    Ok(shown)
}

/// Every item of a list.
async fn all(office: &Office, path: &str) -> Result<Vec<Value>, Failure> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let mut page = office.get(&format!("{path}?limit=200{cursor}")).await?;
        if let Value::Array(found) = page["items"].take() {
            items.extend(found);
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(items),
        }
    }
}

/// Prints what went wrong on purpose.
pub(crate) fn tell_faults(faults: &Faults) {
    let count = |of: &AtomicUsize| of.load(Ordering::Relaxed);
    say(&format!(
        "\nof {} requests to the providers: {} answered 429, {} answered 5xx, {} broken off before, {} after being \
         carried out, {} slow",
        count(&faults.requests),
        count(&faults.too_many),
        count(&faults.server),
        count(&faults.broken_before),
        count(&faults.broken_after),
        count(&faults.slow),
    ));
}

fn print(cells: &[&str]) {
    say(&format!("| {} |", cells.join(" | ")));
}

#[expect(clippy::print_stdout, reason = "the result of the soak")]
fn say(line: &str) {
    println!("{line}");
}
