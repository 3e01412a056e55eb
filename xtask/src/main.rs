//! Every command that a person or CI runs on the repository.
//!
//! In comes a command line, out goes what the commands it starts print, and an exit code: 0 when
//! everything asked for was done, 1 when a command failed, 2 when the command line is wrong.

mod cargo_command;
mod child_process;
mod debian_packages;
mod failure;
mod licences;
mod node_packages;
mod place;
mod postgres_command;
mod repository_commands;
mod test_run;
mod test_steps;
mod throwaway_postgres;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::postgres_command::PostgresArguments;
use crate::repository_commands::{BenchArguments, PicturesArguments};
use crate::test_run::TestArguments;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Every command that a person or CI runs on Nascente")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check everything: format, lints, Rust tests on both stores, web tests, browser journeys
    Test(TestArguments),
    /// Write web/openapi.json and the TypeScript made from it
    Openapi,
    /// Run one measurement of bench/
    Bench(BenchArguments),
    /// Take pictures of the screens into e2e/pictures/
    Pictures(PicturesArguments),
    /// Start a throw-away PostgreSQL for tests by hand, and print its URL
    Postgres(PostgresArguments),
}

fn main() -> ExitCode {
    match run(CommandLine::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    child_process::pass_on_interrupts()?;
    match command {
        Command::Test(arguments) => test_run::run(&arguments),
        Command::Openapi => repository_commands::openapi(),
        Command::Bench(arguments) => repository_commands::bench(&arguments),
        Command::Pictures(arguments) => repository_commands::pictures(&arguments),
        Command::Postgres(arguments) => postgres_command::run(&arguments),
    }
}

#[expect(clippy::print_stderr, reason = "the sentence a person reads when a command fails")]
fn report(failure: &Failure) -> ExitCode {
    eprintln!("xtask: {failure}");
    ExitCode::FAILURE
}
