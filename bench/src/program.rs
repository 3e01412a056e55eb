//! The two servers as processes of their own, and what can be seen of a process from outside.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::failure::{Failure, stopped};

/// A process that listens. It is killed when this is dropped.
pub(crate) struct Listening {
    child: Child,
    /// `127.0.0.1:port`.
    pub(crate) address: String,
}

impl Drop for Listening {
    fn drop(&mut self) {
        // A process that is gone already needs no end.
        if self.child.kill().is_ok() && self.child.wait().is_err() {
            self.address.clear();
        }
    }
}

impl Listening {
    /// The bare server.
    pub(crate) fn bare() -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(command.arg("bare"))
    }

    fn start(command: &mut Command) -> Result<Self, Failure> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or_else(|| stopped("the server has no stdout"))?;
        let mut first = String::new();
        BufReader::new(stdout).read_line(&mut first)?;
        let address = first.trim().strip_prefix("listening on http://").map(str::to_owned);
        let address = address.ok_or_else(|| stopped("the server did not say where it listens"))?;
        Ok(Self { child, address })
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> Result<u64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB")).and_then(|text| text.parse::<u64>().ok());
        kib.map(|kib| kib * 1_024).ok_or_else(|| stopped("the memory of the server cannot be read"))
    }

    /// CPU seconds of user and system so far.
    pub(crate) fn cpu_seconds(&self) -> Result<f64, Failure> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        // Linux counts in hundredths of a second.
        Ok((ticks(11) + ticks(12)) / 100.0)
    }
}

/// The real program with a store of its own.
pub(crate) struct Installation {
    folder: tempfile::TempDir,
    schema: Option<Schema>,
    /// An API token of an administrator.
    pub(crate) token: String,
}

impl Installation {
    /// Sets up a company; on PostgreSQL in a schema of its own.
    pub(crate) fn new(database_url: Option<&str>) -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("nascente-bench").tempdir()?;
        let schema = database_url.map(Schema::new).transpose()?;
        let mut here = Self { folder, schema, token: String::new() };
        let mut setup = here.command(&["setup", "--company", "Medida", "--admin-email", "ana@medida.test"])?;
        let mut child = setup.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(b"uma senha boa\n")?;
        }
        if !child.wait()?.success() {
            return Err(stopped("nascente setup failed"));
        }
        let made = here.command(&["token", "create", "--name", "bench", "--role", "admin"])?.output()?;
        String::from_utf8_lossy(&made.stdout).trim().clone_into(&mut here.token);
        Ok(here)
    }

    fn command(&self, arguments: &[&str]) -> Result<Command, Failure> {
        let mut command = Command::new(binary()?);
        command.args(arguments).arg("--data").arg(self.folder.path()).current_dir(self.folder.path());
        if let Some(url) = self.database_url() {
            command.args(["--database-url", url]);
        }
        command.env("NASCENTE_LOG", "error");
        Ok(command)
    }

    /// The address of its schema; `None` on SQLite.
    pub(crate) fn database_url(&self) -> Option<&str> {
        self.schema.as_ref().map(|schema| schema.url.as_str())
    }

    /// The file of its store on SQLite.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("nascente.db")
    }

    /// What `doctor` says about the store, on stdout.
    pub(crate) fn doctor(&self) -> Result<String, Failure> {
        let told = self.command(&["doctor"])?.output()?;
        Ok(String::from_utf8_lossy(&told.stdout).into_owned())
    }

    /// Starts the server behind a proxy on this machine, so that each request may come from an address of its own.
    pub(crate) fn serve_behind_proxy(&self) -> Result<Listening, Failure> {
        let arguments = ["serve", "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1/32"];
        Listening::start(&mut self.command(&arguments)?)
    }

    /// Starts the server.
    pub(crate) fn serve(&self) -> Result<Listening, Failure> {
        Listening::start(&mut self.command(&["serve", "--listen", "127.0.0.1:0"])?)
    }
}

/// The program, beside this one.
pub(crate) fn binary() -> Result<PathBuf, Failure> {
    let here = std::env::current_exe()?;
    let folder = here.parent().unwrap_or_else(|| Path::new("."));
    Ok(folder.join("nascente"))
}

/// Builds the program as this one was built (to be measured: as it is shipped), without its screens.
pub(crate) fn build() -> Result<(), Failure> {
    let mut command = Command::new("cargo");
    command.args(["build", "--workspace", "--bin", "nascente"]).env("NASCENTE_SKIP_WEB", "1");
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    if command.stdout(Stdio::null()).status()?.success() { Ok(()) } else { Err(stopped("cargo build failed")) }
}

/// A schema of its own on a server of PostgreSQL, dropped with this value.
struct Schema {
    name: String,
    server: String,
    url: String,
}

impl Schema {
    fn new(server: &str) -> Result<Self, Failure> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("nascente_bench_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let mut client = postgres::Client::connect(server, postgres::NoTls)?;
        client.batch_execute(&format!("drop schema if exists {name} cascade; create schema {name}"))?;
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options=-csearch_path%3D{name}");
        Ok(Self { name, server: server.to_owned(), url })
    }

    /// On a thread of its own: the driver has a runtime, and a failure may be on its way out of another.
    fn remove(&self) -> Result<(), Failure> {
        let (server, drop) = (self.server.clone(), format!("drop schema if exists {} cascade", self.name));
        let removed =
            std::thread::spawn(move || postgres::Client::connect(&server, postgres::NoTls)?.batch_execute(&drop));
        Ok(removed.join().map_err(|_| stopped("the schema was not dropped"))??)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Err(failure) = self.remove() {
            crate::complain(&failure);
        }
    }
}
