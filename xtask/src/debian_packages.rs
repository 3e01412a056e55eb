//! The programs from Debian's packages that some steps cannot do without.
//!
//! Root on a Debian machine gets them installed; anybody else is told their names.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::child_process::{self, Console};
use crate::failure::Failure;
use crate::throwaway_postgres;

/// Where Debian puts the browser: the one without windows, which does the same in three quarters of the time.
pub(crate) const CHROMIUM: &str = "/usr/bin/chromium-headless-shell";

const APT_GET: &str = "/usr/bin/apt-get";

/// A program that is not ours and not from a language's package registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DebianProgram {
    Chromium,
    Postgres,
    /// Reads QR codes back, also those on a printed sheet.
    CodeReader,
}

impl DebianProgram {
    fn packages(self) -> &'static [&'static str] {
        match self {
            // The fonts are only recommended by the browser, and without one it draws empty boxes.
            Self::Chromium => &["chromium-headless-shell", "fonts-liberation"],
            Self::Postgres => &["postgresql"],
            Self::CodeReader => &["zbar-tools", "poppler-utils"],
        }
    }

    fn is_present(self) -> bool {
        match self {
            Self::Chromium => Path::new(CHROMIUM).is_file(),
            Self::Postgres => throwaway_postgres::programs().is_some(),
            Self::CodeReader => ["/usr/bin/zbarimg", "/usr/bin/pdftoppm"].iter().all(|path| Path::new(path).is_file()),
        }
    }
}

/// Fails, with the one command that installs them, when programs are missing and we may not install them.
pub(crate) fn require(programs: &[DebianProgram]) -> Result<(), Failure> {
    if may_install() { Ok(()) } else { require_present(programs) }
}

/// Installs what is missing of the programs, or fails with the one command that does.
pub(crate) fn provide(programs: &[DebianProgram], console: &Console) -> Result<(), Failure> {
    let packages = missing_packages(programs);
    if !packages.is_empty() && may_install() {
        install(&packages, console)?;
    }
    require_present(programs)
}

fn require_present(programs: &[DebianProgram]) -> Result<(), Failure> {
    match missing_packages(programs) {
        missing if missing.is_empty() => Ok(()),
        missing => Err(Failure::PackagesMissing(missing.join(" "))),
    }
}

fn may_install() -> bool {
    throwaway_postgres::we_are_root() && Path::new(APT_GET).is_file()
}

fn missing_packages(programs: &[DebianProgram]) -> Vec<&'static str> {
    let missing = programs.iter().filter(|program| !program.is_present());
    missing.flat_map(|program| program.packages()).copied().collect()
}

fn install(packages: &[&str], console: &Console) -> Result<(), Failure> {
    if has_package_lists() && child_process::run_on(console, &mut install_command(packages)).is_ok() {
        return Ok(());
    }
    // The lists are absent, or so old that they name files the mirror no longer has.
    child_process::run_on(console, Command::new(APT_GET).args(["--quiet", "update"]))?;
    child_process::run_on(console, &mut install_command(packages))
}

fn install_command(packages: &[&str]) -> Command {
    let mut command = Command::new(APT_GET);
    command.args(["--quiet", "--yes", "--no-install-recommends", "install"]).args(packages);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn has_package_lists() -> bool {
    let lists = fs::read_dir("/var/lib/apt/lists").into_iter().flatten().flatten();
    lists.into_iter().any(|list| list.file_name().to_string_lossy().ends_with("_Packages"))
}
