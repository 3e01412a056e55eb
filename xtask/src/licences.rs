//! `cargo deny`: which licences, sources and crates the dependencies may have (`deny.toml`).

use std::process::Command;

use crate::cargo_command::{cargo, has_subcommand};
use crate::child_process;
use crate::failure::Failure;
use crate::place;

/// The version that is installed where there is none; any other that is found is taken as it is.
const VERSION: &str = "0.20.2";

/// Checks every dependency; installs cargo-deny into `target/tools` when there is none.
pub(crate) fn check() -> Result<(), Failure> {
    let mut deny = if has_subcommand("deny") { installed() } else { own()? };
    deny.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
    child_process::run(&mut deny)
}

fn installed() -> Command {
    let mut command = cargo();
    command.arg("deny");
    command
}

fn own() -> Result<Command, Failure> {
    let tools = place::target().join("tools");
    let program = tools.join("bin/cargo-deny");
    if !program.is_file() {
        let mut install = cargo();
        // Not optimized it is there in a third of the time, and checks in a few seconds.
        install.args(["install", "cargo-deny", "--debug", "--locked", "--version", VERSION, "--root"]);
        child_process::run(install.arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    }
    let mut command = Command::new(program);
    command.current_dir(place::repository());
    Ok(command)
}
