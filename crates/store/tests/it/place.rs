//! A fresh store for a test: a temporary file, or a schema of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use nascente_store::Db;
use nascente_store::db::Place;
use tempfile::TempDir;

/// A store that nobody else uses, and what keeps it alive.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    _folder: TempDir,
}

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

/// Opens a store that an earlier program made: its first schema, and these rows.
#[expect(clippy::disallowed_methods, reason = "the environment chooses the engine of the whole suite")]
pub(crate) fn of_before(rows: &str) -> Fresh {
    let folder = TempDir::new().unwrap();
    let version = "create table schema_version (version bigint not null primary key, name text not null);
        insert into schema_version values (1, '0001_begin');";
    let place = if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
        let url = with_schema(&url);
        let schema = include_str!("../../src/migrations/postgres/0001_begin.sql");
        let (made, text) = (url.clone(), format!("{schema};{version}{rows}"));
        let filled = std::thread::spawn(move || {
            postgres::Client::connect(&made, postgres::NoTls).unwrap().batch_execute(&text).unwrap();
        });
        filled.join().unwrap();
        Place::Url(url)
    } else {
        let file = folder.path().join("nascente.db");
        let schema = include_str!("../../src/migrations/sqlite/0001_begin.sql");
        let made = rusqlite::Connection::open(&file).unwrap();
        made.execute_batch(&format!("{schema};{version}{rows}")).unwrap();
        Place::File(file)
    };
    let opened = std::thread::spawn(move || Db::open(&place).unwrap());
    Fresh { db: opened.join().unwrap(), _folder: folder }
}

/// Opens a fresh store.
#[expect(clippy::disallowed_methods, reason = "the environment chooses the engine of the whole suite")]
pub(crate) fn fresh() -> Fresh {
    let folder = TempDir::new().unwrap();
    let place = match std::env::var("TEST_DATABASE_URL") {
        Ok(url) => Place::Url(with_schema(&url)),
        Err(_) => Place::File(folder.path().join("nascente.db")),
    };
    // The synchronous driver has a runtime of its own and may not be opened inside another one.
    let opened = std::thread::spawn(move || Db::open(&place).unwrap());
    Fresh { db: opened.join().unwrap(), _folder: folder }
}

fn with_schema(url: &str) -> String {
    let name = format!("t{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
    let (create, schema) = (url.to_owned(), name.clone());
    let made = std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&create, postgres::NoTls).unwrap();
        client.batch_execute(&format!("drop schema if exists {schema} cascade; create schema {schema}")).unwrap();
    });
    made.join().unwrap();
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options=-csearch_path%3D{name}")
}
