//! The command line. Out: 0 done, 1 failed with one line on stderr (what, and how to mend), 2 wrong usage.

mod arguments;
mod demo;
mod doctor;
mod migrate;
mod serve;
mod setup;
mod token;
mod user;

use std::process::ExitCode;

use clap::Parser;
use nascente_store::{Db, Lane, StoreError};

use crate::app::App;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use arguments::{Arguments, Command, TokenCommand, UserCommand};

/// Why a command failed: one line for a person, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Stopped(String);

impl Stopped {
    /// What, and how to mend it.
    pub(crate) fn because(what: impl std::fmt::Display, mend: &str) -> Self {
        Self(format!("{what}: {mend}"))
    }
}

impl From<crate::failure::Failure> for Stopped {
    fn from(failure: crate::failure::Failure) -> Self {
        use crate::failure::Failure;
        Self(match failure {
            Failure::Invalid(errors) => {
                errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("; ")
            }
            Failure::Conflict { detail, .. } => detail,
            Failure::Store(error) => return Self::from(error),
            other => other.to_string(),
        })
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NewerSchema { .. } => Self(error.to_string()),
            other => Self::because(other, "check --data or --database-url, and that the store can be written"),
        }
    }
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_wrong = error.use_stderr();
            return if error.print().is_ok() && !is_wrong { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    log_to_stderr();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            complain(&stopped);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the command line's own words")]
fn complain(stopped: &Stopped) {
    eprintln!("nascente: {}", stopped.0.replace('\n', " "));
}

/// Prints what the command was asked for, alone, on stdout.
#[expect(clippy::print_stdout, reason = "what a command was asked for")]
pub(crate) fn answer(text: &str) {
    use std::io::Write;
    println!("{text}");
    if let Err(error) = std::io::stdout().flush() {
        tracing::debug!(%error, "nobody reads stdout");
    }
}

#[expect(clippy::disallowed_methods, reason = "logging starts before the settings are read")]
fn log_to_stderr() {
    let wanted = std::env::var("NASCENTE_LOG").unwrap_or_else(|_| "info".to_owned());
    let filter = tracing_subscriber::EnvFilter::try_new(&wanted).unwrap_or_else(|_| "info".into());
    let started = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if started.is_err() {
        tracing::debug!("somebody logs already");
    }
}

fn run(arguments: Arguments) -> Result<(), Stopped> {
    let Arguments { options, command } = arguments;
    match command {
        Command::Openapi => openapi(),
        Command::Serve(serving) => serve::run(options.read(Some(serving))?),
        Command::Demo(serving) => demo::run(options.read_demo(serving)?),
        Command::Setup(asked) => setup::run(options.read(None)?, asked),
        Command::Token { command: TokenCommand::Create(asked) } => token::create(options.read(None)?, asked),
        Command::User { command: UserCommand::ResetPassword { email } } => {
            user::reset_password(options.read(None)?, &email)
        }
        Command::Migrate => migrate::run(&options.read(None)?),
        Command::Doctor { rebuild_figures } => doctor::run(options.read(None)?, rebuild_figures),
    }
}

fn openapi() -> Result<(), Stopped> {
    let text = crate::http::openapi::document()
        .to_pretty_json()
        .map_err(|error| Stopped::because(error, "this is a fault of ours, please report it"))?;
    answer(&text);
    Ok(())
}

/// Opens the store of the settings, the folder made and the schema up to date.
pub(crate) fn open(config: &Config) -> Result<Db, Stopped> {
    config.make_folder().map_err(|error| {
        Stopped::because(format!("{}: {error}", config.data_dir.display()), "choose another folder with --data")
    })?;
    Ok(Db::open(&config.place)?)
}

/// The threads on which requests run.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Stopped> {
    tokio::runtime::Runtime::new().map_err(|error| Stopped::because(error, "free some memory or threads"))
}

/// Runs a short command over the store, under a node number of its own.
pub(crate) fn with_app<T>(config: Config, work: impl AsyncFnOnce(&App) -> Result<T, Stopped>) -> Result<T, Stopped> {
    let db = open(&config)?;
    runtime()?.block_on(async {
        let number = take_node(&db).await?;
        let app = App::new(db, config, std::sync::Arc::new(SystemClock), number);
        let outcome = work(&app).await;
        leave_node(&app.db, number).await;
        outcome
    })
}

pub(crate) async fn take_node(db: &Db) -> Result<u8, Stopped> {
    Ok(db.write(Lane::Work, |tx| nascente_store::node::take(tx, SystemClock.now())).await?)
}

pub(crate) async fn leave_node(db: &Db, number: u8) {
    let left: Result<(), StoreError> = db.write(Lane::Work, move |tx| nascente_store::node::leave(tx, number)).await;
    if let Err(error) = left {
        tracing::debug!(%error, "the node number is given back by time");
    }
}
