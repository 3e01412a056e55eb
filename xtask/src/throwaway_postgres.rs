//! A PostgreSQL server of our own that leaves nothing behind.
//!
//! It lives in a temporary folder, listens on a free port of 127.0.0.1 and on a socket in that
//! folder, and asks for a password that is new every time, so that nobody else on the machine gets
//! in. For measurements its settings are PostgreSQL's own; for tests it does not wait for the disk, and does not lie on
//! it where there is memory enough.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::failure::{Failure, NameTheFile};

const USER: &str = "nascente";
const DATABASE: &str = "nascente";

/// What a commit waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commits {
    /// The disk, as PostgreSQL does by itself: what is measured is what a company will have.
    OnDisk,
    /// The operating system. The tests kill our program, never the machine, so they see no
    /// difference: order, visibility and what a commit answers are the same.
    InMemory,
}

/// Each of hundreds of tests makes a database of its own: nothing may go round all of them every minute, and what
/// making them writes is to be written once. And no statement is asked so often that compiling it to machine code pays, or
/// planning it anew for the values of each time.
const IN_MEMORY: &str = "fsync = off\nfull_page_writes = off\nautovacuum = off\njit = off\n\
    plan_cache_mode = force_generic_plan\nwal_level = minimal\n\
    max_wal_senders = 0\nmax_wal_size = 1GB\ncheckpoint_timeout = 1h\nshared_buffers = 512MB\n";

/// A running server, stopped and removed when this value goes.
pub(crate) struct ThrowawayPostgres {
    folder: PathBuf,
    url: String,
    keep_running: bool,
}

impl ThrowawayPostgres {
    /// Makes the cluster and starts it; returns when it accepts connections.
    pub(crate) fn start(commits: Commits) -> Result<Self, Failure> {
        let programs = programs().ok_or(Failure::PostgresMissing)?;
        let account = Account::that_may_run_postgres()?;
        let folder = new_folder(&account, place_for(commits))?;
        let password = random_password()?;
        let port = free_port()?;
        let server = Self {
            url: format!("postgres://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"),
            folder,
            keep_running: false,
        };
        server.make_cluster(&programs, &account, &password)?;
        server.configure(port, commits)?;
        server.start_process(&programs, &account)?;
        let mut make_database = account.command(&programs.join("createdb"));
        make_database.arg("--host").arg(&server.folder).args(["--port", &port.to_string()]);
        finish(make_database.args(["--username", USER, DATABASE]))?;
        Ok(server)
    }

    /// The address with user, password and database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The temporary folder that holds everything of the server.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets the server run on after this program; [`stop_in`] ends it.
    pub(crate) fn leave_running(mut self) {
        self.keep_running = true;
    }

    fn make_cluster(&self, programs: &Path, account: &Account, password: &str) -> Result<(), Failure> {
        let password_file = self.folder.join("password");
        fs::write(&password_file, password).named(&password_file)?;
        let mut initdb = account.command(&programs.join("initdb"));
        initdb.arg("--pgdata").arg(self.folder.join("cluster"));
        initdb.arg("--pwfile").arg(&password_file).args(["--username", USER]);
        initdb.args(["--auth-local=trust", "--auth-host=md5", "--no-sync"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]);
        finish(&mut initdb)?;
        fs::remove_file(&password_file).named(password_file)
    }

    fn configure(&self, port: u16, commits: Commits) -> Result<(), Failure> {
        let path = self.folder.join("cluster/postgresql.conf");
        let mut configuration = fs::read_to_string(&path).named(&path)?;
        configuration.push_str(&settings(port, &self.folder, commits));
        fs::write(&path, configuration).named(path)
    }

    /// `pg_ctl` puts the server into a session of its own: a Ctrl-C here does not reach it.
    fn start_process(&self, programs: &Path, account: &Account) -> Result<(), Failure> {
        let log = self.folder.join("log");
        let mut start = account.command(&programs.join("pg_ctl"));
        start.arg("--pgdata").arg(self.folder.join("cluster")).arg("--log").arg(&log);
        let status = start.args(["--silent", "--wait", "--timeout=60", "start"]).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::PostgresSilent(fs::read_to_string(&log).unwrap_or_default())),
            Err(source) => Err(Failure::NotStarted { program: "pg_ctl".to_owned(), source }),
        }
    }
}

impl Drop for ThrowawayPostgres {
    fn drop(&mut self) {
        if !self.keep_running {
            // On the way out a failure has nobody left to act on it: what remains is in /tmp.
            let _stopped = stop_in(&self.folder);
        }
    }
}

/// Stops the server that lives in the folder, if it still runs, and removes the folder.
pub(crate) fn stop_in(folder: &Path) -> Result<(), Failure> {
    if process_id(folder).is_some() {
        let cluster = folder.join("cluster");
        let programs = programs().ok_or(Failure::PostgresMissing)?;
        let mut stop = Account::that_may_run_postgres()?.command(&programs.join("pg_ctl"));
        stop.arg("--pgdata").arg(&cluster).args(["--silent", "--mode=immediate", "stop"]);
        finish(&mut stop)?;
    }
    fs::remove_dir_all(folder).named(folder)
}

/// The server's process id, when one runs in the folder.
pub(crate) fn process_id(folder: &Path) -> Option<u32> {
    let pid_file = fs::read_to_string(folder.join("cluster/postmaster.pid")).ok()?;
    let process_id = pid_file.lines().next()?.trim().parse().ok()?;
    let alive = Path::new("/proc").join(u32::to_string(&process_id)).try_exists();
    alive.unwrap_or(false).then_some(process_id)
}

/// The account that the server runs under: our own, or another when we are root.
struct Account {
    other: Option<&'static str>,
}

impl Account {
    fn that_may_run_postgres() -> Result<Self, Failure> {
        if !we_are_root() {
            return Ok(Self { other: None });
        }
        let other = ["postgres", "nobody"].into_iter().find(|name| ids_of(name).is_some());
        match other {
            Some(name) => Ok(Self { other: Some(name) }),
            None => Err(Failure::NoUserForPostgres),
        }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = match self.other {
            None => Command::new(program),
            Some(name) => {
                let mut command = Command::new("setpriv");
                let (user, group) = ids_of(name).unwrap_or_default();
                command.args(["--reuid", &user.to_string(), "--regid", &group.to_string()]);
                command.arg("--clear-groups").arg("--").arg(program);
                command
            }
        };
        // The account may not enter the folder that we are in.
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        command
    }
}

/// Whether this program runs as root.
pub(crate) fn we_are_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn ids_of(name: &str) -> Option<(u32, u32)> {
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// The folder of `initdb` and `pg_ctl`: the newest Debian has, else the first in PATH.
pub(crate) fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    versions.sort_by_key(|folder| version_of(folder));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path).collect::<Vec<_>>();
    versions.into_iter().rev().chain(in_path).find(|folder| has_server_programs(folder))
}

fn version_of(programs: &Path) -> u32 {
    let version = programs.parent().and_then(Path::file_name).and_then(OsStr::to_str);
    version.and_then(|version| version.parse().ok()).unwrap_or_default()
}

fn has_server_programs(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "createdb"].iter().all(|program| folder.join(program).is_file())
}

fn new_folder(account: &Account, place: PathBuf) -> Result<PathBuf, Failure> {
    let made = tempfile::Builder::new().prefix("nascente-postgres-").tempdir_in(&place);
    let folder = made.named(place)?.keep();
    if let Some((user, group)) = account.other.and_then(ids_of) {
        chown(&folder, Some(user), Some(group)).named(&folder)?;
    }
    Ok(folder)
}

/// Where Linux keeps files in memory.
const IN_MEMORY_PLACE: &str = "/dev/shm";

/// The databases of all tests need five of them.
const ROOM_IN_MEMORY: u64 = 12 << 30;

/// The folder for temporary files: the one in memory where nothing has to outlive the machine and there is room. Each
/// database is some hundred files, which a disk's file system makes more slowly than PostgreSQL fills them.
fn place_for(commits: Commits) -> PathBuf {
    let roomy = || {
        let free = bytes_free_in(IN_MEMORY_PLACE).unwrap_or_default();
        free.min(memory_available().unwrap_or_default()) >= ROOM_IN_MEMORY
    };
    if commits == Commits::InMemory && roomy() { PathBuf::from(IN_MEMORY_PLACE) } else { std::env::temp_dir() }
}

fn bytes_free_in(folder: &str) -> Option<u64> {
    let told = Command::new("df").args(["--output=avail", "--block-size=1", folder]).output().ok()?;
    String::from_utf8_lossy(&told.stdout).lines().nth(1)?.trim().parse().ok()
}

fn memory_available() -> Option<u64> {
    let told = fs::read_to_string("/proc/meminfo").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn random_password() -> Result<String, Failure> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0_u8; 16];
    fs::File::open(source).and_then(|mut random| random.read_exact(&mut bytes)).named(source)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn free_port() -> Result<u16, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::NoPort)?;
    Ok(listener.local_addr().map_err(Failure::NoPort)?.port())
}

fn settings(port: u16, socket_folder: &Path, commits: Commits) -> String {
    let waiting = match commits {
        Commits::OnDisk => "",
        Commits::InMemory => IN_MEMORY,
    };
    format!(
        "\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\n\
         max_connections = 300\nlog_min_messages = warning\n{waiting}",
        socket_folder.display()
    )
}

/// Runs a short command whose output matters only when it fails.
fn finish(command: &mut Command) -> Result<(), Failure> {
    let program = format!("{command:?}");
    let ended = command.output();
    let Output { status, stderr, .. } =
        ended.map_err(|source| Failure::NotStarted { program: program.clone(), source })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::PostgresSilent(format!("{program}\n{}", String::from_utf8_lossy(&stderr))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        let version = |folder| version_of(Path::new(folder));
        assert!(version("/usr/lib/postgresql/15/bin") > version("/usr/lib/postgresql/9/bin"));
        assert_eq!(version("/somewhere/bin"), 0);
    }

    #[test]
    fn what_is_measured_lies_on_the_disk() {
        assert_eq!(place_for(Commits::OnDisk), std::env::temp_dir());
    }

    #[test]
    fn room_is_read_from_what_the_machine_tells() {
        assert!(bytes_free_in("/").is_some());
        assert_eq!(bytes_free_in("/no/such/place"), None);
        assert!(memory_available().unwrap() > 0);
    }

    #[test]
    fn a_password_is_new_every_time() {
        let first = random_password().unwrap();
        assert_eq!(first.len(), 32);
        assert_ne!(first, random_password().unwrap());
    }

    #[test]
    fn no_server_runs_in_a_folder_without_a_cluster() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(process_id(folder.path()), None);
    }
}
