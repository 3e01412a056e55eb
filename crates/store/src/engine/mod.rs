//! The two drivers behind one connection type; the only files that name them.

mod postgres;
mod postgres_protection;
mod sqlite;

use crate::bulk::Bulk;
use crate::error::StoreError;
use crate::statement::{Engine, Statement};
use crate::value::{Row, Value};

pub(crate) use postgres::PostgresConnection;
pub(crate) use sqlite::{SqliteConnection, checkpoint_thread};

/// How a transaction is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// A connection to either engine, owned by one thread of the store.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(Box<PostgresConnection>),
}

impl Connection {
    pub(crate) const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn begin(&mut self, access: Access) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.begin(access),
            Self::Postgres(connection) => connection.begin(access),
        }
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.batch("commit")
    }

    pub(crate) fn rollback(&mut self) -> Result<(), StoreError> {
        self.batch("rollback")
    }

    /// Runs a fixed text without values.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch(text),
            Self::Postgres(connection) => connection.batch(text),
        }
    }

    pub(crate) fn query(&mut self, statement: &Statement, values: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let text = statement.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.query(text, values),
            Self::Postgres(connection) => connection.query(text, &values),
        }
    }

    pub(crate) fn execute(&mut self, statement: &Statement, values: Vec<Value>) -> Result<u64, StoreError> {
        let text = statement.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.execute(text, values),
            Self::Postgres(connection) => connection.execute(text, &values),
        }
    }

    pub(crate) fn bulk(&mut self, bulk: &Bulk, rows: Vec<Vec<Value>>) -> Result<u64, StoreError> {
        if rows.is_empty() {
            return Ok(0);
        }
        let text = bulk.for_engine(self.engine());
        match self {
            Self::Sqlite(connection) => connection.bulk(text, rows),
            Self::Postgres(connection) => connection.bulk(text, bulk.columns(), rows),
        }
    }

    pub(crate) fn prepare(&mut self, text: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.prepare(text),
            Self::Postgres(connection) => connection.prepare(text).map(drop),
        }
    }
}
