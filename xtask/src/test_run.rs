//! `cargo xtask test`: everything that must hold before a change is kept.
//!
//! Steps run one after the other and the first that fails ends the run. Whatever happens, the
//! throw-away PostgreSQL goes, and a table says which steps ran and how long each took.

use std::time::{Duration, Instant};

use clap::Args;

use crate::debian_packages;
use crate::failure::Failure;
use crate::node_packages;
use crate::place;
use crate::test_steps::{self, Step};
use crate::throwaway_postgres::{Commits, ThrowawayPostgres};

#[derive(Args)]
pub(crate) struct TestArguments {
    /// Run this step and no other (may be given several times)
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Leave this step out (may be given several times)
    #[arg(long, value_name = "STEP")]
    skip: Vec<Step>,
    /// Name the steps and stop
    #[arg(long)]
    list: bool,
}

struct Finished {
    step: Step,
    passed: bool,
    duration: Duration,
}

pub(crate) fn run(arguments: &TestArguments) -> Result<(), Failure> {
    let steps = chosen(&arguments.only, &arguments.skip);
    if arguments.list {
        list(&steps);
        return Ok(());
    }
    let postgres = prepare(&steps)?;
    let url = postgres.as_ref().map(ThrowawayPostgres::url);
    let mut finished = Vec::new();
    let outcome = steps.iter().try_for_each(|&step| {
        let (outcome, duration) = run_one(step, url);
        finished.push(Finished { step, passed: outcome.is_ok(), duration });
        outcome
    });
    drop(postgres);
    show(&table(&finished, steps.len()));
    outcome
}

/// Every step in its order, or those named by `only`, less those named by `skip`.
fn chosen(only: &[Step], skip: &[Step]) -> Vec<Step> {
    use clap::ValueEnum;
    let all = Step::value_variants().iter().copied();
    let wanted = all.filter(|step| only.is_empty() || only.contains(step));
    wanted.filter(|step| !skip.contains(step)).collect()
}

/// Finds out before the first step, not after twenty minutes, that something is missing.
fn prepare(steps: &[Step]) -> Result<Option<ThrowawayPostgres>, Failure> {
    test_steps::require_languages(steps)?;
    let mut programs = Vec::new();
    for program in steps.iter().flat_map(|step| step.debian_programs()) {
        if !programs.contains(program) {
            programs.push(*program);
        }
    }
    debian_packages::provide(&programs)?;
    if steps.iter().any(|step| step.needs_node()) {
        // Compiling the server makes its web interface only where the packages for it are.
        node_packages::install(&place::repository().join("web"))?;
    }
    let needed = steps.iter().any(|step| step.needs_postgres());
    needed.then(|| ThrowawayPostgres::start(Commits::InMemory)).transpose()
}

fn run_one(step: Step, postgres_url: Option<&str>) -> (Result<(), Failure>, Duration) {
    show(&format!("\n== {}: {}", step.name(), step.meaning()));
    let begun = Instant::now();
    let outcome = step.run(postgres_url);
    let duration = begun.elapsed();
    let verdict = if outcome.is_ok() { "passed" } else { "FAILED" };
    show(&format!("== {} {verdict} in {}", step.name(), in_words(duration)));
    (outcome, duration)
}

fn list(steps: &[Step]) {
    for step in steps {
        show(&format!("{:<18} {}", step.name(), step.meaning()));
    }
}

fn table(finished: &[Finished], planned: usize) -> String {
    let mut lines = vec![String::new(), format!("{:<18} {:<8} {:>10}", "step", "outcome", "duration")];
    for Finished { step, passed, duration } in finished {
        let outcome = if *passed { "passed" } else { "FAILED" };
        lines.push(format!("{:<18} {outcome:<8} {:>10}", step.name(), in_words(*duration)));
    }
    let total = finished.iter().map(|step| step.duration).sum();
    lines.push(format!("{:<18} {:<8} {:>10}", "total", "", in_words(total)));
    let passed = finished.iter().filter(|step| step.passed).count();
    let failed = finished.len() - passed;
    let skipped = planned - finished.len();
    lines.push(format!("\nsteps: {passed} passed, {failed} failed, {skipped} skipped"));
    lines.join("\n")
}

fn in_words(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        return format!("{:.1} s", duration.as_secs_f64());
    }
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

#[expect(clippy::print_stdout, reason = "the course of the run is this command's output")]
fn show(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_keep_their_order_however_they_are_named() {
        let steps = chosen(&[Step::Doc, Step::Fmt, Step::Clippy], &[Step::Clippy]);
        assert_eq!(steps, [Step::Fmt, Step::Doc]);
    }

    #[test]
    fn nothing_named_means_every_step() {
        let all = chosen(&[], &[]);
        assert_eq!(all.first(), Some(&Step::Fmt));
        assert_eq!(all.last(), Some(&Step::JourneysPostgres));
    }

    #[test]
    fn the_table_tells_failed_steps_from_those_never_begun() {
        let passed = Finished { step: Step::Fmt, passed: true, duration: Duration::from_millis(1_300) };
        let failed = Finished { step: Step::Clippy, passed: false, duration: Duration::from_secs(61) };
        let table = table(&[passed, failed], 4);
        assert!(table.contains("fmt                passed        1.3 s"), "{table}");
        assert!(table.contains("clippy             FAILED   1 min 01 s"), "{table}");
        assert!(table.ends_with("steps: 1 passed, 1 failed, 2 skipped"), "{table}");
    }
}
