//! Every command that a person or CI runs on the repository.
//!
//! In comes a command line, out goes what the commands it starts print, and an exit code: 0 when
//! everything asked for was done, 1 when a command failed, 2 when the command line is wrong.

mod child_process;
mod failure;
mod place;
mod postgres_command;
mod throwaway_postgres;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::postgres_command::PostgresArguments;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Every command that a person or CI runs on Nascente"
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
        Command::Postgres(arguments) => postgres_command::run(&arguments),
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the sentence a person reads when a command fails"
)]
fn report(failure: &Failure) -> ExitCode {
    eprintln!("xtask: {failure}");
    ExitCode::FAILURE
}
