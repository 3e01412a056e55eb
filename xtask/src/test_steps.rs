//! The steps of `cargo xtask test`, in the order in which they run.
//!
//! The cheap ones that find the most come first. Those that compile nothing of ours run beside the others. The others
//! compile the server in one and the same way, with its web interface, so that it is compiled once.

use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use crate::cargo_command::{self, cargo};
use crate::child_process::{self, Console};
use crate::debian_packages::{CHROMIUM, DebianProgram};
use crate::failure::Failure;
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
            Self::RustSqlite => child_process::run(&mut rust_tests(&[])),
            Self::RustPostgres => child_process::run(&mut on(postgres_url, rust_tests(WITH_STORE))),
            Self::DocExamples => child_process::run(cargo().args(["test", "--workspace", "--doc", "--quiet"])),
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

/// The tests of these packages; of the whole workspace when none is named.
fn rust_tests(packages: &[&str]) -> Command {
    let mut command = cargo();
    if cargo_command::has_subcommand("nextest") {
        command.args(["nextest", "run", "--workspace", "--test-threads", &stories_at_once().to_string()]);
        let of_them: Vec<String> = packages.iter().map(|package| format!("package({package})")).collect();
        if !of_them.is_empty() {
            // Named like this, and not by `--package`, they have the features that they were compiled with.
            command.arg("--filterset").arg(of_them.join(" + "));
        }
    } else {
        command.args(["test", "--lib", "--bins", "--tests", "--no-fail-fast"]);
        let of_them = packages.iter().flat_map(|package| ["--package", package]);
        command.args(if packages.is_empty() { vec!["--workspace"] } else { of_them.collect() });
    }
    command
}

/// Stories wait for their server and their store for a fifth of the time: two more than there are processors keep all of
/// these busy.
fn stories_at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from) + 2
}

/// The packages that a store can change; the others have none.
const WITH_STORE: &[&str] = &["nascente-server", "nascente-store"];

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
