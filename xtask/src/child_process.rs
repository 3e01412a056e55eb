//! Running commands so that none outlives this program.
//!
//! Each command gets a process group of its own. SIGINT, SIGTERM and SIGHUP end these groups, and the
//! callers get [`Failure::Interrupted`], so that every clean-up on the way out still runs.

use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

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
    fn is_given_to(&self, command: &mut Command) -> io::Result<()> {
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
    successful(command, None)
}

/// The same for a command that could hang: when it has not ended after `limit`, it is ended and has failed.
pub(crate) fn run_within(limit: Duration, command: &mut Command) -> Result<(), Failure> {
    successful(command, Some(limit))
}

/// Blocks until a signal asks this program to stop.
pub(crate) fn wait_for_interrupt() {
    let mut running = running();
    while !running.interrupted {
        running = INTERRUPTED.wait(running).unwrap_or_else(PoisonError::into_inner);
    }
}

fn successful(command: &mut Command, limit: Option<Duration>) -> Result<(), Failure> {
    let status = status(command, limit)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Unsuccessful { program: name_of(command), status })
}

fn status(command: &mut Command, limit: Option<Duration>) -> Result<ExitStatus, Failure> {
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
    let (ended, too_late) = wait(&mut child, limit);
    let mut running = running();
    running.process_groups.retain(|&group| group != child.id());
    if running.interrupted {
        return Err(Failure::Interrupted);
    }
    if let Some(limit) = too_late {
        return Err(Failure::TooLong { program: name_of(command), limit });
    }
    ended.map_err(|source| Failure::NotStarted { program: name_of(command), source })
}

/// Waits for the end of the child; tells the limit too when it was the limit that ended it.
fn wait(child: &mut Child, limit: Option<Duration>) -> (io::Result<ExitStatus>, Option<Duration>) {
    let Some(limit) = limit else { return (child.wait(), None) };
    let group = child.id();
    let (running, watched) = channel::<()>();
    thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let too_late = watched.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if too_late {
                end_group(group);
            }
            too_late
        });
        let ended = child.wait();
        drop(running);
        (ended, watch.join().unwrap_or(false).then_some(limit))
    })
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
    fn a_command_that_does_not_end_within_its_limit_is_ended_and_named() {
        let failure = run_within(Duration::ZERO, Command::new("tail").args(["-f", "/dev/null"])).unwrap_err();
        assert_eq!(failure.to_string(), "`tail` had not ended after 0 s and was ended");
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let failure = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(failure.to_string().starts_with("cannot start `no-such-program-here`"), "{failure}");
    }
}
