//! Node and the packages of a folder's `package-lock.json`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::child_process::{self, Console};
use crate::failure::Failure;

const OLDEST_NODE: u32 = 20;

/// Fails with a sentence when Node or npm is missing or too old.
pub(crate) fn require_node() -> Result<(), Failure> {
    let node_version = version_printed_by("node").as_deref().and_then(major);
    let npm_version = version_printed_by("npm");
    if node_version.is_some_and(|major| major >= OLDEST_NODE) && npm_version.is_some() {
        return Ok(());
    }
    Err(Failure::NodeMissing { oldest: OLDEST_NODE })
}

/// Runs `npm ci` in the folder unless what is installed is at least as new as the lock.
pub(crate) fn install(folder: &Path) -> Result<(), Failure> {
    install_on(&Console::Shared, folder)
}

/// The same, with the console on which it prints.
pub(crate) fn install_on(console: &Console, folder: &Path) -> Result<(), Failure> {
    if is_installed(folder) {
        return Ok(());
    }
    child_process::run_on(console, npm(folder).args(["ci", "--no-audit", "--no-fund"]))
}

/// An npm command in the folder.
pub(crate) fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}

fn is_installed(folder: &Path) -> bool {
    let written = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let lock = written(&folder.join("package-lock.json"));
    let installed = written(&folder.join("node_modules/.package-lock.json"));
    installed.is_some_and(|installed| lock.is_none_or(|lock| installed >= lock))
}

fn version_printed_by(program: &str) -> Option<String> {
    let printed = Command::new(program).arg("--version").output().ok()?;
    printed.status.success().then(|| String::from_utf8_lossy(&printed.stdout).into_owned())
}

fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_what_stands_before_the_first_point() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("not a version"), None);
    }

    #[test]
    fn packages_are_installed_only_when_not_older_than_their_lock() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        let installed = folder.path().join("node_modules/.package-lock.json");
        fs::write(&lock, "{}").unwrap();
        assert!(!is_installed(folder.path()));

        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::copy(&lock, &installed).unwrap();
        assert!(is_installed(folder.path()));

        let newer = fs::metadata(&installed).unwrap().modified().unwrap() + std::time::Duration::from_secs(1);
        fs::File::open(&lock).unwrap().set_modified(newer).unwrap();
        assert!(!is_installed(folder.path()));
    }
}
