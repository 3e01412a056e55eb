//! Running commands so that none outlives this program.
//!
//! Each command gets a process group of its own. SIGINT, SIGTERM and SIGHUP end these groups, and the
//! callers get [`Failure::Interrupted`], so that every clean-up on the way out still runs.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::failure::Failure;

struct Running {
    process_groups: Vec<u32>,
    interrupted: bool,
}

static RUNNING: Mutex<Running> = Mutex::new(Running { process_groups: Vec::new(), interrupted: false });
static INTERRUPTED: Condvar = Condvar::new();

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a command prints.
#[derive(Debug)]
pub(crate) enum Console {
    /// Where this program does.
    Shared,
    /// To a file, for later: another command has the console.
    Kept(File),
}

impl Console {
    fn is_given_to(&self, command: &mut Command) -> std::io::Result<()> {
        if let Self::Kept(file) = self {
            command.stdout(file.try_clone()?).stderr(file.try_clone()?);
        }
        Ok(())
    }
}

/// From now on a signal ends the running commands instead of this program.
pub(crate) fn pass_on_interrupts() -> Result<(), Failure> {
    ctrlc::set_handler(end_all)?;
    Ok(())
}

/// Ends every running command; none begins any more.
pub(crate) fn end_all() {
    let mut running = running();
    running.interrupted = true;
    running.process_groups.iter().copied().for_each(end_group);
    INTERRUPTED.notify_all();
}

/// Runs the command to its end; anything but exit code 0 is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    run_on(&Console::Shared, command)
}

/// The same, with the console on which it prints.
pub(crate) fn run_on(console: &Console, command: &mut Command) -> Result<(), Failure> {
    let given = console.is_given_to(command);
    given.map_err(|source| Failure::NotStarted { program: name_of(command), source })?;
    let status = status(command)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Unsuccessful { program: name_of(command), status })
}

/// Blocks until a signal asks this program to stop.
pub(crate) fn wait_for_interrupt() {
    let mut running = running();
    while !running.interrupted {
        running = INTERRUPTED.wait(running).unwrap_or_else(PoisonError::into_inner);
    }
}

fn status(command: &mut Command) -> Result<ExitStatus, Failure> {
    let mut child = {
        let mut running = running();
        if running.interrupted {
            return Err(Failure::Interrupted);
        }
        // A group in the background of a terminal would be stopped by reading from it.
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = child.map_err(|source| Failure::NotStarted { program: name_of(command), source })?;
        running.process_groups.push(child.id());
        child
    };
    let ended = child.wait();
    let mut running = running();
    running.process_groups.retain(|&group| group != child.id());
    if running.interrupted {
        return Err(Failure::Interrupted);
    }
    ended.map_err(|source| Failure::NotStarted { program: name_of(command), source })
}

/// Sends SIGTERM to every process of the group. The shell's own `kill` is on every machine.
fn end_group(group: u32) {
    let _sent = Command::new("sh").arg("-c").arg(format!("kill -TERM -{group}")).status();
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_other_than_zero_is_a_failure_that_names_the_program() {
        let failure = run(Command::new("sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(failure.to_string(), "`sh` failed with exit status: 3");
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let failure = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(failure.to_string().starts_with("cannot start `no-such-program-here`"), "{failure}");
    }
}
