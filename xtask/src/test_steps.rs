//! The steps of `cargo xtask test`, in the order in which they run.
//!
//! The cheap ones that find the most come first. Those that compile nothing of ours run beside the others. The others
//! compile the server in one and the same way, with its web interface, so that it is compiled once.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

use clap::ValueEnum;

use crate::cargo_command::{self, cargo};
use crate::child_process::{self, Console};
use crate::debian_packages::{CHROMIUM, DebianProgram};
use crate::failure::{Failure, NameTheFile};
use crate::licences;
use crate::node_packages::{self, npm};
use crate::place;

/// One step: passes whole or stops the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// rustfmt
    Fmt,
    /// clippy, every warning refused
    Clippy,
    /// rustdoc, every warning refused
    Doc,
    /// licences, bans and sources of all dependencies (cargo-deny)
    Deny,
    /// Rust tests, on SQLite
    RustSqlite,
    /// Rust tests, on PostgreSQL
    RustPostgres,
    /// the examples in the Rust documentation
    DocExamples,
    /// the web interface's types
    WebTypes,
    /// the web interface's tests
    WebTests,
    /// the program with its web interface
    Build,
    /// browser journeys, on both stores
    Journeys,
}

impl Step {
    /// The name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What the step checks, in a few words.
    pub(crate) fn meaning(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    /// The programs from Debian that the step needs.
    pub(crate) fn debian_programs(self) -> &'static [DebianProgram] {
        match self {
            Self::RustSqlite => &[DebianProgram::CodeReader],
            Self::RustPostgres => &[DebianProgram::Postgres, DebianProgram::CodeReader],
            Self::Journeys => &[DebianProgram::Chromium, DebianProgram::Postgres],
            _ => &[],
        }
    }

    /// Whether the step needs a PostgreSQL server.
    pub(crate) fn needs_postgres(self) -> bool {
        self.debian_programs().contains(&DebianProgram::Postgres)
    }

    /// Whether the step runs JavaScript.
    pub(crate) fn needs_node(self) -> bool {
        matches!(self, Self::WebTypes | Self::WebTests | Self::Build | Self::Journeys)
    }

    /// Whether the step compiles nothing of ours and needs nothing from Debian: it runs beside those that do, which
    /// leave a processor idle for minutes where there is much to compile.
    pub(crate) fn runs_beside(self) -> bool {
        matches!(self, Self::Deny | Self::WebTypes | Self::WebTests)
    }

    /// Does the step; `postgres_url` is given to the steps that need a server.
    pub(crate) fn run(self, postgres_url: Option<&str>, console: &Console) -> Result<(), Failure> {
        match self {
            Self::Fmt => child_process::run(cargo().args(["fmt", "--all", "--check"])),
            Self::Clippy => child_process::run(&mut clippy()),
            Self::Doc => child_process::run(&mut doc()),
            Self::Deny => licences::check(console),
            Self::RustSqlite => child_process::run_within(RUST_TESTS_LIMIT, &mut rust_tests(EVERY_TARGET)),
            Self::RustPostgres => {
                child_process::run_within(RUST_TESTS_LIMIT, &mut on(postgres_url, rust_tests(OF_THE_STORE)))
            }
            Self::DocExamples => doc_examples(),
            Self::WebTypes => run_in_web("typecheck", console),
            Self::WebTests => run_in_web("test", console),
            Self::Build => cargo_command::build_program(),
            Self::Journeys => journeys(postgres_url),
        }
    }
}

fn clippy() -> Command {
    let mut command = cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    command
}

fn doc() -> Command {
    let mut command = cargo();
    command.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    command.env("RUSTDOCFLAGS", "--deny warnings");
    command
}

/// The tests of the targets named, in one process for each of them: what a story makes once (patterns of text, time zones,
/// the schema) is there for the next. All packages are named together, so that they have the features that they were
/// compiled with.
fn rust_tests(targets: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]).args(targets);
    command.args(["--", "--test-threads", &stories_at_once().to_string()]);
    command
}

/// All but the examples in the documentation.
const EVERY_TARGET: &[&str] = &["--lib", "--bins", "--tests"];

/// The tests of the packages that a store can change, and what is inside the packages, which takes a moment.
const OF_THE_STORE: &[&str] = &["--lib", "--test", "it"];

/// With minutes of compiling before: a story that hangs would keep the step for ever.
const RUST_TESTS_LIMIT: Duration = Duration::from_mins(40);

/// Stories wait for their server and their store for a fifth of the time: two more than there are processors keep all of
/// these busy. Four were seen to hold 270 files open, and a process may have 1024 on most machines.
fn stories_at_once() -> usize {
    (thread::available_parallelism().map_or(1, usize::from) + 2).min(MOST_STORIES)
}

const MOST_STORIES: usize = 12;

/// The examples in the documentation, compiled and run; looking for them takes the compiler ten seconds where there are none.
fn doc_examples() -> Result<(), Failure> {
    if !has_examples(&place::repository().join("crates"))? {
        return Ok(());
    }
    child_process::run(cargo().args(["test", "--workspace", "--doc", "--quiet"]))
}

/// Whether any source below the folder has a block of code in its documentation that is not marked as plain text.
fn has_examples(folder: &Path) -> Result<bool, Failure> {
    for entry in fs::read_dir(folder).named(folder)? {
        let path = entry.named(folder)?.path();
        let found = if path.is_dir() {
            has_examples(&path)?
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            shows_an_example(&fs::read_to_string(&path).named(&path)?)
        } else {
            false
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

fn shows_an_example(source: &str) -> bool {
    let documented = source.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))
    });
    // Every other fence ends the block that the one before it began.
    documented.filter_map(|line| line.trim_start().strip_prefix("```")).step_by(2).any(|kind| kind.trim() != "text")
}

fn on(postgres_url: Option<&str>, mut command: Command) -> Command {
    if let Some(url) = postgres_url {
        command.env("TEST_DATABASE_URL", url);
    }
    command
}

fn run_in_web(script: &str, console: &Console) -> Result<(), Failure> {
    let web = place::repository().join("web");
    node_packages::install_on(console, &web)?;
    child_process::run_on(console, npm(&web).args(["run", "--silent", script]))
}

/// All of them on SQLite, and those that a store can change on PostgreSQL too.
fn journeys(postgres_url: Option<&str>) -> Result<(), Failure> {
    let folder = place::repository().join("e2e");
    node_packages::install(&folder)?;
    let mut node = Command::new("node");
    node.args(["run.mjs", "--both-stores"]);
    child_process::run(&mut on(postgres_url, in_browser(&folder, node)))
}

/// A command of the browser journeys, told where the program and the browser are.
pub(crate) fn in_browser(folder: &Path, mut command: Command) -> Command {
    command.current_dir(folder);
    command.env("NASCENTE_BINARY", cargo_command::program()).env("CHROMIUM", CHROMIUM);
    command
}

/// Fails early, with a sentence, when a step's language is not on the machine.
pub(crate) fn require_languages(steps: &[Step]) -> Result<(), Failure> {
    if steps.iter().any(|step| step.needs_node()) { node_packages::require_node() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_documentation_is_an_example_unless_it_is_plain_text() {
        assert!(!shows_an_example("/// Words.\nlet fence = \"```\";"));
        assert!(!shows_an_example("//! ```text\n//! a -> b\n//! ```\n"));
        assert!(shows_an_example("/// ```\n/// one();\n/// ```\n"));
        assert!(shows_an_example(
            "//! ```text\n//! a -> b\n//! ```\nfn one() {}\n    /// ```no_run\n    /// two();\n    /// ```\n"
        ));
    }
}
