//! `cargo xtask test`: everything that must hold before a change is kept.
//!
//! Most steps run one after the other, some beside them; the first that fails ends the run. Whatever happens, the
//! throw-away PostgreSQL goes, and a table says which steps ran and how long each took.

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use clap::Args;

use crate::child_process::{self, Console};
use crate::debian_packages::{self, DebianProgram};
use crate::failure::{Failure, NameTheFile};
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

/// What the steps have come to so far.
#[derive(Default)]
struct Course {
    finished: Vec<Finished>,
    /// The first, which ended the others.
    failure: Option<Failure>,
}

pub(crate) fn run(arguments: &TestArguments) -> Result<(), Failure> {
    let steps = chosen(&arguments.only, &arguments.skip);
    if arguments.list {
        list(&steps);
        return Ok(());
    }
    let programs = require(&steps)?;
    let begun = Instant::now();
    let course = Mutex::default();
    let (beside, in_turn): (Vec<Step>, Vec<Step>) = steps.iter().partition(|step| step.runs_beside());
    thread::scope(|scope| {
        let provided = scope.spawn(|| kept(|console| debian_packages::provide(&programs, console)));
        scope.spawn(|| each(&beside, &course, run_beside));
        let mut needs = Needs { provided: Some(provided), postgres: None };
        each(&in_turn, &course, |step| run_in_turn(step, &mut needs));
    });
    let Course { finished, failure } = course.into_inner().unwrap_or_else(PoisonError::into_inner);
    show(&table(&finished, steps.len(), begun.elapsed()));
    failure.map_or(Ok(()), Err)
}

/// Every step in its order, or those named by `only`, less those named by `skip`.
fn chosen(only: &[Step], skip: &[Step]) -> Vec<Step> {
    use clap::ValueEnum;
    let all = Step::value_variants().iter().copied();
    let wanted = all.filter(|step| only.is_empty() || only.contains(step));
    wanted.filter(|step| !skip.contains(step)).collect()
}

/// Finds out before the first step, not after twenty minutes, that something is missing and may not be installed; gives
/// the programs from Debian that the steps need.
fn require(steps: &[Step]) -> Result<Vec<DebianProgram>, Failure> {
    test_steps::require_languages(steps)?;
    let mut programs = Vec::new();
    for program in steps.iter().flat_map(|step| step.debian_programs()) {
        if !programs.contains(program) {
            programs.push(*program);
        }
    }
    debian_packages::require(&programs)?;
    if steps.iter().any(|step| step.needs_node()) {
        // Compiling the server makes its web interface only where the packages for it are.
        node_packages::install(&place::repository().join("web"))?;
    }
    Ok(programs)
}

/// Runs steps one after the other; with the first failure, of whoever, everything ends.
fn each(steps: &[Step], course: &Mutex<Course>, mut run: impl FnMut(Step) -> Result<(), Failure>) {
    for &step in steps {
        let begun = Instant::now();
        let outcome = run(step);
        let duration = begun.elapsed();
        let mut course = lock(course);
        // A step that was ended because of another one has neither passed nor failed.
        if !matches!(outcome, Err(Failure::Interrupted)) {
            course.finished.push(Finished { step, passed: outcome.is_ok(), duration });
        }
        if let Err(failure) = outcome {
            course.failure.get_or_insert(failure);
            child_process::end_all();
            return;
        }
    }
}

/// What steps wait for, made for the first that does.
struct Needs<'scope> {
    provided: Option<ScopedJoinHandle<'scope, Result<(), Failure>>>,
    postgres: Option<ThrowawayPostgres>,
}

impl Needs<'_> {
    /// Waits until the programs of the step are there; gives the address of the server when it needs one.
    fn of(&mut self, step: Step) -> Result<Option<&str>, Failure> {
        if !step.debian_programs().is_empty()
            && let Some(provided) = self.provided.take()
        {
            provided.join().map_err(|_| Failure::Interrupted)??;
        }
        if step.needs_postgres() && self.postgres.is_none() {
            self.postgres = Some(ThrowawayPostgres::start(Commits::InMemory)?);
        }
        Ok(self.postgres.as_ref().map(ThrowawayPostgres::url))
    }
}

fn run_in_turn(step: Step, needs: &mut Needs<'_>) -> Result<(), Failure> {
    show(&format!("\n== {}: {}", step.name(), step.meaning()));
    let begun = Instant::now();
    let outcome = needs.of(step).and_then(|postgres_url| step.run(postgres_url, &Console::Shared));
    show(&verdict(step, &outcome, begun.elapsed()));
    outcome
}

/// What the step prints is shown in one piece when it has ended.
fn run_beside(step: Step) -> Result<(), Failure> {
    let begun = Instant::now();
    let outcome = kept(|console| step.run(None, console));
    show(&verdict(step, &outcome, begun.elapsed()));
    outcome
}

/// Runs something whose commands print to a file, and shows that at the end.
fn kept(run: impl FnOnce(&Console) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut place = tempfile::NamedTempFile::new().named(std::env::temp_dir())?;
    let outcome = run(&Console::Kept(place.as_file_mut().try_clone().named(place.path())?));
    let printed = fs::read(place.path()).named(place.path())?;
    if !printed.is_empty() {
        show(&format!("\n{}", String::from_utf8_lossy(&printed).trim_end()));
    }
    outcome
}

fn verdict(step: Step, outcome: &Result<(), Failure>, duration: Duration) -> String {
    let outcome = match outcome {
        Ok(()) => "passed",
        Err(Failure::Interrupted) => "was ended",
        Err(_) => "FAILED",
    };
    format!("== {}: {} {outcome} after {}", step.name(), step.meaning(), in_words(duration))
}

fn lock(course: &Mutex<Course>) -> MutexGuard<'_, Course> {
    course.lock().unwrap_or_else(PoisonError::into_inner)
}

fn list(steps: &[Step]) {
    for step in steps {
        show(&format!("{:<18} {}", step.name(), step.meaning()));
    }
}

fn table(finished: &[Finished], planned: usize, total: Duration) -> String {
    let mut lines = vec![String::new(), format!("{:<18} {:<8} {:>10}", "step", "outcome", "duration")];
    for Finished { step, passed, duration } in finished {
        let outcome = if *passed { "passed" } else { "FAILED" };
        lines.push(format!("{:<18} {outcome:<8} {:>10}", step.name(), in_words(*duration)));
    }
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
        assert_eq!(all.last(), Some(&Step::Journeys));
    }

    #[test]
    fn the_table_tells_failed_steps_from_those_never_begun() {
        let passed = Finished { step: Step::Fmt, passed: true, duration: Duration::from_millis(1_300) };
        let failed = Finished { step: Step::Clippy, passed: false, duration: Duration::from_secs(61) };
        let table = table(&[passed, failed], 4, Duration::from_secs(62));
        assert!(table.contains("fmt                passed        1.3 s"), "{table}");
        assert!(table.contains("clippy             FAILED   1 min 01 s"), "{table}");
        assert!(table.ends_with("steps: 1 passed, 1 failed, 2 skipped"), "{table}");
    }
}
