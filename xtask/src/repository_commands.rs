//! The commands for what is made from the program: its API description, figures and pictures.

use std::fs;
use std::process::Command;

use clap::Args;

use crate::cargo_command::{build_program, build_program_without_web, cargo_without_web, program};
use crate::child_process::{self, Console};
use crate::debian_packages::{self, DebianProgram};
use crate::failure::{Failure, NameTheFile};
use crate::node_packages::{self, npm};
use crate::place;
use crate::test_steps::in_browser;
use crate::throwaway_postgres::{Commits, ThrowawayPostgres};

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Which measurement, for example `ingest`
    name: String,
    /// What the measurement itself takes
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

#[derive(Args)]
pub(crate) struct PicturesArguments {
    /// Routes to take, for example /reports; every known one when none is named
    routes: Vec<String>,
}

/// Writes `web/openapi.json` from the program, then the TypeScript made from it.
pub(crate) fn openapi() -> Result<(), Failure> {
    node_packages::require_node()?;
    build_program_without_web()?;
    let web = place::repository().join("web");
    let description = web.join("openapi.json");
    let unfinished = web.join("openapi.json.new");
    let output = fs::File::create(&unfinished).named(&unfinished)?;
    let mut program = Command::new(program());
    if let Err(failure) = child_process::run(program.arg("openapi").stdout(output)) {
        fs::remove_file(&unfinished).named(unfinished)?;
        return Err(failure);
    }
    fs::rename(&unfinished, &description).named(description)?;
    node_packages::install(&web)?;
    child_process::run(npm(&web).args(["run", "gen"]))
}

/// Runs one measurement, with a PostgreSQL of its own beside it.
pub(crate) fn bench(arguments: &BenchArguments) -> Result<(), Failure> {
    debian_packages::provide(&[DebianProgram::Postgres], &Console::Shared)?;
    let postgres = ThrowawayPostgres::start(Commits::OnDisk)?;
    let mut bench = cargo_without_web();
    bench.args(["run", "--release", "--package", "nascente-bench", "--", &arguments.name]);
    bench.args(&arguments.rest).env("BENCH_DATABASE_URL", postgres.url());
    child_process::run(&mut bench)
}

/// Takes a picture of each route in light, in dark and on a phone, into `e2e/pictures/`.
pub(crate) fn pictures(arguments: &PicturesArguments) -> Result<(), Failure> {
    node_packages::require_node()?;
    debian_packages::provide(&[DebianProgram::Chromium], &Console::Shared)?;
    build_program()?;
    let folder = place::repository().join("e2e");
    node_packages::install(&folder)?;
    let mut node = Command::new("node");
    node.arg("pictures.mjs").args(&arguments.routes);
    child_process::run(&mut in_browser(&folder, node))
}
