//! Cargo commands, in an environment that does not depend on who calls.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::child_process;
use crate::failure::Failure;
use crate::place;

/// Cargo in the repository, without the variables that `cargo run` gave to this program: build
/// scripts that watch them (ring's does) would run again at every change of caller.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(place::repository());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&*name);
        }
    }
    command.env_remove("CARGO").env_remove("TEST_DATABASE_URL").env_remove("NASCENTE_SKIP_WEB");
    if !is_compiled_in_pieces(&place::target().join("debug/incremental")) {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Whether somebody who works on the program has compiled it so that the next time is shorter.
///
/// The first time takes a quarter longer for it, which on a fresh machine is for nothing. What was compiled in the one
/// way is compiled anew in the other, so whichever there is stays.
fn is_compiled_in_pieces(folder: &Path) -> bool {
    let kept = fs::read_dir(folder).into_iter().flatten().flatten();
    kept.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("nascente_"))
}

/// Cargo that compiles the server without its web interface, and so needs no Node.
pub(crate) fn cargo_without_web() -> Command {
    let mut command = cargo();
    command.env("NASCENTE_SKIP_WEB", "1");
    command
}

/// Builds the program with its web interface, as the browser journeys and the pictures use it.
///
/// The tests are named too, and with them what only they depend on, so that the dependencies have the features that the
/// tests were compiled with: otherwise many of them, and the server, would be compiled once more (two minutes).
pub(crate) fn build_program() -> Result<(), Failure> {
    child_process::run(cargo().args(["build", "--workspace", "--bins", "--tests"]))
}

/// Builds the program without its web interface, and no tests: somebody works on it and waits.
pub(crate) fn build_program_without_web() -> Result<(), Failure> {
    child_process::run(cargo_without_web().args(["build", "--workspace", "--bin", "nascente"]))
}

/// Where [`build_program`] leaves the program.
pub(crate) fn program() -> PathBuf {
    place::target().join("debug/nascente")
}

/// Whether `cargo NAME` exists on this machine.
pub(crate) fn has_subcommand(name: &str) -> bool {
    let mut ask = cargo();
    ask.args([name, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    ask.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pieces_of_the_program_tell_that_somebody_works_on_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_compiled_in_pieces(&folder.path().join("absent")));
        // What `cargo xtask` leaves of itself.
        fs::create_dir(folder.path().join("xtask-2c1jw0")).unwrap();
        assert!(!is_compiled_in_pieces(folder.path()));
        fs::create_dir(folder.path().join("nascente_store-1a2b3c")).unwrap();
        assert!(is_compiled_in_pieces(folder.path()));
    }
}
