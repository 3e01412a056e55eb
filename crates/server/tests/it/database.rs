//! A store of its own for each story: a file, or a database on the server of `TEST_DATABASE_URL`.
//!
//! File and database are copied from one whose schema was made once: making some hundred tables and indexes anew for each
//! of hundreds of stories takes longer than the stories. The server is thrown away afterwards, databases and all.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::SystemTime;

use nascente_store::Db;
use nascente_store::db::Place;
use postgres::{Client, NoTls};
use tempfile::TempDir;

static MADE: AtomicU32 = AtomicU32::new(0);

/// The address of the PostgreSQL server of this run; none on SQLite.
#[expect(clippy::disallowed_methods, reason = "the environment chooses the engine of the whole suite")]
pub(crate) fn postgres_server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok()
}

/// A SQLite file with an empty schema, or a database of its own when `TEST_DATABASE_URL` is set.
pub(crate) fn place_for_test(file: PathBuf) -> Place {
    let Some(server) = postgres_server() else {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::copy(file_pattern(), &file).unwrap();
        return Place::File(file);
    };
    // The synchronous driver has a runtime of its own and may not be used inside another one.
    Place::Url(std::thread::spawn(move || copy(&server)).join().unwrap())
}

/// The file that all others are copied from: made after this program was compiled, so it has its schema.
fn file_pattern() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pattern = folder.join(program.file_name().unwrap()).with_extension("db");
    let age = |file: &Path| -> Option<SystemTime> { fs::metadata(file).ok()?.modified().ok() };
    if age(&pattern) < age(&program) {
        // Several may make it at a time, each for itself; the last one gives it its name, and all are alike.
        let place = TempDir::new_in(folder).unwrap();
        let (first, whole) = (place.path().join("first.db"), place.path().join("whole.db"));
        drop(Db::open(&Place::File(first.clone())).unwrap());
        let schema = rusqlite::Connection::open(first).unwrap();
        schema.execute("vacuum into ?1", [whole.to_str().unwrap()]).unwrap();
        fs::rename(whole, &pattern).unwrap();
    }
    pattern
}

/// The address of a database on the server, copied from the pattern.
fn copy(server: &str) -> String {
    static PATTERN: OnceLock<String> = OnceLock::new();
    static CLIENTS: Mutex<Vec<Client>> = Mutex::new(Vec::new());
    let kept = CLIENTS.lock().unwrap().pop();
    let mut client = kept.unwrap_or_else(|| Client::connect(server, NoTls).unwrap());
    let pattern = PATTERN.get_or_init(|| make_pattern(&mut client, server));
    let (name, strategy) = (name_of("story"), strategy(&mut client));
    client.batch_execute(&format!("create database {name} template {pattern} {strategy}")).unwrap();
    CLIENTS.lock().unwrap().push(client);
    with_database(server, &name)
}

/// A name that no database has: process ids come again on a server that lives for longer than one run.
#[expect(clippy::disallowed_methods, reason = "two runs are told apart by the time of the machine")]
fn name_of(what: &str) -> String {
    let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    format!("{what}_{moment}_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// Files are copied as they are. From PostgreSQL 15 on that has to be said: going through the log, as is the default there,
/// takes three times the work.
fn strategy(client: &mut Client) -> &'static str {
    let version: i32 = client.query_one("select current_setting('server_version_num')::int", &[]).unwrap().get(0);
    if version >= 150_000 { "strategy file_copy" } else { "" }
}

/// Makes the database that the others are copied from; nobody may be connected to it any more.
fn make_pattern(client: &mut Client, server: &str) -> String {
    let pattern = name_of("pattern");
    client.batch_execute(&format!("create database {pattern}")).unwrap();
    drop(Db::open(&Place::Url(with_database(server, &pattern))).unwrap());
    client
        .batch_execute(&format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{pattern}'"))
        .unwrap();
    pattern
}

/// The address of another database of a server; it is also the name under which its connections are listed.
fn with_database(server: &str, database: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let host = address.rsplit_once('/').map_or(address, |(host, _)| host);
    let joint = if options.is_empty() { "" } else { "&" };
    format!("{host}/{database}?{options}{joint}application_name={database}")
}
