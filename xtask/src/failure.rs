//! Why a command could not be done, each with what mends it.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

/// The one error of this program: it is only ever shown to a person.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("stopped by a signal")]
    Interrupted,
    #[error("cannot listen for signals: {0}")]
    Signals(#[from] ctrlc::Error),
    #[error("cannot start `{program}`: {source}")]
    NotStarted { program: String, source: io::Error },
    #[error("`{program}` failed with {status}")]
    Unsuccessful { program: String, status: ExitStatus },
    #[error("`{program}` had not ended after {} s and was ended", limit.as_secs())]
    TooLong { program: String, limit: Duration },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("programs that the tests need are missing; as root: apt-get update && apt-get install {0}")]
    PackagesMissing(String),
    #[error(
        "the web interface is built and tested with Node {oldest} or newer and its npm; install them from https://nodejs.org, or name the steps that need none with --only"
    )]
    NodeMissing { oldest: u32 },
    #[error("no free port on 127.0.0.1: {0}")]
    NoPort(io::Error),
    #[error(
        "initdb and pg_ctl are neither in /usr/lib/postgresql/*/bin nor in PATH; install the Debian package postgresql"
    )]
    PostgresMissing,
    #[error("PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`")]
    NoUserForPostgres,
    #[error("PostgreSQL did not start; its log ends with:\n{0}")]
    PostgresSilent(String),
    #[error("no throw-away PostgreSQL runs in the background")]
    PostgresNotRunning,
}

/// Names the file that an input or output error is about.
pub(crate) trait NameTheFile<T> {
    fn named(self, path: impl Into<PathBuf>) -> Result<T, Failure>;
}

impl<T> NameTheFile<T> for io::Result<T> {
    fn named(self, path: impl Into<PathBuf>) -> Result<T, Failure> {
        self.map_err(|source| Failure::File { path: path.into(), source })
    }
}
