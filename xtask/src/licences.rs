//! `cargo deny`: which licences, sources and crates the dependencies may have (`deny.toml`).

use std::process::Command;

use crate::cargo_command::{cargo, has_subcommand};
use crate::child_process::{self, Console};
use crate::failure::Failure;
use crate::place;

/// The version that is installed where there is none; any other that is found is taken as it is.
const VERSION: &str = "0.20.2";

/// Checks every dependency; installs cargo-deny into `target/tools` when there is none.
pub(crate) fn check(console: &Console) -> Result<(), Failure> {
    let mut deny = if has_subcommand("deny") { installed() } else { own(console)? };
    deny.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
    child_process::run_on(console, &mut deny)
}

fn installed() -> Command {
    let mut command = cargo();
    command.arg("deny");
    command
}

fn own(console: &Console) -> Result<Command, Failure> {
    let tools = place::target().join("tools");
    let program = tools.join("bin/cargo-deny");
    if !program.is_file() {
        let mut install = cargo();
        // Not optimized it is there in a third of the time, and checks in a few seconds.
        install.args(["install", "cargo-deny", "--debug", "--locked", "--version", VERSION, "--root"]);
        install.arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0");
        // In a folder of its own: another cargo may be at work in ours.
        child_process::run_on(console, install.env_remove("CARGO_TARGET_DIR"))?;
    }
    let mut command = Command::new(program);
    command.current_dir(place::repository());
    Ok(command)
}
