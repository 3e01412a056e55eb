//! SQLite by rusqlite: write-ahead log, every commit synced, foreign keys on.

use std::ffi::c_int;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OpenFlags, ToSql, params_from_iter};

use crate::engine::Access;
use crate::error::StoreError;
use crate::value::{Row, Value};

/// Each time the log has grown by this much, the background thread copies it into the file. A page that changed many
/// times is copied once, and every copy competes with the commits for the disk.
const CHECKPOINT_BYTES: u64 = 16 << 20;
/// Page cache of the writer and of a reader, in KiB. The writer touches the same inner pages in every transaction.
const WRITER_CACHE: u32 = 64_000;
const READER_CACHE: u32 = 8_000;
/// At this size the writer itself copies what is left of the log and begins it anew: the background thread never gets to
/// do so while writers keep on, so without a bound the log would grow for ever. The file is kept: to write over it costs
/// less than to make it longer.
const RESTART_BYTES: u64 = 64 << 20;
/// How long the writer waits for readers of the log then. One that reads for long leaves it longer for a while.
const RESTART_PATIENCE: Duration = Duration::from_millis(20);
/// How long a connection waits for another one otherwise.
const BUSY: Duration = Duration::from_secs(10);
/// What a page takes in the log.
const FRAME_BYTES: u64 = 4_096 + 24;
/// Statements kept prepared on a connection; there are fewer fixed ones than this.
const PREPARED_STATEMENTS: usize = 400;

pub(crate) struct SqliteConnection {
    connection: rusqlite::Connection,
}

impl SqliteConnection {
    pub(crate) fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        let flags = match access {
            Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            Access::Read => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let connection = rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
        connection.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
             pragma wal_autocheckpoint = 0; pragma temp_store = memory;",
        )?;
        let cache = if access == Access::Read { READER_CACHE } else { WRITER_CACHE };
        connection.execute_batch(&format!("pragma cache_size = -{cache};"))?;
        if access == Access::Read {
            connection.execute_batch("pragma query_only = on;")?;
        } else {
            // The writer's statements are few and fixed: none is planned anew because other values are bound to it.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        }
        Ok(Self { connection })
    }

    /// Copies what is left of the log and begins it anew; not while somebody reads what is in it only.
    fn restart_log(&mut self) -> Result<(), StoreError> {
        self.connection.busy_timeout(RESTART_PATIENCE)?;
        let restarted = self.query("pragma wal_checkpoint(restart)", Vec::new());
        self.connection.busy_timeout(BUSY)?;
        restarted.map(drop)
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        self.batch(match access {
            Access::Write => "begin immediate",
            Access::Read => "begin",
        })
    }

    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(text)?)
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<(), StoreError> {
        self.connection.prepare(text)?;
        Ok(())
    }

    pub(crate) fn query(&mut self, text: &str, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let (mut statement, mut rows) = (self.connection.prepare_cached(text)?, Vec::new());
        ask(&mut statement, values, &mut rows)?;
        Ok(rows)
    }

    pub(crate) fn bulk_returning(&mut self, text: &str, given: Vec<Vec<Value>>) -> Result<Vec<Row>, StoreError> {
        let (mut statement, mut rows) = (self.connection.prepare_cached(text)?, Vec::new());
        given.into_iter().try_for_each(|values| ask(&mut statement, values, &mut rows))?;
        Ok(rows)
    }

    pub(crate) fn execute(&mut self, text: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(text)?;
        let changed = statement.execute(params_from_iter(values.into_iter().map(Bound)))?;
        Ok(changed.try_into().unwrap_or(u64::MAX))
    }

    pub(crate) fn bulk(&mut self, text: &str, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(text)?;
        for row in rows {
            statement.execute(params_from_iter(row.into_iter().map(Bound)))?;
        }
        Ok(())
    }
}

/// Runs a statement and adds the rows that it gives.
fn ask(statement: &mut rusqlite::Statement<'_>, values: Vec<Value>, rows: &mut Vec<Row>) -> Result<(), StoreError> {
    let width = statement.column_count();
    let mut found = statement.query(params_from_iter(values.into_iter().map(Bound)))?;
    while let Some(row) = found.next()? {
        let columns: Result<Vec<Value>, StoreError> =
            (0..width).map(|index| row.get_ref(index).map_err(StoreError::from).and_then(read)).collect();
        rows.push(Row::new(columns?));
    }
    Ok(())
}

/// A value in the form that SQLite takes.
struct Bound(Value);

impl ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match &self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Value::Real(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Value::Bool(yes) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*yes))),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Ints(list) => ToSqlOutput::from(serde_json::to_string(list).unwrap_or_default()),
            Value::Texts(list) => ToSqlOutput::from(serde_json::to_string(list).unwrap_or_default()),
        })
    }
}

fn read(value: ValueRef<'_>) -> Result<Value, StoreError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(
            String::from_utf8(bytes.to_vec()).map_err(|_| StoreError::Unreadable("text is not UTF-8".into()))?,
        ),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

/// Watches the length of the write-ahead log for the writer.
pub(crate) struct WalBound {
    /// Pages in the log after the latest commit.
    pages: Arc<AtomicU64>,
    wake: flume::Sender<()>,
    /// The length at which the next checkpoint is due.
    due_at: u64,
}

impl WalBound {
    /// Asks for a checkpoint when the log is long, and makes one when it is too long.
    pub(crate) fn after_commit(&mut self, connection: &mut SqliteConnection) {
        let length = self.pages.load(Ordering::Relaxed) * FRAME_BYTES;
        // A log that was begun anew is short again.
        self.due_at = self.due_at.min(length + CHECKPOINT_BYTES);
        if length < self.due_at {
            return;
        }
        self.due_at = length + CHECKPOINT_BYTES;
        if length >= RESTART_BYTES {
            if let Err(error) = connection.restart_log() {
                tracing::warn!(%error, "the write-ahead log could not be begun anew");
            }
        } else if self.wake.try_send(()).is_err() {
            tracing::trace!("a checkpoint is under way");
        }
    }
}

/// Starts the thread that copies the writer's log into the file without holding it up; it ends with the writer.
pub(crate) fn checkpoint_thread(path: &Path, writer: &mut SqliteConnection) -> Result<WalBound, StoreError> {
    let (wake, woken) = flume::bounded::<()>(1);
    let mut connection = SqliteConnection::open(path, Access::Write)?;
    std::thread::Builder::new()
        .name("store-checkpoint".into())
        .spawn(move || {
            while woken.recv().is_ok() {
                if let Err(error) = connection.query("pragma wal_checkpoint(passive)", Vec::new()) {
                    tracing::warn!(%error, "the write-ahead log could not be copied");
                }
            }
        })
        .map_err(|error| StoreError::Unavailable(error.to_string()))?;
    let pages = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&pages);
    writer.connection.wal_hook(Some(move |_: &mut Wal, pages: c_int| {
        told.store(u64::try_from(pages).unwrap_or_default(), Ordering::Relaxed);
        Ok(())
    }))?;
    Ok(WalBound { pages, wake, due_at: CHECKPOINT_BYTES })
}
