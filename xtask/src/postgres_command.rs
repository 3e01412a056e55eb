//! `cargo xtask postgres`: a throw-away server for tests started by hand.
//!
//! With `--detach` the server runs on, and `target/postgres/` holds `url`, `pid` and `folder` until
//! `--stop`. There is at most one in the background: asking again prints the same URL.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::child_process;
use crate::failure::{Failure, NameTheFile};
use crate::place;
use crate::throwaway_postgres::{self, Commits, ThrowawayPostgres};

#[derive(Args)]
pub(crate) struct PostgresArguments {
    /// Leave the server running in the background; its URL is in target/postgres/url
    #[arg(long, conflicts_with = "stop")]
    detach: bool,
    /// Stop and remove the server that --detach left running
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(arguments: &PostgresArguments) -> Result<(), Failure> {
    if arguments.stop {
        return stop();
    }
    if !arguments.detach {
        return in_foreground();
    }
    let url = match running_url() {
        Some(url) => url,
        None => detach()?,
    };
    print_url(&url);
    Ok(())
}

fn in_foreground() -> Result<(), Failure> {
    let server = ThrowawayPostgres::start(Commits::OnDisk)?;
    print_url(server.url());
    child_process::wait_for_interrupt();
    Ok(())
}

fn detach() -> Result<String, Failure> {
    let server = ThrowawayPostgres::start(Commits::OnDisk)?;
    let notes = notes();
    let process_id = throwaway_postgres::process_id(server.folder()).unwrap_or_default();
    fs::create_dir_all(&notes).named(&notes)?;
    write(&notes.join("folder"), &server.folder().display().to_string())?;
    write(&notes.join("pid"), &process_id.to_string())?;
    write(&notes.join("url"), server.url())?;
    let url = server.url().to_owned();
    server.leave_running();
    Ok(url)
}

fn stop() -> Result<(), Failure> {
    let notes = notes();
    let folder = fs::read_to_string(notes.join("folder"));
    let folder = PathBuf::from(folder.map_err(|_| Failure::PostgresNotRunning)?.trim());
    throwaway_postgres::stop_in(&folder)?;
    fs::remove_dir_all(&notes).named(notes)
}

fn running_url() -> Option<String> {
    let notes = notes();
    let folder = fs::read_to_string(notes.join("folder")).ok()?;
    throwaway_postgres::process_id(Path::new(folder.trim()))?;
    Some(fs::read_to_string(notes.join("url")).ok()?.trim().to_owned())
}

fn notes() -> PathBuf {
    place::target().join("postgres")
}

fn write(path: &Path, line: &str) -> Result<(), Failure> {
    fs::write(path, format!("{line}\n")).named(path)
}

#[expect(clippy::print_stdout, reason = "the URL is this command's output")]
fn print_url(url: &str) {
    println!("{url}");
}
